// One filter in the address, shared by list and map.
import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { lively } from "../support/steps";
import { expect, signIn, test } from "../support/test";

const rows = (page: Page) => page.locator("table.rows tbody tr");
const total = (page: Page) => page.locator(".results-total");
const isPhone = (page: Page) => (page.viewportSize()?.width ?? 0) <= 600;

/** The number in "共 568 条". */
async function count(page: Page): Promise<number> {
  return Number(((await total(page).textContent()) ?? "").replace(/\D/g, ""));
}

/** On a phone the filter is folded away and the map is the other half. */
async function openFilter(page: Page) {
  if (isPhone(page)) await page.locator(".filter-more").click();
}

async function openMap(page: Page) {
  await lively(page);
  if (isPhone(page)) await page.getByRole("button", { name: "地图", exact: true }).click();
  await expect(page.locator(".map-stage[data-map=drawn]")).toBeVisible({ timeout: 60_000 });
}

test.describe("without any script", () => {
  test.use({ javaScriptEnabled: false });

  test("the filter is a plain form and pages are links", async ({ page }) => {
    await signIn(page, "office");
    await page.goto("/hazards");
    const all = await count(page);
    await page.goto("/hazards?status=closed&status=void");
    await expect(page.locator(".condition")).toHaveCount(2);
    await page.locator("input[name=q]").fill("充电");
    await page.locator("#list-filter button.primary").click();
    await expect(page).toHaveURL(/[?&]q=/);
    const address = new URL(page.url()).searchParams;
    expect(address.getAll("status")).toEqual(["closed", "void"]);
    expect(address.get("q")).toBe("充电");
    expect(await count(page)).toBeLessThan(all);

    // people are there to choose before any program is
    await page.goto("/inspections");
    const inspector = await page.locator("select[name=inspector] option", { hasText: "王敏" }).getAttribute("value");
    await page.goto(`/inspections?inspector=${inspector}`);
    await expect(page.locator("select[name=inspector]")).toHaveValue(inspector ?? "");
    await expect(page.locator(".condition")).toContainText("检查员：王敏");

    await page.goto("/hazards");
    const first = await rows(page).first().getAttribute("data-id");
    await page.locator("a[rel=next]").click();
    await expect(page).toHaveURL(/after=/);
    await expect(rows(page).first()).not.toHaveAttribute("data-id", first ?? "");
    await page.locator("a[rel=prev]").click();
    await expect(rows(page).first()).toHaveAttribute("data-id", first ?? "");
  });

  test("the order, and what no map can show, are links too", async ({ page }) => {
    await signIn(page, "office");
    const follow = async (link: Locator) => page.goto((await link.getAttribute("href")) ?? "");
    await page.goto("/hazards?status=assigned");
    await follow(page.locator(".orders a", { hasText: "按期限" }));
    await expect(page).toHaveURL(/sort=due/);
    await expect(page.locator(".orders a[aria-current]")).toHaveText("按期限");
    const answer = await page.request.get("/api/v1/hazards?status=assigned&sort=due");
    const listed = ((await answer.json()) as { rows: { id: string; effective_due: string }[] }).rows;
    const due = listed.map((row) => row.effective_due);
    expect(due).toEqual([...due].sort());
    expect(await rows(page).evaluateAll((all) => all.map((row) => row.getAttribute("data-id")))).toEqual(
      listed.map((row) => row.id),
    );

    // a few sites of the demo have no position: they are told of, and never dropped
    await page.goto("/sites");
    const link = page.locator(".results-unplaced");
    const without = Number(((await link.textContent()) ?? "").replace(/\D/g, ""));
    expect(without).toBeGreaterThan(0);
    await follow(link);
    await expect(page).toHaveURL(/no_position=1/);
    expect(await count(page)).toBe(without);
  });
});

test("a choice applies at once, stays in the address and can be taken back", async ({ page }) => {
  await signIn(page, "office");
  await page.goto("/hazards");
  await openFilter(page);
  const all = await count(page);
  await page.locator("input[name=overdue]").check();
  await expect(page).toHaveURL(/[?&]overdue=1/);
  await expect(page.locator("input[name=overdue]")).toBeFocused();
  // the rows before stay until the new ones are there
  await expect.poll(() => count(page)).toBeLessThan(all);
  const few = await count(page);
  await page.reload();
  await expect(page.locator("input[name=overdue]")).toBeChecked();
  expect(await count(page)).toBe(few);
  await page.locator(".condition").click();
  await expect(page).toHaveURL(/\/hazards$/);
  await expect(page.locator("input[name=overdue]")).not.toBeChecked();
});

