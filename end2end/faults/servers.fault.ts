// Three servers on one PostgreSQL behind HAProxy, one address for all. What one of them has changed counts at the others, and one
// after the other is killed in the middle of a tablet's sync, of a summary's issue, of notices for many, of work that waits. In
// the end everything is there once. FAULTS sets how many servers die while the tablet sends; seeds are fixed as in sync.fault.ts.
import {
  chromium,
  expect,
  request,
  test,
  type APIRequestContext,
  type APIResponse,
  type BrowserContext,
  type Page,
} from "@playwright/test";
import { createHash } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId } from "../support/doors";
import { Line } from "../support/line";
import { Listener, type Told } from "../support/listener";
import { OwnDatabase } from "../support/postgres";
import { freePort, removeFolder, ServerProcess } from "../support/process";
import { LEADS_TO, Proxy, SERVED_BY } from "../support/proxy";
import { dice } from "../support/seed";
import { PASSWORD, people, signIn, type Person } from "../support/signIn";
import {
  WIDE,
  isThereOnce,
  keepOpen,
  makeReady,
  saveVisits,
  untilStored,
  type SavedVisit,
} from "../support/store";

const NAMES = ["a", "b", "c"] as const;
type Name = (typeof NAMES)[number];

const first = Number(process.env.FAULT_SEED ?? 1);
const moments = process.env.FAULT_SEED ? 1 : Math.ceil(Number(process.env.FAULTS ?? 9) / 3);
/** Sending what one round saves takes about this long. */
const WITHIN_MS = 900;
const SETTLED_MS = 120_000;
/** A change at another server is heard of within a second, and a session that ended there is remembered for one; a busy machine
 *  takes its time besides. */
const SOON_MS = 5_000;
/** The lease of a job that a dead server had, and the look for waiting work. */
const LEASE_MS = 60_000;
const AREA = "310105008";

let database: OwnDatabase;
let listener: Listener;
let servers: Record<Name, ServerProcess>;
let proxy: Proxy;
let line: Line;
let files: string;
let profile: string;
let context: BrowserContext;
let page: Page;
const at: Partial<Record<Person, APIRequestContext>> = {};
const saved: SavedVisit[] = [];
/** A summary whose word was on its way when its server died. */
let announced: Told;

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({}, info) => {
  test.setTimeout(900_000);
  database = await OwnDatabase.create();
  listener = await Listener.start();
  files = mkdtempSync(join(tmpdir(), "xunan-files-"));
  const port = await freePort();
  const start = (name: Name) =>
    ServerProcess.start({
      // all three at once on a database without any table; one of them loads the demo meanwhile
      demo: name === "a",
      settings: {
        DATABASE_URL: database.url,
        XUNAN__STORAGE__URL: files,
        XUNAN__SERVER__PUBLIC_URL: `http://127.0.0.1:${port}`,
        XUNAN__SERVER__TRUSTED_PROXY: "true",
        XUNAN__WEBHOOK__URL: listener.address(name),
      },
    });
  const begun = await Promise.allSettled(NAMES.map(start));
  const [a, b, c] = begun.map((server) => (server.status === "fulfilled" ? server.value : undefined));
  servers = { a: a!, b: b!, c: c! };
  for (const server of begun) if (server.status === "rejected") throw server.reason;
  proxy = await Proxy.start(port, { a: a!.port, b: b!.port, c: c!.port });
  await expect.poll(() => everyoneServes(), { timeout: SETTLED_MS }).toEqual([...NAMES]);

  line = await Line.to(port);
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
});

test.afterAll(async () => {
  await context?.close();
  await Promise.all(Object.values(at).map((person) => person.dispose()));
  await line?.close();
  await proxy?.stop();
  await Promise.all(Object.values(servers ?? {}).map((server) => server?.stop()));
  await listener?.close();
  await database?.drop();
  for (const folder of [profile, files]) if (folder) removeFolder(folder);
});

