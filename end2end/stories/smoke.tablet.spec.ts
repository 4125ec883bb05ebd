// A networked smoke detector of a bike shed: on the office's list, hung up without signal, accepted at the desk by somebody
// else. Where it hangs and how it reports are asked for, what it smells is not.
import { addSite, allThere, choose, door, openForm, photosOf, planDevice, saveForm } from "../support/doors";
import { addPhoto } from "../support/recording";
import { openForm as openDeskForm, send } from "../support/steps";
import { Tablet, openField, readyOffline } from "../support/tablet";
import { expect, shot, test } from "../support/test";

test("a smoke detector is hung up offline and accepted at the desk", async ({ problems, openAs }) => {
  test.setTimeout(480_000);
  const office = await openAs("office");
  const mark = Date.now() % 1_000_000;
  const site = await addSite(office, "bike_shed", `安龙路 ${mark} 弄车棚`);
  const device = await planDevice(office, site, "smoke_detector");
  const tablet = new Tablet(problems);
  try {
    const page = await readyOffline(tablet, "inspector");
    await openField(page, `/field/sites/${site}`);
    const due = page.locator(".card", { hasText: "这次上门要办的" });
    await expect(due).toContainText("联网烟感 · 待安装");

    await openForm(page, due, "上报安装");
    await expect(page.locator(".segments", { hasText: "检测气体" })).toHaveCount(0);
    await page.locator("#f-installation-serial").fill(`YG${mark}`);
    await page.locator("#f-installation-place").fill("车棚第二排顶");
    await page.locator("#f-installation-installer").fill("安装公司 赵师傅");
    await page.locator("#f-installation-network-id").fill(`86${mark}`);
    // the page goes on while another thread shrinks it
    const worker = page.waitForEvent("worker");
    await addPhoto(page, photosOf(page, "安装后照片"), "烟感");
    expect((await worker).url()).toContain("/js/worker/shrink");
    // without the test it is not reported as hung up, and nothing typed is lost
    await page.locator(".capture-bar .save").click();
    await expect(page.locator("#f-installation-test-passed-problem")).toBeVisible();
    await expect(page.locator("#f-installation-serial")).toHaveValue(`YG${mark}`);
    await choose(page, "试验正常", "是");
    await shot(page, "field-smoke");
    await saveForm(page);
    await expect(page.locator(".door-row")).toContainText("待验收");

    await tablet.line(true);
    await allThere(page);
    expect((await door(office, site)).devices).toMatchObject([{ id: device, status: "installed", serial: `YG${mark}` }]);
    await office.goto(`/detectors/${device}`);
    await send(await openDeskForm(office, "detector-accept"));
    await expect(office.locator(".hazard-lead .hazard-marks")).toContainText("已验收");
  } finally {
    await tablet.end();
  }
});
