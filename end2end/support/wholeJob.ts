// The job of the office from end to end, the same on every screen.
import { expect, type Page } from "@playwright/test";
import { addPhoto, addShop, answer, monthRate, openAction, part, photo, ready, stand } from "./recording";
import { shot } from "./shot";
import type { Person } from "./signIn";

const EXITS = "安全出口、疏散通道保持畅通";
const WIRING = "无私拉乱接、超负荷用电";

/** Records a visit with two findings, follows both to closing, and holds the rate against every step. */
export async function wholeJob(openAs: (who: Person) => Promise<Page>, shop: string, onTheSpot: boolean): Promise<void> {
  const office = await openAs("office");
  const before = await monthRate(office);

  const page = await openAs("inspector");
  await stand(page);
  await page.goto("/visit/new");
  await ready(page);
  await addShop(page, shop);
  await part(page, "检查");
  await answer(page, [EXITS, WIRING]);

  await part(page, "隐患");
  const findings = page.locator(".finding");
  await expect(findings).toHaveCount(2);
  await findings.first().getByLabel("具体位置").fill("后门通道");
  if (onTheSpot) {
    await findings.nth(1).getByText("当场整改（立查立改）").click();
    await addPhoto(page, findings.nth(1).getByRole("group", { name: "整改后照片" }), "整改后");
  }
  const photos = onTheSpot ? 3 : 2;

  // the device loads the page again in the middle of it
  await expect(findings.locator('.shot[data-state="stored"]')).toHaveCount(photos);
  await page.reload();
  await ready(page);
  await expect(page.locator(".draft-notice")).toContainText("已恢复");
  await expect(findings).toHaveCount(2);
  await expect(findings.first().getByLabel("具体位置")).toHaveValue("后门通道");
  await expect(findings.locator('.shot[data-state="stored"]')).toHaveCount(photos);
  await shot(page, "visit-findings");

  await part(page, "确认");
  await expect(page.locator(".position-now:visible")).toContainText("误差约 12 米");
  await shot(page, "visit-save");
  // an impatient finger saves once
  await page.locator(".capture-bar .save").dblclick();
  await expect(page.locator(".saved")).toContainText("登记隐患 2 条");
  await shot(page, "visit-saved");
  const hazards = await page
    .locator(".saved-hazards a")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  expect(hazards).toHaveLength(2);
  const found = { n: before.n + (onTheSpot ? 1 : 0), of: before.of + 2 };
  expect(await monthRate(office)).toEqual(found);

  const open = onTheSpot ? hazards.slice(0, 1) : hazards;
  for (const hazard of open) {
    await assign(office, hazard);
    await rectify(page, hazard);
  }
  expect(await monthRate(office), "what awaits review is not closed").toEqual(found);
  for (const hazard of open) await review(office, hazard);
  for (const hazard of hazards) {
    await office.goto(hazard);
    await expect(office.locator(".hazard-marks")).toContainText("已销号");
  }
  expect(await monthRate(office)).toEqual({ n: before.n + 2, of: before.of + 2 });
}

async function assign(office: Page, hazard: string): Promise<void> {
  await office.goto(hazard);
  const form = await openAction(office, "assign");
  await form.locator("select[name=assignee]").selectOption({ label: "王敏 · 检查员" });
  await form.locator("button[type=submit]").click();
  await expect(office.locator(".hazard-marks")).toContainText("整改中");
}

async function rectify(page: Page, hazard: string): Promise<void> {
  await page.goto(hazard);
  const form = await openAction(page, "rectify");
  await form.locator("textarea[name=note]").fill("通道已清空，线路已重新敷设");
  const photos = form.locator("input[name=photos]");
  await photos.setInputFiles(await photo(page, "整改后"));
  // shrunk before it is sent
  const width = () =>
    photos.evaluate(async (input: HTMLInputElement) => (await createImageBitmap(input.files![0]!)).width);
  await expect.poll(width).toBe(1600);
  await form.locator("button[type=submit]:not(:disabled)").click();
  await expect(page.locator(".hazard-marks")).toContainText("待复查");
  await expect(page.locator(".photo-side").nth(0).locator(".photos img")).toHaveCount(1);
  await expect(page.locator(".photo-side").nth(1).locator(".photos img")).toHaveCount(1);
}

async function review(office: Page, hazard: string): Promise<void> {
  await office.goto(hazard);
  const form = await openAction(office, "review");
  for (const item of [0, 1, 2]) await form.locator(`label:has(input[name=item_${item}_passed][value='1'])`).click();
  await form.locator("button[type=submit]").click();
  await expect(office.locator(".hazard-marks")).toContainText("已销号");
}
