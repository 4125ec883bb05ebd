// Whoever signs out with unsent work is told how much it is; the same person finds all of it again, and it is sent. What
// waits for more than a day is red by then.
import type { Page } from "@playwright/test";
import { addPhoto, answer, chooseShop, part, ready } from "../support/recording";
import { Tablet, getReady, openField, saveHere } from "../support/tablet";
import { expect, shot, test } from "../support/test";
import { visitsSince } from "../support/visits";

const DAY_MS = 24 * 3_600_000;

/** Fills in a visit with a photo as far as saving it. */
async function fillVisit(page: Page, n: number, note: string): Promise<string> {
  await openField(page, "/field/visit");
  await ready(page);
  const site = await chooseShop(page, n);
  await answer(page, []);
  await part(page, "确认");
  await page.locator("#f-note").fill(note);
  await addPhoto(page, page.locator(".shots", { hasText: "现场照片" }), note);
  return site;
}

test("signing out with unsent work says how much it is, and the same person has it again", async ({ problems, openAs }) => {
  test.setTimeout(480_000);
  problems.expect(/status of 401/);
  const office = await openAs("office");
  const tablet = new Tablet(problems);
  const begun = new Date();
  try {
    const page = await tablet.on(true);
    await getReady(page, "inspector");
    await tablet.line(false);
    const saved = await fillVisit(page, 8, "已保存的");
    await saveHere(page);
    const left = await fillVisit(page, 10, "没有填完的");
    await page.locator(".field-nav").getByText("首页").click();
    const drafts = page.locator(".card", { hasText: "没有填完的" });
    await expect(drafts).toContainText(left);

    // --- a day later nobody has sent it
    const total = page.locator(".ledger-total");
    await page.clock.setSystemTime(Date.now() + DAY_MS + 3_600_000);
    await openField(page, "/field/ledger");
    await expect(total).toHaveClass(/\btone-bad\b/);
    await expect(total).toContainText("有内容超过 24 小时没有上报，最早保存于 1 天前");
    await expect(page.locator(".field-banners")).toContainText("数据更新于 1 天前");
    await page.clock.setSystemTime(Date.now());
    await openField(page, "/field/ledger");
    await expect(total).toHaveClass(/\btone-warn\b/);

    // --- signing out names it, and may be left
    await openField(page, "/field/settings");
    const card = page.locator(".card", { has: page.getByRole("heading", { name: "退出登录" }) });
    const signOut = card.getByRole("button", { name: "退出登录" });
    const warning = card.getByRole("alert");
    await signOut.click();
    await expect(warning).toHaveText(
      /^还有 1 条记录、1 张照片（[\d.]+ [KM]B）没有上报，1 份草稿没有保存。退出后它们加密留在本机，只有您本人重新登录才能继续。$/,
    );
    await shot(page, "field-sign-out");
    await card.getByRole("button", { name: "取消" }).click();
    await expect(warning).toHaveCount(0);
    await signOut.click();
    await card.getByRole("link", { name: "先去上报" }).click();
    await expect(page.locator('.ledger-row[data-standing="waiting"]')).toHaveCount(1);

    // --- signed out all the same: nobody gets at it
    await openField(page, "/field/settings");
    await signOut.click();
    await card.getByRole("button", { name: "仍要退出" }).click();
    await expect(page.getByRole("link", { name: "登录" })).toBeVisible();
    await page.goto("/field/ledger");
    await expect(page.getByRole("link", { name: "登录" })).toBeVisible();
    await expect(page.locator("#main")).not.toContainText(saved);

    // --- the same person again, with a line: everything is here, and what was saved is sent
    await tablet.line(true);
    expect(await visitsSince(office.request, saved, begun), "nothing was sent meanwhile").toEqual([]);
    await getReady(page, "inspector");
    await expect(drafts).toContainText(left);
    await openField(page, "/field/ledger");
    await expect(total).toHaveAttribute("data-complete", "true", { timeout: 120_000 });
    await expect(page.locator(".ledger-sums dd")).toHaveText(["1 / 1", "1 / 1"]);
    expect(await visitsSince(office.request, saved, begun), saved).toHaveLength(1);
    expect(await visitsSince(office.request, left, begun), "what was not saved is not sent").toEqual([]);
    await openField(page);
    await drafts.locator(".field-line").click();
    await ready(page);
    await expect(page.locator("#f-note")).toHaveValue("没有填完的");
    await expect(page.locator('.shot[data-state="stored"]')).toHaveCount(1);
  } finally {
    await tablet.end();
  }
});
