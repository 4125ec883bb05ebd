// The plain forms of a record's page, and what a page needs before it hears more than links and forms.
import { expect, type Locator, type Page } from "@playwright/test";

/** How long a page may take to come, with everything that a step counts, draws or writes. */
const COMES_WITHIN_MS = 60_000;

/**
 * Waits until the program runs in a page. Links and forms work before; a button of the map, or anything else that only the
 * program hears, is pressed for nothing until then.
 */
export async function lively(page: Page): Promise<void> {
  await expect(page.locator("html[data-lively]")).toBeAttached({ timeout: COMES_WITHIN_MS });
}

/** Does what sends a form, and waits until the page that answers it stands in the place of this one. */
export async function answered(page: Page, act: () => Promise<void>): Promise<void> {
  // the answer is often the same page again: what is asked of it next must not be read off the one before
  await page.evaluate(() => document.documentElement.setAttribute("data-left", ""));
  await act();
  await expect(page.locator("html:not([data-left])")).toBeAttached({ timeout: COMES_WITHIN_MS });
  await page.waitForLoadState("domcontentloaded");
}

/** Opens the form of this id behind its button, unless it is open: one that came back refused is. */
export async function openForm(page: Page, id: string): Promise<Locator> {
  const form = page.locator(`form#${id}`);
  const part = page.locator("details.disclosure", { has: form }).first();
  if ((await part.getAttribute("open")) === null) await part.locator("summary").first().click();
  await expect(form).toBeVisible();
  return form;
}

/** Chooses one of the radio buttons of a field. */
export async function pick(form: Locator, name: string, value: string): Promise<void> {
  await form.locator(`label:has(input[name='${name}'][value='${value}'])`).click();
}

/** Sends a form by its own button; the page that answers stands then. */
export async function send(form: Locator): Promise<void> {
  await answered(form.page(), () => form.locator("button[type=submit]").last().click());
}

/** Ticks every row of the list that is shown. */
export async function tickRows(page: Page): Promise<void> {
  await lively(page);
  for (const box of await page.locator(".rows tbody .cell-tick input").all()) await box.check();
}

/** A picture for a file field. */
export function file(name: string, buffer: Buffer) {
  return { name, mimeType: "image/png", buffer };
}
