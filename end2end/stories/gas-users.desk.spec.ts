// A user of cylinders at the desk: registered, moved to electricity, the cylinder handed back with its proof; the
// statement of zero cylinders follows.
import { addSite } from "../support/doors";
import { picture } from "../support/picture";
import { file, openForm, send } from "../support/steps";
import { expect, shot, test } from "../support/test";
import type { Page } from "@playwright/test";

test.use({ javaScriptEnabled: false });

/** Users who are cleared, and cylinders that are left, of the whole area. */
async function statement(page: Page): Promise<[number, number]> {
  await page.goto("/zero-cylinders");
  const cells = page.locator(".table tbody tr").first().locator("td.number");
  return [Number(await cells.nth(1).innerText()), Number(await cells.nth(3).innerText())];
}

test("a user of cylinders is cleared only with the proof", async ({ openAs }) => {
  const inspector = await openAs("inspector");
  const [cleared, left] = await statement(inspector);
  // a place that has no entry yet
  await inspector.goto(`/sites/${await addSite(inspector, "construction_site", `用瓶工地 ${Date.now() % 100_000}`)}`);
  const form = await openForm(inspector, "gas-lpg");
  await form.locator("input[name=supplier]").fill("申能液化气");
  await form.locator("input[name='cylinders[0].number']").fill(`P-${Date.now()}`);
  await form.locator("input[name='cylinders[0].tested_on']").fill("2025-06-01");
  await send(form);
  await expect(inspector).toHaveURL(/\/gas-users\/0/);
  const user = new URL(inspector.url()).pathname;
  const marks = inspector.locator(".hazard-lead .hazard-marks");
  await expect(marks).toContainText("在用钢瓶");
  expect(await statement(inspector)).toEqual([cleared, left + 1]);

  // moved, and no proof of the cylinder yet: it still counts as there
  await inspector.goto(user);
  const move = await openForm(inspector, "gas-lpg");
  await move.locator("select[name='moved.to']").selectOption("electricity");
  await move.locator("input[name='moved.on']").fill("2025-07-01");
  await move.locator("input[name='cylinders[0].returned_on']").fill("2025-07-01");
  await send(move);
  await expect(marks).toContainText("已改未退清");
  await expect(inspector.locator("main")).toContainText("没有凭证，仍算在用");

  const proof = await openForm(inspector, "gas-lpg");
  await proof.locator("input[name=photos]").setInputFiles(file("slip.png", picture(4)));
  await send(proof);
  await expect(marks).toContainText("已清零");
  await shot(inspector, "gas-user-cleared");
  expect(await statement(inspector)).toEqual([cleared + 1, left]);
  await shot(inspector, "zero-cylinders");

  // where nobody is on the register there is nothing to clear, and nothing for a map
  const office = await openAs("office");
  const { areas } = (await (await office.request.get("/api/v1/me")).json()) as { areas: { code: string }[] };
  const said = office.locator(".zero-statement");
  for (const { code } of areas.filter(({ code }) => code.length === 12)) {
    await office.goto(`/zero-cylinders?area=${code}`);
    if ((await said.innerText()).includes("没有登记过")) break;
  }
  await expect(said).toContainText("还没有登记过液化气用户。");
  await expect(office.locator("main")).toContainText("没有人还有钢瓶");
  await expect(office.locator(".zero-map")).toHaveCount(0);
  await inspector.goto("/zero-cylinders");
  await expect(inspector.locator(".zero-map")).toHaveCount(left > 0 ? 1 : 0);
});

test("a home has cylinders, and is no unit", async ({ openAs }) => {
  const inspector = await openAs("inspector");
  const site = await addSite(inspector, "household", `用瓶人家 ${Date.now() % 100_000}`);
  await inspector.goto(`/sites/${site}`);
  await expect(inspector.locator("form#gas-unit")).toHaveCount(0);
  const form = await openForm(inspector, "gas-lpg");
  await form.locator("input[name='cylinders[0].number']").fill(`H-${Date.now()}`);
  await form.locator("input[name='cylinders[0].tested_on']").fill("2025-06-01");
  await form.locator("input[name='cylinders[0].returned_on']").fill("2025-07-01");
  await form.locator("select[name='moved.to']").selectOption("piped_gas");
  await form.locator("input[name='moved.on']").fill("2025-07-01");
  await form.locator("input[name=photos]").setInputFiles(file("slip.png", picture(6)));
  await send(form);
  await expect(inspector).toHaveURL(/\/gas-users\/0/);
  await expect(inspector.locator(".hazard-lead .hazard-marks")).toContainText("已清零");
  await expect(inspector.locator("form#gas-unit")).toHaveCount(0);
});
