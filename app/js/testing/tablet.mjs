// What the tests of the tablet's store share: its rules, a database of its own for each, and a server that answers as
// told.

import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { openDb } from "../field/db.js";
import { createField } from "../field/field.js";
import { uuid7 } from "../field/ids.js";
import { createOwed } from "../field/owed.js";
import { rulesOf } from "../field/rules.js";
import { openTablet } from "../field/tablet.js";
import { made } from "../worker/picture.js";

/** Where `cargo xtask rules` put the rules. */
const RULES = process.env.XUNAN_RULES;
if (!RULES || !existsSync(`${RULES}/worker.js`)) throw new Error("XUNAN_RULES: build them with `cargo xtask rules`");
const glue = await import(`${RULES}/worker.js`);
glue.initSync({ module: readFileSync(`${RULES}/worker_bg.wasm`) });
export const rules = rulesOf(glue);

export const AREA = { code: "310107005001", name: "曹杨一居委" };
export const KEY = Buffer.alloc(32, 7).toString("base64");
export const sha = (bytes) => createHash("sha256").update(bytes).digest("hex");
export const id = (n) => `01900000-0000-7000-8000-${String(n).padStart(12, "0")}`;

export function person(n = 1) {
  const actor = { user: id(n), login: `p${n}`, name: `检查员${n}`, role: "inspector", area: AREA.code };
  return { actor, area: AREA, areas: [] };
}

/** A report that the rules accept, with photos. */
export function report(n, photos = [], site = null) {
  return {
    kind: "register_hazard",
    command: {
      id: id(n),
      source: "inspection",
      category: "fire",
      severity: "general",
      description: `通道堵塞 ${n}`,
      site,
      position: { point: { lon: 121.4, lat: 31.2 }, source: "gps" },
      found_at: "2026-06-01T08:00:00Z",
      photos_before: photos,
    },
  };
}

/** A step on a hazard. */
export function step(n, hazard, version = 3) {
  const command = { do: "rectify", note: "已清理", photos: [] };
  return { kind: "change_hazard", command: { id: id(n), hazard: id(hazard), base_version: version, command } };
}

/** A stove as the feed brings it. */
export const stove = (n, status = "non_safe", version = 1) => ({
  state: { id: id(n), site: id(900), status, version, note: `王阿姨家灶具 ${n}` },
  key: n,
});

/** The report of a device that was hung up, as a form of the programmes. */
export function install(n, device, serial, visit = null) {
  const installation = { serial, place: "厨房", installer: "安装公司 钱师傅", test_passed: true, photos: [] };
  const content = {
    id: id(n),
    device: id(device),
    visit: visit && id(visit),
    base_version: 1,
    command: { do: "install", installation },
  };
  return { kind: "programme", command: { form: "change_device", content } };
}

/** A save of a user of cylinders, one of them with this proof. */
export function lpg(n, user, proof = [], base = null) {
  const cylinder = { number: "SH20230001", kilograms: 15, returned_on: "2026-05-20", proof };
  const content = { id: id(n), user: id(user), site: id(900), base_version: base, cylinders: [cylinder] };
  return { kind: "programme", command: { form: "save_lpg_user", content } };
}

/** A new hotline order, at a site and about a hazard where they are given. */
export function order(n, record, { site = null, hazard = null } = {}) {
  const content = {
    id: id(n),
    record: {
      id: id(record),
      number: `GD${n}`,
      text: "楼道里有电瓶车充电",
      caller_name: "钱多多",
      caller_phone: "13700001234",
      site: site && id(site),
      hazard: hazard && id(hazard),
    },
  };
  return { kind: "programme", command: { form: "enter_order", content } };
}

/** Where nothing is waited for: timers that tests let run out. */
export function handTimers() {
  const set = new Map();
  let n = 0;
  return {
    setTimeout: (work) => (set.set((n += 1), work), n),
    clearTimeout: (which) => set.delete(which),
    pending: () => set.size,
    /** The time of the last one has come. */
    ring: () => [...set.values()].at(-1)(),
  };
}