test("what one server has changed counts at the others", async () => {
  test.setTimeout(180_000);
  const office = await enter("office");

  // somebody waits at one server for what is changed at another
  const { mark } = (await (await office.get("/api/v1/desk/changes", to("a"))).json()) as { mark: string };
  const waits = office.get(`/api/v1/desk/changes?seen=${mark}`, to("a"));
  await addHazard(office, `别处登记 ${newId()}`, "b");
  const begun = Date.now();
  const heard = (await (await waits).json()) as { mark: string };
  expect(heard.mark).not.toBe(mark);
  expect(Date.now() - begun).toBeLessThan(SOON_MS);

  // a form that is refused at one, and the page that follows from another, which has read the session just now
  for (const [refuses, follows] of [["a", "b"], ["b", "c"], ["c", "a"]] as const) {
    expect((await office.get("/sites", to(follows))).status()).toBe(200);
    const html = { accept: "text/html", referer: `${proxy.base}/sites?q=x` };
    const refused = await send(office, "/do/sites", [["name", ""]], refuses, { headers: html, maxRedirects: 0 });
    expect(refused.status()).toBe(303);
    const headers = { accept: "text/html", ...to(follows).headers };
    const shown = await office.get(refused.headers().location!, { headers });
    expect((await shown.text()).includes("有内容需要修改"), `${follows} tells what ${refuses} refused`).toBe(true);
  }

  // a photo that is begun at one goes on at another, after the first has died
  const picture = await drawn(page);
  const id = newId();
  const sha256 = createHash("sha256").update(picture).digest("hex");
  const piece = async (from: number, until: number, server?: Name) => {
    const path = `/api/v1/photos/${id}?sha256=${sha256}&bytes=${picture.length}&kind=before&offset=${from}`;
    const headers = { "content-type": "application/octet-stream", ...to(server).headers };
    return (await office.post(path, { data: picture.subarray(from, until), headers })).json();
  };
  const half = Math.floor(picture.length / 2);
  expect(await piece(0, half, "a")).toMatchObject({ state: "partial", offset: half });
  await servers.a.kill();
  expect(await piece(half, picture.length, "b")).toMatchObject({ state: "stored", receipt: { sha256 } });
  await back("a");
  expect((await office.get(`/files/${id}`, to("a"))).status()).toBe(200);

  // who signs out at one is out at the others, whoever still has the cookie
  const leader = await enter("leader");
  const kept = await request.newContext({
    baseURL: proxy.base,
    extraHTTPHeaders: { accept: "application/json" },
    storageState: await leader.storageState(),
  });
  expect((await kept.get("/api/v1/me", to("b"))).status()).toBe(200);
  expect((await send(leader, "/do/sign-out", [], "a")).status()).toBeLessThan(400);
  const me = async () => (await kept.get("/api/v1/me", to("b"))).status();
  await expect.poll(me, { timeout: SOON_MS }).toBe(401);
  await kept.dispose();
});

test("a summary is issued once, whichever server dies over it, and word of it goes out", async () => {
  test.setTimeout(240_000);
  const [writer, checker] = [await enter("office"), await enter("colleague")];
  for (const [i, month] of ["01", "02"].entries()) {
    const id = newId();
    const draft: Pairs = [["id", id], ["area", AREA], ["year", "2023"], ["period", month]];
    expect((await send(writer, "/do/summaries", draft)).status()).toBe(200);
    const step = (person: APIRequestContext, name: string, pairs: Pairs) => (server?: Name) =>
      send(person, `/do/summaries/${id}/${name}`, pairs, server);
    const words: Pairs = [["lang", "zh"], ["topic", "next_period"], ["text", "继续开展排查整治。"]];
    const written = await step(writer, "edit", [["id", newId()], ["base_version", "1"], ...words])();
    const { version } = (await written.json()) as { version: number };
    const check: Pairs = [["id", newId()], ["base_version", `${version}`]];
    const checked = await diesOver(NAMES[i]!, by(dice(i + 1), 1_500), step(checker, "check", check));
    const { version: then, sha256 } = (await checked.json()) as { version: number; sha256: string };
    const issue: Pairs = [["id", newId()], ["base_version", `${then}`], ["sha256", sha256]];
    if (i === 0) {
      const issued = await diesOver("c", by(dice(7), 1_500), step(checker, "issue", issue));
      expect(await issued.json()).toMatchObject({ status: "issued" });
      continue;
    }
    // whoever tells of this one dies before it has its answer
    await expect.poll(() => listener.told.length, { timeout: LEASE_MS }).toBeGreaterThanOrEqual(1);
    const told = listener.next();
    expect((await step(checker, "issue", issue)()).status()).toBe(200);
    announced = await told;
    expect(announced.id).toBe(id);
    await servers[announced.by as Name].kill();
    await back(announced.by as Name);
  }
  const numbers = await database.ask<{ number: string }>("SELECT number FROM summary WHERE status = 'issued'");
  expect(new Set(numbers.map((row) => row.number)).size).toBe(2);
  expect(await database.number("SELECT count(*) FROM summary_event WHERE action = 'issue'")).toBe(2);
  expect(await database.number("SELECT max(last_seq) FROM summary_counter")).toBe(2);
});

