// Sending when nobody looks: the browser is asked to wake the service worker when there is a line again, and is told
// when it has to do so once more.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { IDBFactory } from "fake-indexeddb";
import { openTablet } from "./field/tablet.js";
import { followProgram } from "./field/update.js";
import { createSending } from "./sw/sending.js";
import { listenTo } from "./testing/heard.mjs";
import { handTimers, id, lost, person, report, rules, scriptedServer, tablet, unheard } from "./testing/tablet.mjs";

const AT = Date.parse("2026-06-01T09:00:00Z");
const BYTES = 200_000;
const NO_LINE = Array.from({ length: 9 }, () => lost);
/** Where the script of the service worker looks for the rules. */
const RULES_WASM = "/pkg/worker.wasm";

/** A browser with a service worker. `register` is what it makes of being asked to wake it; without that it cannot. */
function browser(register) {
  const sync = register && { register };
  const registration = { addEventListener: () => {}, active: null, installing: null, waiting: null, sync };
  const serviceWorker = { register: async () => registration, addEventListener: () => {}, ready: Promise.resolve() };
  return { serviceWorker };
}

const followed = (navigator, told = {}) =>
  followProgram(
    { ready: () => {}, wake: () => {}, ...told },
    { navigator, timers: { setInterval: () => 0, setTimeout: () => 0 } },
  );

/** A tablet that was made ready, and what its browser was asked since. */
async function ready(server = scriptedServer(), more = {}) {
  const asked = [];
  const program = followed(browser(async (tag) => void asked.push({ tag, requests: server.requests.length })));
  const it = await tablet(server, { program, wakeLater: program.wakeLater, ...more });
  assert.deepEqual(await it.field.prepare(), { answer: "ok" });
  await it.engine.wake();
  asked.length = 0;
  return { ...it, server, asked };
}

test("the browser is asked to wake the service worker whenever something waits for a line, or for time", async () => {
  const put = (outcome) => (server) => (server.verdict = () => outcome);
  const busy = () => new Response(JSON.stringify({ code: "busy" }), { status: 503 });
  for (const [what, arrange, waits] of [
    ["there is no line", (server) => (server.script = [...NO_LINE]), true],
    ["the answer is lost", (server) => (server.script = [(answer) => answer(), unheard]), true],
    ["the server puts it off", put({ outcome: "later" }), true],
    ["the server is busy", (server) => (server.script = [(answer) => answer(), busy]), true],
    ["all of it is there", () => {}, false],
    ["a person has to decide", put({ outcome: "refused", fault: { code: "invalid" } }), false],
  ]) {
    const it = await ready();
    it.server.requests.length = 0;
    arrange(it.server);
    await it.save(report(1));
    // for having saved it, before anything is sent: the page may be closed at once; then for what has become of it
    const [saved, ...after] = it.asked;
    assert.deepEqual(saved, { tag: "xunan-outbox", requests: 0 }, what);
    assert.deepEqual(after.map(({ tag }) => tag), waits ? ["xunan-outbox"] : [], what);
  }
});

test("a photo that waits behind its record is waited for as well", async () => {
  const it = await ready();
  await it.addPhoto(11, 1000);
  // whose session, the record; then the line breaks
  it.server.script = [(answer) => answer(), (answer) => answer(), lost];
  await it.save(report(1, [id(11)]), [{ id: id(11), kind: "before" }]);
  assert.deepEqual(await it.standing(), { 1: "photos" });
  assert.equal(it.asked.length, 2);
});

test("where the browser wakes nobody, or does not want to, saving and sending are the same", async () => {
  const refuses = async () => Promise.reject(new DOMException("not allowed", "NotAllowedError"));
  for (const navigator of [{}, browser(), browser(refuses)]) {
    const program = followed(navigator);
    const server = scriptedServer();
    const it = await tablet(server, { program, wakeLater: program.wakeLater });
    await it.field.prepare();
    await it.engine.wake();
    server.script = [...NO_LINE];
    assert.deepEqual(await it.save(report(1)), { answer: "ok" });
    server.script = [];
    assert.deepEqual(await it.field.syncNow(), { answer: "ok" });
    assert.deepEqual(await it.standing(), { 1: "stored" });
  }
});

