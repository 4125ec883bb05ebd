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

test("reply deadlines of hotline orders stand beside the other rules", async ({ page }) => {
  await signIn(page, "office");
  await page.goto("/rules");
  await page.getByRole("link", { name: "工单答复期限" }).click();
  await expect(page).toHaveURL(/book=replies$/);
  await expect(page.getByText("一般 5 个工作日，紧急 1 个工作日")).toBeVisible();
  await page.getByText("新增规则", { exact: true }).first().click();
  const form = page.locator("form#rule-save");
  await form.getByLabel("工单类型").selectOption({ label: "咨询" });
  await form.getByText("紧急工单").click();
  await form.getByLabel("天数").fill("1");
  await form.getByLabel("计算方式").selectOption("calendar");
  await form.getByLabel("依据文件").fill("热线办函〔2023〕1号");
  // no order of this installation is received so late: the others' stories keep their deadlines
  await form.getByLabel("生效日期", { exact: false }).first().fill("2090-01-01");
  await form.getByLabel("修改理由").fill("来函调整");
  await form.getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "咨询 · 紧急" })).toBeVisible();
  await expect(page.getByText("来函调整")).toBeVisible();
});
