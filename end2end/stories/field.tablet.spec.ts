// The promise of the field app: what the tablet says is saved, is saved; what it says the server has, the server has.
import type { Page } from "@playwright/test";
import { addPhoto, answer, chooseShop, part, ready } from "../support/recording";
import { Tablet, getReady, openField } from "../support/tablet";
import { expect, shot, test } from "../support/test";
import { visitsSince } from "../support/visits";

/** How many shops are visited. */
const SHOPS = 2;

/** Begins a visit of the nth site that is found, and fills in its checklist with one failed item. */
async function beginVisit(page: Page, n: number): Promise<string> {
  await page.locator(".field-nav").getByText("首页").click();
  await page.locator(".field-buttons").getByText("新建检查").click();
  await ready(page);
  const name = await chooseShop(page, n);
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
  test.setTimeout(480_000);
  const tablet = new Tablet(problems);
  const names: string[] = [];
  const begun = new Date();
  try {
    // --- at the office: data, PIN, program
    await getReady(await tablet.on(true), "inspector");

    // --- the network goes; then switched off, and on again without it: it starts cold
    await tablet.line(false);
    await tablet.off();
    const page = await tablet.on(false);
    const confirmed = confirmedBy(page);
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
    const total = page.locator(".ledger-total");
    await expect(total).toHaveAttribute("data-complete", "false");
    await expect(total).toHaveClass(/tone-warn/);
    await expect(page.locator('.ledger-row[data-standing="waiting"]')).toHaveCount(SHOPS);
    await shot(page, "field-ledger-waiting");

    // --- the line is back while the screen is open: it sends by itself, and the ledger turns green
    await tablet.line(true);
    await expect(total).toHaveAttribute("data-complete", "true", { timeout: 120_000 });
    await expect(total).toHaveClass(/tone-good/);
    await expect(page.locator('.ledger-row[data-standing="stored"]')).toHaveCount(SHOPS);
    await expect(page.locator(".ledger-sums dd")).toHaveText([`${SHOPS} / ${SHOPS}`, "5 / 5"]);
    await shot(page, "field-ledger-complete");

    // --- what the tablet has receipts for, the server has: the same texts and photos, byte for byte as they were sealed
    const receipts = await receiptsOn(page);
    const sealed = receipts.map(({ id, sha256 }) => ({ id, sha256 })).sort(byId);
    expect(sealed).toHaveLength(SHOPS);
    expect((await confirmed()).sort(byId), "each carried out once").toEqual(sealed);
    const codes = await page.locator(".ledger-facts dd").allTextContents();
    for (const { sha256 } of sealed) expect(codes, "the code that people compare").toContain(sha256.slice(0, 8));
    expect(receipts.flatMap(({ photos }) => photos)).toHaveLength(5);
    for (const { id, sha256 } of receipts.flatMap(({ photos }) => photos)) {
      const answer = await page.request.get(`/api/v1/photos/${id}`);
      expect(await answer.json()).toMatchObject({ state: "stored", receipt: { sha256 } });
    }

    // --- the office sees each of them once, with its photos; others may have been at the same shop before
    const office = await openAs("office");
    const seen: string[] = [];
    for (const name of new Set(names)) {
      const found = await visitsSince(office.request, name, begun);
      expect(found, name).toHaveLength(names.filter((other) => other === name).length);
      seen.push(...found);
    }
    expect(seen.sort()).toEqual(receipts.map(({ id }) => id).sort());
    for (const { id, photos } of receipts) {
      const answer = await office.request.get(`/api/v1/inspections/${id}`);
      const detail = (await answer.json()) as { photos: { id: string }[] };
      expect(detail.photos.map((photo) => photo.id).sort()).toEqual(photos.map((photo) => photo.id).sort());
    }
  } finally {
    await tablet.end();
  }
});

type Sealed = { id: string; sha256: string };

const byId = (one: Sealed, other: Sealed): number => one.id.localeCompare(other.id);

/** Listens to the server's answers to a tablet; afterwards tells the receipts in them of what it has carried out. */
function confirmedBy(page: Page): () => Promise<Sealed[]> {
  type Answer = { outcome: string; receipt?: Sealed };
  const heard: Promise<{ answers: Answer[] }>[] = [];
  page.context().on("response", (response) => {
    if (new URL(response.url()).pathname === "/api/v1/sync") heard.push(response.json());
  });
  return async () => {
    const answers = (await Promise.all(heard)).flatMap(({ answers }) => answers);
    const applied = answers.flatMap(({ outcome, receipt }) => (outcome === "applied" && receipt ? [receipt] : []));
    return applied.map(({ id, sha256 }) => ({ id, sha256 }));
  };
}

/** What the server has confirmed of a tablet, as its store keeps it: the records, each with its photos. */
async function receiptsOn(page: Page): Promise<(Sealed & { photos: Sealed[] })[]> {
  return page.evaluate(async () => {
    type Receipt = { id: string; shown: { sha256: string; photos: Sealed[] } };
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const db = await done(indexedDB.open("xunan-field"));
    const kept: Receipt[] = await done(db.transaction("receipts").objectStore("receipts").getAll());
    db.close();
    const known = ({ id, sha256 }: Sealed) => ({ id, sha256 });
    return kept.map(({ id, shown }) => ({ id, sha256: shown.sha256, photos: shown.photos.map(known) }));
  });
}
