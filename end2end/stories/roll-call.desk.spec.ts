// The typhoon roll-call: the office begins it, the first calls are written down, the board shows them, it is ended.
import { expect, shot, test } from "../support/test";

// plain forms: they work before any script has loaded
test.use({ javaScriptEnabled: false });

test("a roll-call is begun, a door answers, the board shows it", async ({ openAs }) => {
  const page = await openAs("office");
  await page.goto("/roll-call");
  const start = page.locator("form[action='/do/roll-calls/start']");
  await start.locator("input[name=reason]").fill("台风梅花三级响应");
  await start.locator("button[type=submit]").click();
  await expect(page.locator("main")).toContainText("进行中");
  await page.goto("/roll-call?register=sheds");
  const doors = page.getByRole("table", { name: "车棚" }).locator("tbody tr");
  await expect(doors).not.toHaveCount(0);
  await doors.first().getByRole("button", { name: "需要帮助" }).click();
  await expect(page.getByRole("table", { name: "应答看板" })).toContainText("需要帮助 1");
  await shot(page, "roll-call");
  await page.locator("form[action='/do/roll-calls/stop'] button").click();
  await expect(page.locator("main")).toContainText("结束");
  await expect(page.getByRole("button", { name: "需要帮助" })).toHaveCount(0);
});
