// The dashboard: every number opens as many rows as it says, the charts can be read without colour, and the screen on
// the wall brings itself up to date.
import { resize } from "../support/layout";
import { lively } from "../support/steps";
import { expect, shot, signIn, test } from "../support/test";

const year = "?from=2023-01-01&to=2023-12-31";

test.describe("before any script has loaded", () => {
  test.use({ javaScriptEnabled: false });

  test("numbers by category and campaign open their rows", async ({ page }) => {
    test.setTimeout(360_000);
    await signIn(page, "leader");
    await page.goto(`/dashboard${year}`);
    await expect(page.getByRole("heading", { level: 1, name: "看板" })).toBeVisible();
    const links = await page.locator("a[href*='category='], a[href*='campaign=']").evaluateAll((all) =>
      all
        .map((link) => {
          // a percentage opens the n of the n/N below it
          const counted = link.matches(".ratio-percent") ? link.nextElementSibling : link;
          return { href: link.getAttribute("href") ?? "", says: (counted?.textContent ?? "").trim() };
        })
        .filter(({ says }) => /^[0-9]+(\/[0-9]+)?$/.test(says))
        .map(({ href, says }) => ({ href, n: Number(says.split("/")[0]) })),
    );
    expect(links.length).toBeGreaterThan(50);
    const figure = (href: string) => new URLSearchParams(href.split("?")[1]).get("figure") ?? "";
    const terms = ["flow_found", "flow_closed", "open_at_end"];
    for (const base of ["found", "closed", "timely_base", "due", "reviewed", ...terms]) {
      expect(links.some(({ href }) => figure(href) === base), base).toBe(true);
    }
    const wrong: string[] = [];
    for (const { href, n } of links) {
      const answer = await page.request.get(`/api/v1${href}`);
      const total = ((await answer.json()) as { total: { n: number } }).total.n;
      // these count happenings: a hazard that was closed twice stands in the list once
      const happens = ["flow_closed", "flow_reopened"].includes(figure(href));
      if (happens ? total > n || total === 0 : total !== n) wrong.push(`${total} rows behind ${n}: ${href}`);
    }
    expect(wrong).toEqual([]);
  });

  test("charts have a title, marks and numbers, and the table of their numbers", async ({ page }) => {
    await signIn(page, "office");
    await page.goto("/");
    await page.locator("a[href='/dashboard']").first().click();
    await expect(page).toHaveURL(/\/dashboard/);
    await page.goto(`/dashboard${year}`);
    const charts = page.locator(".chart");
    await expect(charts).toHaveCount(3);
    const rates = charts.first();
    await expect(rates.locator(".chart-drawing")).toHaveAttribute("aria-label", /整改率/);
    for (const mark of ["circle", "polygon", "line", "polyline"]) {
      expect(await rates.locator(`svg ${mark}`).count(), mark).toBeGreaterThan(0);
    }
    await expect(rates.locator("svg text", { hasText: "23-12" })).toHaveCount(1);
    // the number at the end of a line stands in the key as well
    for (const number of [1, 2, 3]) {
      await expect(rates.locator(".chart-key li").nth(number - 1)).toContainText(`${number} `);
      const alone = new RegExp(`^\\s*${number}\\s*$`);
      await expect(rates.locator("svg text", { hasText: alone })).toHaveCount(1);
    }
    // beside the rate: whether what was rectified stays so
    await expect(page.locator(".tiles .stat").nth(1)).toContainText("回潮率");
    await expect(page.getByRole("table", { name: "按月" }).locator("tbody tr")).toHaveCount(12);
    await shot(page, "dashboard");
  });

  test("ages open what is open", async ({ page }) => {
    await signIn(page, "office");
    await page.goto(`/dashboard${year}`);
    const oldest = page.getByRole("table", { name: "未销号隐患的时长" }).locator("tbody tr").last().locator("a").first();
    const n = await oldest.innerText();
    await oldest.click();
    await expect(page.locator(".results-total")).toHaveText(`共 ${n.trim()} 条`);
  });
});

test("the screen on the wall asks again by itself", async ({ page }) => {
  await page.clock.install();
  await signIn(page, "leader");
  await page.goto(`/dashboard/wall${year}`);
  await expect(page.locator(".wall .stat").first()).toContainText("%");
  await expect(page.locator(".top")).toBeHidden();
  await lively(page);
  const again = page.waitForResponse((answer) => answer.url().includes("/read_dashboard"));
  await page.clock.runFor(61_000);
  expect((await again).ok()).toBe(true);
  await shot(page, "wall");

  // no number is larger than its tile, on whatever screen hangs there, and nothing has to be scrolled
  for (const size of [
    { width: 1920, height: 1080 },
    { width: 1366, height: 768 },
    { width: 390, height: 844 },
  ]) {
    await resize(page, size);
    for (const value of await page.locator(".wall .stat-value").all()) {
      const over = await value.evaluate((number) => {
        const right = (element: Element) => element.getBoundingClientRect().right;
        return right(number) - right(number.parentElement!);
      });
      expect(over, `${await value.innerText()} at ${size.width}`).toBeLessThanOrEqual(0);
    }
    const high = await page.evaluate(() => document.documentElement.scrollHeight);
    if (size.width === 1920) expect(high).toBeLessThanOrEqual(size.height);
  }
});
