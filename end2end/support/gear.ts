// What is filled in of stoves, in plain forms.
import type { Locator } from "@playwright/test";

/** Fills in what has replaced a stove, with a witness who signs; no photos yet. */
export async function fillReplacement(form: Locator, serial: string): Promise<void> {
  await form.locator("input[name='replacement.model']").fill("JZT-9B12");
  await form.locator("input[name='replacement.serial']").fill(serial);
  await form.locator("input[name='replacement.installer']").fill("燃气公司 周师傅");
  await form.locator("input[name='signature.witness']").fill("李居委");
}
