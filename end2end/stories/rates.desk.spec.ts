// Every number on the page of rates opens the rows behind it, and there are as many as it says.
import type { Page } from "@playwright/test";
import { expect, signIn, test } from "../support/test";

// the numbers are plain links: they lead to their rows before any script has loaded
test.use({ javaScriptEnabled: false });

type Linked = { href: string; says: string; what: string };

/** All numbers that lead to rows. The tile of days is a median, not a count. */
function numbers(page: Page): Promise<Linked[]> {
  return page.locator("a[href*='figure=']").evaluateAll((links) =>
    links
      .filter((link) => !/天数/.test(link.textContent ?? ""))
      .map((link) => {
        // on the map the link to the N has all of n/N in it
        if (link.matches(".area-map-base")) {
          const text = (link.textContent ?? "").trim();
          return { href: link.getAttribute("href") ?? "", says: text.split("/")[1] ?? "", what: text };
        }
        // a percentage opens the n of the n/N beside it
        const rate = link.matches(".stat-rows, a:has(+ .ratio-counted)") ? link.parentElement : link;
        const beside = link.closest(".area-map-area") ?? rate;
        const counted = beside?.querySelector(".stat-note, .ratio-counted");
        const value = counted?.textContent ? counted : (link.querySelector("strong, .stat-value") ?? link);
        return {
          href: link.getAttribute("href") ?? "",
          says: (value.textContent ?? "").trim(),
          what: (link.textContent ?? "").trim(),
        };
      }),
  );
}

/** How many rows a number promises: of n/N it is n, since N is a link of its own. */
function promised({ says }: Linked): number {
  return Number(says.split("/")[0]);
}

/** The balance counts each closing and reopening; a hazard closed, reopened and closed again is still one row. */
function fits(link: Linked, rows: number): boolean {
  const says = promised(link);
  if (!/figure=flow_(closed|reopened)/.test(link.href)) return rows === says;
  return rows <= says && rows >= says - 3;
}

/** The total that the list gives, by the same query. */
async function total(page: Page, href: string): Promise<number> {
  const answer = await page.request.get(`/api/v1${href}`);
  expect(answer.ok(), href).toBe(true);
  return ((await answer.json()) as { total: { n: number } }).total.n;
}

async function check(page: Page, found: Linked[]) {
  const wrong: string[] = [];
  const seen = new Map<string, number>();
  for (const link of found) {
    const rows = seen.get(link.href) ?? (await total(page, link.href));
    seen.set(link.href, rows);
    if (!fits(link, rows)) wrong.push(`${link.what}: ${rows} rows behind ${link.says} (${link.href})`);
  }
  expect(wrong).toEqual([]);
}

const periods = [
  ["the demo's year", "?from=2023-01-01&to=2023-12-31", 200],
  ["a single month", "?from=2023-06-01&to=2023-06-30", 50],
  ["months of two years", "?from=2023-11-01&to=2024-02-29", 50],
  ["one committee", "?area=310105008012&from=2023-01-01&to=2023-12-31", 10],
] as const;

for (const [name, query, atLeast] of periods) {
  test(`every number has as many rows as it says: ${name}`, async ({ page }) => {
    test.setTimeout(360_000);
    await signIn(page, "office");
    await page.goto(`/rates${query}`);
    const found = await numbers(page);
    expect(found.length).toBeGreaterThanOrEqual(atLeast);
    for (const base of ["found", "closed", "timely_base", "on_time_base", "due"]) {
      expect(found.some(({ href }) => new URLSearchParams(href.split("?")[1]).get("figure") === base), base).toBe(true);
    }
    await check(page, found);
  });
}

test("a number leads to the list, which says whose rows these are", async ({ page }) => {
  await signIn(page, "leader");
  await page.goto("/rates?from=2023-01-01&to=2023-12-31");
  const tile = page.locator(".stat", { hasText: "未销号" });
  const open = Number(await tile.locator(".stat-value").innerText());
  expect(open).toBeGreaterThan(0);
  await tile.click();
  await expect(page).toHaveURL(/\/hazards\?.*figure=not_closed/);
  await expect(page.locator(".figure-banner")).toContainText("尚未销号");
  await expect(page.locator(".results-total")).toHaveText(`共 ${open} 条`);
  await page.locator(".figure-banner a").click();
  await expect(page).not.toHaveURL(/figure=/);
});

test("a year without anything has no rate, not a perfect one", async ({ page }) => {
  await signIn(page, "office");
  await page.goto("/rates?from=2019-01-01&to=2019-12-31");
  await expect(page.locator(".stat").first()).toContainText("—");
  await expect(page.locator("main")).not.toContainText("100");
});
