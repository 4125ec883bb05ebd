// Relapse sampling: the office draws a month, somebody says what was seen, and the rate stands on the dashboard.
import { answered } from "../support/steps";
import { expect, shot, test } from "../support/test";

// plain forms: they work before any script has loaded
test.use({ javaScriptEnabled: false });

test("a sample is drawn, one hazard has come back, the dashboard says so", async ({ openAs }) => {
  const page = await openAs("office");
  await page.goto("/programmes");
  await page.locator("a[href='/relapse']").click();
  const form = page.locator("form[action='/do/relapse/draw']");
  // a month that is not over is not offered, and what was typed is kept
  await form.locator("input[name=month]").fill("2190-01");
  await form.locator("button[type=submit]").click();
  await expect(form.locator("input[name=month]:invalid")).toHaveValue("2190-01");
  await form.locator("input[name=month]").fill("2023-06");
  await form.locator("button[type=submit]").click();

  await expect(page.getByRole("table", { name: "历次样本" })).toContainText("2023-06");
  const waiting = page.getByRole("table", { name: "回潮抽查" }).locator("tbody tr");
  await expect.poll(() => waiting.count()).toBeGreaterThan(5);
  await shot(page, "relapse");
  // the first row is another one after each word
  await answered(page, () => page.getByRole("button", { name: "回潮", exact: true }).first().click());
  await answered(page, () => page.getByRole("button", { name: "保持良好" }).first().click());
  await page.goto("/relapse?standing=came_back");
  await expect(page.getByRole("table", { name: "回潮抽查" }).locator("tbody tr")).toHaveCount(1);
  await expect(page.locator("main")).toContainText("1/2");

  await page.goto("/dashboard?from=2023-06-01&to=2023-06-30");
  const tile = page.locator(".stat", { hasText: "回潮率" });
  await expect(tile).toContainText("1/2 · 95% 区间");
  // the tile opens what it counts: those that came back, and by the 2 all that were seen again
  const seen = await tile.locator(".ratio-base").getAttribute("href");
  await tile.locator(".stat-rows").click();
  const rows = page.getByRole("table", { name: "回潮抽查" }).locator("tbody tr");
  await expect(rows).toHaveCount(1);
  await expect(page.locator("input[name=from]").first()).toHaveValue("2023-06-01");
  await page.goto(seen!);
  await expect(rows).toHaveCount(2);
  await page.goto("/relapse?standing=seen&from=2023-07-01");
  await expect(rows).toHaveCount(0);
});
