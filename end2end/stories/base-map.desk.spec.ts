// A base map of pictures, in WGS-84 and in GCJ-02, which is half a kilometre off: what the office has recorded stands where the
// pictures show it, and a place that is picked on them comes into the form in WGS-84.
import type { Browser, Locator, Page } from "@playwright/test";
import { BaseMap, look, type Seen } from "../support/baseMap";
import { addHazard, addSite } from "../support/doors";
import { footOf, middle, type Point } from "../support/map";
import type { Colour } from "../support/picture";
import type { Problems } from "../support/problems";
import { ServerProcess } from "../support/process";
import { lively } from "../support/steps";
import { expect, shot, signIn, test } from "../support/test";

/** One place of the subdistrict in both: "Shanghai place 3" of app/domain/src/geo/datum_vectors.csv, converted by somebody else's program. */
const PLACE = {
  wgs84: { lon: 121.387062, lat: 31.207799 },
  gcj02: { lon: 121.391706, lat: 31.205948 },
} as const;
type Datum = keyof typeof PLACE;

/** From there to a second place, degrees: so near that both maps are off by the same. */
const ASIDE: Point = { lon: 0.0004, lat: 0.0002 };
/** Degrees around the place that a list is opened on. */
const AROUND = 0.0006;

const RED: Colour = [255, 0, 255];
const BLUE: Colour = [0, 255, 255];
/** How far two things that are at one place may be apart, in pixels. */
const SHAKE = 2;
/** Less than three pixels of a form's map, in degrees. */
const CLOSE = 1.5e-5;

const beside = ({ lon, lat }: Point): Point => ({ lon: lon + ASIDE.lon, lat: lat + ASIDE.lat });

/** What a server is told of such a map. */
const settings = (base: BaseMap, datum: Datum) => ({
  XUNAN__MAP__BASE_KIND: "raster",
  XUNAN__MAP__BASE_URL: base.url,
  XUNAN__MAP__BASE_ATTRIBUTION: "两点底图",
  XUNAN__MAP__BASE_DATUM: datum,
});

/** Where the marks of the two places are, once the map stands still. */
async function marks(map: Locator, blank: Page): Promise<[place: Seen, aside: Seen]> {
  let seen: Seen[] = [];
  const still = async (): Promise<boolean> => {
    const before = seen;
    seen = await look(map, blank, [RED, BLUE]);
    return seen.every(({ pixels }) => pixels > 0) && JSON.stringify(seen) === JSON.stringify(before);
  };
  await expect.poll(still, "both marks are seen").toBe(true);
  return [seen[0]!, seen[1]!];
}

/** A window of the office on that server, and a blank page. */
async function atTheDesk(browser: Browser, problems: Problems, server: ServerProcess): Promise<[Page, Page]> {
  const context = await browser.newContext({ baseURL: server.base });
  await problems.watch(context);
  const page = await context.newPage();
  await signIn(page, "office");
  return [page, await context.newPage()];
}

/** In a list with its map, pressing the mark on the base chooses the one that lies there. */
async function pressedInList(page: Page, blank: Page, address: string, id: string): Promise<void> {
  const { lon, lat } = PLACE.wgs84;
  const window = [lon - AROUND, lat - AROUND, lon + AROUND, lat + AROUND].map((edge) => edge.toFixed(6)).join(",");
  await page.goto(`${address}&in_map=1&bbox=${window}`);
  const stage = page.locator(".map-stage[data-map=drawn]");
  await expect(stage).toBeVisible({ timeout: 60_000 });
  const row = page.locator(`tr[data-id="${id}"]`);
  await expect(row).toBeVisible();
  await expect(row).not.toHaveClass(/chosen/);
  const [place] = await marks(stage, blank);
  const [x, y] = await middle(stage);
  await expect(async () => {
    // the signs are drawn a moment after they have come
    await page.mouse.click(x + place.right, y + place.down);
    await expect(row).toHaveClass(/chosen/, { timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
}

/** In the form of a site its pin stands on the mark, and what is picked on the other one is where that is. */
async function pickedInForm(page: Page, blank: Page, site: string): Promise<void> {
  await page.goto(`/sites/${site}`);
  await lively(page);
  await page.locator("summary", { hasText: "更正信息" }).click();
  const form = page.locator("form[action$='/change']");
  await form.getByRole("button", { name: "地图标注" }).click();
  const map = form.locator(".map-stage[data-map=drawn]");
  await expect(map).toBeVisible({ timeout: 60_000 });
  await map.scrollIntoViewIfNeeded();
  const pin = form.locator(".map-pin");
  const [place, aside] = await marks(map, blank);
  const foot = await footOf(pin);
  const off = (at: [number, number], mark: Seen) => Math.hypot(at[0] - mark.right, at[1] - mark.down);
  expect(off(foot, place), "the pin stands on its place").toBeLessThan(SHAKE);

  const [x, y] = await middle(map);
  await page.mouse.click(x + aside.right, y + aside.down);
  await expect.poll(async () => off(await footOf(pin), aside), "it goes where the map is pressed").toBeLessThan(SHAKE);
  const there = beside(PLACE.wgs84);
  for (const [label, degrees] of [["经度", there.lon], ["纬度", there.lat]] as const) {
    const told = Number(await form.getByLabel(label).inputValue());
    expect(Math.abs(told - degrees), `${label}: ${told} for ${degrees}`).toBeLessThan(CLOSE);
  }
  await expect(form.getByLabel("坐标系")).toHaveValue("wgs84");
}

test("on pictures in either datum everything stands where it is", async ({ browser, problems }) => {
  // a server of its own, with such a base
  test.setTimeout(900_000);
  const base = await BaseMap.start();
  let server: ServerProcess | undefined;
  try {
    server = await ServerProcess.start({ settings: settings(base, "wgs84") });
    let own: { name: string; site: string; hazard: string } | undefined;
    for (const datum of ["wgs84", "gcj02"] as const) {
      base.draw([
        { at: PLACE[datum], colour: RED, beside: 44 },
        { at: beside(PLACE[datum]), colour: BLUE, beside: 0 },
      ]);
      if (datum !== "wgs84") {
        await server.kill();
        await server.again(settings(base, datum));
      }
      const [page, blank] = await atTheDesk(browser, problems, server);
      if (!own) {
        const name = `底图小店${Date.now() % 1_000_000}`;
        const site = await addSite(page, "small_unit", name, [PLACE.wgs84.lon, PLACE.wgs84.lat]);
        own = { name, site, hazard: await addHazard(page, site, `${name}堵塞通道`) };
      }
      const q = encodeURIComponent(own.name);
      // single points that come with the window, and those on tiles of our own
      await pressedInList(page, blank, `/sites?q=${q}`, own.site);
      await pressedInList(page, blank, `/hazards?q=${q}`, own.hazard);
      await pickedInForm(page, blank, own.site);
      await shot(page, `base-${datum}`);
      await page.context().close();
    }
  } finally {
    await server?.stop();
    await base.close();
  }
});
