// The office makes a rule that offers a person, and notes that somebody is away.
import { expect, signIn, test } from "../support/test";

test("a rule of assignment and an absence are kept", async ({ page }) => {
  await signIn(page, "office");
  await page.goto("/assignment");
  await expect(page.getByRole("heading", { level: 1, name: "派单规则" })).toBeVisible();
  const name = `测试组 ${Date.now()}`;
  await page.getByText("新增规则").click();
  const rule = page.locator("form#assignment-rule-save");
  await rule.getByLabel("名称").fill(name);
  // the first area is the office's own; the category is one that no other story assigns
  await rule.getByLabel("区域").selectOption({ index: 1 });
  await rule.getByLabel("类别").selectOption("flood");
  // nobody chosen: told at the field, and what was typed is still there
  await rule.getByRole("button", { name: "保存" }).click();
  await expect(rule.getByRole("alert")).toBeVisible();
  await expect(rule.getByLabel("名称")).toHaveValue(name);
  await rule.getByText("安全办", { exact: false }).first().click();
  await rule.getByRole("button", { name: "保存" }).click();
  const row = page.locator("tr", { hasText: name });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("推荐");
});
