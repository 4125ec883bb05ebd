// A hazard that is another body's business: handed over, waited for, and what that body answers, both ways.
import { addHazard, addSite } from "../support/doors";
import { picture } from "../support/picture";
import { file, openForm, pick, send } from "../support/steps";
import { expect, shot, test } from "../support/test";
import type { Page } from "@playwright/test";

/** Hands the hazard of the page over. */
async function transfer(page: Page, to: string, reason: string): Promise<void> {
  const form = await openForm(page, "hazard-transfer");
  await form.locator("input[name=to]").fill(to);
  await form.locator("textarea[name=reason]").fill(reason);
  await send(form);
  await expect(page.locator(".hazard-marks")).toContainText("已移交");
}

test("another body answers: once it sends the hazard back, once it has rectified it", async ({ openAs }) => {
  const office = await openAs("office");
  const mark = `${Date.now()}`;
  const site = await addSite(office, "small_unit", `移交小店 ${mark}`);
  const hazard = `/hazards/${await addHazard(office, site, `违规用火 ${mark}`)}`;
  await office.goto(hazard);
  await transfer(office, "城管中队", "属其职责");
  await expect(office.locator("main")).toContainText("对方尚未答复");
  await office.goto(`/hazards?status=transferred&q=${mark}`);
  await expect(office.locator("a.row-link"), "it waits among those that were handed over").toHaveCount(1);

  // an answer without a word is none
  await office.goto(hazard);
  const silent = await openForm(office, "hazard-answer_transfer");
  await pick(silent, "rectified", "0");
  await silent.locator("textarea[name=note]").evaluate((field: HTMLTextAreaElement) => (field.required = false));
  await send(silent);
  const told = office.locator("form#hazard-answer_transfer");
  await expect(told.locator("textarea[name=note]")).toHaveAttribute("aria-invalid", "true");
  await expect(told.locator("input[name=rectified][value='0']")).toBeChecked();
  await told.locator("textarea[name=note]").fill("不属我队管辖");
  await send(told);
  await expect(office.locator(".hazard-marks"), "nobody had it: it is to be assigned").toContainText("待派单");
  await expect(office.locator("main")).toContainText("不属我队管辖");
  await expect(office.locator("main")).toContainText("退回我方处理");

  // to another body, which has seen to it: that awaits a review like any other rectification
  await transfer(office, "消防救援站", "须专业处置");
  const answer = await openForm(office, "hazard-answer_transfer");
  await pick(answer, "rectified", "1");
  await answer.locator("textarea[name=note]").fill("已现场处置完毕");
  await answer.locator("input[name=photos]").setInputFiles(file("after.png", picture(7)));
  await send(answer);
  await expect(office.locator(".hazard-marks")).toContainText("待复查");
  await expect(office.locator("main")).toContainText("已现场处置完毕");
  await expect(office.locator("main")).not.toContainText("对方尚未答复");
  await expect(office.locator("form#hazard-answer_transfer"), "it has been answered").toHaveCount(0);
  await shot(office, "hazard-transfer-answered");
});