/** A server that keeps what it is sent, as the real one does, and misbehaves as told. */
export function scriptedServer({ me = person(), now = () => Date.parse("2026-06-01T09:00:00Z") } = {}) {
  const server = {
    me,
    records: new Map(),
    photos: new Map(),
    pages: { sites: [[]], hazards: [[]], stoves: [[]], detectors: [[]], "gas-users": [[]], tasks: [[]], targets: [[]] },
    changes: [],
    /** What it was told that stays on the tablet, each time. */
    held: [],
    requests: [],
    /** Is told of each request that gets there. */
    hears: () => {},
    /** By the next requests: a function that may answer instead, or make them fail. */
    script: [],
    verdict: () => null,
    refusePhoto: () => false,
    signedIn: true,
    updateFirst: false,
    lateHours: 24,
  };
  const json = (value, status = 200, headers = {}) => new Response(JSON.stringify(value), { status, headers });
  const fault = (code, status) => json({ code }, status);

  const receipt = ({ id, sha256, body }) => ({
    id,
    sha256,
    received_at: new Date(now()).toISOString(),
    skew_ms: 0,
    hazards: [[id, `普-${id.slice(-4)}`]],
    awaited: JSON.parse(body).photos.map(({ id }) => id).filter((id) => !server.photos.get(id)?.done),
  });

  function carryOut(command) {
    const { id, sha256, body } = command;
    if (sha(body) !== sha256) return { outcome: "refused", fault: { code: "damaged" } };
    const there = server.records.get(id);
    if (there) {
      if (there.sha256 !== sha256) return { outcome: "refused", fault: { code: "content_conflict" } };
      return { outcome: "already", receipt: receipt(command) };
    }
    const told = server.verdict(JSON.parse(body), command);
    if (told) return told;
    server.records.set(id, { sha256, body, times: 1 });
    return { outcome: "applied", receipt: receipt(command) };
  }

  function photo(id, url, method, bytes) {
    const there = server.photos.get(id) ?? { data: Buffer.alloc(0), done: false };
    server.photos.set(id, there);
    const query = url.searchParams;
    if (method === "POST" && !there.done) {
      const offset = Number(query.get("offset"));
      if (offset === there.data.length) there.data = Buffer.concat([there.data, bytes]);
      there.done = there.data.length === Number(query.get("bytes"));
      there.sha256 = query.get("sha256");
    }
    if (!there.done) return json({ state: "partial", offset: there.data.length });
    if (server.refusePhoto(id)) return json({ state: "refused", fault: { code: "damaged_file" } });
    const sha256 = sha(there.data);
    return json({ state: "stored", receipt: { id, sha256, bytes: there.data.length, width: 1, height: 1 } });
  }

  async function answer(url, { method = "GET", body, headers = {} } = {}) {
    server.hears(url, { method, body });
    const { pathname } = url;
    if (!server.signedIn && pathname.startsWith("/api/")) return fault("unauthenticated", 401);
    if (server.updateFirst && /field|sync|photos/.test(pathname)) return fault("update_first", 426);
    if (pathname === "/api/v1/me") return json(server.me);
    if (pathname === "/api/v1/field/device") {
      const { device } = JSON.parse(body);
      const limits = { idle_minutes: 15, late_hours: server.lateHours };
      return json({ device, me: server.me, key: KEY, seq: 5, now: new Date(now()).toISOString(), ...limits });
    }
    const page = /^\/api\/v1\/field\/(sites|hazards|stoves|detectors|gas-users|tasks|targets)$/.exec(pathname);
    if (page) {
      const pages = server.pages[page[1]];
      const at = Number((url.searchParams.get("after") ?? "0").slice(-3));
      // cursors that a script's numbers cannot hold
      const next = at + 1 < pages.length ? `9007199254740${String(993000 + at + 1).padStart(6, "0")}` : "null";
      return new Response(`{"items":[${pages[at].join(",")}],"next":${next}}`);
    }
    if (pathname === "/api/v1/field/changes") {
      const since = Number(url.searchParams.get("since"));
      const told = server.changes.find(({ seq }) => seq > since) ?? { seq: since };
      const more = server.changes.some(({ seq }) => seq > told.seq);
      const gear = { stoves: [], detectors: [], gas_users: [] };
      const none = { sites: [], hazards: [], ...gear, tasks: [], targets: [], gone: [] };
      const empty = { ...none, area: server.me.area, reference_tag: "r1" };
      return json({ ...empty, now: new Date(now()).toISOString(), ...told, more });
    }
    if (pathname === "/api/v1/field/reference") {
      if (headers["if-none-match"] === '"r1"') return new Response(null, { status: 304 });
      return json({ checklists: [{}, {}], standards: [{}] }, 200, { etag: '"r1"' });
    }
    if (pathname === "/api/v1/base.geojson") {
      return json({ type: "FeatureCollection", features: [] }, 200, { etag: '"b1"' });
    }
    if (pathname === "/api/v1/sync") {
      const { commands, held } = JSON.parse(body);
      server.held.push(held);
      const answers = commands.map((command) => ({ id: command.id, ...carryOut(command) }));
      return json({ now: new Date(now()).toISOString(), answers });
    }
    const sent = /^\/api\/v1\/photos\/(.+)$/.exec(pathname);
    if (sent) return photo(sent[1], url, method, Buffer.from(body ?? []));
    const picture = /^\/files\/([^/]+)/.exec(pathname);
    if (picture) return new Response(new Blob([`picture ${picture[1]}`], { type: "image/jpeg" }));
    if (pathname === "/do/sign-out") {
      server.signedIn = false;
      return new Response(null, { status: 200 });
    }
    return fault("not_found", 404);
  }

  server.fetch = async (path, options) => {
    const url = new URL(path, "http://tablet");
    server.requests.push(`${options?.method ?? "GET"} ${url.pathname}`);
    const scripted = server.script.shift();
    if (!scripted) return answer(url, options);
    return scripted(() => answer(url, options), url, options);
  };
  return server;
}

