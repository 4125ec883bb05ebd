// What ends its life, month by month: a number opens its rows, and one click makes next year's campaign of them.
import { expect, shot, test } from "../support/test";

// the numbers are links and the click is a plain form: they work before any script has loaded
test.use({ javaScriptEnabled: false });

test("the expiry wave becomes next year's campaign with one click", async ({ openAs }) => {
  const office = await openAs("office");
  await office.goto("/expiry-wave?gear=stove");
  const expired = office.locator(".tiles a").first();
  const address = (await expired.getAttribute("href")) ?? "";
  expect(address).toContain("/");
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
