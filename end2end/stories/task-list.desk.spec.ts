// The tasks of all plans as one list with its map: what is filtered stands in the address, a row and its sign on the map
// are one, and a task opens its site.
import type { Locator, Page } from "@playwright/test";
import { lively } from "../support/steps";
import { expect, shot, signIn, test } from "../support/test";

type Sign = { geometry: { coordinates: [number, number] }; properties: { id: string; cluster?: boolean } };

const rows = (page: Page): Locator => page.locator("table.rows tbody tr");
const drawn = (page: Page): Locator => page.locator(".map-stage[data-map=drawn]");

/** The number in "共 22 条". */
async function count(page: Page): Promise<number> {
  return Number(((await page.locator(".results-total").textContent()) ?? "").replace(/\D/g, ""));
}

const idsOf = (page: Page): Promise<string[]> =>
  rows(page).evaluateAll((all) => all.map((row) => row.getAttribute("data-id") ?? ""));

/** The ids of the tasks that a filter lets through, by where they lie. */
async function places(page: Page, filter: string): Promise<Map<string, string[]>> {
  const answer = await page.request.get(`/api/v1/map/tasks?bbox=121.3,31.1,121.5,31.3&zoom=18&${filter}`);
  const found = new Map<string, string[]>();
  for (const { geometry, properties } of ((await answer.json()) as { features: Sign[] }).features) {
    if (properties.cluster) continue;
    const place = geometry.coordinates.join(",");
    found.set(place, [...(found.get(place) ?? []), properties.id]);
  }
  return found;
}

async function middle(map: Locator): Promise<[number, number]> {
  const box = (await map.boundingBox())!;
  return [box.x + box.width / 2, box.y + box.height / 2];
}

test("tasks are filtered by how they stand, found on the map and opened", async ({ page }) => {
  await signIn(page, "office");
  await page.goto("/task-list");
  const all = await count(page);

  // --- the filter is the address
  await page.locator("summary", { hasText: "状态" }).click();
  await page.locator(".filter-panel .chip", { hasText: "逾期" }).click();
  await expect(page).toHaveURL(/\/task-list\?standing=overdue$/);
  await expect.poll(() => count(page)).toBeLessThan(all);
  const table = await (await page.request.get("/api/v1/tables/task-list.csv?standing=overdue")).text();
  const late = table.trim().split("\n").length - 1;
  expect(late).toBeGreaterThan(0);
  await expect.poll(() => count(page)).toBe(late);
  await page.reload();
  expect(await count(page)).toBe(late);
  const states = rows(page).locator(".cell-state");
  await expect(states).toHaveText(Array<string>((await idsOf(page)).length).fill("逾期"));

  // --- a row shows its place on the map, and the sign there its row
  const alone = [...(await places(page, "standing=overdue")).values()].filter((ids) => ids.length === 1).flat();
  const id = (await idsOf(page)).find((one) => alone.includes(one));
  expect(id, "a row whose sign lies alone").toBeDefined();
  const row = page.locator(`tr[data-id="${id}"]`);
  await lively(page);
  await expect(drawn(page)).toBeVisible({ timeout: 60_000 });
  await row.locator(".cell-pin button").click();
  await expect(row).toHaveClass(/chosen/);
  // the map is on its way there for a moment
  await expect(async () => {
    const [x, y] = await middle(drawn(page));
    await page.mouse.move(x + 60, y + 60);
    await page.mouse.move(x, y);
    await expect(row).toHaveClass(/hovered/, { timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await shot(page, "task-list");

  // --- what a sign leads to is the list of one task
  await page.locator(".condition", { hasText: "逾期" }).click();
  await expect(page).toHaveURL(/\/task-list$/);
  await expect.poll(() => count(page)).toBe(all);
  await page.goto(`/task-list?task=${id}`);
  await expect(page.locator(".condition")).toContainText("某项任务");
  await expect(rows(page)).toHaveCount(1);

  // --- from there to its site, and to a visit of it
  const link = rows(page).locator("a.row-link");
  const [name, site] = [await link.innerText(), await link.getAttribute("href")];
  await link.click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
  await expect.poll(() => new URL(page.url()).pathname).toBe(site);
});