test("a page that the service worker finds open is told to send", async () => {
  let hears;
  const navigator = browser(async () => {});
  navigator.serviceWorker.addEventListener = (name, listener) => name === "message" && (hears = listener);
  let woken = 0;
  followed(navigator, { wake: () => (woken += 1) });
  const page = { url: "https://xunan.example/field/visit", postMessage: (data) => hears({ data }) };
  await createSending({ clients: { matchAll: async () => [page] }, open: () => assert.fail("not needed") }).wake();
  assert.equal(woken, 1);
  hears({ data: { type: "anything else" } });
  assert.equal(woken, 1);
});

/** A tablet whose pages are all closed, with a record, its photo and another record saved without a line. */
async function closed() {
  const server = scriptedServer();
  const heard = listenTo(server);
  const factory = new IDBFactory();
  const it = await ready(server, { factory });
  await it.addPhoto(11, BYTES);
  server.script = [...NO_LINE];
  await it.save(report(1, [id(11)]), [{ id: id(11), kind: "before" }]);
  await it.save(report(2));
  it.engine.stop();
  it.db.close();
  server.script = [];
  return { server, heard, factory };
}

function assertAllSentOnce({ server, heard }) {
  assert.deepEqual([...heard.commands].map(([command, texts]) => [command, texts.length]), [[id(1), 1], [id(2), 1]]);
  assert.equal(heard.photos.get(id(11)).length, BYTES);
  assert.deepEqual([server.records.size, server.photos.get(id(11)).done], [2, true]);
}

test("without a page the service worker sends by itself; while something waits it fails, and is woken again", async () => {
  const it = await closed();
  const [told, opened] = [[], []];
  let at = AT;
  const sending = createSending({
    clients: { matchAll: async () => [] },
    open: async (emit, wakeLater) => {
      const server = { fetch: it.server.fetch, timers: handTimers() };
      const outside = { now: () => at, server, engine: { locks: null, timers: handTimers() } };
      const store = await openTablet({ rules, emit, wakeLater, outside });
      opened.push(store.db);
      return store;
    },
    channel: () => ({ postMessage: ({ event }) => told.push(event), close: () => told.push("closed") }),
  });
  globalThis.indexedDB = it.factory;
  const busy = () => new Response(JSON.stringify({ code: "busy" }), { status: 503 });
  for (const script of [NO_LINE, NO_LINE, [busy], [(answer) => answer(), busy]]) {
    it.server.script = [...script];
    await assert.rejects(sending.wake(), "so the browser tries again");
    // a server that was busy has said when
    at += 60_000;
    assert.deepEqual([told.at(-1), it.server.records.size], ["closed", 0]);
  }
  it.server.script = [];
  await sending.wake();
  assertAllSentOnce(it);
  assert.ok(told.includes("outbox"), "pages that were opened meanwhile hear of it");
  assert.equal(told.at(-1), "closed");
  for (const db of opened) assert.throws(() => db.transaction("meta"), "a newer version need not wait for it");
  // nothing is left that a line would take
  await sending.wake();
  assertAllSentOnce(it);
});

/** The script of the service worker as the build makes it, with the rules that the tests have, and nothing to keep. */
async function serviceWorker() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("sw/sw.js", import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    logLevel: "error",
    define: { RULES_WASM: JSON.stringify(RULES_WASM), "import.meta.url": '"https://xunan.example/sw.js"' },
    plugins: [
      {
        name: "what only the build knows",
        setup(made) {
          made.onResolve({ filter: /^xunan-rules$/ }, () => ({ path: `${process.env.XUNAN_RULES}/worker.js` }));
          made.onResolve({ filter: /^xunan-precache$/ }, ({ path }) => ({ path, namespace: "made" }));
          const none = { contents: '{"version":"1","files":[]}', loader: "json" };
          made.onLoad({ filter: /.*/, namespace: "made" }, () => none);
        },
      },
    ],
  });
  return outputFiles[0].text;
}

