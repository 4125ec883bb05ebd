// A day at the desk: ten new hazards are given out, one is put off, one goes to its party with a notice, a major one takes two people,
// two reviewers meet at one, and in the evening all ten are closed.
import { addHazard, addSite, step } from "../support/doors";
import { firstPage } from "../support/pdfPicture";
import { picture } from "../support/picture";
import { readQr } from "../support/qrPicture";
import { openForm, pick, send, tickRows } from "../support/steps";
import { expect, shot, test } from "../support/test";
import { parts } from "../support/zip";
import type { Page } from "@playwright/test";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: "zh-CN" };
const ITEMS = ["eliminated", "no_new_hazard", "party_informed"].map((item) => ({ item, passed: true }));
const PASS = { do: "review", items: ITEMS };

/** How much of a picture is not white. */
function ink(page: Page, png: Buffer): Promise<number> {
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const pen = canvas.getContext("2d")!;
    pen.drawImage(bitmap, 0, 0);
    const { data } = pen.getImageData(0, 0, bitmap.width, bitmap.height);
    let dark = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i]! < 200) dark += 1;
    return dark / (data.length / 4);
  }, png.toString("base64"));
}

/** Reviews a hazard by the form of its page. */
async function review(page: Page, hazard: string): Promise<void> {
  await page.goto(`/hazards/${hazard}`);
  const form = await openForm(page, "hazard-review");
  for (const item of [0, 1, 2]) await pick(form, `item_${item}_passed`, "1");
  await send(form);
}

test("ten new hazards until all are closed", async ({ openAs, browser, problems }, info) => {
  test.slow();
  const office = await openAs("office");
  const inspector = await openAs("inspector");
  const colleague = await openAs("colleague");
  const mark = `${Date.now()}`;
  const site = await addSite(office, "small_unit", `一天小店 ${mark}`);
  const found: string[] = [];
  for (let n = 1; n <= 9; n += 1) found.push(await addHazard(office, site, `通道堆物 ${mark} 之${n}`));
  const major = await addHazard(office, site, `安全出口锁闭 ${mark}`, "major");

  // nine are given out at once; the tenth is said to be impossible before anything is sent
  await office.goto(`/desk?status=registered&q=${mark}`);
  await expect(office.locator(".results-total")).toHaveText("共 10 条");
  await tickRows(office);
  await office.locator("#desk-picked button[value=assign]").click();
  await office.locator("select[name=assignee]").selectOption({ label: "王敏 · 检查员" });
  await office.getByRole("button", { name: "预览" }).click();
  await expect(office.locator(".desk-lines > li")).toHaveCount(10);
  await expect(office.locator(".desk-lines .message")).toHaveCount(1);
  const bulk = office.locator("form#desk-bulk");
  await expect(bulk.locator("input[name=hazard]")).toHaveCount(9);
  await bulk.locator("button[type=submit]").click();
  await expect(office.locator(".desk-lines .tone-good")).toHaveCount(9);

  // the major one: its five elements, then it is assigned
  await office.goto(`/hazards/${major}`);
  const five = await openForm(office, "hazard-set_five_elements");
  for (const name of ["targets", "funds", "people", "time", "measures"]) {
    await five.locator(`textarea[name=${name}]`).fill("已落实");
  }
  await send(five);
  const assign = await openForm(office, "hazard-assign");
  await assign.locator("select[name=assignee]").selectOption({ label: "王敏 · 检查员" });
  await send(assign);
  await expect(office.locator(".hazard-marks").first()).toContainText("整改中");

  // a later deadline is asked for and granted; both deadlines are there
  const [putOff, noticed, met, ...rest] = found as [string, string, string, ...string[]];
  const until = new Date(Date.now() + 120 * 86_400_000).toISOString().slice(0, 10);
  expect(await step(inspector, putOff, { do: "ask_extension", until, reason: "等待配件" })).toBe(200);
  await office.goto(`/hazards/${putOff}`);
  const decide = await openForm(office, "hazard-decide_extension");
  await pick(decide, "grant", "1");
  await send(decide);
  await expect(office.locator(".facts").first()).toContainText("已延期 1 次");
  await expect(office.locator(".facts").first()).toContainText("原定期限");

  // a notice is issued, drawn and looked at
  await office.goto(`/hazards/${noticed}`);
  await office.getByRole("link", { name: "整改通知单" }).click();
  await office.getByRole("button", { name: "签发" }).click();
  await expect(office.locator("h1")).toHaveText(/安整〔\d{4}〕\d+号/);
  const file = async (name: string) => {
    const href = await office.getByRole("link", { name }).getAttribute("href");
    return (await office.request.get(href!)).body();
  };
  const drawn = firstPage(await file("PDF"));
  if (drawn) {
    await info.attach("notice.png", { body: drawn, contentType: "image/png" });
    const dark = await ink(office, drawn);
    expect(dark, "a page with text, not an empty or a black one").toBeGreaterThan(0.01);
    expect(dark).toBeLessThan(0.4);
  }
  const qr = [...parts(await file("Word"))].find(([name]) => name.endsWith(".png"));
  const { pathname } = new URL((await readQr(office, qr![1])) ?? "");

  // its party answers on its own phone
  const context = await browser.newContext({ ...phone, javaScriptEnabled: false });
  await problems.watch(context);
  const party = await context.newPage();
  await party.goto(pathname);
  const inside = party.locator("form:has(input[name=kind][value=rectified])");
  await party.locator("details.disclosure", { has: inside }).locator("summary").first().click();
  await inside.locator("textarea[name=note]").fill("已清空");
  await inside.locator("input[name=photos]").setInputFiles({ name: "after.png", mimeType: "image/png", buffer: picture(7) });
  await inside.locator("button[type=submit]").click();
  await expect(party.locator("[role=status]")).toContainText("已收到");
  await context.close();
  await office.goto("/submissions");
  const waiting = office.locator(".card", { has: office.locator(`a[href='/hazards/${noticed}']`) });
  await waiting.locator("summary", { hasText: "采纳" }).click();
  await waiting.locator("form[action$='/accept'] button[type=submit]").click();
  await expect(office.locator(".banner")).toBeVisible();
  await office.goto(`/hazards/${noticed}`);
  await expect(office.locator(".hazard-marks").first()).toContainText("待复查");
  // whoever took its word over does not review it
  await review(colleague, noticed);
  await expect(colleague.locator(".hazard-marks").first()).toContainText("已销号");

  // the inspector reports the rest
  const report = { do: "rectify", note: "已清理" };
  for (const hazard of [putOff, met, major, ...rest]) expect(await step(inspector, hazard, report)).toBe(200);

  // two review one at the same time: one closes it, the other is told
  const both = await Promise.all([step(office, met, PASS), step(colleague, met, PASS)]);
  expect(both.sort()).toEqual([200, 409]);

  // a major one is closed by two people
  await review(office, major);
  await expect(office.locator(".hazard-marks").first()).toContainText("待复查");
  await expect(office.locator("form#hazard-review"), "nobody gives both words").toHaveCount(0);
  await review(colleague, major);
  await expect(colleague.locator(".hazard-marks").first()).toContainText("已销号");

  for (const hazard of [putOff, ...rest]) expect(await step(office, hazard, PASS)).toBe(200);
  await office.goto(`/hazards?q=${mark}&status=closed`);
  await expect(office.locator(".results-total")).toHaveText("共 10 条");
  await shot(office, "day-at-the-desk");
});
