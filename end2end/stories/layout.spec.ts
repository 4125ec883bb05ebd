// Every page fits the screen, and what is touched is as large as a finger.
import { layoutFaults } from "../support/layout";
import { expect, signIn, test } from "../support/test";

const pages = {
  inspector: ["/", "/reminders", "/visit/new", "/hazards/new", "/hazards?assignee=me", "/tasks", "/campaigns", "/stoves"],
  office: [
    "/",
    "/desk",
    "/desk?overdue=1&sort=due",
    "/desk/result",
    "/hazards",
    "/hazards?status=closed&category=fire&q=%E6%B6%88%E9%98%B2",
    "/hazards?q=zzzz",
    "/inspections",
    "/sites",
    "/rates?from=2023-01-01&to=2023-12-31",
    "/dashboard?from=2023-01-01&to=2023-12-31",
    "/relapse",
    "/roll-call",
    "/dashboard/wall?from=2023-01-01&to=2023-12-31",
    "/summaries",
    "/summaries/year?year=2023",
    "/rates?from=2020-01-01&to=2020-12-31",
    "/devices",
    "/reminders",
    "/deliveries",
    "/programmes",
    "/supervision",
    "/supervision?all=1",
    "/submissions",
    "/campaigns",
    "/plans",
    "/tasks",
    "/task-list",
    "/year-targets",
    "/assignment",
    "/checklists",
    "/checklists/nine_small",
    "/checklists/nine_small/preview?version=1",
    "/rules",
    "/rules?book=deadlines",
    "/rules/citing",
    "/rules/days?year=2023",
    "/stoves",
    "/stoves?life=expired&sort=due",
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
  ],
};

for (const [who, paths] of Object.entries(pages)) {
  test(`the pages of ${who} fit`, async ({ page }, { project }) => {
    test.setTimeout(240_000);
    await signIn(page, who as keyof typeof pages);
    for (const path of paths) {
      await page.goto(path);
      await expect(page.locator("h1")).toBeVisible();
      const faults = await layoutFaults(page);
      // a mouse hits smaller things
      const bad = project.name === "desk" ? faults.filter((f) => f.startsWith("the page")) : faults;
      expect(bad, path).toEqual([]);
    }
  });
}

test("a hazard in each state fits", async ({ page }, { project }) => {
  await signIn(page, "office");
  for (const status of ["registered", "assigned", "rectified", "closed", "transferred", "void"]) {
    const list = await page.request.get(`/api/v1/hazards?status=${status}`);
    const [hazard] = ((await list.json()) as { rows: { id: string }[] }).rows;
    expect(hazard, status).toBeDefined();
    await page.goto(`/hazards/${hazard?.id}`);
    await expect(page.locator("h1")).toBeVisible();
    // the forms too
    for (const summary of await page.locator(".action-list summary").all()) await summary.click();
    const faults = await layoutFaults(page);
    const bad = project.name === "desk" ? faults.filter((f) => f.startsWith("the page")) : faults;
    expect(bad, status).toEqual([]);
  }
});
