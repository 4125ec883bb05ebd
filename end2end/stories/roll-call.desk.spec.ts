// The typhoon roll-call: the office begins it, the first calls are written down, the board shows them, it is ended.
import { expect, shot, test } from "../support/test";

// plain forms: they work before any script has loaded
test.use({ javaScriptEnabled: false });

test("a roll-call is begun, a door answers, the board shows it", async ({ openAs }) => {
  const page = await openAs("office");
  await page.goto("/roll-call");
  const start = page.locator("form[action='/do/roll-calls/start']");
  await expect(start).toContainText(/共有 \d+ 户（处）待点名：/);
  await start.locator("input[name=reason]").fill("台风梅花三级响应");
  await start.locator("button[type=submit]").click();
  await expect(page.locator("main")).toContainText("进行中");
  await page.goto("/roll-call?register=sheds");
  const doors = page.getByRole("table", { name: "车棚" }).locator("tbody tr");
  await expect(doors).not.toHaveCount(0);
  await doors.first().getByRole("button", { name: "需要帮助" }).click();
  await expect(page.getByRole("table", { name: "应答看板" })).toContainText("需要帮助 1");
  // whoever needs help is found from the board, and is no more among those that are still to be called
  await page.getByRole("table", { name: "应答看板" }).getByRole("link", { name: "需要帮助 1" }).click();
  await expect(doors).toHaveCount(1);
  await expect(doors.first().locator(".tag", { hasText: "需要帮助" })).toBeVisible();
  const helped = await doors.first().locator(".table-link").first().innerText();
  await page.locator(".chip-links a", { hasText: "待点名" }).click();
  await expect(page.locator(".chip-links a[aria-current]")).toContainText("待点名");
  await expect(page.getByRole("link", { name: helped, exact: true })).toHaveCount(0);
  await shot(page, "roll-call");
  await page.locator("form[action='/do/roll-calls/stop'] button").click();
  await expect(page.locator("main")).toContainText("结束");
  await expect(page.getByRole("button", { name: "需要帮助" })).toHaveCount(0);
});
