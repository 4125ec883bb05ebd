// The program is updated while a tablet works with it: what is open is finished by the old version, with files that the
// server does not have any more; the new one takes over when somebody says so, and what was not sent yet is sent by it.
import type { Page } from "@playwright/test";
import { NewBuild } from "../support/newBuild";
import { chooseShop, part, ready } from "../support/recording";
import { Tablet, getReady, openField } from "../support/tablet";
import { expect, shot, test } from "../support/test";
import { visitsSince } from "../support/visits";

/** Begins a visit of the nth site that is found, where nobody let the inspector in. */
async function refused(page: Page, n: number): Promise<string> {
  await ready(page);
  const name = await chooseShop(page, n);
  await page.locator(".visit-kind").getByText("拒绝", { exact: true }).click();
  await part(page, "确认");
  return name;
}

async function save(page: Page): Promise<void> {
  await page.locator(".capture-bar .save").click();
  await expect(page.locator(".saved-line")).toContainText("已保存在本机");
}

/** The versions of the program that are kept on the device. */
const kept = (page: Page) =>
  page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith("xunan-program-")));

test("an update waits until a person takes it, and loses nothing", async ({ problems }, { project }) => {
  test.setTimeout(360_000);
  // nothing is sent for a while, on purpose; what the server does not have any more is asked for by nobody
  problems.expect(/\/api\/v1\/sync/, /ERR_EMPTY_RESPONSE/);
  const server = await NewBuild.before(project.use.baseURL ?? "");
  const tablet = new Tablet(problems, server.base);
  const begun = new Date();
  try {
    const page = await tablet.on(true);
    await getReady(page, "inspector");
    const [old] = await kept(page);
    server.hold("/api/v1/sync");

    // --- one visit is saved and not sent, another one is being filled in
    await openField(page, "/field/visit");
    const names = [await refused(page, 5)];
    await save(page);
    await page.locator(".field-nav").getByText("首页").click();
    await page.locator(".field-buttons").getByText("新建检查").click();
    names.push(await refused(page, 6));
    await page.locator("#f-note").fill("门口贴了告知单");

    // --- the server is updated, and the page loads again in the middle of the form
    const mark = await server.update();
    await page.reload();
    await openField(page, page.url());
    await ready(page);
    await expect.poll(() => kept(page), { timeout: 120_000 }).toHaveLength(2);
    expect(await page.content()).toContain(`/pkg/app.${server.mark}.js`);
    await expect(page.locator("#f-note")).toHaveValue("门口贴了告知单");
    await save(page);

    // --- the new one is there and waits
    await page.locator(".field-nav").getByText("首页").click();
    const banner = page.locator(".field-banners .banner", { hasText: "新版程序已经下载好" });
    await expect(banner).toBeVisible();
    await shot(page, "field-update");
    await Promise.all([
      page.waitForEvent("load"), // the page loads again by itself
      banner.getByRole("button", { name: "现在更新" }).click(),
    ]);
    await openField(page, "/field/ledger");
    expect(await page.content()).toContain(`/pkg/app.${mark}.js`);
    await expect.poll(() => kept(page), "the old one goes").not.toContain(old);
    expect(await kept(page)).toHaveLength(1);

    // --- both visits are still here, and go to the server once
    await expect(page.locator(".ledger-sums dd").first()).toHaveText("0 / 2");
    server.release();
    await page.locator("#main").getByRole("button", { name: "现在上报" }).click();
    await expect(page.locator(".ledger-total")).toHaveAttribute("data-complete", "true", { timeout: 120_000 });
    await expect(page.locator(".ledger-sums dd").first()).toHaveText("2 / 2");
    for (const name of names) expect(await visitsSince(page.request, name, begun), name).toHaveLength(1);
  } finally {
    await tablet.end();
    await server.close();
  }
});

test("a program that the server does not understand any more says so, and keeps what was saved until it is understood", async ({ problems }) => {
  test.setTimeout(360_000);
  problems.expect(/status of 426/);
  const tablet = new Tablet(problems);
  const begun = new Date();
  try {
    const page = await tablet.on(true);
    await getReady(page, "inspector");
    const sync = "**/api/v1/sync";
    await page.route(sync, (route) => route.fulfill({ status: 426, json: { code: "update_first", fields: [], args: {} } }));
    await openField(page, "/field/visit");
    const site = await refused(page, 9);
    await save(page);
    const banner = page.locator(".field-banners .banner", { hasText: "程序需要先更新才能上报" });
    await expect(banner).toContainText("未上报的内容都保留在本机");
    await shot(page, "field-update-first");
    // nothing is newer yet: the page loads again, what was saved is there, and work goes on
    await Promise.all([page.waitForEvent("load"), banner.getByRole("button", { name: "现在更新" }).click()]);
    await openField(page, "/field/ledger");
    await expect(page.locator('.ledger-row[data-standing="unanswered"], .ledger-row[data-standing="waiting"]')).toHaveCount(1);
    expect(await visitsSince(page.request, site, begun), site).toHaveLength(0);

    await page.unroute(sync);
    await page.locator("#main").getByRole("button", { name: "现在上报" }).click();
    await expect(page.locator(".ledger-total")).toHaveAttribute("data-complete", "true", { timeout: 120_000 });
    await expect(banner).toHaveCount(0);
    expect(await visitsSince(page.request, site, begun), site).toHaveLength(1);
  } finally {
    await tablet.end();
  }
});
