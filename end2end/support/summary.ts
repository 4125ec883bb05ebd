// Drafts of summaries, by the form of their list.
import { expect, type Page } from "@playwright/test";

/** Drafts the summary of a year and the part of it (`06`, `Q2`, `H1`, `year`), or opens the one there is; stands on its page. */
export async function draftSummary(page: Page, year: string, part: string): Promise<string> {
  await page.goto("/summaries");
  await page.locator("summary", { hasText: "起草小结" }).click();
  const form = page.locator("form[action='/do/summaries']");
  await form.locator("input[name=year]").fill(year);
  await form.locator("select[name=period]").selectOption(part);
  await form.getByRole("button", { name: "起草" }).click();
  await expect(page).toHaveURL(/\/summaries\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname;
}
