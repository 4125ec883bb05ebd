// The desk: what waits is seen at a glance and is true in the other window too; many are assigned at once, after it was said
// for each whether it will happen.
import { expect, shot, test } from "../support/test";

test("many are assigned at once, and the other window sees it", async ({ openAs }) => {
  const page = await openAs("office");
  const other = await openAs("leader");
  for (const window of [page, other]) {
    await window.goto("/desk");
    await window.locator('[data-queue="to_assign"]').click();
    await expect(window.locator('[data-queue="to_assign"]')).toHaveAttribute("aria-current", "true");
  }
  const waiting = async (window: typeof page) =>
    Number((await window.locator('[data-queue="to_assign"] .stat-value').innerText()).replaceAll(",", ""));
  const before = await waiting(page);
  expect(before).toBeGreaterThan(1);
  await expect(other.locator('[data-queue="to_assign"] .stat-value')).toHaveText(
    await page.locator('[data-queue="to_assign"] .stat-value').innerText(),
  );
  // whoever only looks has nothing to press but the printer
  await expect(other.locator("#desk-picked button[name=do]")).toHaveCount(0);
  await shot(page, "desk");

  const boxes = page.locator(".rows tbody .cell-tick input");
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await page.locator("#desk-picked button[value=assign]").click();
  await page.locator("select[name=assignee]").selectOption({ index: 1 });
  await page.getByRole("button", { name: "预览" }).click();
  await expect(page.locator(".desk-lines > li")).toHaveCount(2);
  await shot(page, "desk-preview");

  const form = page.locator("form#desk-bulk");
  const willBe = await form.locator("input[name=hazard]").count();
  expect(willBe).toBeGreaterThan(0);
  await form.locator("button[type=submit]").click();
  await expect(page.getByRole("heading", { level: 1, name: "办理结果" })).toBeVisible();
  await expect(page.locator(".desk-lines .tone-good")).toHaveCount(willBe);
  await expect(other.locator('[data-queue="to_assign"] .stat-value')).toHaveText(
    (before - willBe).toLocaleString("en"),
    { timeout: 2_000 },
  );
  await shot(page, "desk-result");
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the ticked ones are printed, a view is kept and removed", async ({ openAs }) => {
    const page = await openAs("office");
    await page.goto("/desk?overdue=1&sort=due");
    const boxes = page.locator(".rows tbody .cell-tick input");
    await boxes.nth(0).check();
    await page.locator("#desk-picked button", { hasText: "打印清单" }).click();
    await expect(page.locator(".paper tbody tr")).toHaveCount(1);
    await shot(page, "desk-print");
    await page.getByRole("link", { name: "回到名单" }).click();
    await expect(page).toHaveURL(/overdue=1/);

    const name = `逾期 ${Date.now()}`;
    await page.locator("summary", { hasText: "保存当前筛选" }).click();
    await page.locator("form#view-save input[name=name]").fill(name);
    await page.locator("form#view-save button[type=submit]").click();
    await page.goto("/desk");
    await page.locator(".desk-views a", { hasText: name }).click();
    await expect(page).toHaveURL(/overdue=1/);
    await page.getByRole("button", { name: `删除视图 ${name}` }).click();
    await expect(page.locator(".desk-views a", { hasText: name })).toHaveCount(0);
  });
});
