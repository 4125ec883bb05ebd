// A leader reads the summary on a phone: nothing to scroll sideways, tables as cards, numbers a thumb can hit.
import { layoutFaults } from "../support/layout";
import { draftSummary } from "../support/summary";
import { expect, shot, test } from "../support/test";

test.use({ javaScriptEnabled: false });

test("a leader reads a month on a phone", async ({ openAs }) => {
  const office = await openAs("office");
  const path = await draftSummary(office, "2023", "05");
  for (const page of [path, `${path}/edit?lang=zh&topic=overview`, `${path}/print`, "/summaries"]) {
    await office.goto(page);
    expect(await layoutFaults(office), page).toEqual([]);
  }

  const leader = await openAs("leader");
  await leader.goto(path);
  expect(await layoutFaults(leader)).toEqual([]);
  await expect(leader.locator("form[action^='/do/summaries']")).toHaveCount(0);
  await expect(leader.locator(".summary-section h2")).toHaveCount(8);
  // a row of a table is a card with the names of its columns
  const cell = leader.getByRole("table", { name: "总体情况" }).locator("td[data-label='本期']").first();
  await expect(cell).toBeVisible();
  await expect(leader.locator(".table thead").first()).toBeHidden();
  await shot(leader, "summary", { fullPage: true });
  await leader.locator(".summary-contents a", { hasText: "燃气安全" }).click();
  await expect(leader).toHaveURL(/#gas$/);
  await leader.locator("a.live-figure[href^='/hazards?']").first().click();
  await expect(leader.locator(".results-total")).toContainText("共");
});
