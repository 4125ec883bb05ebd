// A responsible party's phone, without an account: it opens the link of its notice, sends a photo, and the office answers.
import { layoutFaults } from "../support/layout";
import { picture } from "../support/picture";
import { answered, lively } from "../support/steps";
import { expect, shot, test } from "../support/test";
import type { Page } from "@playwright/test";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: "zh-CN" };

/** Opens the part of a page that holds what is looked for. */
async function unfold(page: Page, inside: string) {
  const found = page.locator(inside).first();
  await page.locator("details.disclosure", { has: page.locator(inside) }).first().locator("summary").first().click();
  await expect(found).toBeVisible();
  return found;
}

test("a party sends its proof by the link of its notice, and the office takes it over", async ({
  openAs,
  browser,
  problems,
}) => {
  const office = await openAs("office");
  await office.goto("/hazards?status=assigned");
  const hazard = (await office.locator("a[href^='/hazards/0']").first().getAttribute("href")) ?? "";
  await office.goto(hazard);
  const make = await unfold(office, "form[action='/do/party-links']:has(input[name=scope][value=notice])");
  await make.locator("button[type=submit]").click();
  const address = (await office.locator(".party-link code").innerText()).trim();
  expect(new URL(address).pathname).toMatch(/^\/p\/[\w-]{22}$/);

  // somebody sits at the desk meanwhile
  const desk = await openAs("leader");
  await desk.goto("/desk");
  await lively(desk);

  // no scripts: what the page is for must work without
  const context = await browser.newContext({ ...phone, javaScriptEnabled: false });
  await problems.watch(context);
  const party = await context.newPage();
  await party.goto(new URL(address).pathname);
  // a notice has all open hazards of its party
  const mine = party.locator(`article#h-${hazard.split("/").pop()}`);
  const sends = "form:has(input[name=kind][value=rectified])";
  await mine.locator("details.disclosure", { has: party.locator(sends) }).locator("summary").first().click();
  const report = mine.locator(sends);
  await expect(report).toBeVisible();
  await report.locator("textarea[name=note]").fill("已经清空，㐂𠮷");
  await report
    .locator("input[name=photos]")
    .setInputFiles({ name: "after.png", mimeType: "image/png", buffer: picture(3) });
  await shot(party, "party-form");
  await report.locator("button[type=submit]").click();
  await expect(party.locator("[role=status]")).toContainText("已收到");
  await expect(mine.locator(".party-sent")).toContainText("等待安全办核实");
  await shot(party, "party-sent");

  // nothing has happened to the hazard; it waits at the desk, which says so without being asked
  const tile = desk.locator('[data-queue="submissions"]');
  await expect(tile.locator(".stat-value")).not.toHaveText("0", { timeout: 2_000 });
  await office.goto("/desk");
  await office.locator('[data-queue="submissions"]').click();
  await expect(office).toHaveURL(/\/submissions$/);
  const waiting = office.locator(".card", { has: office.locator(`a[href='${hazard}']`) });
  await expect(waiting).toContainText("已经清空，㐂𠮷");
  await shot(office, "submissions");
  await waiting.locator("summary", { hasText: "采纳" }).click();
  await waiting.locator("form[action$='/accept'] button[type=submit]").click();
  await expect(office.locator(".banner")).toBeVisible();
  await office.goto(hazard);
  await expect(office.locator(".hazard-marks").first()).toContainText("待复查");
  await expect(office.locator(".timeline .event-note", { hasText: "责任方自报：已经清空" })).toHaveCount(1);
  await party.reload();
  await expect(mine.locator(".party-sent")).toContainText("等待复查");
  await expect(mine.locator("form")).toHaveCount(0);

  // taken back, the link opens nothing
  await office.locator("form[action$='/revoke'] summary").first().click();
  await answered(office, () => office.locator("form[action$='/revoke'] button[type=submit]").first().click());
  expect((await party.request.get(new URL(address).pathname)).status()).toBe(404);
  await context.close();
});

test("the page of a notice fits a phone, in both languages", async ({ openAs, browser, problems }) => {
  const office = await openAs("office");
  await office.goto("/hazards?status=assigned");
  await office.goto((await office.locator("a[href^='/hazards/0']").nth(1).getAttribute("href")) ?? "");
  const make = await unfold(office, "form[action='/do/party-links']:has(input[name=scope][value=notice])");
  await make.locator("button[type=submit]").click();
  const path = new URL((await office.locator(".party-link code").innerText()).trim()).pathname;
  const context = await browser.newContext(phone);
  await problems.watch(context);
  const party = await context.newPage();
  for (const lang of ["zh", "en"]) {
    await party.goto(`${path}?lang=${lang}`);
    for (const form of await party.locator("details.disclosure > summary").all()) await form.click();
    expect(await layoutFaults(party), lang).toEqual([]);
    await shot(party, `party-${lang}`);
  }
  await context.close();
});

test("major hazards are listed with what they lack", async ({ openAs }) => {
  const office = await openAs("office");
  await office.goto("/supervision?all=1");
  await expect(office.locator("h1")).toHaveText("重大隐患挂牌督办");
  await expect(office.locator(".supervision tbody tr").first()).toBeVisible();
  await shot(office, "supervision");
});