test("the service worker's own script does so when the browser wakes it by the name that pages ask for", async (t) => {
  const it = await closed();
  t.mock.method(globalThis, "fetch", async (path, options) => {
    if (path !== RULES_WASM) return it.server.fetch(path, options);
    const headers = { "content-type": "application/wasm" };
    return new Response(readFileSync(`${process.env.XUNAN_RULES}/worker_bg.wasm`), { headers });
  });
  t.mock.method(Date, "now", () => AT);
  const listeners = {};
  const self = {
    location: new URL("https://xunan.example/sw.js"),
    clients: { matchAll: async () => [] },
    addEventListener: (name, listener) => (listeners[name] = listener),
  };
  const caches = { open: async () => ({ match: async () => undefined }), has: async () => false };
  globalThis.indexedDB = it.factory;
  new Function("self", "caches", await serviceWorker())(self, caches);

  /** What the browser is asked to wait for, and goes by. */
  const wakes = (tag) => {
    let work;
    listeners.sync({ tag, waitUntil: (asked) => (work = asked) });
    return work;
  };
  assert.equal(wakes("something else"), undefined);
  it.server.script = [...NO_LINE];
  await assert.rejects(wakes("xunan-outbox"));
  it.server.script = [];
  await wakes("xunan-outbox");
  assertAllSentOnce(it);
});

/** A tablet with a PIN, and a record and its photo saved without a line. */
async function unsent() {
  const it = await ready();
  assert.deepEqual(await it.field.setPin("2468"), { answer: "ok" });
  await it.addPhoto(11, BYTES);
  it.server.script = [...NO_LINE];
  await it.save(report(1, [id(11)]), [{ id: id(11), kind: "before" }]);
  it.server.script = [];
  const keys = async () => Object.keys((await it.db.get("keys", id(1))) ?? {}).sort();
  return { ...it, keys, allThere: () => it.server.records.size === 1 && it.server.photos.get(id(11))?.done === true };
}

test("a tablet that was put down goes on sending behind its locked screen, and keeps the key no longer than that", async () => {
  const it = await unsent();
  it.clock.at += 16 * 60_000;
  await it.field.lockWhenIdle();
  assert.equal((await it.field.state()).locked, true);
  assert.deepEqual(await it.field.outbox(), [], "nobody reads it");
  assert.deepEqual(await it.field.drafts(), []);
  assert.deepEqual(await it.keys(), ["toSend", "triesLeft", "wrapped"]);
  await it.engine.wake({ now: true });
  assert.ok(it.allThere());
  assert.deepEqual(await it.keys(), ["triesLeft", "wrapped"]);
  assert.deepEqual(await it.field.unlock("2468"), { answer: "ok" });
  assert.deepEqual(await it.standing(), { 1: "stored" });
});

test("the idle time passes while it sends: what is begun is brought to its end", async () => {
  const it = await unsent();
  let parts = 0;
  it.server.hears = ({ pathname }) => {
    if (!pathname.startsWith("/api/v1/photos/")) return;
    parts += 1;
    it.clock.at += 20 * 60_000;
  };
  await it.engine.wake({ now: true });
  assert.ok(parts > 1, `${parts} requests for the photo`);
  assert.ok(it.allThere());
  assert.equal((await it.field.state()).locked, true);
  await it.engine.wake({ now: true });
  assert.deepEqual(await it.keys(), ["triesLeft", "wrapped"]);
});

test("without anything to send a locked tablet has no key, nor after ten wrong PINs, nor when another has signed in", async () => {
  for (const [what, arrange] of [
    ["all is there", async (it) => (await it.field.syncNow(), await it.field.lock())],
    ["a person has to decide", async (it) => {
      it.server.verdict = () => ({ outcome: "refused", fault: { code: "invalid" } });
      await it.field.syncNow();
      await it.field.lock();
    }],
    ["wrong PINs", async (it) => {
      await it.field.lock();
      for (let i = 0; i < 10; i += 1) await it.field.unlock("1111");
    }],
    ["another person", async (it) => {
      await it.field.lock();
      it.server.me = person(2);
      await it.field.syncNow();
    }],
  ]) {
    const it = await unsent();
    await arrange(it);
    const keys = await it.keys();
    assert.ok(!keys.includes("toSend") && !keys.includes("key"), `${what}: ${keys}`);
  }
});
