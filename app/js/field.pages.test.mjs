// Several pages of one origin: whichever has the browser's lock sends, and nothing goes twice.

import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { listenTo, turn } from "./testing/heard.mjs";
import { lockManager } from "./testing/locks.mjs";
import { id, picture, report, scriptedServer, tablet } from "./testing/tablet.mjs";

/** What the tests below take for granted of locks. Newer versions of Node have the browser's own: they do it too. */
const managers = [["as made for the tests", () => lockManager().page()]];
if (globalThis.navigator?.locks) managers.push(["as the browser has them", () => globalThis.navigator.locks]);
for (const [which, make] of managers) {
  test(`a lock has one holder at a time, and whoever does not wait is told so (${which})`, async () => {
    const locks = make();
    const seen = [];
    let release;
    const first = locks.request("a", { ifAvailable: true }, async (lock) => {
      seen.push(["first", lock.name]);
      await new Promise((done) => (release = done));
      return 1;
    });
    assert.deepEqual(seen, [], "never inside the call");
    const waits = locks.request("a", (lock) => seen.push(["waits", lock.name]));
    const none = locks.request("a", { ifAvailable: true }, (lock) => seen.push(["none", lock]));
    const other = locks.request("b", { ifAvailable: true }, (lock) => seen.push(["other", lock.name]));
    await Promise.all([none, other]);
    assert.deepEqual(new Map(seen), new Map([["first", "a"], ["none", null], ["other", "b"]]));
    release();
    assert.equal(await first, 1);
    await waits;
    assert.deepEqual(seen.at(-1), ["waits", "a"]);
    await assert.rejects(locks.request("a", async () => Promise.reject(new Error("no"))), /no/);
    await locks.request("a", { ifAvailable: true }, (lock) => assert.ok(lock, "what failed holds nothing"));
  });
}

test("what a page held goes to the next one when the page ends", async () => {
  const locks = lockManager();
  const [one, two] = [locks.page(), locks.page()];
  void one.request("a", () => new Promise(() => {}));
  void one.request("a", () => assert.fail("it has ended"));
  let has = false;
  const next = two.request("a", (lock) => (has = Boolean(lock)));
  await turn();
  assert.equal(has, false);
  one.end();
  await next;
  assert.equal(has, true);
});

/** Bytes of a picture: two parts, then. */
const BYTES = 200_000;

/** A device that person 1 has made ready, and a way to open pages of it; the server is listened to. */
async function device() {
  const server = scriptedServer();
  const heard = listenTo(server);
  const factory = new IDBFactory();
  const open = async (more) => tablet(server, { factory, ...more });
  const first = await open();
  assert.deepEqual(await first.field.prepare(), { answer: "ok" });
  await first.engine.wake();
  heard.atOnce = 0;
  server.requests.length = 0;
  return { server, heard, open };
}

/** Saves a record with a photo; sending begins and is waited for. */
async function saveOn(page, n) {
  assert.deepEqual(await page.addPhoto(n + 100, BYTES), { answer: "ok" });
  const photos = [{ id: id(n + 100), kind: "before" }];
  assert.deepEqual(await page.save(report(n, [id(n + 100)]), photos), { answer: "ok" });
}

/** Lets time go on for these pages, as their own timers would have it, until nothing is left. */
async function settled(pages) {
  for (let i = 0; i < 20; i += 1) {
    const left = await pages[0].db.count("outbox");
    if (left === 0) return;
    for (const page of pages) page.clock.at += 4_000;
    await Promise.all(pages.map(async (page) => page.timers.ring()));
  }
  assert.fail("something is never sent");
}

/** Each record once, each photo once and whole. */
async function assertOnce(page, { heard, server }, numbers) {
  assert.deepEqual(await page.standing(), Object.fromEntries(numbers.map((n) => [n, "stored"])));
  for (const n of numbers) {
    assert.equal(heard.commands.get(id(n)).length, 1, `record ${n}`);
    assert.equal(server.records.get(id(n)).body, heard.commands.get(id(n))[0]);
    const whole = Buffer.from(await picture(n + 100, BYTES).arrayBuffer());
    assert.ok(heard.photos.get(id(n + 100)).equals(whole), `photo ${n + 100}: every byte once`);
  }
}

test("two pages that save at the same time never send at the same time, and all of it goes once", async () => {
  const it = await device();
  const locks = lockManager();
  const pages = [await it.open({ locks: locks.page() }), await it.open({ locks: locks.page() })];
  const rounds = [1, 2, 3];
  for (const n of rounds) await Promise.all(pages.map((page, i) => saveOn(page, n + 10 * i)));
  // whatever wakes them: the line is back on both, the service worker tells both
  await Promise.all(pages.flatMap(({ engine, field }) => [engine.wake({ now: true }), field.syncNow()]));
  await settled(pages);
  assert.equal(it.heard.atOnce, 1);
  await assertOnce(pages[1], it, rounds.flatMap((n) => [n, n + 10]));
});

test("without a lock two pages would be in each other's way: that is what it is for", async () => {
  const it = await device();
  const pages = [await it.open(), await it.open()];
  await Promise.all(pages.map((page, i) => saveOn(page, 1 + 10 * i)));
  assert.ok(it.heard.atOnce > 1);
});

test("what is saved on a page while another one sends goes with that, or when its own timer has come", async () => {
  const it = await device();
  const locks = lockManager();
  const [sends, saves] = [await it.open({ locks: locks.page() }), await it.open({ locks: locks.page() })];
  // the first answer is held back until the other page has saved, and found the lock taken
  let open;
  const held = new Promise((done) => (open = done));
  it.server.script = [(answer) => answer(), async (answer) => (await held, answer())];
  const first = saveOn(sends, 1);
  const batches = () => it.server.requests.filter((request) => request === "POST /api/v1/sync").length;
  while (batches() === 0) await turn();
  await saveOn(saves, 2);
  assert.deepEqual([batches(), it.heard.atOnce], [1, 1]);
  assert.equal(saves.timers.pending(), 1, "it looks again");
  open();
  await first;
  await settled([sends, saves]);
  assert.equal(it.heard.atOnce, 1);
  await assertOnce(saves, it, [1, 2]);
});

test("a page that is closed while it sends leaves the lock to the other one, which sends the very same", async () => {
  const it = await device();
  const locks = lockManager();
  const [mine, other] = [locks.page(), locks.page()];
  const [ends, stays] = [await it.open({ locks: mine }), await it.open({ locks: other })];
  // the batch has arrived, its answer finds nobody
  it.server.script = [(answer) => answer(), async (answer) => (await answer(), new Promise(() => {}))];
  void saveOn(ends, 1);
  while (!it.server.records.has(id(1))) await turn();
  await stays.engine.wake({ now: true });
  assert.equal(it.heard.commands.get(id(1)).length, 1, "the other one has the lock");
  mine.end();
  await settled([stays]);
  const [sent, again] = it.heard.commands.get(id(1));
  assert.equal(again, sent);
  assert.deepEqual(await stays.standing(), { 1: "stored" });
  assert.equal(it.server.records.size, 1);
});
