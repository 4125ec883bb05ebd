// The office brings a register in: file, columns, what is known already, result; each step survives a reload.
import { layoutFaults } from "../support/layout";
import { expect, signIn, test } from "../support/test";

const committee = "310105008001";

/** A register with a new shop, a shop that stands in it twice, and a bad row. */
function register(mark: string): { name: string; mimeType: string; buffer: Buffer } {
  const rows = [
    "店名,地址,类型,居委会,备注",
    `面馆${mark},测试路${mark}1号,九小场所,${committee},甲`,
    `面馆${mark},测试路${mark}１号,九小场所,${committee},乙`,
    `书店${mark},测试路${mark}2号,九小场所,${committee},丙`,
    `坏店${mark},测试路${mark}3号,飞船,${committee},丁`,
  ];
  return { name: `台账${mark}.csv`, mimeType: "text/csv", buffer: Buffer.from(rows.join("\n")) };
}

test("a register comes in by three steps", async ({ page }) => {
  const mark = String(Date.now() % 1_000_000);
  await signIn(page, "office");
  await page.goto("/sites");
  await page.getByRole("link", { name: "导入台账" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "导入台账" })).toBeVisible();
  await page.locator("input[name=file]").setInputFiles(register(mark));
  await page.locator("label", { hasText: "WGS-84" }).click();
  await page.getByRole("button", { name: "读取文件" }).click();

  await expect(page).toHaveURL(/\/sites\/import\?job=/);
  await page.reload();
  await expect(page.locator(".import-counted")).toContainText("共 4 行");
  await expect(page.locator("tr[data-code=not_allowed]")).toContainText("飞船");
  await expect(page.locator("select[name=column_0]")).toHaveValue("name");
  await expect(page.locator("select[name=column_4]")).toHaveValue("");
  // a bad row keeps all out until somebody says otherwise
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(page.locator(".form-errors")).toBeVisible();
  await page.locator("input[name=skip_bad]").check();
  await page.getByRole("button", { name: "下一步" }).click();

  const twin = page.locator("tr", { has: page.locator("select[name=row_3]") });
  await expect(twin).toContainText("相同");
  expect((await layoutFaults(page)).filter((fault) => fault.startsWith("the page"))).toEqual([]);
  await page.getByRole("button", { name: /^导入 3 行/ }).click();
  await expect(page.locator(".stat", { hasText: "新增" })).toContainText("2");

  await page.goto(`/sites?q=${encodeURIComponent(`面馆${mark}`)}`);
  await expect(page.locator("#main")).toContainText(`面馆${mark}`);
});

test("an import that was begun is found again and thrown away", async ({ page }) => {
  const mark = String(Date.now() % 1_000_000);
  await signIn(page, "office");
  await page.goto("/sites/import");
  await page.locator("input[name=file]").setInputFiles(register(mark));
  await page.locator("label", { hasText: "WGS-84" }).click();
  await page.getByRole("button", { name: "读取文件" }).click();
  await page.goto("/sites/import");
  await page.getByRole("link", { name: `台账${mark}.csv` }).click();
  await page.locator(".import-discard summary").click();
  await page.locator(".import-discard button[type=submit]").click();
  await expect(page.getByRole("link", { name: `台账${mark}.csv` })).toHaveCount(0);
});
