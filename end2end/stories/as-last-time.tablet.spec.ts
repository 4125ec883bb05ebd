import { addShop, answer, HERE, part, ready, stand } from "../support/recording";
import { expect, shot, test } from "../support/test";

const EXITS = "安全出口、疏散通道保持畅通";

test("what was answered the last time is taken over, item by item or all that is open", async ({ openAs }) => {
  const page = await openAs("inspector");
  await stand(page);
  await page.goto("/visit/new");
  await ready(page);
  // the tablet knows where it is before the site is added: that becomes the site's place
  await expect(page.locator(".site-hit").first()).toBeVisible();
  await addShop(page, "巡安老样子小店");
  await part(page, "检查");
  await expect(page.locator(".all-as-last")).toHaveCount(0);
  await answer(page, [EXITS]);
  await part(page, "确认");
  await page.locator(".capture-bar .save").click();
  await page.getByRole("link", { name: "查看检查记录" }).click();
  const site = (await page.locator("main a[href^='/sites/']").first().getAttribute("href"))!.replace("/sites/", "");

  // the second time the tablet is 2 km away: a word, and no more
  await page.context().setGeolocation({ ...HERE, latitude: HERE.latitude + 0.018 });
  await page.goto(`/visit/new?site=${site}`);
  await ready(page);
  // a business is not to be checked over and over: how often it was comes first
  await expect(page.locator(".site-figures dd").nth(0)).toHaveText("1 次");
  await expect(page.locator(".site-figures dd").nth(1)).toHaveText("1 次");
  await expect(page.locator(".chosen-site")).toContainText("近 30 天已检查 1 次");
  await part(page, "检查");
  const items = page.locator(".check-item:visible");
  const exits = items.filter({ hasText: EXITS });
  await expect(page.locator(".all-as-last")).toContainText("上次检查：");
  await exits.getByRole("button", { name: "同上次：不合格" }).click();
  await expect(exits.locator(".segment.fail input")).toBeChecked();
  await expect(exits.locator(".as-last")).toHaveCount(0);
  await exits.locator(".segment.pass").click();
  await expect(exits.locator(".as-last")).toHaveCount(1);
  await shot(page, "as-last");

  const all = page.locator(".all-as-last");
  await all.getByRole("button", { name: /未答的 \d+ 项都同上次/ }).click();
  await expect(all.getByRole("alert")).toContainText(/把未答的 \d+ 项/);
  await shot(page, "as-last-all");
  await all.getByRole("button", { name: "都填上" }).click();
  await expect(page.locator(".progress.done")).toBeVisible();
  await expect(exits.locator(".segment.pass input"), "what was answered stays").toBeChecked();
  await part(page, "确认");
  await expect(page.locator(".position-now:visible")).toContainText("误差约 12 米");
  await expect(page.locator("#step-save ~ .form")).toContainText("离场所约 2.0 公里");
  await shot(page, "far-from-site");
  await page.locator(".capture-bar .save").click();
  await expect(page.locator(".saved")).toContainText("检查已保存");

  // the next time it is found by the initials of its name
  await page.goto("/visit/new");
  await ready(page);
  await page.locator("#f-site").fill("xalyzxd");
  await page.locator(".site-hit", { hasText: "巡安老样子小店" }).first().click();
  await expect(page.locator(".site-figures dd").nth(0)).toHaveText("2 次");
});
