// On a slow line a person is quicker than the program: a link that is pressed before the code of the page has come is
// followed all the same, and a row that is ticked before the program runs is ticked for it too.
import { expect, signIn, test } from "../support/test";

test("a link pressed before the page has its code leads where it should", async ({ page }) => {
  await signIn(page, "office");
  let carryOn = (): void => undefined;
  const pressed = new Promise<void>((resolve) => (carryOn = resolve));
  let waiting = 0;
  await page.route(/\/pkg\/.*\.wasm/, async (route) => {
    // the program itself comes; the code of the page, which it asks for, waits
    if (/chunk_|split_/.test(route.request().url())) {
      waiting += 1;
      await pressed;
    }
    await route.continue().catch(() => undefined); // the document that asked is gone
  });
  // refused, so that the page has a banner that goes away with the page
  await page.goto("/rules?book=deadlines");
  await expect.poll(() => waiting).toBeGreaterThan(0);
  await page.getByRole("link", { name: "防台防汛 · 一般" }).click();
  carryOn();
  await expect(page.getByRole("heading", { level: 1, name: "防台防汛 · 一般" })).toBeVisible();
  await page.getByRole("link", { name: "隐患", exact: true }).first().click();
  await expect(page).toHaveURL(/\/hazards/);
});

test("a row ticked before the program runs is counted by it", async ({ page }) => {
  await signIn(page, "office");
  let carryOn = (): void => undefined;
  const ticked = new Promise<void>((resolve) => (carryOn = resolve));
  await page.route(/\/pkg\/.*\.wasm/, async (route) => {
    await ticked;
    await route.continue().catch(() => undefined); // the document that asked is gone
  });
  await page.goto("/hazards", { waitUntil: "domcontentloaded" });
  const box = page.locator("table.rows tbody .cell-tick input").first();
  await box.check();
  carryOn();
  await expect(page.locator(".selection strong")).toContainText("1");
  await expect(box).toBeChecked();
});
