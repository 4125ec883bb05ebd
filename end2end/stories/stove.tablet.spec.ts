// A home without signal: its stove is surveyed, its replacement agreed on and reported in one visit, and later all of it
// is on the server, once, with the visit that it belongs to.
import { addSite, allThere, choose, door, openForm, photosOf, saveForm } from "../support/doors";
import { addPhoto } from "../support/recording";
import { Tablet, openField, readyOffline } from "../support/tablet";
import { expect, shot, test } from "../support/test";

const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date());

test("a stove is surveyed, planned and replaced offline in one visit", async ({ problems, openAs }) => {
  test.setTimeout(480_000);
  const office = await openAs("office");
  const name = `安龙路 55 弄 ${Date.now() % 100_000} 室`;
  const site = await addSite(office, "household", name);
  const tablet = new Tablet(problems);
  try {
    const page = await readyOffline(tablet, "inspector");
    await openField(page, `/field/sites/${site}`);
    const due = page.locator(".card", { hasText: "这次上门要办的" });
    await expect(due).toContainText("从未排摸");

    // --- surveyed: what follows is said at once
    await openForm(page, due, "登记灶具");
    await choose(page, "铭牌气源", "天然气");
    await choose(page, "户内气源", "天然气");
    await choose(page, "熄火保护装置", "没有");
    await page.locator("#f-survey-dates-sold-on").fill("2012-05-01");
    await expect(page.locator(".report-part .message")).toContainText("非安全型");
    await saveForm(page);
    await expect(due).toContainText("非安全型，未排期");

    // --- a day is agreed on
    await openForm(page, due, "排期");
    await page.locator("#f-on").fill(today);
    await saveForm(page);
    await expect(due).toContainText("已约更换");

    // --- replaced: nothing that was typed is lost when the tablet is switched off in the middle
    await openForm(page, due, "上报更换");
    // the photo after the text: while it is shrunk and sealed the draft is written, which a moment after a key it may not be
    await page.locator("#f-replacement-model").fill("JZT-9B12");
    await addPhoto(page, photosOf(page, "更换前照片"), "旧灶具");
    const form = page.url();
    await tablet.off();
    const again = await tablet.on(false);
    await openField(again, form);
    await expect(again.locator("#f-replacement-model")).toHaveValue("JZT-9B12");
    await expect(photosOf(again, "更换前照片").locator('.shot[data-state="stored"]')).toHaveCount(1);
    // what is missing is named at its field
    await again.locator(".capture-bar .save").click();
    await expect(again.locator("#f-replacement-serial-problem")).toBeVisible();
    await again.locator("#f-replacement-serial").fill("S-2026-0077");
    await again.locator("#f-replacement-installer").fill("燃气公司 周师傅");
    await again.locator("#f-replacement-sold-on").fill(today);
    await choose(again, "熄火保护装置", "有");
    await addPhoto(again, photosOf(again, "更换后照片"), "新灶具");
    await choose(again, "被检查方签名", "拒签");
    await again.locator("#f-signature-witness").fill("李居委");
    await shot(again, "field-stove-replace");
    await saveForm(again);
    await expect(again.locator(".door-row")).toContainText("待验收");
    await expect(again.locator(".card", { hasText: "这次上门要办的" })).toContainText("没有到期要办的");

    // --- with a line it goes by itself
    await tablet.line(true);
    await allThere(again);
    const [stove, ...others] = (await door(office, site)).stoves;
    expect(others).toEqual([]);
    expect(stove?.status).toBe("replaced");
    const detail = await (await office.request.get(`/api/v1/stoves/${stove?.id}`)).json();
    const visits = new Set((detail.events as { visit: string | null }[]).map(({ visit }) => visit));
    expect(visits.size, "one visit did it all").toBe(1);
    expect(visits.has(null)).toBe(false);
    expect(detail.photos).toHaveLength(2);
  } finally {
    await tablet.end();
  }
});
