// The office writes a checklist, is told at each item what is wrong, looks at it as a visit shows it, publishes it, makes
// its next version and retires it.
import { addItem, fillItem, itemRow, newChecklist, nextVersion, publish } from "../support/checklists";
import { layoutFaults } from "../support/layout";
import { ready } from "../support/recording";
import { openForm, send } from "../support/steps";
import { expect, shot, signIn, test } from "../support/test";

test("a checklist is edited, previewed, published, revised and retired", async ({ page }) => {
  const code = `story_${Date.now()}`;
  await signIn(page, "office");
  await newChecklist(page, code, "巡安自编车棚检查");

  // an empty one is not published
  await openForm(page, "checklist-publish");
  await expect(page.locator("form#checklist-publish button[type=submit]")).toBeDisabled();

  // what is wrong is told at its field, and what was typed is still there
  const form = await fillItem(page, { key: "Bad Key", zh: "出口畅通", en: "Exits are clear", standard: "FIRE-02" });
  await send(form);
  await expect(form.getByRole("alert")).toBeVisible();
  await expect(form.locator("input[name=label_zh]")).toHaveValue("出口畅通");
  await form.locator("input[name=key]").fill("exits");
  await send(form);
  await expect(itemRow(page, "exits")).toContainText("FIRE-02");
  await addItem(page, { key: "why", zh: "堵塞原因", en: "What blocks them", whenFailed: "exits" });
  await expect(itemRow(page, "why")).toContainText("仅当“出口畅通”为 不合格");

  // moved above what it depends on: told at the item, until it is moved back
  await itemRow(page, "why").getByRole("button", { name: /^上移/ }).click();
  await expect(itemRow(page, "why").locator(".problem")).toContainText("排在后面");
  await itemRow(page, "why").getByRole("button", { name: /^下移/ }).click();
  await expect(page.locator(".editor-row .problem")).toHaveCount(0);
  expect((await layoutFaults(page)).filter((fault) => fault.startsWith("the page"))).toEqual([]);
  await shot(page, "checklist-draft");

  // as a visit shows it
  await page.locator(".page-head").getByRole("link", { name: "预览" }).click();
  await ready(page);
  const items = page.locator(".check-item");
  await expect(items).toHaveCount(1);
  await items.first().locator(".segment.fail").click();
  await expect(items).toHaveCount(2);
  await expect(items.nth(1)).toContainText("堵塞原因");
  await shot(page, "checklist-preview");
  await page.getByRole("link", { name: "返回" }).click();

  await publish(page, code, "消防月专项要求");
  await expect(page.getByText("在用", { exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: "第 1 版" })).toBeVisible();

  // the next version; the first one can still be looked at
  await nextVersion(page, code);
  await addItem(page, { key: "lamps", zh: "应急灯完好", en: "Lamps work" });
  await publish(page, code, "增加应急灯");
  await page.getByRole("link", { name: "第 1 版" }).click();
  await ready(page);
  await expect(page.locator(".checklist")).not.toContainText("应急灯完好");

  await page.goto(`/checklists/${code}`);
  const retire = await openForm(page, "checklist-retire");
  await retire.locator("textarea[name=reason]").fill("并入九小检查");
  await send(retire);
  await expect(page.getByText("已停用", { exact: true })).toBeVisible();
  await expect(page.getByText(/并入九小检查/)).toBeVisible();
});
