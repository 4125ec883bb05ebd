// The steps of editing a checklist, as the office takes them.
import { expect, type Locator, type Page } from "@playwright/test";
import { openForm, send } from "./steps";

/** An item as a story fills it in. */
export interface NewItem {
  key: string;
  zh: string;
  en: string;
  /** Code of the library entry that a failed one cites. */
  standard?: string;
  /** What the repeat group that it belongs to is called. */
  group?: string;
  /** Asked only when this item has failed. */
  whenFailed?: string;
}

/** Begins a checklist that there was none of; its editor is open then. */
export async function newChecklist(page: Page, code: string, title: string): Promise<void> {
  await page.goto("/checklists");
  const form = await openForm(page, "checklist-new");
  await form.locator("input[name=code]").fill(code);
  await form.locator("input[name=title_zh]").fill(title);
  await form.locator("input[name=title_en]").fill(`Checklist ${code}`);
  await send(form);
  await expect(page).toHaveURL(new RegExp(`/checklists/${code}/draft$`));
}

/** Fills the form of a new item in, without sending it. */
export async function fillItem(page: Page, item: NewItem): Promise<Locator> {
  const form = page.locator("form#checklist-item");
  if (!(await form.isVisible())) await openForm(page, "checklist-item");
  await form.locator("input[name=key]").fill(item.key);
  await form.locator("input[name=label_zh]").fill(item.zh);
  await form.locator("input[name=label_en]").fill(item.en);
  if (item.standard) await form.locator("select[name=standard]").selectOption(item.standard);
  if (item.group) await form.locator("select[name=group]").selectOption({ label: item.group });
  if (item.whenFailed) {
    await form.locator("select[name=when_item]").selectOption(item.whenFailed);
    await form.locator("label:has(input[name=when_any][value=fail])").click();
  }
  return form;
}

/** The row of an item in the editor. */
export function itemRow(page: Page, key: string): Locator {
  return page.locator(`#item-${key}`);
}

/** Adds an item. */
export async function addItem(page: Page, item: NewItem): Promise<void> {
  await send(await fillItem(page, item));
  await expect(itemRow(page, item.key)).toContainText(item.zh);
}

/** Publishes the draft that is open. */
export async function publish(page: Page, code: string, reason: string): Promise<void> {
  const form = await openForm(page, "checklist-publish");
  await form.locator("textarea[name=reason]").fill(reason);
  await send(form);
  await expect(page).toHaveURL(new RegExp(`/checklists/${code}$`));
  await expect(page.getByText(reason)).toBeVisible();
}

/** Begins the next version of a checklist. */
export async function nextVersion(page: Page, code: string): Promise<void> {
  await page.goto(`/checklists/${code}`);
  await send(page.locator("form#checklist-begin"));
  await expect(page).toHaveURL(new RegExp(`/checklists/${code}/draft$`));
}
