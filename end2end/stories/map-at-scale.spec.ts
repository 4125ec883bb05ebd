// The map of the hazards from tiles, with heat and month by month; and a figure on a map of the areas, which opens its rows.
import type { Page, Response } from "@playwright/test";
import { lively } from "../support/steps";
import { expect, signIn, test } from "../support/test";

const YEAR = "from=2023-01-01&to=2023-12-31";
const isPhone = (page: Page) => (page.viewportSize()?.width ?? 0) <= 600;
const tile = (answer: Response) => answer.url().includes("/api/v1/map/tiles/hazards/");

async function openMap(page: Page) {
  await lively(page);
  if (isPhone(page)) await page.getByRole("button", { name: "地图", exact: true }).click();
  await expect(page.locator(".map-stage[data-map=drawn]")).toBeVisible({ timeout: 60_000 });
}

/** How many rows a list has, by its API. */
async function total(page: Page, query: string): Promise<number> {
  const answer = await page.request.get(`/api/v1/hazards?${query}`);
  expect(answer.ok(), query).toBe(true);
  return ((await answer.json()) as { total: { n: number } }).total.n;
}

const month = (page: Page) => new URL(page.url()).searchParams.get("month");

test("the map of the hazards comes as tiles, and as heat", async ({ page }) => {
  await signIn(page, "office");
  const first = page.waitForResponse(tile);
  await page.goto(`/hazards?${YEAR}&status=closed`);
  await openMap(page);
  const answer = await first;
  expect(answer.status()).toBe(200);
  expect(answer.headers()["content-type"]).toBe("application/vnd.mapbox-vector-tile");
  expect(answer.url(), "with the filter of the list").toContain("status=closed");
  expect(answer.url()).toMatch(/\/\d+\/\d+\/\d+\.mvt\?/);

  const heat = page.getByRole("button", { name: "热力", exact: true });
  await expect(heat).toHaveAttribute("aria-pressed", "false");
  const hot = page.waitForResponse((answer) => tile(answer) && answer.url().includes("heat=1"));
  await heat.click();
  expect((await hot).status()).toBe(200);
  await expect(heat).toHaveAttribute("aria-pressed", "true");
  await expect(page.locator(".map-heat-key")).toContainText("多");
  await heat.click();
  await expect(page.locator(".map-heat-key")).toBeHidden();
});

test("the list and its map go through the months of the period", async ({ page }) => {
  await signIn(page, "office");
  await page.goto(`/hazards?${YEAR}`);
  await openMap(page);
  const months = page.locator(".map-months");
  const asked = page.waitForResponse((answer) => tile(answer) && answer.url().includes("month=2023-01"));
  await months.getByRole("button", { name: "按月" }).click();
  await expect.poll(() => month(page)).toBe("2023-01");
  expect((await asked).status(), "the map follows").toBe(200);
  await expect(page.locator(".results-total")).toHaveText(`共 ${await total(page, `${YEAR}&month=2023-01`)} 条`);
  await expect(months.getByRole("button", { name: "上一个月" })).toBeDisabled();
  await months.getByRole("button", { name: "下一个月" }).click();
  await expect.poll(() => month(page)).toBe("2023-02");

  // the slider is one for the keyboard as well
  await months.getByRole("slider").focus();
  await page.keyboard.press("End");
  await expect.poll(() => month(page)).toBe("2023-12");
  await expect(months.getByRole("slider")).toHaveAttribute("aria-valuetext", "2023年12月");
  await expect(months.getByRole("button", { name: "下一个月" })).toBeDisabled();
  // the month stays when the filter changes, and in the address
  await page.reload();
  await lively(page);
  await expect(page.locator(".condition", { hasText: "2023年12月" })).toBeAttached();

  // by itself it begins anew at the end, and goes on, where movement is wanted
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await openMap(page);
  await months.getByRole("button", { name: "逐月播放" }).click();
  await expect.poll(() => month(page), "from the beginning").toMatch(/^2023-0[2-9]$/);
  await months.getByRole("button", { name: "停止播放" }).click();
  // who wants no movement is not offered it
  await page.emulateMedia({ reducedMotion: "reduce" });
  await expect(months.locator(".months-play")).toBeHidden();
  await months.getByRole("button", { name: "回到全部月份" }).click();
  await expect.poll(() => month(page)).toBe(null);
});

test("a figure on the map of the areas says what it counts, and each area opens its rows", async ({ page }) => {
  await signIn(page, "leader");
  await page.goto(`/rates?${YEAR}`);
  await lively(page);
  const areas = page.locator(".area-map a:not(.area-map-base)");
  await expect(areas.first()).toBeAttached();
  expect(await areas.count()).toBeGreaterThan(5);
  await expect(page.locator(".area-legend")).toContainText("95% 及以上");

  await page.locator(".chip-link", { hasText: "查出" }).click();
  await expect(page).toHaveURL(/map=found/);
  await expect(page.locator(".area-map-said")).toContainText("查出");
  const fullest = areas.filter({ has: page.locator(".area-step-4") }).first();
  const n = Number(await fullest.locator(".area-map-amount").textContent());
  const href = (await fullest.getAttribute("href")) ?? "";
  expect(n).toBeGreaterThan(0);
  expect(await total(page, href.split("?")[1] ?? "")).toBe(n);

  // of one month of one area a rate is counted from few: hatched, and said so
  await page.locator(".chip-link", { hasText: /^整改率$/ }).click();
  await expect(page).toHaveURL(/map=a/);
  await page.getByRole("button", { name: "按月" }).click();
  await expect.poll(() => month(page)).toBe("2023-01");
  const small = page.locator(".area-map a[aria-label*='不排名']");
  await expect(small.first()).toBeAttached();
  await expect(small.first().locator("path")).toHaveAttribute("fill", "url(#area-hatch)");
  await expect(small.first()).toHaveAttribute("aria-label", /\d+\/\d+/);

  // what a rate was counted from opens its own rows, on the map and beside the figure of all of it
  const bases = page.locator(".area-map-base[href], .area-map-said .ratio-base");
  expect(await bases.count()).toBeGreaterThan(5);
  for (const base of [bases.first(), bases.last()]) {
    const of = Number((await base.textContent())?.trim().split("/").pop());
    const rows = (await base.getAttribute("href")) ?? "";
    expect(new URLSearchParams(rows.split("?")[1]).get("figure")).toBe("found");
    expect(await total(page, rows.split("?")[1] ?? "")).toBe(of);
  }

  // by the keyboard
  await areas.first().focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/hazards\?.*figure=closed/);
  await expect(page).toHaveURL(/from=2023-01-01&to=2023-01-31/);
});

test.describe("without any script", () => {
  test.use({ javaScriptEnabled: false });

  test("the map of the areas is drawn, and its months are a form", async ({ page }) => {
    await signIn(page, "office");
    await page.goto(`/rates?${YEAR}&map=overdue`);
    await expect(page.locator(".area-map a").first()).toBeAttached();
    await page.locator(".area-map-month select").selectOption("2023-06");
    await page.locator(".area-map-month button").click();
    await expect(page).toHaveURL(/map=overdue.*month=2023-06/);
    await expect(page.locator(".area-map-said")).toContainText("2023年6月");
  });
});
