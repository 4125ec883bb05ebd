// How fast the field app is on a slow tablet, and what sending a day's work costs. Writes docs/bench/field.json.
import { chromium, expect, test, type BrowserContext, type Page } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Line } from "../support/line";
import { removeFolder, ServerProcess } from "../support/process";
import { dice } from "../support/seed";
import { fillIn } from "../support/signIn";
import { keepOpen, makeReady, openTablet, saveVisits, untilStored } from "../support/store";

type Row = { what: string; value: number; unit: string; bar?: number; note?: string };

const root = fileURLToPath(new URL("../..", import.meta.url));
const rows: Row[] = [];
/** A tablet of the cheaper kind is about this much slower than a desk computer. */
const SLOWER = 4;
/** What the tablet carries. */
const SITES = 5_000;
const HAZARDS = 2_000;
/** A day of several inspectors. */
const VISITS = 200;
const PHOTOS_EACH = 3;
/** A JPEG of noise of this width weighs about 300 KB. */
const PHOTO_WIDTH = 1_000;

let server: ServerProcess;
let line: Line;
let profile: string;
let context: BrowserContext;

test.describe.configure({ mode: "serial" });

test.beforeAll(async () => {
  test.setTimeout(600_000);
  server = await ServerProcess.start();
  await fill();
  line = await Line.to(server.port);
  profile = mkdtempSync(join(tmpdir(), "xunan-tablet-"));
  await launch();
  const page = await context.newPage();
  // From the first request of a browser that has nothing on: the app's own start page, which leads to the form and back.
  // This system's browser reads no codes by itself, so the scanner is among it.
  const before = line.down;
  await page.goto("/field");
  await page.locator('a[href^="/sign-in"]').click();
  await fillIn(page, "inspector");
  await page.evaluate(() => navigator.serviceWorker.ready);
  row("first install, signing in with it: program, style, map, scanner, icons", (line.down - before) / 1024, "KB", 1_536);
  const begun = Date.now();
  await makeReady(page);
  row(`get ready: ${SITES} sites, ${HAZARDS} open hazards`, (Date.now() - begun) / 1000, "s");
});

