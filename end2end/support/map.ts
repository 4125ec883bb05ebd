// Where a finger hits one sign of a map, and only that; where a pin points to.
import { expect, type Locator, type Page } from "@playwright/test";
import { HERE } from "./recording";

export type Point = { lon: number; lat: number };

/** Degrees from a place within which a finger may hit the sign of another one, where single sites are shown. */
const REACH = 0.0003;

/** A place without any other site within a finger's reach, so that the sign under it is the one that was put there. */
export async function freePlace(page: Page): Promise<Point> {
  for (let n = 0; n < 400; n += 1) {
    const [column, row] = [(n % 20) - 10, Math.floor(n / 20) - 10];
    const [lon, lat] = [HERE.longitude + column * REACH, HERE.latitude + row * REACH];
    const bbox = [lon - REACH, lat - REACH, lon + REACH, lat + REACH].join(",");
    const answer = await page.request.get(`/api/v1/map/sites?bbox=${bbox}&zoom=18`);
    expect(answer.status(), await answer.text()).toBe(200);
    if (((await answer.json()) as { features: unknown[] }).features.length === 0) return { lon, lat };
  }
  throw new Error("there is a site everywhere");
}

/** Where to touch something. */
export async function middle(of: Locator): Promise<[number, number]> {
  const box = (await of.boundingBox())!;
  return [box.x + box.width / 2, box.y + box.height / 2];
}

/** Where a pin points to, in whole pixels from the middle of its map. */
export function footOf(pin: Locator): Promise<[number, number]> {
  return pin.evaluate((pin) => {
    const foot = pin.getBoundingClientRect();
    const map = pin.closest(".map-stage")!.getBoundingClientRect();
    return [foot.x + foot.width / 2 - map.x - map.width / 2, foot.bottom - map.y - map.height / 2].map(Math.round);
  }) as Promise<[number, number]>;
}
