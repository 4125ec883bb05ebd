// The office brings lists in: file, columns, of sites what is known already, result; each step survives a reload.
import { layoutFaults } from "../support/layout";
import { expect, signIn, test } from "../support/test";
import { workbook } from "../support/workbook";

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
  await page.getByRole("link", { name: "导入", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "导入场所" })).toBeVisible();
  await page.locator("input[name=file]").setInputFiles(register(mark));
  await page.locator("label", { hasText: "WGS-84" }).click();
  await page.getByRole("button", { name: "读取文件" }).click();

  await expect(page).toHaveURL(/\/import\?job=/);
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

test("penalties come in from a workbook", async ({ page }) => {
  const mark = String(Date.now() % 1_000_000);
  const penalty = (number: string, day: string | number, category: string): (string | number)[] => [
    `沪长消罚〔2024〕${mark}-${number}号`,
    day,
    "区消防救援支队",
    category,
    `某某商贸${mark}有限公司`,
    `占用疏散通道${mark}`,
    1234.5,
    committee,
  ];
  const buffer = workbook([
    ["文号", "处罚日期", "处罚机关", "类别", "当事人", "案由", "罚款（元）", "所属"],
    // 2024-06-01, as Excel keeps a day
    penalty("1", 45_444, "消防"),
    penalty("2", "2024-06-02", "飞船"),
    penalty("3", "昨天", "消防"),
    penalty("1", "2024-06-03", "消防"),
  ]);
  const mimeType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  await signIn(page, "office");
  await page.goto("/penalties");
  await page.getByRole("link", { name: "导入", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "导入行政处罚" })).toBeVisible();
  // a penalty has no coordinates
  await expect(page.locator("input[name=datum]")).toHaveCount(0);
  await page.locator("input[name=file]").setInputFiles({ name: `处罚${mark}.xlsx`, mimeType, buffer });
  await page.getByRole("button", { name: "读取文件" }).click();

  // where they belong stands under a heading that nobody knows
  await expect(page.locator(".import-counted")).toContainText("可导入 0 行");
  await page.locator("select[name=column_7]").selectOption({ label: "居委会" });
  await page.getByRole("button", { name: "重新读取" }).click();
  await expect(page.locator(".import-counted")).toContainText("可导入 1 行");
  const fault = (line: number) => {
    const place = page.getByRole("cell", { name: String(line), exact: true });
    return page.locator("tr[data-code]", { has: place });
  };
  await expect(fault(3)).toContainText("飞船");
  await expect(fault(4)).toContainText("昨天");
  await expect(fault(5)).toContainText(`${mark}-1号`);
  await page.locator("input[name=skip_bad]").check();
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(page.getByRole("button", { name: /^导入 1 行/ })).toBeVisible();

  await page.reload();
  await expect(page.locator("#main")).toContainText("2024-06-01");
  expect((await layoutFaults(page)).filter((fault) => fault.startsWith("the page"))).toEqual([]);
  await page.getByRole("button", { name: /^导入 1 行/ }).click();
  await expect(page.locator(".stat", { hasText: "新增" })).toContainText("1");
  await expect(page.locator(".stat", { hasText: "未导入" })).toContainText("3");
  await page.goto(`/penalties?q=${encodeURIComponent(`占用疏散通道${mark}`)}`);
  await expect(page.locator("#main")).toContainText(`占用疏散通道${mark}`);
});

test("an import that was begun is found again and thrown away", async ({ page }) => {
  const mark = String(Date.now() % 1_000_000);
  await signIn(page, "office");
  await page.goto("/import?what=sites");
  await page.locator("input[name=file]").setInputFiles(register(mark));
  await page.locator("label", { hasText: "WGS-84" }).click();
  await page.getByRole("button", { name: "读取文件" }).click();
  await expect(page).toHaveURL(/\/import\?job=/);
  await page.goto("/import");
  await page.getByRole("link", { name: `台账${mark}.csv` }).click();
  await page.locator(".import-discard summary").click();
  await page.locator(".import-discard button[type=submit]").click();
  await expect(page.getByRole("link", { name: `台账${mark}.csv` })).toHaveCount(0);
});
