// The office's books: an order that is late, its reply, who called; a penalty and a fire; the table of it all.
import { readFile } from "node:fs/promises";
import { addHazard, addSite } from "../support/doors";
import { openForm } from "../support/steps";
import { expect, shot, test } from "../support/test";

// plain forms: they work before any script has loaded
test.use({ javaScriptEnabled: false });

test("an order is entered, found late, replied to; the caller is shown for a reason", async ({ openAs }) => {
  const page = await openAs("office");
  const number = `SH${Date.now()}`;
  await page.goto("/orders");
  await page.getByRole("link", { name: "新增", exact: true }).click();
  const form = page.locator("form#order-save");
  await form.locator("input[name=number]").fill(number);
  await form.locator("select[name=kind]").selectOption("complaint");
  await form.locator("input[name=received_at]").fill("2024-07-01T12:00");
  await form.locator("textarea[name=text]").fill("楼道里有电瓶车充电");
  await form.locator("input[name=caller_name]").fill("钱多多");
  await form.locator("input[name=caller_phone]").fill("13700001234");
  // without a place it is refused, and nothing typed is lost
  await form.locator("button[type=submit]").click();
  await expect(page.locator(".form-errors")).toContainText("居委会：请填写");
  await expect(form.locator("input[name=number]")).toHaveValue(number);
  await form.locator("select[name=area]").selectOption({ index: 1 });
  await form.locator("button[type=submit]").click();
  await expect(page.getByRole("heading", { level: 1, name: `工单 ${number}` })).toBeVisible();
  await expect(page.locator(".hazard-marks")).toContainText("超期未复");
  await expect(page.locator("main")).toContainText("2024-07-08");
  await expect(page.locator("main")).not.toContainText("13700001234");
  await shot(page, "order");

  // the desk says that it is late, and leads to all that wait, the first due first
  await page.goto("/desk");
  const tile = page.locator('[data-queue="orders"]');
  await expect(tile).toContainText("其中超期");
  const waiting = await tile.locator(".stat-value").innerText();
  await tile.click();
  await expect(page).toHaveURL(/\/orders\?/);
  await expect(page.locator(".results-total")).toHaveText(`共 ${waiting} 条`);
  await expect(page.locator("tbody tr", { hasText: "超期未复" }).first()).toBeVisible();

  await page.goto(`/orders?standing=overdue&q=${number}`);
  await expect(page.locator(".results-total")).toHaveText("共 1 条");
  const table = await page.request.get(`/api/v1/tables/orders.csv?q=${number}`);
  expect(table.headers()["content-type"]).toContain("text/csv");
  const text = await table.text();
  expect(text).toContain(number);
  expect(text).not.toContain("13700001234");

  // in full only for a reason, by a plain form whose answer is the file
  const inFull = await openForm(page, "table-reveal");
  await inFull.locator("input[name=reason]").fill("回访来电人");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    inFull.locator("button[type=submit]").last().click(),
  ]);
  expect(download.suggestedFilename()).toBe("orders.csv");
  expect(await readFile(await download.path(), "utf8")).toContain("13700001234");
  await page.locator("a.row-link").click();

  await page.locator("summary", { hasText: "查看完整信息" }).click();
  await page.locator("input[name=reason]").fill("回访来电人");
  await page.getByRole("button", { name: "查看", exact: true }).click();
  await expect(page.locator(".facts")).toContainText("13700001234");

  await page.reload();
  await expect(page.locator("main")).not.toContainText("13700001234");
  await page.locator("summary", { hasText: "修改" }).click();
  await form.locator("input[name=replied_at]").fill("2024-07-09T09:00");
  await form.locator("textarea[name=reply]").fill("已清理");
  await form.locator("button[type=submit]").click();
  await expect(page.locator(".hazard-marks")).toContainText("超期已复");
  await expect(page.locator("main")).toContainText("钱**");
});

test("a penalty and a fire are entered and found", async ({ openAs }) => {
  const page = await openAs("office");
  const mark = `${Date.now()}`;
  await page.goto("/penalties/new");
  const penalty = page.locator("form#penalty-save");
  await penalty.locator("input[name=number]").fill(`罚字${mark}号`);
  await penalty.locator("input[name=body]").fill("区消防救援支队");
  await penalty.locator("select[name=category]").selectOption("fire");
  await penalty.locator("input[name=party]").fill("某某公司");
  await penalty.locator("textarea[name=reason]").fill("占用疏散通道");
  await penalty.locator("input[name=fine]").fill("1,234.50");
  await penalty.locator("select[name=area]").selectOption({ index: 1 });
  await penalty.locator("button[type=submit]").click();
  await expect(page.locator(".facts")).toContainText("1234.50");
  await page.goto(`/penalties?q=${mark}`);
  await expect(page.locator(".results-total")).toHaveText("共 1 条");

  await page.goto("/fires/new");
  const fire = page.locator("form#fire-save");
  await fire.locator("input[name=at]").fill("2024-07-01T12:00");
  await fire.locator("select[name=cause]").selectOption("ebike");
  await fire.locator("input[name=place]").fill(`车棚 ${mark}`);
  await fire.locator("input[name=loss]").fill("500");
  await fire.locator("select[name=area]").selectOption({ index: 1 });
  await fire.locator("button[type=submit]").click();
  await expect(page.locator(".facts")).toContainText("500.00");
  await page.goto(`/fires?cause=ebike&q=${mark}`);
  await expect(page.locator(".results-total")).toHaveText("共 1 条");
});

test("the page of a shop has what the registers hold of it, and enters the next", async ({ openAs }) => {
  const page = await openAs("office");
  const number = `SH${Date.now()}`;
  const site = await addSite(page, "small_unit", `登记面馆 ${number}`);
  await page.goto(`/sites/${site}`);
  const hazard = await addHazard(page, site, `油烟管道积油 ${number}`);
  const card = page.locator(".card", { hasText: "处罚、工单与火情" });
  await expect(card).toContainText("没有与本场所关联的");
  await card.getByRole("link", { name: "12345 工单" }).click();
  const form = page.locator("form#order-save");
  await expect(form.locator("input[name=site]")).toHaveValue(site);
  await form.locator("input[name=number]").fill(number);
  await form.locator("select[name=kind]").selectOption("complaint");
  await form.locator("input[name=received_at]").fill("2024-07-01T12:00");
  await form.locator("textarea[name=text]").fill("油烟扰民");
  await form.locator("input[name=hazard]").fill(hazard);
  await form.locator("button[type=submit]").click();
  await expect(page.getByRole("heading", { level: 1, name: `工单 ${number}` })).toBeVisible();
  await page.goto(`/sites/${site}`);
  await expect(card).toContainText(`${number} · 投诉`);
  await expect(card).toContainText("超期未复");
  await card.getByRole("link", { name: "全部12345 工单" }).click();
  await expect(page.locator(".results-total")).toHaveText("共 1 条");
  // the hazard behind the order leads to it too
  await page.goto(`/hazards/${hazard}`);
  await expect(card).toContainText(`${number} · 投诉`);
  // its list is still of that hazard when something is looked for in it
  await card.getByRole("link", { name: "全部12345 工单" }).click();
  await page.locator("form#list-filter input[name=q]").fill(number);
  await page.locator("form#list-filter .filter-line button.primary").click();
  await expect(page).toHaveURL(new RegExp(`hazard=${hazard}`));
  await expect(page.locator(".results-total")).toHaveText("共 1 条");
});
