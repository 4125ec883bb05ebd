// One serial number, one device in use: two tablets without signal hang up the same one. Whoever sends first has it, the
// other one is told and corrects it.
import type { Page } from "@playwright/test";
import { addSite, allThere, door, fillInstallation, openForm, planDevice, saveForm } from "../support/doors";
import { Tablet, getReady, openField } from "../support/tablet";
import { expect, shot, test } from "../support/test";

/** Hangs an alarm up at the home whose page is open. */
async function hangUp(page: Page, serial: string): Promise<void> {
  await openForm(page, page.locator(".card", { hasText: "这次上门要办的" }), "上报安装");
  await page.locator("#f-installation-serial").fill(serial);
  await fillInstallation(page);
  await saveForm(page);
}

test("two tablets hang up the same alarm: one has it, the other is told", async ({ problems, openAs }) => {
  test.setTimeout(600_000);
  const office = await openAs("office");
  const mark = Date.now() % 1_000_000;
  const serial = `XF${mark}A`;
  const homes: string[] = [];
  for (const n of [1, 2]) {
    const site = await addSite(office, "household", `安龙路 ${mark} 弄 ${n} 室`);
    await planDevice(office, site, "gas_alarm");
    homes.push(site);
  }
  const [first, second] = [new Tablet(problems), new Tablet(problems)];
  try {
    const pages: Page[] = [];
    for (const [n, tablet] of [first, second].entries()) {
      const page = await tablet.on(true);
      await getReady(page, n === 0 ? "inspector" : "office");
      await tablet.line(false);
      await openField(page, `/field/sites/${homes[n]}`);
      await expect(page.locator(".card", { hasText: "这次上门要办的" })).toContainText("待安装");
      // as it stands on the plate, with what a person adds
      await hangUp(page, n === 0 ? serial : `SN: ${serial.toLowerCase()}`);
      await expect(page.locator(".door-row")).toContainText("待验收");
      pages.push(page);
    }
    const [winner, other] = pages as [Page, Page];

    await first.line(true);
    await allThere(winner);
    await second.line(true);
    await other.locator(".field-nav").getByText("对账").click();
    const refused = other.locator('.ledger-row[data-standing="refused"]');
    await expect(refused).toHaveCount(1, { timeout: 120_000 });
    await refused.locator("summary").click();
    await expect(refused).toContainText(`编号 ${serial} 已有一台在用设备`);
    await shot(other, "field-serial-refused");

    // it stays editable, with what is wrong at its field
    await refused.getByRole("link", { name: "处理" }).click();
    await other.getByRole("button", { name: "修改后再上报" }).click();
    await expect(other.locator("#f-installation-serial")).toHaveValue(serial);
    await expect(other.locator("#f-installation-serial-problem")).toBeVisible();
    await other.locator("#f-installation-serial").fill(`XF${mark}B`);
    await saveForm(other);
    await allThere(other);

    const serials = await Promise.all(homes.map(async (site) => (await door(office, site)).devices[0]?.serial));
    expect(serials).toEqual([serial, `XF${mark}B`]);
  } finally {
    await first.end();
    await second.end();
  }
});
