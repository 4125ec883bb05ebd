// Without signal: a fire and a penalty at a shop, an order that is about no site. Later each is at the desk, once; what the
// server does not take comes back to its field.
import type { Page } from "@playwright/test";
import { addHazard, addSite, allThere, openForm, saveForm } from "../support/doors";
import { Tablet, openField, readyOffline, saveHere } from "../support/tablet";
import { expect, shot, test } from "../support/test";

/** The card of the registers: on a site's page, and on the first screen. */
const books = (page: Page) => page.locator(".card", { hasText: "处罚、工单与火情" });

/** How many entries of a list the desk finds by these words. */
async function found(office: Page, list: string, words: string): Promise<void> {
  await office.goto(`${list}?q=${encodeURIComponent(words)}`);
  await expect(office.locator(".results-total")).toHaveText("共 1 条");
}

test("a fire and a penalty are entered offline at a shop, and are at the desk once", async ({ problems, openAs }) => {
  test.setTimeout(480_000);
  const office = await openAs("office");
  const mark = Date.now() % 1_000_000_000;
  const name = `巡安面馆${mark}`;
  const site = await addSite(office, "small_unit", name);
  const hazard = await addHazard(office, site, `后门堆物 ${mark}`);
  const tablet = new Tablet(problems);
  try {
    const page = await readyOffline(tablet, "inspector");
    await openField(page, `/field/sites/${site}`);

    // --- the fire: its place is the shop's address until somebody says otherwise
    await openForm(page, books(page), "登记火情");
    await expect(page.locator("#f-place")).toHaveValue(`仙霞路 ${name}`);
    await expect(page.locator("#f-at")).not.toHaveValue("");
    await page.locator("#f-cause").selectOption("open_flame");
    await page.locator("#f-hazard").selectOption(hazard);
    await page.locator("#f-text").fill("油锅起火，已扑灭");
    const form = page.url();
    // left, and the tablet switched off: nothing that was typed is lost
    await page.locator(".field-nav").getByText("首页").click();
    await expect(page.locator(".card", { hasText: `${name} · 登记火情` })).toBeVisible();
    await tablet.off();
    const again = await tablet.on(false);
    await openField(again, form);
    await expect(again.locator("#f-text")).toHaveValue("油锅起火，已扑灭");
    await expect(again.locator("#f-hazard")).toHaveValue(hazard);
    await shot(again, "field-fire");
    await saveForm(again);
    await expect(books(again)).toContainText("已保存在本机，等待上报");

    // --- the penalty: what is missing is named at its field
    await openForm(again, books(again), "登记行政处罚");
    await again.locator(".capture-bar .save").click();
    await expect(again.locator("#f-party-problem")).toBeVisible();
    await again.locator("#f-category").selectOption("fire");
    await again.locator("#f-body").fill("区消防救援支队");
    await again.locator("#f-party").fill("王小五");
    await again.locator("#f-reason").fill("占用疏散通道");
    await again.locator("#f-fine").fill("1,234.50");
    await saveForm(again);

    // --- the ledger counts both, and names nobody
    await again.locator(".field-nav").getByText("对账").click();
    await expect(again.locator('.ledger-row[data-standing="waiting"]')).toHaveCount(2);
    await expect(again.locator("#main")).not.toContainText("王小五");

    await tablet.line(true);
    await allThere(again);
    await found(office, "/fires", name);
    await office.locator("a.row-link").click();
    await expect(office.locator(`.facts a[href='/hazards/${hazard}']`)).toBeVisible();
    await expect(office.locator(`.facts a[href='/sites/${site}']`)).toHaveText(name);
    await found(office, "/penalties", name);
  } finally {
    await tablet.end();
  }
});

test("an order is about no site; its number is taken, so it comes back to its field", async ({ problems, openAs }) => {
  test.setTimeout(480_000);
  const office = await openAs("office");
  const number = `GD${Date.now()}`;
  await office.goto("/orders/new");
  const desk = office.locator("form#order-save");
  await desk.locator("[name=number]").fill(number);
  await desk.locator("[name=kind]").selectOption("complaint");
  await desk.locator("[name=text]").fill("楼道里有电瓶车充电");
  await desk.locator("[name=area]").selectOption({ index: 1 });
  await desk.locator("button[type=submit]").click();
  await expect(office).toHaveURL(/\/orders\/[0-9a-f-]{36}$/);

  const tablet = new Tablet(problems);
  try {
    const page = await readyOffline(tablet, "inspector");
    await openField(page);
    await openForm(page, books(page), "登记 12345 工单");
    await page.locator("#f-area").selectOption({ index: 1 });
    await page.locator("#f-number").fill(number);
    await page.locator("#f-kind").selectOption("request");
    await page.locator("#f-text").fill("请帮忙看看燃气表");
    await page.locator("#f-caller-name").fill("钱多多");
    await page.locator("#f-caller-phone").fill("13700001234");
    await shot(page, "field-order");
    await saveHere(page);

    await tablet.line(true);
    await page.locator(".field-nav").getByText("对账").click();
    const row = page.locator('.ledger-row[data-standing="refused"]');
    await expect(row).toContainText(`${number} · 登记 12345 工单`, { timeout: 120_000 });
    await row.locator("summary").click();
    await row.getByRole("link", { name: "处理" }).click();
    await page.getByRole("button", { name: "修改后再上报" }).click();
    await expect(page.locator("#f-number-problem")).toBeVisible();
    await expect(page.locator("#f-caller-phone")).toHaveValue("13700001234");
    await page.locator("#f-number").fill(`${number}-2`);
    await page.locator(".capture-bar .save").click();
    await expect(page.locator(".saved-line")).toContainText(/已保存在本机|服务器已收到/);
    await allThere(page);
    await found(office, "/orders", `${number}-2`);
  } finally {
    await tablet.end();
  }
});
