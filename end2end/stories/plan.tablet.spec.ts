// A recurring plan: the office has its tasks made and gives one to an inspector, who meets a door that is refused. Only a visit
// that was carried out ends the task of its day. And a target of the year, with where it should be by today.
import type { Locator, Page } from "@playwright/test";
import { addSite, committee, patrol } from "../support/doors";
import { layoutFaults } from "../support/layout";
import { makeTasks, planWeekly } from "../support/plans";
import { part, ready, stand } from "../support/recording";
import { expect, shot, test } from "../support/test";

/** The number under a heading in the row of a plan. */
async function number(page: Page, title: string, heading: string): Promise<number> {
  const row = page.locator("tbody tr", { hasText: title });
  return Number(await row.locator(`td[data-label='${heading}'] a`).first().innerText());
}

/** The doors of the walk that are called so. */
const stops = (page: Page, name: string): Locator => page.locator(".walk-stop", { hasText: name });

test("on a tablet: a task is made, given to somebody, and carried out by a visit", async ({ openAs }) => {
  test.setTimeout(360_000);
  const office = await openAs("office");
  const mark = Date.now();
  const [title, name] = [`充电场所周查 ${mark}`, `充电棚 ${mark}`];
  const site = await addSite(office, "charging_station", name, [121.389, 31.2095]);
  await planWeekly(office, title, "charging_station");
  expect(await number(office, title, "待办")).toBe(0);

  // today, and each week of the month to come
  await makeTasks(office);
  const open = await number(office, title, "待办");
  expect(open).toBeGreaterThanOrEqual(5);
  await makeTasks(office);
  expect(await number(office, title, "待办"), "none is made twice").toBe(open);

  await office.goto(`/tasks?whose=nobody&area=${await committee(office)}`);
  await expect(stops(office, name)).toHaveCount(1);
  await stops(office, name).locator(".walk-tick").click();
  const whom = office.locator("select[name=assignee]");
  const inspector = await whom.locator("option", { hasText: "王敏" }).getAttribute("value");
  await whom.selectOption(inspector);
  await office.getByRole("button", { name: "分派所选任务" }).click();
  await expect(stops(office, name), "somebody has it").toHaveCount(0);

  const page = await openAs("inspector");
  await stand(page);
  const mine = "/tasks?whose=mine";
  await page.goto(mine);
  await expect(stops(page, name)).toContainText("王敏");
  expect(await layoutFaults(page)).toEqual([]);
  // the walk is on the map too, once that is seen
  await page.locator(".walk-map").scrollIntoViewIfNeeded();
  await expect(page.locator(".walk-map [data-map=drawn]")).toBeVisible({ timeout: 60_000 });
  await shot(page, "tasks");
  await stops(page, name).getByRole("link", { name: "去检查" }).click();
  await expect(page).toHaveURL(new RegExp(`/visit/new\\?site=${site}`));
  await ready(page);
  await part(page, "检查");
  await page.locator(".visit-kind").getByText("拒绝", { exact: true }).click();
  await part(page, "确认");
  await page.locator(".capture-bar .save").click();
  await expect(page.locator(".saved")).toContainText("检查已保存");
  await page.goto(mine);
  await expect(stops(page, name), "a door that is refused is still to be visited").toHaveCount(1);

  await patrol(page, site);
  await page.goto(mine);
  await expect(stops(page, name)).toHaveCount(0);
  await expect(page.locator(".card", { hasText: "当天已完成" })).toContainText(name);
  await office.goto("/plans");
  expect(await number(office, title, "待办")).toBe(open - 1);
  expect(await number(office, title, "已完成")).toBe(1);
});

test("on a tablet: a target of the year says where it should be by today", async ({ openAs }) => {
  const office = await openAs("office");
  const name = `全年走访 ${Date.now()}`;
  await office.goto("/programmes");
  await office.locator("#main a[href='/year-targets']").click();
  // those of the next year are set while this one runs; the year is Shanghai's
  const next = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear() + 1;
  await office.locator(".chip-links a", { hasText: String(next) }).click();
  await expect(office.locator("main .empty")).toContainText(String(next));
  await office.locator(".chip-links a", { hasText: String(next - 1) }).click();
  await expect(office).toHaveURL(new RegExp(`year=${next - 1}`));
  await office.locator("summary", { hasText: "新建目标" }).click();
  const form = office.locator("form#year-target-save");
  await form.locator("input[name=name]").fill(name);
  await form.locator("select[name=measured_by]").selectOption("inspections");
  // so many that no story comes near it, unless it is played on the first of January
  await form.locator("input[name=number]").fill("1000000");
  await form.locator("input[name=unit]").fill("次");
  await form.locator("select[name=area]").selectOption("310105008");
  await form.locator("button[type=submit]").click();
  const row = office.locator("tbody tr", { hasText: name });
  await expect(row.locator("td[data-label='目标数']")).toHaveText("1000000");
  await expect(row.locator("td[data-label='进度']")).toHaveText("滞后");
  const should = Number(await row.locator("td[data-label='今天应到']").innerText());
  expect(should).toBeGreaterThan(0);
  expect(should).toBeLessThanOrEqual(1_000_000);
  // the number opens the visits that it counts
  const reached = row.locator("td[data-label='已完成'] a");
  const told = Number((await reached.innerText()).replace(/\D/g, ""));
  expect(await layoutFaults(office)).toEqual([]);
  await shot(office, "year-target");
  await reached.click();
  await expect(office.locator(".results-total")).toContainText(`${told} 条`);
});
