import { addShop, answer, part, ready } from "../support/recording";
import { expect, test } from "../support/test";

test("a visit that could not be saved stays on the tablet, and is saved once", async ({ openAs, problems }) => {
  problems.expect(/inspections/);
  const page = await openAs("inspector");
  await page.goto("/visit/new");
  await ready(page);
  await addShop(page, "巡安文具店");
  await part(page, "检查");
  await answer(page, []);
  await part(page, "确认");

  await page.route("**/api/v1/inspections", (route) => route.abort());
  await page.locator(".capture-bar .save").click();
  await expect(page.locator(".capture-bar .message")).toContainText("连不上服务器");
  await expect(page.locator(".capture-bar .message")).toBeInViewport();
  await page.reload();
  await ready(page);
  await expect(page.locator(".draft-notice")).toContainText("已恢复");
  await expect(page.locator(".summary")).toContainText("巡安文具店");

  await page.unroute("**/api/v1/inspections");
  // the answer gets lost, the visit does not: the second try is the same visit
  await page.route("**/api/v1/inspections", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await page.locator(".capture-bar .save").click();
  await expect(page.locator(".capture-bar .message")).toContainText("连不上服务器");
  await page.unroute("**/api/v1/inspections");
  await page.locator(".capture-bar .save").click();
  await expect(page.locator(".saved")).toContainText("检查已保存");
  await page.goto("/sites?q=" + encodeURIComponent("巡安文具店"));
  await expect(page.locator("main a[href^='/sites/0']")).toHaveCount(1);
});
