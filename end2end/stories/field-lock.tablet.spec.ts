// Whoever finds a tablet that is locked or signed out has a browser whose session may still be good: neither it nor trying
// PINs opens what is on the tablet. Whoever worked there gets everything back by the password.
import type { Page } from "@playwright/test";
import { chooseShop, part, ready } from "../support/recording";
import { fillIn } from "../support/signIn";
import { isThereOnce, openTablet, saveVisits } from "../support/store";
import { Tablet, choosePin, getReady, loadToday, openField, typePin } from "../support/tablet";
import { expect, shot, test } from "../support/test";

/** Wrong PINs after which the key is dropped. */
const TRIES = 10;

/** Begins a visit and leaves it in the middle: it stays as a draft. */
async function leaveDraft(page: Page, note: string): Promise<string> {
  await openField(page, "/field/visit");
  await ready(page);
  const site = await chooseShop(page, 7);
  await part(page, "确认");
  await page.locator("#f-note").fill(note);
  await page.locator(".field-nav").getByText("首页").click();
  await expect(page.locator(".card", { hasText: "没有填完的" })).toContainText(site);
  return site;
}

/** Signs out by the menu of the pages of the office. */
async function signOutAtTheDesk(page: Page): Promise<void> {
  await page.goto("/hazards");
  await page.locator(".account > summary").click();
  await page.locator(".account-menu").getByRole("button", { name: "退出登录" }).click();
}

test("after ten wrong PINs the password brings everything back, and the session alone does not", async ({ problems }) => {
  test.setTimeout(360_000);
  problems.expect(/status of 401/);
  const tablet = new Tablet(problems);
  try {
    const page = await tablet.on(true);
    await getReady(page, "inspector");
    const site = await leaveDraft(page, "忘了密码之前写的");
    await page.getByRole("button", { name: "锁定" }).click();
    for (let left = TRIES - 1; left > 0; left -= 1) {
      await typePin(page, "9080");
      await expect(page.locator(".field-lock")).toContainText(`还可以试 ${left} 次`);
    }
    await typePin(page, "9080");
    await expect(page.locator(".field-lock")).toContainText("密码已失效");
    await shot(page, "field-key-dropped");

    // the session is over too: the way leads to the password, and from there to getting ready
    await page.locator(".field-lock").getByRole("link", { name: "登录" }).click();
    await fillIn(page, "inspector");
    await expect(page).toHaveURL(/\/field\/ready$/);
    await expect(page.locator(".pin"), "no PIN before there is a key").toHaveCount(0);
    await loadToday(page);
    await choosePin(page);
    await page.getByRole("button", { name: "开始作业" }).click();
    await page.locator(".field-line", { hasText: site }).first().click();
    await ready(page);
    await expect(page.locator("#f-note")).toHaveValue("忘了密码之前写的");
  } finally {
    await tablet.end();
  }
});

test("whoever signs out without a line is signed out on the server as soon as there is one", async ({ problems }) => {
  test.setTimeout(360_000);
  problems.expect(/status of 401/);
  const tablet = new Tablet(problems);
  try {
    const page = await tablet.on(true);
    await getReady(page, "inspector");
    await tablet.line(false);
    await openField(page, "/field/settings");
    await page.locator("#main").getByRole("button", { name: "退出登录" }).click();
    await expect(page.getByRole("link", { name: "登录" })).toBeVisible();

    // somebody finds it, and a line: the pages of the office do not know the browser any more
    await tablet.line(true);
    await page.goto("/hazards");
    await expect(page).toHaveURL(/\/sign-in/);
    await fillIn(page, "inspector");
    await expect(page).toHaveURL(/\/hazards/);
    await page.goto("/field/ready");
    await loadToday(page);
  } finally {
    await tablet.end();
  }
});

test("signing out on a page of the office leaves the tablet too, and asks about what is unsent first", async ({ problems }) => {
  test.setTimeout(360_000);
  problems.expect(/status of 401/);
  const tablet = new Tablet(problems);
  try {
    const page = await tablet.on(true);
    await getReady(page, "inspector");
    const site = await leaveDraft(page, "还没有保存");
    await signOutAtTheDesk(page);
    await expect(page).toHaveURL(/\/field\/settings/);
    const question = page.locator("#main [role=alert]");
    await expect(question).toHaveText(/^还有 1 份草稿没有保存。退出后/);
    // a draft is not sent but gone on with, where drafts stand
    await expect(page.getByRole("link", { name: "继续填写" })).toHaveAttribute("href", "/field");
    await shot(page, "field-sign-out-asked");
    // nothing has happened yet
    await page.goto("/hazards");
    await expect(page).toHaveURL(/\/hazards/);

    await signOutAtTheDesk(page);
    await page.getByRole("button", { name: "仍要退出" }).click();
    await expect(page.getByRole("link", { name: "登录" })).toBeVisible();
    await page.goto("/hazards");
    await expect(page).toHaveURL(/\/sign-in/);

    // the same person has it back
    await fillIn(page, "inspector");
    await page.goto("/field/ready");
    await loadToday(page);
    // the PIN went with the key
    await choosePin(page);
    await page.getByRole("button", { name: "开始作业" }).click();
    await expect(page.locator(".card", { hasText: "没有填完的" })).toContainText(site);
  } finally {
    await tablet.end();
  }
});

test("a colleague who signs in on a tablet that was left open finds it locked, and takes it over", async ({ problems }) => {
  test.setTimeout(360_000);
  problems.expect(/status of 401/);
  const tablet = new Tablet(problems);
  try {
    const page = await tablet.on(true);
    await getReady(page, "inspector");
    await openField(page, "/field/hazards");
    await expect(page.locator(".field-lock")).toHaveCount(0);
    // the session has run out, the tablet lies open
    await page.context().clearCookies();
    await page.goto("/sign-in");
    await fillIn(page, "colleague");
    await page.goto("/field/hazards");
    await expect(page.locator(".field-lock .lock-who")).toContainText("王敏");
    const over = page.locator(".field-lock").getByRole("link", { name: "由周宁使用这台设备" });
    await expect(over).toBeVisible({ timeout: 30_000 });
    await shot(page, "field-taken-over");
    await over.click();
    await loadToday(page);
    await expect(page.locator(".pin"), "a PIN of their own").toBeVisible({ timeout: 120_000 });
    await expect(page.locator(".field-top")).toContainText("周宁");
  } finally {
    await tablet.end();
  }
});

test("a tablet that is put away locked goes on sending what was saved, and shows none of it", async ({ problems }) => {
  test.setTimeout(360_000);
  const tablet = new Tablet(problems);
  try {
    const page = await tablet.on(true);
    await getReady(page, "inspector");
    await openTablet(page);
    await tablet.line(false);
    const [visit] = await saveVisits(page, 1, 2, 3);
    await page.getByRole("button", { name: "锁定" }).click();
    const lock = page.locator(".field-lock");
    await expect(lock).toContainText("本机有 1 条记录、2 张照片未上报");
    await shot(page, "field-locked-unsent");
    await tablet.line(true);
    await expect(lock.locator(".hint")).toBeHidden({ timeout: 60_000 });
    await isThereOnce(page, visit!);
    await expect(lock).toBeVisible();
    await openField(page, "/field/ledger");
    await expect(page.locator('.ledger-row[data-standing="stored"]')).toHaveCount(1);
  } finally {
    await tablet.end();
  }
});
