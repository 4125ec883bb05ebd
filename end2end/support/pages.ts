// The pages of the program, for the stories that look at all of them.
import type { Page } from "@playwright/test";

/** Each page that has something in it without a record in its address, once. */
export const PAGES = [
  "/",
  "/hazards",
  "/hazards/new",
  "/inspections",
  "/sites",
  "/visit/new",
  "/desk",
  "/desk/result",
  "/rates?from=2023-01-01&to=2023-12-31",
  "/dashboard?from=2023-01-01&to=2023-12-31",
  "/summaries",
  "/summaries/year?year=2023",
  "/relapse",
  "/roll-call",
  "/devices",
  "/reminders",
  "/deliveries",
  "/supervision",
  "/submissions",
  "/programmes",
  "/campaigns",
  "/targets/walk",
  "/plans",
  "/tasks",
  "/task-list",
  "/year-targets",
  "/assignment",
  "/checklists",
  "/checklists/nine_small",
  "/checklists/nine_small/preview?version=1",
  "/rules",
  "/rules/citing",
  "/rules/days?year=2023",
  "/stoves",
  "/detectors",
  "/gas-users",
  "/zero-cylinders",
  "/expiry-wave",
  "/programme-figures?from=2023-01-01&to=2023-12-31",
  "/penalties",
  "/penalties/new",
  "/orders",
  "/orders/new",
  "/fires",
  "/fires/new",
  "/import",
  "/papers",
  "/paper-templates",
];

/** Some of them filtered, sorted, empty or otherwise: the same words, laid out another way. */
export const STATES = [
  "/desk?overdue=1&sort=due",
  "/hazards?status=closed&category=fire&q=%E6%B6%88%E9%98%B2",
  "/hazards?q=zzzz",
  "/dashboard/wall?from=2023-01-01&to=2023-12-31",
  "/rates?from=2020-01-01&to=2020-12-31",
  "/supervision?all=1",
  "/rules?book=deadlines",
  "/stoves?life=expired&sort=due",
];

/** Those that look otherwise to an inspector than to the office. */
export const OF_INSPECTOR = [
  "/",
  "/reminders",
  "/visit/new",
  "/hazards/new",
  "/hazards?assignee=me",
  "/tasks",
  "/campaigns",
  "/stoves",
];

/** What the office sees of hazards that it has ticked at the desk. */
export async function pagesOfTicked(page: Page): Promise<string[]> {
  const answer = await page.request.get("/api/v1/hazards?status=registered");
  const { rows } = (await answer.json()) as { rows: { id: string }[] };
  const ticked = `hazard=${rows[0]?.id}`;
  return [`/desk/bulk?do=assign&${ticked}`, `/desk/notices?${ticked}`, `/desk/print?${ticked}`];
}
