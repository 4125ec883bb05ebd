// A detector alarms, and its vendor's platform tells so: the desk counts it, the office opens it, and says what was done.
import { addSite, planDevice } from "../support/doors";
import { layoutFaults } from "../support/layout";
import { picture } from "../support/picture";
import { ServerProcess } from "../support/process";
import { file, openForm, send } from "../support/steps";
import { expect, shot, signIn, test, type Person } from "../support/test";
import type { Page } from "@playwright/test";

/** How many devices are alarming, as the desk says it. */
async function alarming(page: Page): Promise<number> {
  await page.goto("/desk");
  return Number(await page.locator("a[data-queue=alarms] .stat-value").textContent());
}

test("the desk leads to a detector that alarms, until somebody has seen to it", async ({ browser, problems }) => {
  // a server of its own, for the command that makes a vendor known
  test.setTimeout(900_000);
  const server = await ServerProcess.start();
  try {
    const open = async (who: Person): Promise<Page> => {
      const context = await browser.newContext({ baseURL: server.base, javaScriptEnabled: false });
      await problems.watch(context);
      const page = await context.newPage();
      await signIn(page, who);
      return page;
    };
    const office = await open("office");
    const shed = `安龙路 ${Date.now() % 100_000} 弄车棚`;
    const site = await addSite(office, "bike_shed", shed);
    const device = `/detectors/${await planDevice(office, site, "smoke_detector")}`;
    const inspector = await open("inspector");
    await inspector.goto(device);
    const hang = await openForm(inspector, "detector-install");
    await hang.locator("input[name='installation.serial']").fill("SD-ALARM-1");
    await hang.locator("input[name='installation.place']").fill("车棚第二排");
    await hang.locator("input[name='installation.installer']").fill("安装公司 钱师傅");
    await hang.locator("label:has(input[name='installation.test_passed'])").click();
    await hang.locator("input[name=photos]").setInputFiles(file("there.png", picture(3)));
    await send(hang);
    await office.goto(device);
    await send(await openForm(office, "detector-accept"));
    await expect(office.locator("form#detector-seen-to"), "it has told nothing").toHaveCount(0);
    const before = await alarming(office);
    expect(before, "the demo's own").toBeGreaterThan(0);

    const token = /^\S{30,}$/m.exec(await server.run("vendor", "add", "烟感云"))?.[0];
    const headers = { authorization: `Bearer ${token}` };
    const event = { id: "1", serial: "SD-ALARM-1", kind: "alarm", at: new Date().toISOString(), detail: "烟雾浓度 0.42 dB/m" };
    const told = await office.request.post("/api/v1/intake", { headers, data: { events: [event] } });
    expect(await told.json()).toMatchObject({ taken: 1, unknown_devices: [], refused: [] });

    expect(await alarming(office)).toBe(before + 1);
    await shot(office, "desk-alarms");
    await office.locator("a[data-queue=alarms]").click();
    await expect(office.locator(".results-total")).toHaveText(`共 ${before + 1} 条`);
    await shot(office, "detectors-alarming");
    await office.getByRole("link", { name: shed }).first().click();
    await expect(office).toHaveURL(new RegExp(device));
    await expect(office.getByText("烟雾浓度 0.42 dB/m")).toBeVisible();
    await shot(office, "detector-alarming", { fullPage: true });

    const seen = await openForm(office, "detector-seen-to");
    await seen.locator("textarea[name=note]").fill("现场为烹饪油烟，已通风，无火情");
    await send(seen);
    await expect(office.getByText("现场为烹饪油烟，已通风，无火情")).toBeVisible();
    await expect(office.locator("form#detector-seen-to")).toHaveCount(0);
    await expect(office.getByText("烟雾浓度 0.42 dB/m"), "what it told stays").toBeVisible();
    expect(await alarming(office)).toBe(before);

    // a number that nobody has entered, kept as numbers are: the office finds it, with what it told and how often
    const stranger = { ...event, serial: "SD-STRANGER-1", kind: "low_battery", detail: null };
    for (const id of ["2", "3"]) {
      const answer = await office.request.post("/api/v1/intake", { headers, data: { events: [{ ...stranger, id }] } });
      expect(await answer.json()).toMatchObject({ unknown_devices: ["SDSTRANGER1"] });
    }
    await office.goto("/detectors");
    await office.getByRole("link", { name: "未登记的设备编号" }).click();
    const row = office.getByRole("row", { name: /SDSTRANGER1/ });
    await expect(row).toContainText("烟感云");
    await expect(row.getByRole("cell").last()).toHaveText("2");
    expect(await layoutFaults(office)).toEqual([]);
    await shot(office, "detectors-unknown");
    for (const page of [office, inspector]) await page.context().close();
  } finally {
    await server.stop();
  }
});
