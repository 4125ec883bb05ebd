// What ends its life, month by month: a number opens its rows, and one click makes next year's campaign of them.
import { openForm, send } from "../support/steps";
import { expect, shot, test } from "../support/test";

// the numbers are links and the click is a plain form: they work before any script has loaded
test.use({ javaScriptEnabled: false });

test("the expiry wave becomes next year's campaign with one click", async ({ openAs }) => {
  const office = await openAs("office");
  await office.goto("/expiry-wave?gear=stove");
  const expired = office.locator(".tiles a").first();
  const address = (await expired.getAttribute("href")) ?? "";
  expect(address).toContain("/");
  // the curve has a bar for each of two years, and the table says the same as a file
  await expect(office.locator(".wave-curve .wave-bar")).toHaveCount(24);
  const table = await office.request.get("/api/v1/expiry-wave.csv");
  expect(await table.text()).toContain("燃气灶具");
  await shot(office, "wave");
  await office.locator("form.wave-campaign button[type=submit]").click();
  await expect(office).toHaveURL(/\/campaigns\/[0-9a-f-]{36}$/);
  // the year is Shanghai's
  const next = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear() + 1;
  await expect(office.getByRole("heading", { level: 1 })).toContainText(String(next));
  await expect(office.locator(".empty")).toContainText(/清单上有 [1-9]\d* 个对象/);

  await office.goto(address);
  await expect(office.locator(".results-total")).toContainText("条");
});

test("the office sets a price from a day on, and is told what is wrong with one", async ({ openAs }) => {
  const office = await openAs("office");
  await office.goto("/expiry-wave?gear=smoke_detector");
  const form = await openForm(office, "unit-cost-save");
  await expect(form.locator("select[name=gear]")).toHaveValue("smoke_detector");
  await form.locator("input[name=cost]").fill("很贵");
  // so far ahead that no other story counts by it
  await form.locator("input[name=valid_from]").fill("2098-01-01");
  await send(form);
  await expect(form.locator(".problem").first()).toBeVisible();
  await expect(form.locator("input[name=cost]")).toHaveValue("很贵");
  await form.locator("input[name=cost]").fill("1,250.50");
  await send(form);
  await expect(office.getByRole("status").filter({ hasText: "已保存" })).toBeVisible();
  await expect(office.locator(".card", { hasText: "更换单价" })).toContainText("220.00 元");
});
