// The office changes a deadline from tomorrow on, sees both versions and why, and takes the change back.
import { expect, signIn, test } from "../support/test";

test("a deadline gets a new version and loses it again", async ({ page }) => {
  await signIn(page, "office");
  await page.goto("/rules?book=deadlines");
  await expect(page.getByRole("heading", { level: 1, name: "规则" })).toBeVisible();
  await page.getByRole("link", { name: "防台防汛 · 一般" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "防台防汛 · 一般" })).toBeVisible();
  await expect(page.getByText("现行", { exact: true })).toBeVisible();

  // what is wrong is told at its field, and what was typed is still there
  const tomorrow = new Date(Date.now() + 32 * 3_600_000).toISOString().slice(0, 10);
  const form = page.locator("form#rule-save");
  await page.getByText("修订", { exact: true }).first().click();
  await form.getByLabel("天数").fill("2");
  await form.getByLabel("生效日期", { exact: false }).first().fill("2001-01-01");
  await form.getByLabel("修改理由").fill("汛期要求提前");
  await form.getByRole("button", { name: "保存" }).click();
  await expect(form.getByRole("alert")).toBeVisible();
  await expect(form.getByLabel("修改理由")).toHaveValue("汛期要求提前");

  await form.getByLabel("生效日期", { exact: false }).first().fill(tomorrow);
  await form.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("待生效", { exact: true })).toBeVisible();
  await expect(page.getByText("汛期要求提前")).toBeVisible();

  await page.getByText("撤回待生效版本").first().click();
  const stop = page.locator("form#rule-stop");
  await stop.getByLabel("修改理由").fill("误录");
  await stop.getByRole("button", { name: "撤回待生效版本" }).click();
  await expect(page).toHaveURL(/\/rules\?book=deadlines$/);
  await page.getByRole("link", { name: "防台防汛 · 一般" }).click();
  await expect(page.getByText("待生效", { exact: true })).toHaveCount(0);
  await expect(page.getByText("误录")).toBeVisible();
});