test("a row and its point are one", async ({ page }) => {
  await signIn(page, "office");
  // beside the list it is asked for at once, on a phone when the map is shown
  const answer = page.waitForResponse((r) => r.url().includes("/api/v1/map/tiles/hazards/") && r.ok());
  await page.goto("/hazards");
  await lively(page);
  const row = rows(page).filter({ has: page.locator(".cell-pin button") }).first();
  const id = await row.getAttribute("data-id");
  await row.locator(".cell-pin button").click();
  await answer;
  await openMap(page);
  await expect(page.locator(`tr[data-id="${id}"]`)).toHaveClass(/chosen/);
});

test("rows limited to what the map shows follow it", async ({ page }) => {
  await signIn(page, "office");
  await page.goto("/hazards");
  const all = await count(page);
  await openMap(page);
  await page.locator("input[name=in_map]").check();
  await expect(page).toHaveURL(/in_map=1/);
  await expect(page).toHaveURL(/bbox=/);
  const before = new URL(page.url()).searchParams.get("bbox");
  await page.locator(".map-button-zoomIn").click();
  await expect.poll(() => new URL(page.url()).searchParams.get("bbox")).not.toBe(before);
  await expect.poll(() => count(page)).toBeLessThan(all);
});

test("ticked rows are exported as they are shown", async ({ page }) => {
  await signIn(page, "office");
  await page.goto("/hazards");
  const numbers: string[] = [];
  for (const n of [0, 2]) {
    const row = rows(page).nth(n);
    await row.locator(".cell-tick input").check();
    numbers.push(((await row.locator("a.row-link").textContent()) ?? "").trim());
  }
  await expect(page.locator(".selection strong")).toContainText("2");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "导出所选 CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^隐患-\d{4}-\d{2}-\d{2}\.csv$/);
  const text = await readFile(await download.path(), "utf8");
  // Excel takes it for Chinese only with the mark in front
  expect(text.charCodeAt(0)).toBe(0xfeff);
  const lines = text.trim().split(/\r?\n/);
  expect(lines).toHaveLength(3);
  for (const number of numbers) expect(text).toContain(number);
});

test("rows of visits and sites are taken along in the same way", async ({ page }) => {
  await signIn(page, "office");
  for (const [path, file] of [["/inspections", "检查"], ["/sites", "场所"]] as const) {
    await page.goto(path);
    await lively(page);
    const names: string[] = [];
    for (const n of [1, 3]) {
      const row = rows(page).nth(n);
      await row.locator(".cell-tick input").check();
      names.push(((await row.locator(".row-text").textContent()) ?? "").trim());
    }
    await expect(page.locator(".selection strong")).toContainText("2");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "导出所选 CSV" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(new RegExp(`^${file}-\\d{4}-\\d{2}-\\d{2}\\.csv$`));
    const lines = (await readFile(await download.path(), "utf8")).trim().split(/\r?\n/);
    expect(lines).toHaveLength(3);
    names.forEach((name, i) => expect(lines[i + 1]).toContain(name));
  }
});

test("the list is narrowed to one person, who is named", async ({ page }) => {
  await signIn(page, "office");
  await page.goto("/hazards?status=closed");
  await openFilter(page);
  const whose = page.locator("select[name=assignee]");
  await expect(whose.locator("option").first()).toHaveText("全部负责人");
  await expect(whose.locator("option").nth(1)).toHaveText("由我负责");
  await whose.selectOption({ label: "张磊" });
  await expect(page).toHaveURL(/[?&]assignee=/);
  await expect(page.locator(".condition")).toContainText(["已销号", "整改负责：张磊"]);
  const id = new URL(page.url()).searchParams.get("assignee") ?? "";
  const answer = await page.request.get(`/api/v1/hazards?status=closed&assignee=${id}`);
  const listed = (await answer.json()) as { rows: { assignee: string }[]; total: { n: number } };
  expect(listed.total.n).toBeGreaterThan(0);
  for (const row of listed.rows) expect(row.assignee).toBe("张磊");
  await expect.poll(() => count(page)).toBe(listed.total.n);

  // another condition leaves it, a reload too, and the chip takes it back
  await page.reload();
  await expect(page.locator("select[name=assignee]")).toHaveValue(id);
  await openFilter(page);
  await page.locator("input[name=overdue]").check();
  await expect(page).toHaveURL(/[?&]overdue=/);
  await expect(page).toHaveURL(new RegExp(`assignee=${id}`));
  // its chip comes to stand where the other one stood
  await expect(page.locator(".condition", { hasText: "逾期" })).toBeVisible();
  await page.locator(".condition", { hasText: "张磊" }).click();
  await expect(page).not.toHaveURL(/assignee=/);
  await expect(page.locator("select[name=assignee]")).toHaveValue("");
});
