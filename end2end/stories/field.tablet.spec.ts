// The promise of the field app: what the tablet says is saved, is saved; what it says the server has, the server has.
import type { APIRequestContext, Page } from "@playwright/test";
import { addPhoto, answer, part, ready } from "../support/recording";
import { Tablet, getReady, openField } from "../support/tablet";
import { expect, shot, test } from "../support/test";

/** How many shops are visited. */
const SHOPS = 2;

/** Begins a visit of the nth site that is found, and fills in its checklist with one failed item. */
async function beginVisit(page: Page, n: number): Promise<string> {
  await page.locator(".field-nav").getByText("首页").click();
  await page.locator(".field-buttons").getByText("新建检查").click();
  await ready(page);
  await page.locator("#f-site").fill("九小场所");
  const hit = page.locator(".site-hit").nth(n);
  const name = await hit.locator("strong").innerText();
  await hit.click();
  await part(page, "检查");
  await answer(page, []);
  const item = page.locator(".check-item:visible").first();
  await addPhoto(page, item, "现场一");
  return name;
}

/** Saves the visit that is open; what the screen says. */
async function save(page: Page): Promise<void> {
  await part(page, "确认");
  await page.getByRole("button", { name: "保存检查" }).click();
  await expect(page.locator(".saved-line")).toContainText("已保存在本机");
}

test("two visits with five photos without network, across a restart, all there once", async ({ problems, openAs }) => {
  test.setTimeout(240_000);
  const tablet = new Tablet(problems);
  const names: string[] = [];
  const begun = new Date();
  try {
    // --- at the office: data, PIN, program
    await getReady(await tablet.on(true), "inspector");
    await tablet.off();

    // --- no network, switched off and on again: it starts cold
    let page = await tablet.on(false);
    await openField(page);
    await shot(page, "field-home");

    // --- the first visit, two photos
    names.push(await beginVisit(page, 0));
    await addPhoto(page, page.locator(".check-item:visible").nth(1), "现场二");
    await save(page);
    await shot(page, "field-saved");

    // --- the second, left in the middle of the form: nothing is lost
    names.push(await beginVisit(page, 1));
    await part(page, "确认");
    await page.locator("#f-note").fill("老板在场，已当面告知");
    await addPhoto(page, page.locator(".shots", { hasText: "现场照片" }), "现场三");
    await page.reload();
    await openField(page, page.url());
    await ready(page);
    await expect(page.locator("#f-note")).toHaveValue("老板在场，已当面告知");
    await expect(page.locator('.shot[data-state="stored"]')).toHaveCount(2);
    await addPhoto(page, page.locator(".shots", { hasText: "现场照片" }), "现场四");
    await save(page);

    // --- the ledger counts them, and says that nothing is there yet
    await page.locator(".field-nav").getByText("对账").click();
    await expect(page.locator(".ledger-total")).toHaveAttribute("data-complete", "false");
    await expect(page.locator('.ledger-row[data-standing="waiting"]')).toHaveCount(SHOPS);
    await shot(page, "field-ledger-waiting");
    await tablet.off();

    // --- the next morning, with a line: it sends by itself
    page = await tablet.on(true);
    await openField(page, "/field/ledger");
    await expect(page.locator(".ledger-total")).toHaveAttribute("data-complete", "true", { timeout: 60_000 });
    await expect(page.locator('.ledger-row[data-standing="stored"]')).toHaveCount(SHOPS);
    await expect(page.locator(".ledger-sums")).toContainText("5");
    await shot(page, "field-ledger-complete");

    // --- the office sees each of them once; others may have been at the same shop before
    const office = await openAs("office");
    for (const name of new Set(names)) {
      const found = await visitsSince(office.request, name, begun);
      expect(found, name).toHaveLength(names.filter((other) => other === name).length);
    }
  } finally {
    await tablet.end();
  }
});

/** When the visits of a shop were begun, those since a moment. */
async function visitsSince(request: APIRequestContext, name: string, begun: Date): Promise<string[]> {
  const answer = await request.get(`/api/v1/inspections?q=${encodeURIComponent(name)}&from=${today()}`);
  const { rows } = (await answer.json()) as { rows: { started_at: string }[] };
  return rows.map((row) => row.started_at).filter((at) => new Date(at) >= begun);
}

/** Today in Shanghai, as filters have it. */
function today(): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date());
}
