// The clause about e-bikes in stairwells is another one in a high building: whatever a form offered, the register's height decides.
import { newId } from "../support/doors";
import { expect, shot, test } from "../support/test";
import type { Page } from "@playwright/test";

const committee = "310105008001";
const HIGH = "《高层民用建筑消防安全管理规定》第三十七条";
const LOW = "《上海市非机动车安全管理条例》";

/** Brings in two buildings whose heights are known, and one whose is not; answers their ids by name. */
async function buildings(page: Page, mark: string): Promise<(name: string) => Promise<string>> {
  const rows = [
    "名称,地址,类型,居委会,建筑高度",
    `高楼${mark},测高路${mark}1号,楼栋,${committee},54`,
    `矮楼${mark},测高路${mark}2号,楼栋,${committee},18`,
    `某楼${mark},测高路${mark}3号,楼栋,${committee},`,
  ];
  await page.goto("/import?what=sites");
  const buffer = Buffer.from(rows.join("\n"));
  await page.locator("input[name=file]").setInputFiles({ name: `楼栋${mark}.csv`, mimeType: "text/csv", buffer });
  await page.locator("label", { hasText: "WGS-84" }).click();
  await page.getByRole("button", { name: "读取文件" }).click();
  await expect(page.locator(".import-counted")).toContainText("共 3 行");
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: /^导入 3 行/ }).click();
  await expect(page.locator(".stat", { hasText: "新增" })).toContainText("3");
  return async (name) => {
    const answer = await page.request.get(`/api/v1/sites/search?q=${encodeURIComponent(`${name}${mark}`)}`);
    const [site] = (await answer.json()) as { id: string }[];
    return site!.id;
  };
}

test("an e-bike in the stairwell of a high building is cited by the rule for high buildings", async ({ openAs }) => {
  const page = await openAs("office");
  const mark = String(Date.now() % 1_000_000);
  const idOf = await buildings(page, mark);
  const library = (await (await page.request.get("/api/v1/library")).json()) as {
    id: string;
    code: string;
    clause: string;
  }[];
  const offered = library.filter((entry) => entry.code === "EBIKE-01");
  expect(offered.map((entry) => entry.clause).sort()).toEqual([HIGH, LOW].sort());

  for (const [name, clause] of [
    ["高楼", HIGH],
    ["矮楼", LOW],
  ] as const) {
    const site = await idOf(name);
    // whichever of the two a form had offered
    for (const entry of offered) {
      const id = newId();
      const what = { id, source: "inspection", category: "ebike", severity: "general", description: `楼道停车 ${mark}` };
      const body = { ...what, site, standard: entry.id, clause: entry.clause, found_at: new Date().toISOString() };
      const headers = { "content-type": "application/json", origin: new URL(page.url()).origin };
      const answer = await page.request.post("/api/v1/hazards", { data: body, headers });
      expect(answer.ok(), await answer.text()).toBe(true);
      await page.goto(`/hazards/${id}`);
      await expect(page.locator(".facts", { hasText: "依据" }).first()).toContainText(clause);
    }
  }
  await shot(page, "ebike-clause");
});
