// On a slow line a person presses a link or ticks a row before the code of the page has come. The link is followed and the
// tick counts all the same.
import type { Page } from "@playwright/test";
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

/** Opens a page whose program does not come before the answer is called. */
async function openWithoutProgram(page: Page, path: string): Promise<() => void> {
  let carryOn = (): void => undefined;
  const wanted = new Promise<void>((resolve) => (carryOn = resolve));
  await page.route(/\/pkg\/.*\.wasm/, async (route) => {
    await wanted;
    await route.continue().catch(() => undefined); // the document that asked is gone
  });
  // a page may count as loaded only with its program
  await page.goto(path, { waitUntil: "commit" });
  return carryOn;
}

test("a tick made before the program runs counts", async ({ page }) => {
  await signIn(page, "office");
  const carryOn = await openWithoutProgram(page, "/desk");
  const boxes = page.locator(".rows tbody .cell-tick input");
  await boxes.nth(1).check();
  // until then the boxes are a plain form's
  await expect(boxes.nth(1)).toHaveAttribute("name", "hazard");
  const chosen = await boxes.nth(1).getAttribute("value");
  carryOn();
  await expect(page.locator("#desk-picked input[name=hazard]")).toHaveCount(1);
  await expect(page.locator("#desk-picked input[name=hazard]")).toHaveValue(chosen ?? "");
  await expect(page.locator(".selection strong")).toContainText("1");
  await expect(boxes.nth(1)).toBeChecked();
});

test("a box that only the program serves waits for it", async ({ page }) => {
  await signIn(page, "office");
  const carryOn = await openWithoutProgram(page, "/hazards");
  const box = page.locator(".rows tbody .cell-tick input").first();
  await expect(box).toBeDisabled();
  await expect(page.locator(".tick-all input")).toBeDisabled();
  carryOn();
  await box.check();
  await expect(page.locator(".selection strong")).toContainText("1");
});
