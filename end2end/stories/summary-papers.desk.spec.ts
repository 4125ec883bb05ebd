// The papers of an issued summary as pictures, and the link by which a leader without an account reads it; a hazard of the month
// that changes becomes a correction of its own number, of which the leader is told.
import { layoutFaults } from "../support/layout";
import { everyPage, printedWord } from "../support/pdfPicture";
import { keepPages } from "../support/shot";
import { answered } from "../support/steps";
import { carryOut, issueSummary } from "../support/summary";
import { expect, shot, test } from "../support/test";

// plain forms: they work before any script has loaded
test.use({ javaScriptEnabled: false });

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: "zh-CN" };

/** A page with nothing on it is a few hundred bytes of PNG. */
const MORE_THAN_BLANK = 2_000;

test("PDF and Word of an issued month are drawn, page by page", async ({ openAs }) => {
  test.setTimeout(360_000);
  const [office, colleague] = [await openAs("office"), await openAs("colleague")];
  await issueSummary(office, colleague, "2023", "02");
  const file = async (name: string): Promise<Buffer> => {
    const href = await office.getByRole("link", { name, exact: true }).getAttribute("href");
    return (await office.request.get(href!)).body();
  };
  const pages = everyPage(await file("PDF"));
  const printed = printedWord(await file("Word"));
  keepPages("summary-pdf", pages);
  for (const page of pages) expect(page.length).toBeGreaterThan(MORE_THAN_BLANK);
  const drawn = printed ? everyPage(printed) : [];
  keepPages("summary-word", drawn);
  for (const page of drawn) expect(page.length).toBeGreaterThan(MORE_THAN_BLANK);
  // `make test` installs what draws them, and fails where that cannot be had
  const missing = pages.length === 0 || drawn.length === 0;
  test.skip(missing, `PDF ${pages.length} pages, Word ${drawn.length} pages: pdftoppm or soffice is not installed`);
});

test("a leader without an account reads an issued month, and hears of its correction", async ({ openAs, browser, problems }) => {
  test.setTimeout(360_000);
  const [office, colleague] = [await openAs("office"), await openAs("colleague")];
  const path = await issueSummary(office, colleague, "2023", "03");
  const title = await office.locator("h1").innerText();

  const make = office.locator("form[action='/do/summary-links']");
  await office.locator("details.disclosure", { has: make }).locator("summary").first().click();
  await make.locator("button[type=submit]").click();
  const address = new URL((await office.locator(".party-link code").innerText()).trim());
  expect(address.pathname).toMatch(/^\/s\/[\w-]{22}$/);
  await shot(office, "summary-link");

  const context = await browser.newContext({ ...phone, javaScriptEnabled: false });
  await problems.watch(context);
  const leader = await context.newPage();
  await leader.goto(address.pathname);
  await expect(leader.locator("article.document h2")).toContainText(title);
  await expect(leader.locator("form")).toHaveCount(0);
  // a row of a wide table is a card that says what its numbers are
  await expect(leader.locator(".document-table thead").first()).toBeHidden();
  const cell = leader.locator(".document-table td[data-label='本年累计']").first();
  expect((await cell.boundingBox())!.width).toBeGreaterThan(100);
  await expect(leader.locator("[role=status]")).toHaveCount(0);
  expect(await layoutFaults(leader)).toEqual([]);
  await shot(leader, "summary-by-link");
  const file = await leader.request.get(`${address.pathname}/pdf`);
  expect(file.headers()["content-type"]).toBe("application/pdf");
  for (const shut of [path, "/hazards"]) {
    expect((await leader.request.get(shut, { maxRedirects: 0 })).status(), shut).not.toBe(200);
  }

  // a hazard of the month is opened again; the correction is checked by a second person and has a number of its own
  await office.goto("/hazards?status=closed&from=2023-03-01&to=2023-03-31");
  await office.locator("a.row-link").first().click();
  const reopen = office.locator("form#hazard-reopen");
  await office.locator("details.disclosure", { has: reopen }).locator("summary").first().click();
  await reopen.locator("textarea").first().fill("复查发现反弹");
  await reopen.locator("input[type=date]").fill(new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10));
  await reopen.locator("button[type=submit]").click();
  await expect(office.locator(".banner")).toContainText("已");
  await office.goto(`${path}/changes`);
  await expect(office.getByRole("table", { name: "变化的明细" }).locator("tbody tr")).toHaveCount(1);
  await carryOut(office, "correct");
  await expect(office.getByRole("heading", { level: 1 })).toContainText("更正说明");
  const preview = await office.getByRole("link", { name: "PDF 预览" }).getAttribute("href");
  expect((await office.request.get(preview!)).headers()["content-type"]).toBe("application/pdf");
  await colleague.goto(new URL(office.url()).pathname);
  await carryOut(colleague, "check");
  await expect(colleague.locator(".hazard-marks").first()).toContainText("已审核");
  await carryOut(colleague, "issue");
  await expect(colleague.locator(".hazard-marks").first()).toContainText("已签发");
  const changed = await colleague.getByRole("link", { name: "记录变化" }).getAttribute("href");
  expect(await (await colleague.request.get(changed!)).text()).toContain("原值");
  await leader.reload();
  await expect(leader.locator("[role=status]")).toContainText(/更正说明 .*安结〔\d{4}〕\d+号/);
  const correction = await leader.getByRole("link", { name: /^更正说明 .*PDF/ }).getAttribute("href");
  expect((await leader.request.get(correction!)).headers()["content-type"]).toBe("application/pdf");

  // taken back, the link opens nothing
  await office.goto(path);
  const back = office.locator("form[action^='/do/summary-links/'][action$='/revoke']");
  await back.locator("summary").first().click();
  await answered(office, () => back.locator("button[type=submit]").first().click());
  expect((await leader.request.get(address.pathname)).status()).toBe(404);
  await context.close();
});
