import { addHazard, addSite } from "../support/doors";
import { picture } from "../support/picture";
import { monthRate } from "../support/recording";
import { expect, shot, test } from "../support/test";
import type { Page } from "@playwright/test";

/** Figure A of the demo's year, as n/N. */
async function yearRate(page: Page): Promise<string> {
  await page.goto("/rates?from=2023-01-01&to=2023-12-31");
  return (await page.locator(".stat").first().locator(".stat-note").innerText()).trim();
}

/** Opens the form of an action on the page of a hazard. */
async function open(page: Page, action: string) {
  const form = page.locator(`form#hazard-${action}`);
  await page.locator("details.disclosure", { has: form }).locator("summary").first().click();
  await expect(form).toBeVisible();
  return form;
}

test("a hazard is assigned, rectified, reviewed and closed, and the rate follows", async ({ openAs }) => {
  const office = await openAs("office");
  expect(await yearRate(office)).toBe("552/563");
  const mark = `${Date.now()}`;
  const hazard = `/hazards/${await addHazard(office, await addSite(office, "small_unit", `小店 ${mark}`), `占用通道 ${mark}`)}`;
  const before = await monthRate(office);
  await office.goto(hazard);
  const assign = await open(office, "assign");
  await assign.locator("select[name=assignee]").selectOption({ label: "王敏 · 检查员" });
  await assign.locator("button[type=submit]").click();
  await expect(office.locator(".hazard-marks")).toContainText("整改中");

  const inspector = await openAs("inspector");
  await inspector.goto(hazard);
  const rectify = await open(inspector, "rectify");
  await rectify.locator("textarea[name=note]").fill("已清理，㐂𠮷 👍");
  await rectify.locator("input[name=photos]").setInputFiles({ name: "after.png", mimeType: "image/png", buffer: picture(1) });
  await rectify.locator("button[type=submit]").click();
  await expect(inspector.locator(".hazard-marks")).toContainText("待复查");
  await expect(inspector.locator(".event-note").first()).toHaveText("已清理，㐂𠮷 👍");
  await expect(inspector.locator(".photo-side").nth(1).locator(".photos img")).toHaveCount(1);
  // whoever reported the rectification does not review it, and is told why
  await expect(inspector.locator("form#hazard-review")).toHaveCount(0);
  await inspector.locator(".refused-actions summary").click();
  await expect(inspector.locator(".refused-actions")).toContainText("整改由您上报，须由他人复查");
  await shot(inspector, "hazard-rectified");
  expect(await monthRate(office), "what awaits review is not closed").toEqual(before);

  await office.goto(hazard);
  const review = await open(office, "review");
  for (const item of [0, 1, 2]) await review.locator(`label:has(input[name=item_${item}_passed][value='1'])`).click();
  await review.locator("button[type=submit]").click();
  await expect(office.locator(".hazard-marks")).toContainText("已销号");
  await shot(office, "hazard-closed");
  expect(await monthRate(office)).toEqual({ n: before.n + 1, of: before.of });
  expect(await yearRate(office), "what is found now counts in no year before").toBe("552/563");
});

test("a refused form keeps what was typed and says what is wrong at the field", async ({ openAs }) => {
  const office = await openAs("office");
  await office.goto("/hazards?status=assigned");
  await office.goto((await office.locator("a[href^='/hazards/0']").first().getAttribute("href")) ?? "");
  const note = await open(office, "add_note");
  await note.locator("textarea[name=note]").fill("字".repeat(10_000));
  await note.locator("button[type=submit]").click();
  const refused = office.locator("form#hazard-add_note");
  await expect(refused).toContainText("最多 2000 字，现在 10000 字");
  await expect(refused.locator("textarea[name=note]")).toHaveValue("字".repeat(10_000));
});
