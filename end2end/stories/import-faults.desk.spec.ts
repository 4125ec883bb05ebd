// Tables as offices really have them: every bad row is named with its place and its reason, and the good ones come in.
import { addSite, door } from "../support/doors";
import { gb18030 } from "../support/gb18030";
import { layoutFaults } from "../support/layout";
import { expect, shot, signIn, test } from "../support/test";
import { openDocument, workbook, type Cell } from "../support/workbook";
import type { Page } from "@playwright/test";

const committee = "310105008001";
const [lon, lat] = [121.389, 31.2095];
/** Inside the subdistrict when it is read as GCJ-02, outside when it is read as WGS-84. */
const shifted = [121.3965, 31.203] as const;
const long = "长".repeat(300);
const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** Cells that differ from those of a good row, by column, and what is wrong with the row. */
type Row = [changes: Record<number, Cell>, code: string | null];

const rows: Row[] = [
  [{ 4: lon, 5: lat, 9: 13_800_000_001 }, null],
  [{ 0: "" }, "required"],
  [{ 0: "　 " }, "required"],
  [{ 0: long }, "too_long"],
  [{ 1: "" }, "required"],
  [{ 2: "飞船" }, "not_allowed"],
  [{ 2: "" }, "required"],
  [{ 3: "没有的居委" }, "not_found"],
  [{ 3: "310105" }, "not_allowed"],
  [{ 3: "310105008999" }, "not_found"],
  // of another subdistrict
  [{ 3: "310105009001" }, "outside_area"],
  // a code as a number
  [{ 3: Number(committee) }, null],
  [{ 4: lat, 5: lon }, "swapped_coordinates"],
  [{ 4: 2.35, 5: 48.85 }, "outside_china"],
  [{ 4: lon }, "required"],
  [{ 4: "东经", 5: lat }, "not_a_number"],
  [{ 4: lon, 5: "31.2.1" }, "not_a_number"],
  [{ 4: 1e7, 5: lat }, "out_of_range"],
  [{ 3: "" }, "required"],
  [{ 3: "", 4: 121.9, 5: 31.9 }, "outside_area"],
  [{ 3: "", 4: shifted[0], 5: shifted[1] }, "wrong_datum"],
  [{ 9: 12_345 }, "not_a_phone"],
  [{ 9: "同上" }, "not_a_phone"],
  // one digit too many, in full width, with a blank behind the number of seats
  [{ 9: "１３８００００００００２", 11: "４０ " }, "not_a_phone"],
  [{ 9: "１３８００００００２２", 11: "４０ " }, null],
  [{ 8: long }, "too_long"],
  [{ 10: "很大" }, "not_a_number"],
  [{ 10: 2e6 }, "out_of_range"],
  [{ 11: -3 }, "out_of_range"],
  [{ 11: 1e9 }, "out_of_range"],
  [{ 0: { formula: "#REF!" } }, "error_cell"],
  [{ 11: { formula: "#DIV/0!" } }, "error_cell"],
  // 3-2 became the second of March
  [{ 7: { day: 44_987 } }, "became_date"],
  // merged with the address before it
  [{ 2: "" }, "merged_cell"],
  [{ 8: { formula: "王老板" } }, null],
  // merged with the row below, which has the committee of this one
  [{}, null],
  [{ 3: "" }, null],
];

/** Line 1 is a title, 2 and 3 are headings. */
const line = (at: number): number => at + 4;

function register(mark: string): Buffer {
  const names = ["名称", "地址", "类型", "居委会", "位置", "", "楼栋", "室号", "联系人", "联系电话", "面积", "座位数"];
  const below = names.map((_, column) => (column === 4 ? "经度" : column === 5 ? "纬度" : ""));
  const lines = rows.map(([changes], at) => {
    const good: Cell[] = [`店${mark}-${line(at)}`, `测试路${mark}${line(at)}号`, "九小场所", committee];
    return names.map((_, column) => changes[column] ?? good[column] ?? "");
  });
  const across = line(rows.findIndex(([, code]) => code === "merged_cell"));
  const down = line(rows.length - 2);
  const merged = ["A1:L1", "E2:F2", `B${across}:C${across}`, `D${down}:D${down + 1}`];
  return workbook([["对象登记表"], names, below, ...lines], { merged, claims: "A1:L2147483648" });
}

