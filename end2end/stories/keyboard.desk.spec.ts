// A morning at the desk without a mouse: signing in, finding a hazard, saying something about it.
import type { Page } from "@playwright/test";
import { expect, PASSWORD, people, test } from "../support/test";

/** More than any page has places to stop at. */
const MOST = 300;

/** Goes on with the Tab key until the keyboard is where it is wanted. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let stop = 0; stop < MOST; stop += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the Tab key never comes to ${selector}`);
}

test("a hazard is found and noted on without a mouse", async ({ page }) => {
  await page.goto("/sign-in");
  await tabTo(page, "input[name=login]");
  await page.keyboard.type(people.office);
  await tabTo(page, "input[name=password]");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(/\/sign-in/);

  await page.goto("/hazards?status=closed");
  // the arrows are the program's: it runs when the map is drawn
  await expect(page.locator(".map-stage[data-map=drawn]")).toBeVisible({ timeout: 60_000 });
  await tabTo(page, "table.rows a.row-link");
  const links = page.locator("table.rows a.row-link");
  await expect(links.first()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(links.nth(1)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(links.first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/hazards\/[0-9a-f-]{36}$/);

  const form = "form#hazard-add_note";
  await expect(page.locator(form)).toBeAttached();
  await tabTo(page, `details.disclosure:has(${form}) > summary`);
  await page.keyboard.press("Enter");
  await expect(page.locator(form)).toBeVisible();
  await tabTo(page, `${form} textarea[name=note]`);
  await page.keyboard.type("电话回访，情况属实");
  await tabTo(page, `${form} button[type=submit]`);
  await page.keyboard.press("Enter");
  await expect(page.locator(".event-note").first()).toHaveText("电话回访，情况属实");
});