test("notices for many are issued once each, and printed the same by every server", async () => {
  test.setTimeout(240_000);
  const office = await enter("office");
  const hazards: string[] = [];
  for (let n = 0; n < 12; n++) hazards.push(await addHazard(office, `楼道堆物 ${n} ${newId()}`));
  const whole: Pairs = [["id", newId()], ...hazards.map((hazard): [string, string] => ["notice", hazard])];
  const issue = (server?: Name) => send(office, "/do/desk/notices", whole, server);
  const before = 1 + Math.floor(dice(11)() * 6);
  const count = () => database.number("SELECT count(*) FROM paper");
  const some = () => expect.poll(count, { timeout: SETTLED_MS, intervals: [5] }).toBeGreaterThanOrEqual(before);
  const issued = await diesOver("b", some, issue, async () => expect(await count()).toBeLessThan(hazards.length));
  const outcomes = (await issued.json()) as { paper: [string, string] | null; refusal: unknown }[];
  expect(outcomes.map(({ refusal }) => refusal)).toEqual(hazards.map(() => null));
  const papers = outcomes.map(({ paper }) => paper![0]);
  expect(await count()).toBe(hazards.length);
  const onPapers = "SELECT count(DISTINCT hazard_id) FROM paper_hazard WHERE hazard_id = ANY($1)";
  expect(await database.number(onPapers, [hazards])).toBe(hazards.length);
  expect(await database.number("SELECT max(last_seq) FROM paper_counter")).toBe(hazards.length);

  const all: Pairs = papers.map((paper): [string, string] => ["paper", paper]);
  const print = (server?: Name) => send(office, "/do/papers/print", all, server);
  const printed = await (await diesOver("a", by(dice(13), 200), print)).body();
  expect(printed.subarray(0, 5).toString()).toBe("%PDF-");
  for (const name of NAMES) {
    const again = await print(name);
    expect(again.headers()[SERVED_BY]).toBe(name);
    expect(printed.equals(await again.body()), `the print of ${name}`).toBe(true);
  }
});

for (let seed = first; seed < first + moments; seed++) {
  const chance = dice(seed);
  const name = NAMES[(seed - 1) % NAMES.length]!;
  const after = Math.round(chance() * WITHIN_MS);
  test(`server ${name} killed ${after} ms into a tablet's sending (seed ${seed})`, async () => {
    test.setTimeout(240_000);
    if (saved.length === 0) {
      await signIn(page, "inspector");
      await page.goto("/field");
      await makeReady(page);
    }
    await keepOpen(page);
    line.cut();
    const visits = await saveVisits(page, 2, 2, seed, WIDE);
    saved.push(...visits);
    line.mend();
    // not awaited: the fault falls into it
    void page.evaluate(() => window.tablet!.syncNow()).catch(() => {});
    await moment(after);
    await servers[name].kill();
    // the others take all of it meanwhile
    await untilStored(page, SETTLED_MS);
    await back(name);
    for (const visit of visits) await isThereOnce(page, visit);
  });
}

test("in the end everything is there once", async () => {
  test.setTimeout(240_000);
  // the work of the server that died has been carried out by another, once
  const tellings = () => listener.told.filter(({ id }) => id === announced.id).length;
  await expect.poll(tellings, { timeout: LEASE_MS, message: "word of the summary" }).toBe(2);
  const job = "SELECT state, attempts FROM job WHERE unique_key = $1";
  const state = async () => (await database.ask(job, [`announce_summary:${announced.id}`]))[0];
  await expect.poll(state, { timeout: SOON_MS }).toEqual({ state: "done", attempts: 2 });
  expect(await database.number("SELECT count(*) FROM job WHERE state = 'failed'")).toBe(0);

  for (const visit of saved) await isThereOnce(page, visit);
  const visits = saved.map((visit) => visit.id);
  const found = saved.flatMap((visit) => visit.hazards);
  expect(await database.number("SELECT count(*) FROM inspection WHERE id = ANY($1)", [visits])).toBe(visits.length);
  const ofVisits = "SELECT count(*) FROM hazard WHERE inspection_id = ANY($1)";
  expect(await database.number(ofVisits, [visits])).toBe(found.length);
  const photos = saved.flatMap((visit) => visit.photos).map(({ id, sha256 }) => ({ id, sha256 }));
  const stored = await database.ask<{ id: string; sha256: string }>(
    "SELECT id, sha256_original AS sha256 FROM file WHERE id = ANY($1) ORDER BY id",
    [photos.map((photo) => photo.id)],
  );
  expect(stored).toEqual(photos.sort((a, b) => (a.id < b.id ? -1 : 1)));
  expect(await database.number("SELECT count(*) FROM upload")).toBe(0);
  expect(await database.number("SELECT count(*) FROM awaited_photo")).toBe(0);
  // the numbers of each year begin with 1 and have no gap; the log of each is looked at by the command
  const gaps =
    "SELECT count(*) FROM (SELECT subdistrict_code, year FROM hazard GROUP BY subdistrict_code, year " +
    "HAVING max(seq) <> count(*) OR min(seq) <> 1 OR count(DISTINCT seq) <> count(*)) g";
  expect(await database.number(gaps)).toBe(0);
  await servers.b.run("audit", "verify");
});