/** Sends a file of a list, as the first step does. */
async function upload(page: Page, what: string, file: { name: string; mimeType: string; buffer: Buffer }) {
  await page.goto(`/import?what=${what}`);
  await page.locator("input[name=file]").setInputFiles(file);
  if (what === "sites") await page.locator("label", { hasText: "WGS-84" }).click();
  await page.getByRole("button", { name: "读取文件" }).click();
}

/** Line and code of each fault, in the order of the page. */
async function faults(page: Page): Promise<(number | string | null)[][]> {
  return page
    .locator("tr[data-code]")
    .evaluateAll((rows) =>
      rows.map((row) => [Number(row.querySelector("td")?.textContent), row.getAttribute("data-code")]),
    );
}

test("a workbook with thirty kinds of bad rows", async ({ page }) => {
  const mark = String(Date.now() % 1_000_000);
  const expected = rows.flatMap(([, code], at) => (code === null ? [] : [[line(at), code]]));
  expect(expected.length).toBeGreaterThanOrEqual(30);
  await signIn(page, "office");
  await upload(page, "sites", { name: `对象${mark}.xlsx`, mimeType: xlsx, buffer: register(mark) });
  // it claims two thousand million rows, which nobody believes
  await expect(page.locator(".import-counted")).toContainText(`共 ${rows.length} 行`);
  // they stand further down
  await expect.poll(() => faults(page)).toEqual(expected);
  expect((await layoutFaults(page)).filter((fault) => fault.startsWith("the page"))).toEqual([]);
  await shot(page, "import-faults");
  // all of them leave as a table
  await expect(page.locator("a[href$='/faults.csv']")).toBeVisible();

  await page.locator("input[name=skip_bad]").check();
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: new RegExp(`^导入 ${rows.length - expected.length} 行`) }).click();
  await expect(page.locator(".stat", { hasText: "未导入" })).toContainText(String(expected.length));
  await page.goto(`/sites?q=${encodeURIComponent(`店${mark}-${line(0)}`)}`);
  await expect(page.locator("#main")).toContainText(`店${mark}-${line(0)}`);
});

test("a table in GB18030 in which one cylinder stands twice", async ({ page }) => {
  const mark = String(Date.now() % 1_000_000);
  await signIn(page, "office");
  const [one, two] = [await addSite(page, "lpg_unit", `甲${mark}`), await addSite(page, "lpg_unit", `乙${mark}`)];
  const table = [
    "场所,排摸日期,气瓶编号",
    `${one},2024-05-04,QP${mark}01`,
    // the same number as somebody else types it
    `${two},2024年5月4日,QP${mark}02、qp-${mark}01`,
  ];
  const buffer = gb18030(table.join("\r\n"));
  await upload(page, "gas_users", { name: `用气${mark}.csv`, mimeType: "text/csv", buffer });
  await expect(page.locator(".import-counted")).toContainText("GB18030");
  await expect.poll(() => faults(page)).toEqual([[3, "duplicate"]]);
});

