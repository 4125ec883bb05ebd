// The promise of the field app on a phone: a visit with a finding, recorded without network, is at the server once the line
// is back, and once only.
import { layoutFaults } from "../support/layout";
import { answer, chooseShop, part, ready } from "../support/recording";
import { Tablet, getReady, openField } from "../support/tablet";
import { expect, shot, test } from "../support/test";
import { visitsSince } from "../support/visits";

const EXITS = "安全出口、疏散通道保持畅通";

type Visit = { hazards: { id: string }[] };

test("on a phone: a visit with a finding without network, all there once when the line is back", async ({ problems }) => {
  test.setTimeout(360_000);
  const phone = new Tablet(problems);
  const begun = new Date();
  try {
    const page = await phone.on(true);
    await getReady(page, "inspector");

    // --- the line goes, and the program starts all the same
    await phone.line(false);
    await openField(page, "/field/visit");
    await ready(page);
    const site = await chooseShop(page, 4);
    await answer(page, [EXITS]);
    await part(page, "隐患");
    await expect(page.locator(".finding")).toHaveCount(1);
    await page.locator(".finding").getByLabel("具体位置").fill("后门通道");
    await part(page, "确认");
    expect(await layoutFaults(page)).toEqual([]);
    await shot(page, "offline-save");
    await page.locator(".capture-bar .save").click();
    await expect(page.locator(".saved-line")).toContainText("已保存在本机");

    // --- it is counted, and not said to be there
    await page.locator(".field-nav").getByText("对账").click();
    await expect(page.locator(".ledger-total")).toHaveAttribute("data-complete", "false");
    await expect(page.locator('.ledger-row[data-standing="waiting"]')).toHaveCount(1);
    expect(await layoutFaults(page)).toEqual([]);

    // --- the line is back, and nobody presses anything
    await phone.line(true);
    await expect(page.locator(".ledger-total")).toHaveAttribute("data-complete", "true", { timeout: 120_000 });
    await expect(page.locator('.ledger-row[data-standing="stored"]')).toHaveCount(1);
    await expect(page.locator(".ledger-sums dd")).toHaveText(["1 / 1", "1 / 1"]);
    await shot(page, "offline-ledger");

    const visits = await visitsSince(page.request, site, begun);
    expect(visits, site).toHaveLength(1);
    const visit = (await (await page.request.get(`/api/v1/inspections/${visits[0]}`)).json()) as Visit;
    expect(visit.hazards).toHaveLength(1);
    await page.goto(`/hazards/${visit.hazards[0]?.id}`);
    await expect(page.locator("#main")).toContainText("后门通道");
    await expect(page.locator(".photo-side").first().locator(".photos img")).toHaveCount(1);
  } finally {
    await phone.end();
  }
});
