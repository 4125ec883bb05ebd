// A visit recorded with a finger on the map: the site is the sign that was tapped, the position is where the pin was
// dropped, and not where the device stands.
import type { Page } from "@playwright/test";
import { committee, newId } from "../support/doors";
import { layoutFaults } from "../support/layout";
import { footOf, freePlace, middle, type Point } from "../support/map";
import { part, ready, stand } from "../support/recording";
import { expect, shot, test } from "../support/test";

/** How far off the finger may be, in pixels. */
const SHAKE = 2;

/**
 * That a point lies so many pixels of the map to the right of another one, and below it, on a map that shows its streets
 * however close it has opened.
 */
function expectBeside(found: Point | null, from: Point, right: number, down: number): void {
  const east = (found?.lon ?? from.lon) - from.lon;
  const zoom = Math.round(Math.log2((360 * right) / (512 * east)));
  expect(zoom, "the zoom by which the pin went to the side").toBeGreaterThanOrEqual(13);
  const pixel = 360 / (512 * 2 ** zoom);
  expect(Math.abs(east / pixel - right), "pixels to the side").toBeLessThan(SHAKE);
  const north = ((found?.lat ?? from.lat) - from.lat) / Math.cos((from.lat * Math.PI) / 180);
  expect(Math.abs(-north / pixel - down), "pixels up or down").toBeLessThan(SHAKE);
}

/** Pulls what lies at a place by so many pixels, with one finger: there is no such thing in the library. */
async function drag(page: Page, [x, y]: [number, number], right: number, down: number): Promise<void> {
  const finger = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", at: { x: number; y: number }[]) =>
    finger.send("Input.dispatchTouchEvent", { type, touchPoints: at });
  await touch("touchStart", [{ x, y }]);
  for (const share of [0.25, 0.5, 0.75, 1]) await touch("touchMove", [{ x: x + right * share, y: y + down * share }]);
  await touch("touchEnd", []);
  await finger.detach();
}

test("on a tablet: a site picked from the map, and a position set by its pin", async ({ openAs }) => {
  const page = await openAs("inspector");
  await stand(page);
  const mark = Date.now();
  const here = await freePlace(page);
  await page.context().setGeolocation({ longitude: here.lon, latitude: here.lat, accuracy: 12 });
  const site = { id: newId(), kind: "small_unit", name: `图上小店 ${mark}`, address: `仙霞路 ${mark} 号` };
  const position = { point: here, source: "pin" };
  const origin = new URL(page.url()).origin;
  const data = { ...site, area: await committee(page), position };
  const added = await page.request.post("/api/v1/sites", { data, headers: { origin } });
  expect(added.status(), await added.text()).toBe(201);

  // --- the sign under the finger is the site
  await page.goto("/visit/new");
  await ready(page);
  await expect(page.locator(".site-hit").first()).toBeVisible();
  const close = page.waitForResponse((answer) => {
    const asked = new URL(answer.url());
    return asked.pathname === "/api/v1/map/sites" && Number(asked.searchParams.get("zoom")) >= 17;
  }, { timeout: 120_000 });
  await page.locator(".site-picker").getByRole("button", { name: "地图", exact: true }).click();
  // the map goes where the device stands
  await close;
  const map = page.locator(".map-stage[data-map=drawn]");
  await expect(map).toBeVisible({ timeout: 60_000 });
  await map.scrollIntoViewIfNeeded();
  const chosen = page.locator(".chosen-site h3");
  await expect(async () => {
    // the signs are drawn a moment after they have come; once one was hit the map is gone
    if (await map.isVisible()) await page.touchscreen.tap(...(await middle(map)));
    await expect(chosen).toHaveText(site.name, { timeout: 5_000 });
  }).toPass({ timeout: 90_000 });

  await part(page, "检查");
  await page.locator(".visit-kind").getByText("拒绝", { exact: true }).click();

  // --- the pin goes where it is tapped, and from there where it is pulled
  await part(page, "确认");
  const where = page.getByRole("group", { name: "检查位置" });
  await expect(where.locator(".position-now")).toContainText("误差约 12 米");
  await where.getByRole("button", { name: "地图标注" }).click();
  await expect(map).toBeVisible({ timeout: 60_000 });
  await map.scrollIntoViewIfNeeded();
  const pin = where.locator(".map-pin");
  await expect(pin).toBeVisible();
  const [x, y] = await middle(map);
  await page.touchscreen.tap(x + 60, y + 30);
  await expect(where.locator(".position-now")).toHaveText("地图标注");
  await expect.poll(() => footOf(pin)).toEqual([60, 30]);
  await drag(page, await middle(pin), 40, -70);
  await expect.poll(() => footOf(pin), "it has followed the finger").toEqual([100, -40]);
  expect(await layoutFaults(page)).toEqual([]);
  await shot(page, "visit-pin");

  const [right, down] = await footOf(pin);
  await page.locator(".capture-bar .save").click();
  await expect(page.locator(".saved")).toContainText("检查已保存");
  const visit = await page.locator(".saved a[href^='/inspections/']").getAttribute("href");
  const kept = (await (await page.request.get(`/api/v1${visit}`)).json()) as { summary: { point: Point | null } };
  expectBeside(kept.summary.point, here, right, down);
});