test("a workbook of devices that hang there: serial numbers twice, days that cannot be", async ({ page }) => {
  const mark = String(Date.now() % 1_000_000);
  await signIn(page, "office");
  const home = await addSite(page, "household", `安龙路 ${mark} 弄 1 室`);
  const twin = `双名车棚${mark}`;
  await addSite(page, "bike_shed", twin);
  await addSite(page, "bike_shed", twin);
  const head = ["场所", "设备", "列入日期", "序列号", "安装日期", "验收日期", "安装位置"];
  // 2018-03-10, as Excel keeps a day; the alarm of the home is younger than the year whose figures other stories read
  const hung = { day: 43_169 };
  const young = { day: 45_361 };
  const rows: [Cell[], string | null][] = [
    [[home, "燃气报警器", "", `XF${mark}A`, young, "2024-03-12", "厨房"], null],
    [[home, "烟感", "", `XF${mark}I`, "2012-03-10", "2012/3/12", "走廊"], null],
    // the same number as it stands on the plate, in full width
    [[home, "烟感", "", `SN：ＸＦ${mark}Ａ`, hung, "", ""], "duplicate"],
    [[home, "烟感", "", `XF${mark}B`, "", "", ""], "required"],
    [[home, "烟感", "", "", hung, "", ""], "required"],
    [[home, "烟感", "", "无", hung, "", ""], "not_allowed"],
    [[home, "烟感", "", `XF${mark}C`, "上个月", "", ""], "not_a_date"],
    [[home, "烟感", "", `XF${mark}D`, "2199-01-01", "", ""], "out_of_range"],
    [[home, "烟感", "", `XF${mark}E`, hung, "2018年3月9日", ""], "inconsistent"],
    [[home, "烟感", "2018/3/11", `XF${mark}F`, hung, "", ""], "inconsistent"],
    [[twin, "烟感", "", `XF${mark}G`, hung, "", ""], "ambiguous"],
    [[home, "燃气报警器", "2018-03-01", "", "", "", ""], "duplicate"],
    [[home, "烟感", "", { formula: "#N/A" }, hung, "", ""], "error_cell"],
    // what was never accepted waits for somebody
    [[home, "烟感", "", ` xf-${mark}h `, "2018.3.10", "", "客厅"], null],
  ];
  const buffer = workbook([head, ...rows.map(([cells]) => cells)]);
  await upload(page, "detectors", { name: `设备${mark}.xlsx`, mimeType: xlsx, buffer });
  const expected = rows.flatMap(([, code], at) => (code === null ? [] : [[at + 2, code]]));
  await expect.poll(() => faults(page)).toEqual(expected);
  await page.locator("input[name=skip_bad]").check();
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: new RegExp(`^导入 ${rows.length - expected.length} 行`) }).click();
  await expect(page.locator(".stat", { hasText: "新增" })).toContainText("3");

  // two serve, of which the old one has expired louder than anything; the third one waits
  const { devices } = await door(page, home);
  const seen = devices.map(({ serial, status }) => `${serial} ${status}`);
  expect(seen.sort()).toEqual([`XF${mark}A accepted`, `XF${mark}H installed`, `XF${mark}I accepted`]);
  await page.goto(`/sites/${home}`);
  await expect(page.locator(".card", { hasText: "到这一户要办的事" })).toContainText(/烟感 · 已过期/);
});

test("a table that claims more rows than there can be is refused", async ({ page }) => {
  await signIn(page, "office");
  const row = (repeated: string): string =>
    `<table:table-row${repeated}><table:table-cell office:value-type="string"><text:p>名称</text:p></table:table-cell></table:table-row>`;
  const buffer = openDocument(row("") + row(' table:number-rows-repeated="2147483648"'));
  const mimeType = "application/vnd.oasis.opendocument.spreadsheet";
  await upload(page, "sites", { name: "对象.ods", mimeType, buffer });
  await expect(page.locator(".form-errors")).toContainText("行或单元格太多");
});

test("what was chosen for a column and not sent stays while the faults are leafed through", async ({ page }) => {
  await signIn(page, "office");
  // more faults than stand on one page
  const bad = Array.from({ length: 250 }, (_, at) => `,测试路${at}号,九小场所,${committee},备注${at}`);
  const buffer = Buffer.from(["名称,地址,类型,居委会,其他", ...bad].join("\n"));
  await upload(page, "sites", { name: "缺名称.csv", mimeType: "text/csv", buffer });
  const lines = async (): Promise<number> => Number((await faults(page))[0]?.[0]);
  await expect.poll(lines).toBe(2);
  const column = page.locator("select[name=column_4]");
  await column.selectOption("name");
  await page.locator("input[name=skip_bad]").check();
  await page.getByRole("button", { name: "下一页" }).click();
  await expect.poll(lines).toBeGreaterThan(2);
  await expect(column).toHaveValue("name");
  await expect(page.locator("input[name=skip_bad]")).toBeChecked();
});
