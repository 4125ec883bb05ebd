// An eatery that gives its cylinders up: the unit and its cylinders are one entry, a cylinder is gone with its proof
// only, and a proof that the server has is not asked for again.
import { addSite, allThere, choose, door, openForm, photosOf, saveForm } from "../support/doors";
import { addPhoto } from "../support/recording";
import { Tablet, openField, readyOffline } from "../support/tablet";
import { expect, shot, test } from "../support/test";

const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date());

test("a unit and its cylinders are kept offline, and handed back one after the other", async ({ problems, openAs }) => {
  test.setTimeout(480_000);
  const office = await openAs("office");
  const mark = Date.now() % 1_000_000;
  const site = await addSite(office, "small_unit", `巡安面馆 ${mark}`);
  const tablet = new Tablet(problems);
  try {
    const page = await readyOffline(tablet, "inspector");
    await openField(page, `/field/sites/${site}`);
    const behind = page.locator(".card", { hasText: "灶具、报警器和用气" });

    // --- the unit
    await openForm(page, behind, "单位用气");
    await page.locator("#f-trade").selectOption("restaurant");
    await page.locator("#f-numbers-seats").fill("40");
    await expect(page.locator(".report-part")).toContainText("属于九小场所");
    await choose(page, "使用燃料", "液化石油气");
    await saveForm(page);

    // --- its cylinders: two, one of them handed back
    await openForm(page, behind, "液化气钢瓶");
    for (const n of [0, 1]) {
      await page.locator("#f-cylinders").click();
      await page.locator(`#f-cylinders-${n}--number`).fill(`SH${mark}${n}`);
      await page.locator(`#f-cylinders-${n}--kilograms`).fill("15");
      await page.locator(`#f-cylinders-${n}--tested-on`).fill("2025-06-01");
    }
    await page.locator("#f-cylinders-0--returned-on").fill(today);
    const proofs = page.locator(".door-part");
    await addPhoto(page, proofs.nth(0).locator(".shots"), "退瓶单一");
    await choose(page, "改用", "改用电");
    await page.locator("#f-moved-on").fill(today);
    await shot(page, "field-cylinders");
    await saveForm(page);
    await expect(behind).toContainText("已改");
    await expect(behind).toContainText("钢瓶 1 只");

    await tablet.line(true);
    await allThere(page);
    const half = (await door(office, site)).gas;
    expect(half?.unit?.trade).toBe("restaurant");
    expect(half?.lpg).toMatchObject({ standing: "clearing", cylinders: 1 });

    // --- the next day: the other one, while the proof of the first is on the server
    await tablet.line(false);
    await openField(page, `/field/sites/${site}`);
    await openForm(page, behind.locator(".actions").last(), "液化气钢瓶");
    await expect(proofs.nth(0)).toContainText("已有凭证 1 张");
    await page.locator("#f-cylinders-1--returned-on").fill(today);
    await addPhoto(page, proofs.nth(1).locator(".shots"), "退瓶单二");
    await saveForm(page);
    await tablet.line(true);
    await allThere(page);
    expect((await door(office, site)).gas?.lpg).toMatchObject({ standing: "cleared", cylinders: 0 });
    await expect(photosOf(page, "退瓶凭证")).toHaveCount(0);
  } finally {
    await tablet.end();
  }
});
