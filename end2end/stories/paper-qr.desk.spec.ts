// The QR of a notice, followed by its party: from the paper that is handed over to the page that answers it.
import { addHazard, addSite } from "../support/doors";
import { picture } from "../support/picture";
import { readQr } from "../support/qrPicture";
import { expect, shot, test } from "../support/test";
import { parts } from "../support/zip";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: "zh-CN" };

test("whoever scans a notice sees what is wrong, and nothing else opens", async ({ openAs, browser, problems }) => {
  const office = await openAs("office");
  const mark = `${Date.now()}`;
  const site = await addSite(office, "small_unit", `扫码小店 ${mark}`);
  await addHazard(office, site, `后门堆放货物 ${mark}`);
  await office.goto(`/hazards?q=${mark}`);
  await office.locator("a.row-link").first().click();
  await office.getByRole("link", { name: "整改通知单" }).click();
  await office.getByRole("button", { name: "签发" }).click();
  await expect(office.locator("h1")).toHaveText(/安整〔\d{4}〕\d+号/);

  // the paper itself, not what the program knows of it
  const href = await office.getByRole("link", { name: "Word" }).getAttribute("href");
  const word = parts(await (await office.request.get(href!)).body());
  const qr = [...word].find(([name]) => name.startsWith("word/media/") && name.endsWith(".png"));
  const address = await readQr(office, qr![1]);
  const { origin, pathname } = new URL(address ?? "");
  expect(origin).toBe(new URL(office.url()).origin);
  expect(pathname).toMatch(/^\/p\/[\w-]{22}$/);

  const context = await browser.newContext({ ...phone, javaScriptEnabled: false });
  await problems.watch(context);
  const party = await context.newPage();
  await party.goto(pathname);
  await expect(party.locator("article.party-hazard")).toHaveCount(1);
  await expect(party.locator("article.party-hazard")).toContainText(`后门堆放货物 ${mark}`);
  await shot(party, "party-by-qr");
  await party.locator("details.disclosure", { has: party.locator("input[name=kind][value=rectified]") }).locator("summary").first().click();
  const report = party.locator("form:has(input[name=kind][value=rectified])");
  await report.locator("textarea[name=note]").fill("已清空");
  await report
    .locator("input[name=photos]")
    .setInputFiles({ name: "after.png", mimeType: "image/png", buffer: picture(5) });
  await report.locator("button[type=submit]").click();
  await expect(party.locator("[role=status]")).toContainText("已收到");

  // the token opens this notice and no page of the office
  for (const path of ["/hazards", `/sites/${site}`, "/papers", href!]) {
    const answer = await party.request.get(path, { maxRedirects: 0 });
    expect(answer.status(), path).not.toBe(200);
  }
  const other = `${pathname.slice(0, -1)}${pathname.endsWith("A") ? "B" : "A"}`;
  expect((await party.request.get(other)).status()).toBe(404);
  await context.close();

  // it waits for the office
  await office.goto("/submissions");
  await expect(office.locator("#main")).toContainText(`后门堆放货物 ${mark}`);
});
