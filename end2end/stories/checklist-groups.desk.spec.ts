// A checklist that asks of each stove at a place: the group is written, looked at, and answered in a visit, one stove after
// another; one that is taken away takes its answers along.
import { addItem, newChecklist, publish } from "../support/checklists";
import { addSite } from "../support/doors";
import { part, ready, stand } from "../support/recording";
import { openForm, send } from "../support/steps";
import { expect, shot, test } from "../support/test";

test("what is repeated is asked of each, and each keeps its answers", async ({ openAs }) => {
  const code = `group_${Date.now()}`;
  const title = `巡安逐台检查${code.slice(-5)}`;
  const page = await openAs("office");
  await newChecklist(page, code, title);
  const group = await openForm(page, "checklist-group");
  await group.locator("input[name=label_zh]").fill("巡安灶");
  await group.locator("input[name=label_en]").fill("Stove");
  await group.locator("input[name=min]").fill("1");
  await group.locator("input[name=max]").fill("3");
  await send(group);
  await expect(page.locator(".editor-row", { hasText: "巡安灶" })).toContainText("1 至 3 件");
  await addItem(page, { key: "flame", zh: "熄火保护有效", en: "Flame failure device works", group: "巡安灶" });
  await addItem(page, { key: "why", zh: "失效原因", en: "Why not", group: "巡安灶", whenFailed: "flame" });
  await publish(page, code, "灶具逐台检查");

  const site = await addSite(page, "small_unit", `巡安双灶店 ${code}`);
  await stand(page);
  await page.goto(`/visit/new?site=${site}`);
  await ready(page);
  await part(page, "检查");
  await page.locator("#f-checklist").selectOption({ label: title });
  const heads = page.locator(".group-head:visible");
  const items = page.locator(".check-item:visible");
  const add = page.getByRole("button", { name: "再加一个巡安灶" });
  const remove = (n: number) => page.getByRole("button", { name: `去掉巡安灶 ${n}` });
  await expect(heads).toHaveCount(1);
  await expect(remove(1), "one is the least").toHaveCount(0);
  await add.click();
  await add.click();
  await expect(heads).toHaveCount(3);
  await expect(add, "three are the most").toHaveCount(0);

  // a condition is about the stove that it stands at
  const flame = items.filter({ hasText: "熄火保护有效" });
  await flame.nth(0).locator(".segment.pass").click();
  await flame.nth(1).getByText("不涉及", { exact: true }).click();
  await expect(items).toHaveCount(3);
  await flame.nth(2).locator(".segment.fail").click();
  await expect(items).toHaveCount(4);
  await expect(items.nth(3)).toContainText("失效原因");
  await shot(page, "checklist-groups");

  // the second is taken away, which is asked about since it was answered: the third is the second now, with its answers
  await remove(2).click();
  const warning = page.getByRole("alert").filter({ hasText: "巡安灶 2的答案" });
  await warning.getByRole("button", { name: "取消" }).click();
  await expect(warning).toHaveCount(0);
  await expect(heads).toHaveCount(3);
  await remove(2).click();
  await warning.getByRole("button", { name: "去掉巡安灶 2" }).click();
  await expect(heads).toHaveCount(2);
  await expect(heads.nth(1)).toContainText("巡安灶 2");
  await expect(flame.nth(0).locator(".segment.pass input")).toBeChecked();
  await expect(flame.nth(1).locator(".segment.fail input")).toBeChecked();
  await expect(items.nth(2)).toContainText("失效原因");
});
