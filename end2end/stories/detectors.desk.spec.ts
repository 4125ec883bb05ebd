// A smoke detector's life at the desk: on the list, installed, accepted, out of order, replaced by another one; one
// serial number hangs in one place only.
import { addSite } from "../support/doors";
import { picture } from "../support/picture";
import { file, openForm, pick, send } from "../support/steps";
import { expect, shot, test } from "../support/test";
import type { Locator, Page } from "@playwright/test";

test.use({ javaScriptEnabled: false });

async function listed(page: Page, site: string): Promise<string> {
  await page.goto(site);
  const form = await openForm(page, "detector-new");
  await pick(form, "kind", "smoke_detector");
  await send(form);
  await expect(page.locator(".hazard-lead .hazard-marks")).toContainText("拟装");
  return new URL(page.url()).pathname;
}

async function hang(form: Locator, serial: string) {
  await form.locator("input[name='installation.serial']").fill(serial);
  await form.locator("input[name='installation.place']").fill("车棚第二排");
  await form.locator("input[name='installation.installer']").fill("安装公司 钱师傅");
  await form.locator("label:has(input[name='installation.test_passed'])").click();
  await form.locator("input[name=photos]").setInputFiles(file("there.png", picture(3)));
  await send(form);
}

test("a detector is listed, installed, accepted, breaks down and is replaced", async ({ openAs }) => {
  const inspector = await openAs("inspector");
  const site = `/sites/${await addSite(inspector, "bike_shed", `安龙路 ${Date.now() % 100_000} 弄车棚`)}`;
  const device = await listed(inspector, site);
  const number = `T${Date.now()}`;
  const marks = inspector.locator(".hazard-lead .hazard-marks");
  // as it is printed on the plate
  await hang(await openForm(inspector, "detector-install"), `SN: ${number.toLowerCase()}`);
  await expect(marks).toContainText("已装待验收");
  await expect(inspector.locator(".facts").first()).toContainText(number);
  await shot(inspector, "detector-installed");

  // another one with the same number is refused
  const twin = await listed(inspector, site);
  await hang(await openForm(inspector, "detector-install"), number);
  await expect(inspector.locator("form#detector-install")).toContainText("已有一台在用设备");
  await inspector.goto(twin);
  const retire = await openForm(inspector, "detector-retire");
  await retire.locator("textarea[name=reason]").fill("重复列入");
  await send(retire);
  await expect(marks).toContainText("停用");

  const office = await openAs("office");
  const seen = office.locator(".hazard-lead .hazard-marks");
  await office.goto(device);
  await send(await openForm(office, "detector-accept"));
  await expect(seen).toContainText("已验收");
  const fault = await openForm(office, "detector-report_fault");
  await fault.locator("textarea[name=note]").fill("误报频繁");
  await send(fault);
  await expect(seen).toContainText("故障");
  await hang(await openForm(office, "detector-replace"), `${number}B`);
  await expect(seen).toContainText("已更换");
  await office.locator(".fact", { hasText: "已被替换为" }).locator("a").click();
  await expect(seen).toContainText("已装待验收");
  await office.locator(".fact", { hasText: "替换了" }).locator("a").click();
  await expect(office).toHaveURL(new RegExp(device));

  // found by its number, as it is typed
  await office.goto(`/detectors?q=${number.toLowerCase()}b`);
  await expect(office.locator(".results-total")).toHaveText("共 1 条");
});
