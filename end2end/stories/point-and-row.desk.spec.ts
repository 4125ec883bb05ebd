// The other way round: what is pointed at on the map is shown in the list.
import { expect, signIn, test } from "../support/test";

type Listed = { rows: { id: string; point: { lon: number; lat: number } | null }[]; total: { n: number } };

/** Degrees around a hazard in which no other one lies: no heap and no cluster is in the way. */
const ALONE = 0.0004;

test("a point under the mouse lights up its row, and pressing it chooses the row", async ({ page }) => {
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
  await expect(stage).toBeVisible({ timeout: 30_000 });
  const row = page.locator(`tr[data-id="${found?.id}"]`);
  // the window was made around it, so it lies in the middle
  const box = (await stage.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await expect(async () => {
    await page.mouse.move(x + 60, y + 60);
    await page.mouse.move(x, y);
    await expect(row).toHaveClass(/hovered/, { timeout: 1000 });
  }).toPass({ timeout: 20_000 });
  await page.mouse.click(x, y);
  await expect(row).toHaveClass(/chosen/);
  await page.mouse.move(x + 120, y + 120);
  await expect(row).not.toHaveClass(/hovered/);
});
