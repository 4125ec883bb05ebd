// A stove's life at the desk: surveyed and found non-safe, planned, replaced, accepted by somebody else; its successor
// hangs in the chain, and the list becomes next year's campaign.
import { addSite } from "../support/doors";
import { fillReplacement } from "../support/gear";
import { picture } from "../support/picture";
import { file, openForm, pick, send } from "../support/steps";
import { expect, shot, test } from "../support/test";

// plain forms: they work before any script has loaded
test.use({ javaScriptEnabled: false });

test("a non-safe stove is surveyed, planned, replaced and accepted", async ({ openAs }) => {
  const inspector = await openAs("inspector");
  const site = `/sites/${await addSite(inspector, "household", `安龙路 66 弄 ${Date.now() % 100_000} 室`)}`;
  await inspector.goto(site);
  const survey = await openForm(inspector, "stove-new");
  await survey.locator("select[name='survey.fuel']").selectOption("natural_gas");
  await survey.locator("select[name='survey.supply']").selectOption("natural_gas");
  await pick(survey, "survey.flame_failure", "0");
  await survey.locator("input[name='survey.dates.sold_on']").fill("2012-05-01");
  await survey.locator("select[name='survey.hose.kind']").selectOption("rubber");
  await send(survey);
  await expect(inspector).toHaveURL(/\/stoves\/0/);
  const marks = inspector.locator(".hazard-lead .hazard-marks");
  await expect(marks).toContainText("非安全型");
  await expect(marks).toContainText("已过期");
  // the facts stand apart, the hose beside the appliance
  await expect(inspector.locator("main")).toContainText("无熄火保护");
  await expect(inspector.locator("main")).toContainText("软管不合格");
  await shot(inspector, "stove-non-safe");
  const stove = new URL(inspector.url()).pathname;

  // what is due behind the door says so
  await inspector.goto(site);
  await expect(inspector.locator(".due-list")).toContainText("非安全型，未排期");

  await inspector.goto(stove);
  await send(await openForm(inspector, "stove-plan"));
  await expect(marks).toContainText("已排期");

  // the receipt is taken along on paper: what is not known yet is left blank
  await inspector.getByRole("link", { name: "打印回执" }).click();
  await expect(inspector.locator(".paper")).toContainText("灶具更换回执");
  await expect(inspector.locator(".paper-line", { hasText: "编号" }).locator(".paper-blank")).toHaveCount(1);
  await shot(inspector, "stove-receipt");
  await inspector.goto(stove);

  const replace = await openForm(inspector, "stove-replace");
  await fillReplacement(replace, "S-2024-0077");
  await replace.locator("input[name='replacement.cost']").fill("1,200");
  await send(replace);
  // without photos it is refused, and nothing typed is lost
  const again = inspector.locator("form#stove-replace");
  await expect(again.locator(".form-errors")).toBeVisible();
  await expect(again.locator("input[name='replacement.model']")).toHaveValue("JZT-9B12");
  await again.locator("input[name=photos_before]").setInputFiles(file("before.png", picture(1)));
  await again.locator("input[name=photos]").setInputFiles(file("after.png", picture(2)));
  await send(again);
  await expect(marks).toContainText("已更换待验收");
  await expect(inspector.locator(".photo-side")).toHaveCount(2);
  await expect(inspector.locator(".signature-refused")).toContainText("拒签");
  // whoever reports does not accept, and is told why
  await expect(inspector.locator("form#stove-accept")).toHaveCount(0);
  await inspector.locator(".refused-actions summary").click();
  await expect(inspector.locator(".refused-actions")).toContainText("验收通过");

  const office = await openAs("office");
  await office.goto(stove);
  await send(await openForm(office, "stove-accept"));
  await expect(office.locator(".hazard-lead .hazard-marks")).toContainText("已验收");
  await shot(office, "stove-accepted");
  // the chain leads both ways
  await office.locator(".fact", { hasText: "已被替换为" }).locator("a").click();
  await expect(office.locator(".hazard-lead .hazard-marks")).toContainText("安全型");
  await office.locator(".fact", { hasText: "替换了" }).locator("a").click();
  await expect(office).toHaveURL(new RegExp(stove));
  await office.goto(site);
  await expect(office.locator(".chain").first().locator("li")).toHaveCount(2);

  // one click makes a campaign of the list
  const id = site.split("/").pop() ?? "";
  await office.goto(`/stoves?status=accepted&site=${id}`);
  await expect(office.locator(`tr[data-id="${stove.split("/").pop()}"]`)).toBeVisible();
  const campaign = await openForm(office, "campaign-from-list");
  await campaign.locator("input[name=title]").fill(`灶具回访 ${Date.now()}`);
  await send(campaign);
  await expect(office.locator(".empty")).toContainText("清单上有 1 个对象");
  const start = office.locator("form#campaign-start");
  await start.locator("summary").click();
  await send(start);
  await expect(office.locator(".funnel-step strong").first()).toHaveText("1");
});

test("a stove that was surveyed wrongly goes back to survey, also when it is planned", async ({ openAs }) => {
  const inspector = await openAs("inspector");
  await inspector.goto(`/sites/${await addSite(inspector, "household", `安龙路 67 弄 ${Date.now() % 100_000} 室`)}`);
  const surveyed = async (id: string, flameFailure: "0" | "1") => {
    const survey = await openForm(inspector, id);
    await survey.locator("select[name='survey.fuel']").selectOption("natural_gas");
    await survey.locator("select[name='survey.supply']").selectOption("natural_gas");
    await pick(survey, "survey.flame_failure", flameFailure);
    await survey.locator("input[name='survey.dates.sold_on']").fill(new Date().toISOString().slice(0, 10));
    await survey.locator("select[name='survey.hose.kind']").selectOption("metal");
    await send(survey);
  };
  await surveyed("stove-new", "0");
  const stove = new URL(inspector.url()).pathname;
  await send(await openForm(inspector, "stove-plan"));
  await expect(inspector.locator("form#stove-survey"), "what is planned is not surveyed").toHaveCount(0);
  await expect(inspector.locator("form#stove-look_again"), "the office sends it back").toHaveCount(0);

  const office = await openAs("office");
  await office.goto(stove);
  const back = await openForm(office, "stove-look_again");
  await back.locator("textarea[name=reason]").fill("住户出示了熄火保护装置");
  await send(back);
  await expect(office.locator(".timeline")).toContainText("住户出示了熄火保护装置");
  await shot(office, "stove-back-to-survey");

  await inspector.goto(stove);
  await surveyed("stove-survey", "1");
  await expect(inspector.locator(".hazard-lead .hazard-marks")).not.toContainText("非安全型");
});