test.afterAll(async () => {
  await context?.close();
  await line?.close();
  await server?.stop();
  if (profile) removeFolder(profile);
  const commit = execFileSync("git", ["rev-parse", "--short=10", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
  const occasion = { date: new Date().toISOString().slice(0, 10), commit };
  writeFileSync(join(root, "docs/bench/field.json"), `${JSON.stringify({ occasion, rows }, null, 2)}\n`);
});

test("a slow tablet without network", async () => {
  row("for comparing machines: a million numbers sorted, without slowdown", await timeSorting(context.pages()[0]!), "ms");
  line.cut();
  const starts: number[] = [];
  let page!: Page;
  for (let i = 0; i < 5; i++) {
    // the tablet was off: nothing is in memory
    await context.close();
    await launch();
    page = await context.newPage();
    await slow(page);
    const begun = performance.now();
    await page.goto("/field");
    await page.locator('a[href="/field/visit"]').first().waitFor({ state: "visible" });
    starts.push(performance.now() - begun);
  }
  row("cold start without network, until usable", median(starts), "ms", 2_500);

  const opened: number[] = [];
  for (let i = 0; i < 5; i++) {
    await page.goto("/field");
    const link = page.locator('a[href="/field/visit"]').first();
    await link.waitFor({ state: "visible" });
    opened.push(await untilShown(page, 'a[href="/field/visit"]', ".capture:not(.not-ready)"));
  }
  row("new visit: from the tap until the form is there", median(opened), "ms", 200);

  await page.goto("/field/sites");
  const typed = await typingOften(page);
  row("search as you type: the slowest of all 35, until drawn", typed.slowest, "ms", 50);
  row("… the text that is slowest in the middle of five times", typed.slowestInTheMiddle, "ms");
  const plain = await plainList();
  const least = await typingOften(plain);
  await plain.close();
  row("… the slowest of all 35 on a page of six lines of text without a program", least.slowest, "ms");
  row("… the text that is slowest there in the middle of five times", least.slowestInTheMiddle, "ms");

  await openTablet(page);
  row("save a visit with three photos: into the outbox", await timeSave(page), "ms", 100);
  line.mend();
  await untilStored(page, 120_000);
});

test("sending a day's work", async () => {
  const page = await context.newPage();
  await page.goto("/field");
  await openTablet(page);
  await keepOpen(page);
  line.cut();
  const saved = await saveVisits(page, VISITS, PHOTOS_EACH, 1, PHOTO_WIDTH);
  expect(saved).toHaveLength(VISITS);
  await keepOpen(page);
  line.mend();
  const requests = counting(page);
  const [cpu, up, begun] = [cpuOf(server), line.up, performance.now()];
  await untilStored(page, 1_200_000);
  const seconds = (performance.now() - begun) / 1000;
  row(`send ${VISITS} visits with ${VISITS * PHOTOS_EACH} photos`, seconds, "s");
  row("… megabytes sent", (line.up - up) / 1024 / 1024, "MB");
  row("… requests", requests(), "");
  row("… processor time of the server", (cpuOf(server) - cpu) / 1000, "s");
});

test("a line of 400 kbit/s, 400 ms, 5 % loss", async () => {
  await context.close();
  // the same address: at another one the browser has another store, and no tablet that is ready
  line.become({ bitsPerSecond: 400_000, roundTripMs: 400, loss: 0.05 }, dice(5));
  await launch();
  const page = await context.newPage();
  await page.goto("/field");
  await openTablet(page);
  // nobody has touched the screen since it was made ready: a day's work is longer than the idle time
  await keepOpen(page);
  line.cut();
  const saved = await saveVisits(page, 5, PHOTOS_EACH, 2, PHOTO_WIDTH);
  const weight = await page.evaluate(
    async () => JSON.parse(await window.tablet!.state()).unsent.bytes as number,
  );
  const [up, begun] = [line.up, performance.now()];
  line.mend();
  await untilStored(page, 1_200_000);
  row(`bad line: ${saved.length} visits, ${saved.length * PHOTOS_EACH} photos`, (performance.now() - begun) / 1000, "s");
  row("… bytes sent for each byte of the photos", (line.up - up) / weight, "", undefined, "1 would be nothing sent twice");
});

async function launch(): Promise<void> {
  const { launchOptions, viewport, locale, timezoneId } = test.info().project.use;
  const options = { ...launchOptions, baseURL: line.base, viewport, locale, timezoneId };
  context = await chromium.launchPersistentContext(profile, options);
}

function row(what: string, value: number, unit: string, bar?: number, note?: string): void {
  const shown = { what, value: Number(value.toPrecision(4)), unit, ...(bar ? { bar } : {}), ...(note ? { note } : {}) };
  rows.push(shown);
  // said at once: all of them take minutes
  console.log(shown);
}

function median(of: number[]): number {
  return [...of].sort((a, b) => a - b)[Math.floor(of.length / 2)]!;
}

async function slow(page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
}

/** How fast this machine is, which times mean nothing without: the middle of five times. */
async function timeSorting(page: Page): Promise<number> {
  const times = await page.evaluate(() =>
    Array.from({ length: 5 }, () => {
      const numbers = Uint32Array.from({ length: 1_000_000 }, (_, n) => Math.imul(n, 2_654_435_761));
      const begun = performance.now();
      numbers.sort();
      return performance.now() - begun;
    }),
  );
  return median(times);
}

/** Milliseconds from a tap until something is drawn, told by the page itself. */
function untilShown(page: Page, tapped: string, shown: string): Promise<number> {
  return page.evaluate(
    ([tapped, shown]) =>
      new Promise<number>((resolve) => {
        const begun = performance.now();
        const look = () => {
          const there = document.querySelector(shown)?.getClientRects().length;
          if (there) requestAnimationFrame(() => resolve(performance.now() - begun));
          else requestAnimationFrame(look);
        };
        document.querySelector<HTMLElement>(tapped)!.click();
        requestAnimationFrame(look);
      }),
    [tapped, shown] as const,
  );
}

/** A page where a letter changes six lines of text and does nothing else: what a letter takes this machine at the least. */
async function plainList(): Promise<Page> {
  const page = await context.newPage();
  await slow(page);
  await page.setContent(`<input type="search"><ol>${"<li><b>·</b><br>·</li>".repeat(6)}</ol>`);
  await page.evaluate(() => {
    const lines = [...document.querySelectorAll("li")].map((li) => [li.querySelector("b")!.firstChild!, li.lastChild!]);
    document.querySelector("input")!.addEventListener("input", (event) => {
      const typed = (event.target as HTMLInputElement).value;
      for (const [n, [name, address]] of lines.entries()) {
        name!.nodeValue = `${typed} ${n}`;
        address!.nodeValue = `仙霞路 ${n} 弄 ${typed}`;
      }
    });
  });
  return page;
}

/** Types the same texts five times. */
async function typingOften(page: Page): Promise<{ slowest: number; slowestInTheMiddle: number }> {
  const rounds: number[][] = [];
  for (let i = 0; i < 5; i++)
    rounds.push(await typing(page, ["x", "xx", "仙霞", "仙霞路7", "老王", "面馆 12", "hqlj"]));
  const middles = rounds[0]!.map((_, text) => median(rounds.map((round) => round[text]!)));
  return { slowest: Math.max(...rounds.flat()), slowestInTheMiddle: Math.max(...middles) };
}

/** Types each text and waits for the frame that shows its hits. */
async function typing(page: Page, texts: string[]): Promise<number[]> {
  await page.locator("input[type=search]").first().waitFor({ state: "visible" });
  return page.evaluate(async (texts) => {
    const field = document.querySelector<HTMLInputElement>("input[type=search]")!;
    const times = [];
    for (const text of texts) {
      const begun = performance.now();
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 0)));
      times.push(performance.now() - begun);
      await new Promise((rest) => setTimeout(rest, 300));
    }
    return times;
  }, texts);
}

