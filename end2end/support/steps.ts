// The plain forms of a record's page.
import { expect, type Locator, type Page } from "@playwright/test";

/** Opens the form of this id behind its button. */
export async function openForm(page: Page, id: string): Promise<Locator> {
  const form = page.locator(`form#${id}`);
  await page.locator("details.disclosure", { has: form }).locator("summary").first().click();
  await expect(form).toBeVisible();
  return form;
}

/** Chooses one of the radio buttons of a field. */
export async function pick(form: Locator, name: string, value: string): Promise<void> {
  await form.locator(`label:has(input[name='${name}'][value='${value}'])`).click();
}

/** Sends a form by its own button. */
export async function send(form: Locator): Promise<void> {
  await form.locator("button[type=submit]").last().click();
}

/** A picture for a file field. */
export function file(name: string, buffer: Buffer) {
  return { name, mimeType: "image/png", buffer };
}

/** The page of the first site of a list. */
export async function firstSite(page: Page, query = ""): Promise<string> {
  await page.goto(`/sites${query}`);
  return (await page.locator("a.row-link").first().getAttribute("href")) ?? "";
}
