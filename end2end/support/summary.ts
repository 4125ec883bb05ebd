// Drafts of summaries, by the form of their list.
import { expect, type Locator, type Page } from "@playwright/test";

/** Counting a period once more takes a dev build, with another story beside it, longer than other actions. */
const COUNTED_WITHIN_MS = 120_000;

/** Drafts the summary of a year and the part of it (`06`, `Q2`, `H1`, `year`), or opens the one there is; stands on its page. */
export async function draftSummary(page: Page, year: string, part: string): Promise<string> {
  await page.goto("/summaries");
  await page.locator("summary", { hasText: "起草小结" }).click();
  const form = page.locator("form[action='/do/summaries']");
  await form.locator("input[name=year]").fill(year);
  await form.locator("select[name=period]").selectOption(part);
  await form.getByRole("button", { name: "起草" }).click({ timeout: COUNTED_WITHIN_MS });
  await expect(page).toHaveURL(/\/summaries\/[0-9a-f-]{36}$/);
  // it is a long page, of which much is read at once
  await page.waitForLoadState();
  return new URL(page.url()).pathname;
}

/** Carries a step out that only asks to be confirmed. */
export async function carryOut(page: Page, name: string): Promise<void> {
  await (await step(page, name)).locator("button[type=submit]").click({ timeout: COUNTED_WITHIN_MS });
}

/** Opens the form of a step. */
export async function step(page: Page, name: string): Promise<Locator> {
  const form = page.locator(`form#summary-${name}`);
  await page.locator("details.disclosure", { has: form }).locator("summary").first().click();
  await expect(form).toBeVisible();
  return form;
}

/** Writes the section that the office writes, and saves it. */
async function writeNext(page: Page, text: string): Promise<void> {
  await page.getByRole("link", { name: "写：下一步工作" }).click();
  await page.locator("textarea[name=text]").fill(text);
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.locator("#next_period")).toContainText(text);
}

/** Drafts the summary of a month and writes it as one person, checks and issues it as the other; the path of its page. */
export async function issueSummary(writer: Page, checker: Page, year: string, month: string): Promise<string> {
  const path = await draftSummary(writer, year, month);
  await writeNext(writer, "继续开展排查整治。");
  await checker.goto(path);
  await carryOut(checker, "check");
  await expect(checker.locator(".hazard-marks").first()).toContainText("已审核");
  await carryOut(checker, "issue");
  await expect(checker.locator(".hazard-marks").first()).toContainText("已签发");
  await writer.goto(path);
  return path;
}
