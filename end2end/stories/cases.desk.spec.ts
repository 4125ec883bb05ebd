// Who has a case, and which records are one: taken over with a word to whoever had it; merged, and split off again.
import { addHazard, addSite } from "../support/doors";
import { ready, stand } from "../support/recording";
import { openForm, pick, send } from "../support/steps";
import { expect, shot, test } from "../support/test";
import type { Page } from "@playwright/test";

async function open(page: Page, words: string): Promise<string> {
  await page.goto(`/hazards?q=${encodeURIComponent(words)}`);
  const href = (await page.locator("a.row-link").first().getAttribute("href")) ?? "";
  await page.goto(href);
  return href;
}

test("a case is taken over, and whoever had it finds it in the inbox", async ({ openAs }) => {
  const office = await openAs("office");
  const mark = `${Date.now()}`;
  const site = await addSite(office, "small_unit", `接手小店 ${mark}`);
  await addHazard(office, site, `占用通道 ${mark}`);
  const hazard = await open(office, mark);
  const number = await office.locator("h1").innerText();
  const assign = await openForm(office, "hazard-assign");
  await assign.locator("select[name=assignee]").selectOption({ label: "王敏 · 检查员" });
  await send(assign);
  await expect(office.locator(".hazard-marks")).toContainText("整改中");

  const take = await openForm(office, "hazard-take_over");
  await expect(take).toContainText("王敏");
  await take.locator("textarea[name=reason]").fill("王敏外出培训，由我跟进");
  await send(take);
  await expect(office.locator("#event-3")).toContainText("接手");
  await expect(office.locator("#event-3")).toContainText("原承办人 王敏");
  await expect(office.locator("form#hazard-take_over"), "nobody takes what they have").toHaveCount(0);
  await shot(office, "hazard-taken-over");

  const inspector = await openAs("inspector");
  await inspector.goto("/reminders");
  const told = inspector.locator("tr", { hasText: number });
  await expect(told).toContainText("已由他人接手");

  // back to where it was: it goes to somebody else with a reason only
  await office.goto(hazard);
  const silent = await openForm(office, "hazard-assign");
  await silent.locator("select[name=assignee]").selectOption({ label: "王敏 · 检查员" });
  await send(silent);
  await expect(office.locator("form#hazard-assign textarea[name=note]")).toHaveAttribute("aria-invalid", "true");
  await office.locator("form#hazard-assign textarea[name=note]").fill("培训结束，交还");
  await send(office.locator("form#hazard-assign"));
  await expect(office.locator("#event-4")).toContainText("培训结束，交还");
});

test("a second record is merged with the first and split off again", async ({ openAs }) => {
  const office = await openAs("office");
  const mark = `${Date.now()}`;
  const site = await addSite(office, "small_unit", `合并小店 ${mark}`);
  await addHazard(office, site, `前门堵塞 ${mark}`);
  const first = await open(office, `前门堵塞 ${mark}`);
  const firstNumber = await office.locator("h1").innerText();
  await addHazard(office, site, `门口堵塞 ${mark}`);
  const second = await open(office, `门口堵塞 ${mark}`);
  const secondNumber = await office.locator("h1").innerText();

  // what it may repeat is offered; it need not be typed
  const merge = await openForm(office, "hazard-void");
  await pick(merge, "reason", "duplicate");
  await merge.locator("select[name=duplicate_pick]").selectOption({ label: `${firstNumber} 前门堵塞 ${mark}` });
  await merge.locator("textarea[name=note]").fill("两人先后登记");
  await send(merge);
  await expect(office.locator(".facts").first()).toContainText(firstNumber);
  await office.goto(first);
  await expect(office.locator(".facts").first()).toContainText(secondNumber);

  await office.goto(second);
  const split = await openForm(office, "hazard-split");
  await split.locator("textarea[name=reason]").fill("是两处");
  await send(split);
  await expect(office.locator(".hazard-marks")).toContainText("待派单");
  await expect(office.locator("#event-3")).toContainText("拆分");
  await expect(office.locator("#event-2"), "its history is whole").toContainText("两人先后登记");
  await office.goto(first);
  await expect(office.locator(".facts").first()).not.toContainText(secondNumber);

  // by its number, as it stands on a paper
  await office.goto(second);
  const again = await openForm(office, "hazard-void");
  await pick(again, "reason", "duplicate");
  await again.locator("input[name=duplicate_of]").fill(firstNumber);
  await again.locator("textarea[name=note]").fill("确是同一处");
  await send(again);
  await expect(office.locator(".hazard-marks")).toContainText("作废");
});

test("what is open at a site is offered in two steps while another is recorded, and is not in the way", async ({ openAs }) => {
  const page = await openAs("office");
  const mark = `${Date.now()}`;
  const site = await addSite(page, "small_unit", `重复小店 ${mark}`);
  await addHazard(page, site, `前门堵塞 ${mark}`);
  await stand(page);
  await page.goto(`/hazards/new?site=${site}`);
  await ready(page);
  const alike = page.locator(".alike");
  await page.locator("#f-description").fill(`门口堵塞 ${mark}`);
  await page.locator("input[name=category][value=gas]").check({ force: true });
  await expect(alike, "another kind is not the same").toBeHidden();
  await page.locator("input[name=category][value=fire]").check({ force: true });

  // first only that there is one; which one is shown to whoever looks
  await expect(alike).toContainText("此处已有 1 条同类未销号隐患");
  await expect(alike.locator(".open-hazards li")).toHaveCount(0);
  await expect(page.locator(".capture-bar .save")).toBeEnabled();
  await alike.locator(".more").click();
  await expect(alike.locator(".open-hazards")).toContainText(`前门堵塞 ${mark}`);
  await shot(page, "alike");
  await alike.getByRole("button", { name: "是同一条，不再登记" }).click();
  await expect(page.locator("#f-description"), "let go").toHaveValue("");
});

test("what a hazard counts as is corrected with a reason, and what it was stays in its history", async ({ openAs }) => {
  const office = await openAs("office");
  const mark = `${Date.now()}`;
  const site = await addSite(office, "small_unit", `更正小店 ${mark}`);
  await addHazard(office, site, `软管老化 ${mark}`);
  await open(office, mark);
  const form = await openForm(office, "hazard-reclassify");
  await form.locator("select[name=category]").selectOption("lpg");
  await pick(form, "severity", "major");
  await shot(office, "hazard-reclassify");
  await form.locator("textarea[name=reason]").fill("现场核实为钢瓶隐患");
  await send(form);
  const event = office.locator("#event-2");
  await expect(event).toContainText("更正分类与位置");
  await expect(event).toContainText("→ 液化气瓶");
  await expect(event).toContainText("一般 → 重大");
  await expect(event).toContainText("现场核实为钢瓶隐患");
  // a major one waits for its five elements
  await expect(office.locator("form#hazard-set_five_elements")).toHaveCount(1);
});