/** Saving alone: the photos were taken, shrunk and stored while the form was filled in. */
async function timeSave(page: Page): Promise<number> {
  await page.evaluate(() => {
    const save = window.tablet!.save.bind(window.tablet);
    window.tablet!.save = async (...args: unknown[]) => {
      const begun = performance.now();
      const answer = await save(...args);
      (window as unknown as { saveMs: number[] }).saveMs.push(performance.now() - begun);
      return answer;
    };
    (window as unknown as { saveMs: number[] }).saveMs = [];
  });
  await saveVisits(page, 5, 3, 9, PHOTO_WIDTH);
  return median(await page.evaluate(() => (window as unknown as { saveMs: number[] }).saveMs));
}

function counting(page: Page): () => number {
  let n = 0;
  page.context().on("request", (request) => {
    if (request.url().includes("/api/")) n++;
  });
  return () => n;
}

/** Processor time of the server until now, milliseconds. */
function cpuOf(server: ServerProcess): number {
  const stat = readFileSync(`/proc/${server.pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // clock ticks of a hundredth of a second
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Brings the register to the size that is measured, by the importer. */
async function fill(): Promise<void> {
  const there = 1_620;
  const places = (i: number) => [121.3815 + (i % 71) * 0.0002, 31.2012 + (Math.floor(i / 71) % 53) * 0.0002] as const;
  const sites = ["名称,地址,类型,居委会,经度,纬度"];
  for (let i = 0; i < SITES - there; i++) {
    const [lon, lat] = places(i);
    const committee = `3101050080${String(1 + (i % 16)).padStart(2, "0")}`;
    sites.push(`老王面馆${i}号店,仙霞路${i}号,九小场所,${committee},${lon.toFixed(5)},${lat.toFixed(5)}`);
  }
  const hazards = ["发现时间,类别,描述,居委会,经度,纬度,状态"];
  for (let i = 0; i < HAZARDS; i++) {
    const [lon, lat] = places(i * 3);
    const committee = `3101050080${String(1 + (i % 16)).padStart(2, "0")}`;
    hazards.push(`2026-11-0${1 + (i % 9)} 09:30,消防,楼道堆物第${i}处,${committee},${lon.toFixed(5)},${lat.toFixed(5)},待派单`);
  }
  for (const [what, lines] of [
    ["sites", sites],
    ["hazards", hazards],
  ] as const) {
    const file = join(server.folder, `${what}.csv`);
    writeFileSync(file, lines.join("\n"));
    await server.run("import", what, file, "--as", "admin", "--datum", "wgs84", "--skip-bad");
  }
}
