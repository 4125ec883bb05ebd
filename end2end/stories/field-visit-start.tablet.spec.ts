// Where visits begin without signal: a sign on the map that was taken along, and a task that somebody is to carry out.
import type { Page } from "@playwright/test";
import { addSite, allThere, committee } from "../support/doors";
import { freePlace, middle } from "../support/map";
import { makeTasks, planWeekly } from "../support/plans";
import { answer, part, ready } from "../support/recording";
import { Tablet, openField, readyOffline, saveHere } from "../support/tablet";
import { expect, shot, test } from "../support/test";
import { dayIn, visitsSince } from "../support/visits";

/** Goes from the page of a site to the form of a visit there. */
async function beginVisit(page: Page, name: string): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await page.locator(".field-buttons").getByText("新建检查").click();
  await ready(page);
  await expect(page.locator(".chosen-site h3")).toHaveText(name);
  await part(page, "检查");
}

test("without network a visit begins at a sign on the map, and another one at a task", async ({ problems, openAs }) => {
  test.setTimeout(480_000);
  const office = await openAs("office");
  const mark = Date.now();
  const begun = new Date();
  const place = await freePlace(office);
  const shop = `图上小店 ${mark}`;
  await addSite(office, "small_unit", shop, [place.lon, place.lat]);
  const [title, hall] = [`公共场所周查 ${mark}`, `活动中心 ${mark}`];
  const door = await addSite(office, "public_venue", hall, [121.389, 31.2095]);
  // of a kind that no other story plans visits of
  await planWeekly(office, title, "public_venue");
  await makeTasks(office);
  const openTasks = async () => {
    await office.goto(`/tasks?whose=nobody&area=${await committee(office)}`);
    return office.locator(".walk-stop", { hasText: hall });
  };
  await expect(await openTasks()).toHaveCount(1);

  const tablet = new Tablet(problems);
  try {
    const page = await readyOffline(tablet, "inspector");
    const lacking: string[] = [];
    page.on("console", (said) => said.text().startsWith("map") && lacking.push(said.text()));
    await page.context().setGeolocation({ longitude: place.lon, latitude: place.lat, accuracy: 12 });

    // --- the map is drawn from what is on the tablet, its ground and its signs
    await openField(page, "/field/map");
    await page.locator(".field-chips").getByText("场所", { exact: true }).click();
    const map = page.locator(".map-stage[data-map=drawn]");
    await expect(map).toBeVisible({ timeout: 60_000 });
    await map.getByRole("button", { name: "我的位置" }).click();
    await expect(map.locator(".map-here")).toBeVisible();
    const card = page.locator(".point-card a.row-link");
    await expect(async () => {
      // it moves there, and draws the signs of the place a moment later
      await page.touchscreen.tap(...(await middle(map)));
      await expect(card).toHaveText(shop, { timeout: 5_000 });
    }).toPass({ timeout: 90_000 });
    expect(lacking, "what the map could not have").toEqual([]);
    await shot(page, "field-map-sign");
    await card.click();
    await beginVisit(page, shop);
    await answer(page, []);
    await part(page, "确认");
    await saveHere(page);

    // --- a task leads to its site too; carried out there, only the one of next week is left
    await page.locator(".field-nav").getByText("首页").click();
    await page.locator(".card", { hasText: "走访任务" }).getByRole("link", { name: "按步行顺序走" }).click();
    await expect(page.locator(".field-lines > li", { hasText: "第 1 站" })).toBeVisible();
    await page.locator("#site-search").fill(hall);
    // lines that are hidden say for a moment what they said before
    const stop = page.locator(".field-lines > li:not([hidden])", { hasText: hall });
    await stop.locator("a").click();
    const due = page.locator(".card", { hasText: "这次上门要办的" });
    await expect(due).toContainText(`${title} · ${dayIn(0)}`);
    await beginVisit(page, hall);
    await answer(page, []);
    await part(page, "确认");
    await saveHere(page);
    await openField(page, `/field/sites/${door}`);
    await expect(due, "the next one").toContainText(`${title} · ${dayIn(7)}`);
    await expect(due).not.toContainText(dayIn(0));

    // --- nobody knows of it yet; with a line both are there once, and the task is done
    for (const name of [shop, hall]) expect(await visitsSince(office.request, name, begun), name).toEqual([]);
    await tablet.line(true);
    await allThere(page);
    for (const name of [shop, hall]) expect(await visitsSince(office.request, name, begun), name).toHaveLength(1);
    await expect(await openTasks()).toHaveCount(0);
  } finally {
    await tablet.end();
  }
});