/** The line breaks before the request gets there. */
export const lost = () => {
  throw new TypeError("no line");
};
/** It gets there, and the answer does not come back. */
export const unheard = async (answer) => {
  await answer();
  throw new TypeError("no line");
};

/** The browser's caches, as much of them as a note needs. */
export function caches() {
  const all = new Set();
  return {
    has: async (name) => all.has(name),
    open: async (name) => void all.add(name),
    delete: async (name) => all.delete(name),
  };
}

/** A tablet on a database of its own, with hands on its clock. */
export async function tablet(
  server,
  {
    at = Date.parse("2026-06-01T09:00:00Z"),
    factory = new IDBFactory(),
    storage,
    program = {},
    page = {},
    owed = createOwed({ caches: caches() }),
    db,
    locks = null,
    wakeLater,
  } = {},
) {
  globalThis.indexedDB = factory;
  const clock = { at };
  const events = [];
  const emit = (event) => events.push(event);
  const downloads = [];
  const timers = handTimers();
  const outside = {
    db,
    now: () => clock.at,
    rounds: 1000,
    owed,
    // an answer that never comes is no reason to wait for real
    server: { fetch: server.fetch, timers: handTimers() },
    engine: { locks, timers },
  };
  const parts = await openTablet({ rules, emit, make: made, label: "test", outside, inTheWay: () => {}, wakeLater });
  const field = createField(
    parts,
    { waiting: () => false, ...program },
    { emit, make: made, storage, download: (blob, name) => downloads.push({ blob, name }), navigator: {}, ...page },
  );
  /** Saves a command, and waits until what that set off is over. */
  const save = async (command, photos = [], title = "站点") => {
    const done = await field.save(JSON.stringify(command), JSON.stringify(photos), title, "");
    await parts.engine.wake();
    return done;
  };
  const addPhoto = (n, bytes = 300_000) => field.addPhoto(id(n), "before", picture(n, bytes));
  const standing = async () => {
    const saved = await field.outbox();
    return Object.fromEntries(saved.map(({ id, standing }) => [Number(id.slice(-6)), standing]));
  };
  return { ...parts, owed, field, clock, events, downloads, save, addPhoto, standing, factory, timers };
}

/** Bytes that count as a whole picture and are like no other's. */
export function picture(n, bytes) {
  const data = Buffer.alloc(bytes, n % 251);
  data.set([0xff, 0xd8, 0xff, 0xda, 0, 2]);
  data.set([0xff, 0xd9], bytes - 2);
  return new Blob([data], { type: "image/jpeg" });
}

export { openDb, uuid7 };
