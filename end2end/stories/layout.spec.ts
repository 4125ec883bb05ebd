// Every page fits the screen, and what is touched is as large as a finger.
import { layoutFaults } from "../support/layout";
import { OF_INSPECTOR, PAGES, pagesOfTicked, STATES } from "../support/pages";
import { expect, signIn, test } from "../support/test";

const pages = { inspector: OF_INSPECTOR, office: [...PAGES, ...STATES] };

for (const [who, paths] of Object.entries(pages)) {
  test(`the pages of ${who} fit`, async ({ page }, { project }) => {
    test.setTimeout(480_000);
    await signIn(page, who as keyof typeof pages);
    const ticked = who === "office" ? await pagesOfTicked(page) : [];
    for (const path of [...paths, ...ticked]) {
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