type Pairs = [string, string][];

/** The server that a request is led to; any without a name. */
function to(name?: Name): { headers: Record<string, string> } {
  return { headers: name ? { [LEADS_TO]: name } : {} };
}

/** Sends a form as a program does. */
function send(
  person: APIRequestContext,
  path: string,
  pairs: Pairs,
  server?: Name,
  options: { headers?: Record<string, string>; maxRedirects?: number } = {},
): Promise<APIResponse> {
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const headers = { ...form, ...to(server).headers, ...options.headers };
  const data = new URLSearchParams(pairs).toString();
  return person.post(path, { ...options, data, headers, timeout: SETTLED_MS });
}

/** Sends something to a server that dies when it is time to, and again, to any, until it is answered. */
async function diesOver(
  name: Name,
  time: () => Promise<void>,
  sending: (server?: Name) => Promise<APIResponse>,
  dead: () => Promise<void> = async () => {},
): Promise<APIResponse> {
  const broken = sending(name).catch(() => undefined);
  await time();
  await servers[name].kill();
  await broken;
  await dead();
  const answer = await sending();
  expect(answer.status(), await answer.text()).toBe(200);
  await back(name);
  return answer;
}

/** After some of these milliseconds. */
function by(chance: () => number, within: number): () => Promise<void> {
  return () => moment(Math.round(chance() * within));
}

/** Somebody's program, signed in at the one address. */
async function enter(who: Person): Promise<APIRequestContext> {
  const known = at[who];
  if (known) return known;
  const person = await request.newContext({
    baseURL: proxy.base,
    extraHTTPHeaders: { accept: "application/json", origin: proxy.base },
  });
  const answer = await send(person, "/do/sign-in", [["login", people[who]], ["password", PASSWORD]]);
  expect(answer.status()).toBe(204);
  return (at[who] = person);
}

/** A hazard of now at a site of its own, so that its notice is one of its own; its id. */
async function addHazard(person: APIRequestContext, what: string, server?: Name): Promise<string> {
  const [site, id] = [newId(), newId()];
  const where = { id: site, kind: "small_unit", name: what, address: `仙霞路 ${what}`, area: `${AREA}001` };
  expect((await person.post("/api/v1/sites", { data: where, ...to(server) })).status()).toBe(201);
  const hazard = { id, source: "inspection", category: "fire", severity: "general", description: what, site };
  const data = { ...hazard, found_at: new Date().toISOString() };
  expect((await person.post("/api/v1/hazards", { data, ...to(server) })).status()).toBe(201);
  return id;
}

/** A photo with the weight of a small one. */
async function drawn(page: Page): Promise<Buffer> {
  const text = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(320, 240);
    const pen = canvas.getContext("2d")!;
    const noise = pen.createImageData(320, 240);
    crypto.getRandomValues(noise.data.subarray(0, 65_536));
    for (let i = 3; i < noise.data.length; i += 4) noise.data[i] = 255;
    pen.putImageData(noise, 0, 0);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer());
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  });
  return Buffer.from(text, "latin1");
}

/** Starts a server again and waits until the proxy leads to it. */
async function back(name: Name): Promise<void> {
  await servers[name].again();
  await expect.poll(() => servedBy(name), { timeout: SETTLED_MS }).toBe(name);
}

async function servedBy(name: Name): Promise<string | undefined> {
  const answer = await fetch(`${proxy.base}/healthz`, to(name)).catch(() => undefined);
  return answer?.headers.get(SERVED_BY) ?? undefined;
}

/** Those that the proxy leads to. */
async function everyoneServes(): Promise<(string | undefined)[]> {
  return Promise.all(NAMES.map(servedBy));
}

/** Until a moment drawn by chance: nothing is expected to have happened by then. */
function moment(ms: number): Promise<void> {
  return new Promise((now) => setTimeout(now, ms));
}
