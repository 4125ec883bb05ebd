// A row and its point are one: what is pointed at in the list stands out on the map, and the other way round.
import { createHash } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, signIn, test } from "../support/test";

type Listed = { rows: { id: string; point: { lon: number; lat: number } | null }[]; total: { n: number } };

/** Degrees around a hazard in which no other one lies: no heap and no cluster is in the way. */
const ALONE = 0.0004;

/** Half the side of what is looked at of the map, in pixels: a point with the mark around it. */
const MARK = 30;

/** What the map around a place looks like, as a digest. What a canvas shows stands nowhere on the page. */
async function drawing(page: Page, x: number, y: number): Promise<string> {
  const clip = { x: x - MARK, y: y - MARK, width: 2 * MARK, height: 2 * MARK };
  const picture = await page.screenshot({ clip, animations: "disabled" });
  return createHash("sha256").update(picture).digest("hex");
}

/** What something looks like once it stands still: two looks in a row see the same. */
async function still(look: () => Promise<string>): Promise<string> {
  let seen = await look();
  const same = async (): Promise<boolean> => {
    const before = seen;
    seen = await look();
    return seen === before;
  };
  await expect.poll(same, "it stands still").toBe(true);
  return seen;
}

test("a row under the mouse marks its point, a point its row, and pressing either chooses both", async ({ page }) => {
  await signIn(page, "office");
  const list = async (query: string) => (await (await page.request.get(`/api/v1/hazards?${query}`)).json()) as Listed;
  let found: { id: string; query: string } | undefined;
  for (const { id, point } of (await list("status=assigned,rectified,registered,closed")).rows) {
    if (!point) continue;
    const edges = [point.lon - ALONE, point.lat - ALONE, point.lon + ALONE, point.lat + ALONE];
    const query = `in_map=1&bbox=${edges.map((edge) => edge.toFixed(6)).join(",")}`;
    if ((await list(query)).total.n === 1) {
      found = { id, query };
      break;
    }
  }
  expect(found, "a hazard that lies alone").toBeDefined();

  await page.goto(`/hazards?${found?.query}`);
  const stage = page.locator(".map-stage[data-map=drawn]");
  await expect(stage).toBeVisible({ timeout: 60_000 });
  const row = page.locator(`tr[data-id="${found?.id}"]`);
  // the window was made around it, so it lies in the middle
  const box = (await stage.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];

  // --- from the row to the map
  const point = () => drawing(page, x, y);
  const ground = () => drawing(page, x - 2 * MARK, y - 2 * MARK);
  const [plain, around] = [await still(point), await still(ground)];
  await row.locator(".cell-what").hover();
  await expect(row).toHaveClass(/hovered/);
  await expect.poll(point, "its point is marked").not.toBe(plain);
  const pointedAt = await still(point);
  await page.locator("h1").hover();
  await expect.poll(point, "and is not any more").toBe(plain);
  await row.locator(".cell-pin button").click();
  await page.locator("h1").hover();
  await expect(row).toHaveClass(/chosen/);
  await expect(row).not.toHaveClass(/hovered/);
  await expect.poll(point, "what is chosen is marked").not.toBe(plain);
  expect(await still(point), "in a way of its own").not.toBe(pointedAt);
  await expect.poll(ground, "nothing else on the map has changed").toBe(around);

  // --- from the map to the row
  await expect(async () => {
    await page.mouse.move(x + 60, y + 60);
    await page.mouse.move(x, y);
    await expect(row).toHaveClass(/hovered/, { timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await page.mouse.click(x, y);
  await expect(row).toHaveClass(/chosen/);
  await page.mouse.move(x + 120, y + 120);
  await expect(row).not.toHaveClass(/hovered/);
});
