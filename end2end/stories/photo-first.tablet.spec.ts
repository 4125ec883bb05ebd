// Along a street without a line: one place after the other is photographed, and nothing is written yet. Later each waits on the home
// screen with its picture, is filled in and goes its way.
import { allThere } from "../support/doors";
import { layoutFaults } from "../support/layout";
import { addPhoto, ready } from "../support/recording";
import { Tablet, openField, readyOffline, saveHere } from "../support/tablet";
import { expect, shot, test } from "../support/test";

const PLACES = ["楼道堆物", "飞线充电", "招牌松动"];

test("several places are photographed first, and classified when there is time", async ({ problems }) => {
  test.setTimeout(480_000);
  const tablet = new Tablet(problems);
  const text = `楼道飞线充电 ${Date.now()}`;
  try {
    let page = await readyOffline(tablet, "inspector");
    const shots = () => page.locator(".report .shot");
    const another = () => page.getByRole("link", { name: "再拍一处" });
    await openField(page, "/field/report");
    for (const [n, place] of PLACES.entries()) {
      if (n > 0) await another().click();
      await expect(shots(), "a form of its own").toHaveCount(0);
      await ready(page);
      await expect(another(), "nothing is photographed yet").toBeHidden();
      await addPhoto(page, page.locator(".report"), place);
      await expect(another()).toBeVisible();
    }
    expect(await layoutFaults(page)).toEqual([]);
    await shot(page, "field-photo-first");

    // --- each waits with its picture, also after the page is left in the middle and the device was switched off
    const waiting = () => page.locator(".card", { hasText: "没有填完的" }).locator(".field-line");
    const pictures = () =>
      waiting()
        .locator("img")
        .evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth > 0));
    const allWait = async (n: number): Promise<void> => {
      await expect(waiting()).toHaveCount(n);
      for (const line of await waiting().all()) await expect(line).toContainText("待分类的隐患");
      await expect.poll(pictures).toEqual(Array.from({ length: n }, () => true));
    };
    await openField(page);
    await allWait(PLACES.length);
    await tablet.off();
    page = await tablet.on(false);
    await openField(page);
    await allWait(PLACES.length);
    expect(await layoutFaults(page)).toEqual([]);
    await shot(page, "field-photos-waiting");

    // --- one of them is filled in
    await waiting().first().click();
    await expect(shots()).toHaveCount(1);
    await page.locator("#f-description").fill(text);
    await expect(page.locator("input[name=category][value=ebike]")).toBeChecked();
    await saveHere(page);
    await openField(page);
    await allWait(PLACES.length - 1);

    await tablet.line(true);
    await allThere(page);
    const answer = await page.request.get(`/api/v1/hazards?q=${encodeURIComponent(text)}`);
    expect(((await answer.json()) as { rows: unknown[] }).rows, "once").toHaveLength(1);
  } finally {
    await tablet.end();
  }
});
