// The page, the network and the server are killed at moments drawn by chance while a tablet sends. Whatever was saved must be
// on the server exactly once in the end, every photo whole, the numbers without a gap. FAULTS sets how many moments; the seeds
// are fixed, so a moment that fails can be played again: FAULT_SEED=17.
import { chromium, expect, test, type BrowserContext, type Page } from "@playwright/test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Line } from "../support/line";
import { removeFolder, ServerProcess } from "../support/process";
import { dice } from "../support/seed";
import { signIn } from "../support/signIn";
import {
  WIDE,
  ask,
  isThereOnce,
  keepOpen,
  makeReady,
  openTablet,
  saveVisits,
  untilStored,
  type SavedVisit,
} from "../support/store";

const first = Number(process.env.FAULT_SEED ?? 1);
const moments = process.env.FAULT_SEED ? 1 : Number(process.env.FAULTS ?? 9);
/** Sending what one round saves takes about this long: the fault falls somewhere into it. */
const WITHIN_MS = 900;
const SETTLED_MS = 120_000;

type Fault = "page" | "network" | "server";
const KINDS: Fault[] = ["page", "network", "server"];

let server: ServerProcess;
let line: Line;
let profile: string;
let context: BrowserContext;
let page: Page;
const saved: SavedVisit[] = [];

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({}, info) => {
  test.setTimeout(900_000);
  server = await ServerProcess.start();
  line = await Line.to(server.port);
  profile = mkdtempSync(join(tmpdir(), "xunan-tablet-"));
  const { launchOptions, viewport, locale, timezoneId } = info.project.use;
  context = await chromium.launchPersistentContext(profile, {
    ...launchOptions,
    baseURL: line.base,
    viewport,
    locale,
    timezoneId,
  });
  page = await context.newPage();
  await signIn(page, "inspector");
  await page.goto("/field");
  await makeReady(page);
});

test.afterAll(async () => {
  await context?.close();
  await line?.close();
  await server?.stop();
  if (profile) removeFolder(profile);
});

for (let seed = first; seed < first + moments; seed++) {
  const chance = dice(seed);
  const kind = KINDS[(seed - 1) % KINDS.length]!;
  const after = Math.round(chance() * WITHIN_MS);
  test(`${kind} killed ${after} ms into sending (seed ${seed})`, async () => {
    test.setTimeout(240_000);
    // two hundred moments take longer than a tablet stays open that nobody touches
    await keepOpen(page);
    line.cut();
    const visits = await saveVisits(page, 2, 2, seed, WIDE);
    saved.push(...visits);
    expect(visits.flatMap((visit) => visit.photos).map((photo) => photo.sha256)).not.toContain("");
    line.mend();
    // not awaited: the fault falls into it
    void page.evaluate(() => window.tablet!.syncNow()).catch(() => {});
    await moment(after);
    await strike(kind, Math.round(chance() * 400));
    await untilStored(page, SETTLED_MS);
    for (const visit of visits) await isThereOnce(page, visit);
  });
}

test("a slow line with losses gets everything there, and starts nothing over", async () => {
  test.setTimeout(240_000);
  await keepOpen(page);
  line.cut();
  const visits = await saveVisits(page, 1, 2, 4_000, 1_000);
  saved.push(...visits);
  const { unsent } = await ask<{ unsent: { bytes: number } }>(page, "state");
  expect(unsent.bytes, "photos of several parts").toBeGreaterThan(400_000);
  line.become({ bitsPerSecond: 400_000, roundTripMs: 400, loss: 0.05 }, dice(5));
  const before = line.up;
  line.mend();
  await untilStored(page, 200_000);
  // besides the photos: the record, and what is asked about it
  expect((line.up - before) / unsent.bytes).toBeLessThan(1.1);
  line.cut();
  line.become({}, Math.random);
  line.mend();
  for (const visit of visits) await isThereOnce(page, visit);
});

test("every record once, every photo whole, numbers without a gap", async () => {
  test.setTimeout(240_000);
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai" }).format(new Date());
  const numbers = new Set<string>();
  for (const visit of saved) {
    await isThereOnce(page, visit);
    for (const hazard of visit.hazards) {
      const answer = await page.request.get(`/api/v1/hazards/${hazard}`);
      numbers.add(((await answer.json()) as { summary: { number: string } }).summary.number);
    }
  }
  expect(numbers.size).toBe(saved.length);
  const list = await page.request.get(`/api/v1/inspections?from=${today}&to=${today}`);
  const total = ((await list.json()) as { total: { n: number } }).total.n;
  expect(total, "visits of today: none twice").toBe(saved.length);
  await server.run("audit", "verify");
});

/** What happens, and how it is mended after `pause` ms. */
async function strike(kind: Fault, pause: number): Promise<void> {
  switch (kind) {
    case "page":
      await page.close();
      await moment(pause);
      page = await context.newPage();
      await page.goto("/field");
      await openTablet(page);
      break;
    case "network":
      line.cut();
      await moment(pause);
      line.mend();
      break;
    case "server":
      await server.kill();
      await moment(pause);
      await server.again();
      break;
  }
}

/** Until a moment drawn by chance: nothing is expected to have happened by then. */
function moment(ms: number): Promise<void> {
  return new Promise((now) => setTimeout(now, ms));
}
