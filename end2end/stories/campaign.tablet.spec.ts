// A campaign from its start to its end: the list is frozen, an inspector meets a door that is refused, and the office
// sees who was not let in.
import { layoutFaults } from "../support/layout";
import { part, ready, stand } from "../support/recording";
import { expect, shot, test } from "../support/test";

test("on a tablet: a campaign is started, a door refused, and nothing counts as done", async ({ openAs }) => {
  test.setTimeout(360_000);
  const office = await openAs("office");
  const title = `工地专项 ${Date.now()}`;
  await office.goto("/programmes");
  await office.locator("#main a[href='/campaigns']").click();
  await office.locator("summary", { hasText: "新建专项行动" }).click();
  const form = office.locator("form#campaign-save");
  await form.locator("input[name=title]").fill(title);
  await form.locator("select[name=area]").selectOption("310105008");
  await form.locator("label.chip", { has: office.locator("input[value=construction_site]") }).click();
  await form.locator("button[type=submit]").click();
  await expect(office.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(office.locator(".empty")).toContainText("尚未开始");
  // what the list would hold can be looked at before it is frozen
  const draft = office.url();
  await office.getByRole("link", { name: "查看这些场所" }).click();
  await expect(office.locator("a.row-link").first()).toBeVisible();
  await office.goto(draft);

  const start = office.locator("form#campaign-start");
  await start.locator("summary").click();
  await start.locator("button[type=submit]").click();
  await expect(office.locator(".hazard-marks").first()).toContainText("进行中");
  const toVisit = Number(await office.locator(".funnel-step strong").first().innerText());
  expect(toVisit).toBeGreaterThan(0);
  await expect(office.locator(".funnel-coverage .ratio-counted")).toHaveText(`0/${toVisit}`);
  expect(await layoutFaults(office)).toEqual([]);
  await shot(office, "campaign");
  const campaign = new URL(office.url()).pathname.split("/").pop() ?? "";
  // the same numbers leave as a table
  const file = await office.locator(`a[href='/api/v1/campaigns/${campaign}/funnel.csv']`).getAttribute("href");
  const table = await office.request.get(file ?? "");
  expect(await table.text()).toContain(`,${toVisit},0,0,0.0%,0,0,0,0,0,0`);

  // the office gives a door to somebody, whose walk of the day passes it
  await office.getByRole("link", { name: "路线和分派" }).click();
  await expect(office.locator(".walk-stop")).toHaveCount(toVisit);
  await office.locator(".walk-tick").first().click();
  const whom = office.locator("select[name=assignee]");
  await whom.selectOption(await whom.locator("option", { hasText: "王敏" }).getAttribute("value"));
  await office.getByRole("button", { name: "分派所选对象" }).click();
  await expect(office.locator(".walk-stop", { hasText: "王敏" })).toHaveCount(1);
  expect(await layoutFaults(office)).toEqual([]);
  await shot(office, "campaign-walk");

  // everybody's day tells of it too, and leads to that person's walk
  await office.goto("/tasks?whose=all");
  const given = office.locator(".card", { hasText: "各人分到的专项对象" }).locator("tbody tr", { hasText: title });
  await expect(given).toContainText("王敏");
  expect(await layoutFaults(office)).toEqual([]);
  await shot(office, "campaign-given");
  const left = given.locator("td[data-label='待走访'] a");
  await expect(left).toHaveText("1");
  await left.click();
  await expect(office).toHaveURL(/\/targets\/walk\?/);
  await expect(office.locator(".walk-stop")).toHaveCount(1);
  await office.goto(draft);

  const page = await openAs("inspector");
  await stand(page);
  await page.goto("/tasks?whose=mine");
  await expect(page.locator(".walk-stop", { hasText: title })).toHaveCount(1);
  await page.goto(`/targets?campaign=${campaign}&standing=untouched`);
  await expect(page.locator(".results-total")).toHaveText(`共 ${toVisit} 条`);
  expect(await layoutFaults(page)).toEqual([]);
  await shot(page, "campaign-targets");
  await page.locator("a.row-action").first().click();
  await expect(page).toHaveURL(/\/visit\/new\?site=.*&campaign=/);
  await ready(page);
  await part(page, "检查");
  // the link has chosen the campaign
  await expect(page.locator("#f-campaign-id")).toHaveValue(campaign);
  await page.locator(".visit-kind").getByText("拒绝", { exact: true }).click();
  await part(page, "确认");
  await page.locator(".capture-bar .save").click();
  await expect(page.locator(".saved")).toContainText("检查已保存");
  await page.goto(`/targets?campaign=${campaign}&standing=refused`);
  await expect(page.locator(".results-total")).toHaveText("共 1 条");

  await office.reload();
  await expect(office.locator(".funnel-coverage .ratio-counted")).toHaveText(`0/${toVisit}`);
  await expect(office.locator(".funnel-beside").first()).toContainText("拒绝 1 户");

  const finish = office.locator("form#campaign-finish");
  await finish.locator("summary").click();
  await finish.locator("button[type=submit]").click();
  await expect(office.locator(".hazard-marks").first()).toContainText("已结束");
  await expect(office.locator("form#campaign-add")).toHaveCount(0);
});
