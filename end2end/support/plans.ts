// Recurring plans, as the office makes them.
import { expect, type Page } from "@playwright/test";
import { answered } from "./steps";

/** Plans a visit each week of all sites of a kind in the subdistrict; the list of plans is open then. */
export async function planWeekly(office: Page, title: string, kind: string): Promise<void> {
  await office.goto("/programmes");
  await office.locator("#main a[href='/plans']").click();
  await office.locator("summary", { hasText: "新建计划" }).click();
  const form = office.locator("form#plan-save");
  await form.locator("input[name=title]").fill(title);
  await form.locator("select[name=rhythm]").selectOption("weekly");
  await form.locator("select[name=area]").selectOption("310105008");
  await form.locator("label.chip", { has: office.locator(`input[value=${kind}]`) }).click();
  await form.locator("button[type=submit]").click();
  await expect(office.locator("tbody tr", { hasText: title })).toBeVisible();
}

/** Has the tasks of all plans made that are not there yet; the answer leads back to the list. */
export function makeTasks(page: Page): Promise<void> {
  return answered(page, () => page.locator("form[action='/do/plans/make'] button").click());
}
