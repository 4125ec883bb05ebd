// A hose is no reason to replace a stove: found wrong without signal, replaced in the same visit, and the stove stays safe.
import { addSite, allThere, choose, door, openForm, photosOf, saveForm } from "../support/doors";
import { addPhoto } from "../support/recording";
import { Tablet, openField, readyOffline } from "../support/tablet";
import { expect, shot, test } from "../support/test";

const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date());

test("a wrong hose is found and replaced offline in one visit", async ({ problems, openAs }) => {
  test.setTimeout(480_000);
  const office = await openAs("office");
  const site = await addSite(office, "household", `安龙路 33 弄 ${Date.now() % 100_000} 室`);
  const tablet = new Tablet(problems);
  try {
    const page = await readyOffline(tablet, "inspector");
    await openField(page, `/field/sites/${site}`);
    const due = page.locator(".card", { hasText: "这次上门要办的" });

    await openForm(page, due, "登记灶具");
    await choose(page, "铭牌气源", "天然气");
    await choose(page, "户内气源", "天然气");
    await choose(page, "熄火保护装置", "有");
    await page.locator("#f-survey-dates-sold-on").fill(today);
    await choose(page, "材质", "普通橡胶软管");
    await expect(page.locator(".report-part .message")).toContainText("软管不合格");
    await saveForm(page);
    await expect(due).toContainText("软管 · 软管不合格");

    await openForm(page, due, "更换软管");
    await choose(page, "材质", "不锈钢波纹软管");
    await page.locator("#f-hose-length-cm").fill("120");
    await page.locator("#f-hose-dates-fitted-on").fill(today);
    await choose(page, "有接头", "否");
    await choose(page, "穿墙、门窗", "否");
    await addPhoto(page, photosOf(page, "更换后照片"), "新软管");
    await shot(page, "field-hose");
    await saveForm(page);
    await expect(due).not.toContainText("软管");

    await tablet.line(true);
    await allThere(page);
    const [stove, ...others] = (await door(office, site)).stoves;
    expect(others).toEqual([]);
    expect(stove?.status).toBe("safe");
    const detail = await (await office.request.get(`/api/v1/stoves/${stove?.id}`)).json();
    const visits = new Set((detail.events as { visit: string | null }[]).map(({ visit }) => visit));
    expect([visits.size, visits.has(null)], "one visit did it all").toEqual([1, false]);
  } finally {
    await tablet.end();
  }
});
