// A leader reads the summary on a phone: the page is as wide as the screen, tables move sideways under the names of their rows, numbers
// a thumb can hit.
import type { Page } from "@playwright/test";
import { layoutFaults } from "../support/layout";
import { draftSummary } from "../support/summary";
import { expect, shot, test } from "../support/test";

test.use({ javaScriptEnabled: false });

test("a leader reads a month on a phone", async ({ openAs }) => {
  const office = await openAs("office");
  const path = await draftSummary(office, "2023", "05");
  const year = "/summaries/year?year=2023";
  for (const page of [path, `${path}/edit?lang=zh&topic=overview`, `${path}/print`, "/summaries", year]) {
    await office.goto(page);
    expect(await layoutFaults(office), page).toEqual([]);
  }
  await shot(office, "summary-year-page", { fullPage: true });
  await expect(office.getByRole("table", { name: "总体情况" }).locator("td.whole")).not.toHaveCount(0);
  expect(await squeezed(office)).toEqual([]);
  await draftSummary(office, "2023", "04");
  await office.goto(path);
  await office.getByRole("link", { name: "与另一期对比" }).click();
  await expect(office.getByRole("table", { name: "总体情况" })).toBeVisible();
  expect(await layoutFaults(office)).toEqual([]);
  expect(await squeezed(office)).toEqual([]);

  const leader = await openAs("leader");
  await leader.goto(path);
  expect(await layoutFaults(leader)).toEqual([]);
  expect(await squeezed(leader)).toEqual([]);
  await expect(leader.locator("form[action^='/do/summaries']")).toHaveCount(0);
  await expect(leader.locator(".summary-section h2")).toHaveCount(8);
  await shot(leader, "summary", { fullPage: true });
  // the last column comes into sight in its place, and the name of the row and of the column stay beside it
  const table = leader.getByRole("table", { name: "总体情况" });
  const row = table.getByRole("row", { name: "排查家数" });
  const [name, last] = [row.getByRole("cell").first(), row.locator("td[data-label='本年累计'] a")];
  await expect(last).not.toBeInViewport();
  await last.scrollIntoViewIfNeeded();
  await expect(last).toBeInViewport({ ratio: 1 });
  await expect(name).toBeInViewport({ ratio: 1 });
  await expect(name).toHaveText("排查家数");
  const [left, right] = [(await name.boundingBox())!, (await last.boundingBox())!];
  expect(left.x + left.width, "the name covers no number").toBeLessThanOrEqual(right.x);
  await expect(table.getByRole("columnheader", { name: "本年累计" })).toBeVisible();
  expect(await layoutFaults(leader)).toEqual([]);
  await leader.locator(".summary-contents a", { hasText: "燃气安全" }).click();
  await expect(leader).toHaveURL(/#gas$/);
  await leader.locator("a.live-figure[href^='/hazards?']").first().click();
  await expect(leader.locator(".results-total")).toContainText("共");
});

/** The names of rows that are broken after fewer than four characters, and short words of cells that are broken anywhere. */
function squeezed(page: Page): Promise<string[]> {
  return page.locator("table td:is(.card-title, .whole)").evaluateAll((cells) => {
    const tooNarrow = (name: Element) => {
      const { fontSize, paddingInlineStart, paddingInlineEnd } = getComputedStyle(name);
      const room = name.clientWidth - parseFloat(paddingInlineStart) - parseFloat(paddingInlineEnd);
      return room < 4 * parseFloat(fontSize);
    };
    const broken = (cell: Element) => {
      const text = document.createRange();
      text.selectNodeContents(cell);
      const lines = new Set([...text.getClientRects()].map(({ top }) => Math.round(top)));
      const pieces = (cell.textContent ?? "").split(/(?=[（(〔“])|(?<=[）)〕”、，])|[ -]/);
      return lines.size > pieces.length;
    };
    const wrong = cells.filter((cell) => (cell.matches(".whole") ? broken(cell) : tooNarrow(cell)));
    return wrong.map((cell) => cell.textContent ?? "");
  });
}
