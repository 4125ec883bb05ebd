// A person is quicker than the page: presses a link or ticks a row before its code has come, or a button while photos are
// still being shrunk. The link is followed, the tick counts, and the form goes.
import type { Page } from "@playwright/test";
import { addHazard, addSite, step } from "../support/doors";
import { picture } from "../support/picture";
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

test("a button pressed while a photo is still being shrunk sends the form when it is small", async ({ page }) => {
  // shrinking waits until it is told to go on
  await page.addInitScript(() => {
    const real = window.createImageBitmap.bind(window) as (source: Blob, options: object) => Promise<ImageBitmap>;
    const told = new Promise<void>((resolve) => Object.assign(window, { carryOn: resolve }));
    const waits = async (source: Blob, options: object) => told.then(() => real(source, options));
    Object.assign(window, { createImageBitmap: waits });
  });
  await signIn(page, "office");
  const mark = `${Date.now()}`;
  const hazard = await addHazard(page, await addSite(page, "small_unit", `快手 ${mark}`), `占用通道 ${mark}`);
  const me = (await (await page.request.get("/api/v1/me")).json()) as { actor: { user: string } };
  expect(await step(page, hazard, { do: "assign", assignee: me.actor.user, note: null })).toBe(200);
  await page.goto(`/hazards/${hazard}`);
  const form = page.locator("form#hazard-rectify");
  await page.locator("details.disclosure", { has: form }).locator("summary").first().click();
  await form.locator("textarea[name=note]").fill("已清理");
  await form.locator("input[name=photos]").setInputFiles({ name: "after.png", mimeType: "image/png", buffer: picture(3, 2400, 1800) });
  await expect(form).toHaveAttribute("aria-busy", "true");
  await form.locator("button[type=submit]").click();
  await expect(page.locator(".hazard-marks")).toContainText("整改中");
  await page.evaluate(() => (window as unknown as { carryOn: () => void }).carryOn());
  await expect(page.locator(".hazard-marks")).toContainText("待复查");
  await expect(page.locator(".photo-side").nth(1).locator(".photos img")).toHaveCount(1);
});
