import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { decryptText, encryptText, fromBase64, importKey, toBase64, unwrap, wrap } from "./field/crypt.js";
import { parse, stringify } from "./field/exact.js";
import { idsIn, uuid7 } from "./field/ids.js";
import { meta, openDb } from "./field/db.js";
import { createPacks } from "./field/packs.js";
import { createVault } from "./field/vault.js";
import { id, KEY, lost, person, picture, report, scriptedServer, sha, tablet } from "./testing/tablet.mjs";

const RAW = fromBase64(KEY);

test("what is sealed opens with its key only, and a changed bit is noticed", async () => {
  const key = await importKey(RAW);
  assert.equal(key.extractable, false);
  const sealed = await encryptText(key, "王阿姨 13800000000");
  assert.equal(await decryptText(key, sealed), "王阿姨 13800000000");
  assert.equal(Buffer.from(sealed).includes("13800000000"), false);
  await assert.rejects(decryptText(await importKey(new Uint8Array(32)), sealed));
  sealed[20] ^= 1;
  await assert.rejects(decryptText(key, sealed));
});

test("a PIN brings the key back, and only that PIN", async () => {
  const wrapped = await wrap(RAW, "135790", 1000);
  assert.equal(await unwrap(wrapped, "135791"), null);
  const key = await unwrap(wrapped, "135790");
  assert.equal(key.extractable, false);
  assert.equal(await decryptText(key, await encryptText(await importKey(RAW), "x")), "x");
});

test("base64 of large data is one text", () => {
  const bytes = Uint8Array.from({ length: 100_001 }, (_, i) => i % 256);
  assert.equal(toBase64(bytes), Buffer.from(bytes).toString("base64"));
  assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
});

test("whole numbers of 63 bits come through as they are", () => {
  const items = '[{"name":"\\"key\\":7461184512345678901,","key":7461184512345678901},{"key":5}]';
  const json = `{"items":${items},"next":7461184512345678902}`;
  const read = parse(json);
  assert.equal(read.next, "7461184512345678902");
  assert.equal(read.items[0].name, '"key":7461184512345678901,');
  assert.equal(stringify(read), json);
});

test("ids made here sort by time", () => {
  assert.match(uuid7(1_780_000_000_000), /^019e7/);
  assert.ok(uuid7(1_780_000_000_000) < uuid7(1_780_000_000_001));
  assert.match(uuid7(), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(idsIn(`{"a":"${id(1)}","b":["${id(2)}"]}`).size, 2);
});

/** As much as an inspector takes along. */
const sites = (n) =>
  Array.from({ length: n }, (_, i) => ({
    id: uuid7(),
    name: `场所 ${i}`,
    address: "兰溪路 ".repeat(30),
    key: String(7461184512340000000n + BigInt(i)),
  }));

test("5,000 sites are read quickly, and a change rewrites only the parts that it touches", async (t) => {
  const db = await openDb(() => {}, "packs", undefined);
  const packs = createPacks({ db });
  const key = await importKey(RAW);
  const all = sites(5000);
  for (let page = 0; page < 10; page += 1) {
    await packs.stage("a", key, "sites", page, all.slice(page * 500, page * 500 + 500));
  }
  assert.equal(await packs.takeStaged("a", key, "sites"), 5000);
  const begin = performance.now();
  const text = await packs.text("a", key, "sites");
  t.diagnostic(`${text.length} characters in ${Math.round(performance.now() - begin)} ms`);
  const read = JSON.parse(text);
  assert.equal(read.length, 5000);
  assert.match(text, /"key":7461184512340000000[,}]/, "numbers, not texts");
  const parts = await packs.parts("a", key, "sites");
  assert.equal(`[${parts.map((part) => Buffer.from(part).toString()).join(",")}]`, text, "part by part the same");

  const before = new Map((await db.getAllKeys("packs")).map((k) => [String(k), null]));
  for (const k of await db.getAllKeys("packs")) before.set(String(k), Buffer.from((await db.get("packs", k)).data));
  const changed = { ...all[7], name: "改名" };
  assert.equal(await packs.change("a", key, "sites", [changed, { ...all[8], id: uuid7() }], [all[9].id, id(404)]), 0);
  const after = JSON.parse(await packs.text("a", key, "sites"));
  assert.equal(after.length, 5000);
  assert.equal(after.find(({ id }) => id === changed.id).name, "改名");
  assert.equal(after.some(({ id }) => id === all[9].id), false);
  let rewritten = 0;
  for (const k of await db.getAllKeys("packs")) {
    if (!Buffer.from((await db.get("packs", k)).data).equals(before.get(String(k)))) rewritten += 1;
  }
  assert.ok(rewritten <= 4, `${rewritten} parts`);
  assert.equal(await packs.text("b", key, "sites"), "[]", "another person's are not there");
  db.close();
});

/** A tablet that was made ready by person 1, with a PIN. */
async function ready(options = {}) {
  const server = options.server ?? scriptedServer();
  const it = await tablet(server, options);
  assert.deepEqual(await it.field.prepare(), { answer: "ok" });
  assert.deepEqual(await it.field.setPin("2468"), { answer: "ok" });
  await it.engine.wake();
  return { ...it, server };
}

test("ready for today: everything is loaded, page by page", async () => {
  const server = scriptedServer();
  const record = (n) => `{"id":"${id(n)}","name":"场所 ${n}","key":746118451234567890${n}}`;
  server.pages.sites = [[record(1)], [record(2)], [record(3)]];
  const gone = [{ kind: "site", id: id(1), into: id(2) }];
  server.changes = [{ seq: 9, sites: [{ id: id(4), name: "新", key: 1 }], gone }];
  const { field, events } = await ready({ server });
  const sites = JSON.parse(await field.pack("sites"));
  assert.deepEqual(sites.map(({ id }) => Number(id.slice(-3))).sort(), [2, 3, 4]);
  assert.match(await field.pack("sites"), /"key":7461184512345678902[,}]/);
  assert.equal(JSON.parse(await field.pack("reference")).checklists.length, 2);
  const state = await field.state();
  assert.deepEqual([state.packs.sites, state.packs.checklists, state.packs.standards], [3, 2, 1]);
  assert.deepEqual([state.me.actor.name, state.locked, state.has_pin, state.signed_in], ["检查员1", false, true, true]);
  assert.ok(events.some(({ event, name, n }) => event === "progress" && name === "sites" && n === 3));
  // the next time only what is new
  server.requests.length = 0;
  assert.deepEqual(await field.prepare(), { answer: "ok" });
  assert.equal(server.requests.filter((request) => /sites|hazards$/.test(request)).length, 0);
});

test("the browser is asked to keep what is here; what it promises and how much room it has is told", async () => {
  for (const promises of [true, false]) {
    let asked = 0;
    const storage = {
      persist: async () => {
        asked += 1;
        return promises;
      },
      persisted: async () => promises && asked > 0,
      estimate: async () => ({ usage: 48, quota: 100 }),
    };
    const { field } = await ready({ page: { navigator: { storage } } });
    const { persisted, storage: room } = await field.state();
    assert.deepEqual([asked, persisted, room], [1, promises, [48, 100]]);
  }
});

test("what the server wants of a tablet is asked for at every \"get ready\"", async () => {
  const server = scriptedServer();
  const it = await tablet(server);
  assert.equal((await it.field.state()).late_hours, undefined, "nobody has said it yet");
  for (const hours of [6, 48]) {
    server.lateHours = hours;
    assert.deepEqual(await it.field.prepare(), { answer: "ok" });
    const { late_hours: late, idle_minutes: idle } = await it.field.state();
    assert.deepEqual([late, idle], [hours, 15]);
  }
});

test("a first load that breaks off goes on where it was", async () => {
  const server = scriptedServer();
  server.pages.sites = [[`{"id":"${id(1)}","key":1}`], [`{"id":"${id(2)}","key":2}`], [`{"id":"${id(3)}","key":3}`]];
  const it = await tablet(server);
  let pages = 0;
  server.script = Array.from({ length: 3 }, () => (answer, url) => {
    if (/sites/.test(url.pathname) && (pages += 1) === 2) throw new TypeError("no line");
    return answer();
  });
  assert.deepEqual(await it.field.prepare(), { answer: "offline" });
  assert.equal((await it.field.state()).online, false);
  server.requests.length = 0;
  assert.deepEqual(await it.field.prepare(), { answer: "ok" });
  const asked = server.requests.filter((request) => request.endsWith("/sites"));
  assert.equal(asked.length, 2, "the first page is here already");
  assert.equal(JSON.parse(await it.field.pack("sites")).length, 3);
});

test("another area means loading anew; what was saved stays", async () => {
  const { server, field, standing, engine } = await ready();
  server.script = [() => { throw new TypeError("no line"); }];
  await field.save(JSON.stringify(report(20)), "[]", "x", "");
  await engine.wake();
  server.pages.sites = [[`{"id":"${id(70)}","key":1}`]];
  server.me = { ...person(), area: { code: "310107006", name: "真如" } };
  server.changes = [{ seq: 50 }];
  assert.deepEqual(await field.syncNow(), { answer: "ok" });
  assert.deepEqual(JSON.parse(await field.pack("sites")).map(({ id }) => id), [id(70)]);
  assert.equal((await field.state()).me.area.name, "真如");
  assert.deepEqual(await standing(), { 20: "stored" });
});

test("locked: nothing is read or written; the PIN opens it without network, ten wrong ones drop the key", async () => {
  const { server, field } = await ready();
  await field.writeDraft(id(30), "visit", "某店", '{"draft":1}');
  server.fetch = () => assert.fail("no network is needed");
  await field.lock();
  assert.equal((await field.state()).locked, true);
  assert.equal(await field.readDraft(id(30)), "");
  assert.deepEqual(await field.drafts(), []);
  assert.equal((await field.writeDraft(id(31), "visit", "", "{}")).fault.code, "unauthenticated");
  assert.deepEqual(await field.unlock("0000"), { answer: "wrong_pin", tries_left: 9 });
  assert.deepEqual(await field.unlock("2468"), { answer: "ok" });
  assert.equal(await field.readDraft(id(30)), '{"draft":1}');
  assert.equal((await field.state()).tries_left, 10);
  await field.lock();
  for (let left = 9; left > 0; left -= 1) {
    assert.deepEqual(await field.unlock("1111"), { answer: "wrong_pin", tries_left: left });
  }
  assert.deepEqual(await field.unlock("1111"), { answer: "key_dropped" });
  assert.deepEqual(await field.unlock("2468"), { answer: "key_dropped" }, "also the right one is too late");
  assert.equal((await field.state()).has_pin, false);
});

test("signing in again brings a dropped key back", async () => {
  const { server, field } = await ready();
  await field.writeDraft(id(30), "visit", "某店", '{"draft":1}');
  await field.lock();
  for (let i = 0; i < 10; i += 1) await field.unlock("1111");
  assert.equal(server.signedIn, false, "the session alone does not");
  assert.equal((await field.prepare()).fault.code, "unauthenticated");
  server.signedIn = true;
  assert.deepEqual(await field.prepare(), { answer: "ok" });
  assert.equal(await field.readDraft(id(30)), '{"draft":1}');
});

test("left alone it locks by itself, also with the clock put back", async () => {
  for (const minutes of [16, -60 * 24]) {
    const { field, clock, db } = await ready();
    clock.at += 14 * 60_000;
    await field.touch();
    clock.at += 14 * 60_000;
    await field.lockWhenIdle();
    assert.equal((await field.state()).locked, false);
    clock.at += minutes * 60_000;
    await field.lockWhenIdle();
    assert.equal((await field.state()).locked, true);
    assert.equal((await db.get("keys", id(1))).key, undefined, "dropped, not hidden");
  }
});

test("nothing of a person can be read in the database", async () => {
  const { field, db, addPhoto } = await ready();
  await addPhoto(40);
  await field.writeDraft(id(30), "visit", "张三住处", '{"phone":"13912345678"}');
  await field.save(JSON.stringify(report(41, [id(40)])), JSON.stringify([{ id: id(40), kind: "before" }]), "李四住处", "");
  const seen = [];
  const look = (value) => {
    if (typeof value === "string") seen.push(value);
    else if (ArrayBuffer.isView(value)) {
      const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      seen.push(bytes.toString("latin1"), Buffer.from(value).toString());
    } else if (value && typeof value === "object" && !(value instanceof CryptoKey)) Object.values(value).forEach(look);
  };
  for (const store of ["packs", "drafts", "outbox", "photos", "receipts"]) (await db.getAll(store)).forEach(look);
  const everything = seen.join("\n");
  for (const word of ["张三", "李四", "13912345678", "通道堵塞"]) assert.equal(everything.includes(word), false, word);
});

test("signing out warns of unsent work, drops the key, and keeps the work for the same person only", async () => {
  const { server, field, engine } = await ready();
  server.script = [() => { throw new TypeError("no line"); }];
  await field.save(JSON.stringify(report(50)), "[]", "某店", "");
  await engine.wake();
  const warned = await field.signOut(false);
  assert.equal(warned.answer, "unsent");
  assert.equal(warned.unsent.commands, 1);
  assert.deepEqual(await field.signOut(true), { answer: "ok" });
  const out = await field.state();
  assert.deepEqual([out.me, out.others_unsent], [null, 1]);
  // another person makes the tablet ready: neither sees nor sends it
  Object.assign(server, { me: person(2), signedIn: true });
  assert.deepEqual(await field.prepare(), { answer: "ok" });
  assert.deepEqual(await field.outbox(), []);
  await field.syncNow();
  assert.equal(server.records.size, 0);
  assert.equal((await field.state()).others_unsent, 1);
  // … and the first one again
  await field.signOut(true);
  Object.assign(server, { me: person(1), signedIn: true });
  assert.deepEqual(await field.prepare(), { answer: "ok" });
  await field.syncNow();
  assert.equal(server.records.size, 1);
});

test("somebody else may not take a tablet over that holds unsent work of one who is still on it", async () => {
  const { server, field, engine } = await ready();
  server.script = [() => { throw new TypeError("no line"); }];
  await field.save(JSON.stringify(report(50)), "[]", "某店", "");
  await engine.wake();
  server.me = person(2);
  assert.equal((await field.prepare()).answer, "unsent");
  assert.equal((await field.state()).me.actor.user, id(1));
});

test("a save is answered when it is on the disk, before anybody else is told of it", async () => {
  const waiting = [];
  const { field, events, engine, server } = await ready({ page: { afterwards: (work) => waiting.push(work) } });
  events.length = 0;
  assert.deepEqual(await field.save(JSON.stringify(report(55)), "[]", "某店", ""), { answer: "ok" });
  const told = () => events.some(({ event }) => event === "outbox");
  assert.equal(told(), false);
  assert.equal((await field.outbox()).length, 1);
  assert.equal(server.records.size, 0);
  for (const work of waiting) work();
  assert.equal(told(), true);
  await engine.wake();
  assert.equal(server.records.size, 1);
});

test("a photo is kept with its hash before it is said to be stored; a damaged one is said at once", async () => {
  const { field, events, db, addPhoto } = await ready();
  assert.deepEqual(await addPhoto(60, 1000), { answer: "ok" });
  const kept = await db.get("photos", id(60));
  assert.equal(kept.sha256, sha(Buffer.from(await picture(60, 1000).arrayBuffer())));
  assert.equal(kept.bytes, 1000);
  const told = events.find(({ event, id: of }) => event === "photo" && of === id(60));
  assert.equal(told.state, "stored");
  assert.match(told.url, /^blob:/);
  const cut = new Blob([Buffer.from(await picture(61, 1000).arrayBuffer()).subarray(0, 900)], { type: "image/jpeg" });
  assert.equal((await field.addPhoto(id(61), "before", cut)).fault.code, "damaged_file");
  assert.equal(await field.photoUrl(id(61)), "");
});

test("a draft goes with its photos, except those of saved records", async () => {
  const { field, db, addPhoto } = await ready();
  for (const n of [70, 71]) await addPhoto(n, 1000);
  await field.save(JSON.stringify(report(72, [id(70)])), JSON.stringify([{ id: id(70), kind: "before" }]), "x", "");
  await field.writeDraft(id(73), "visit", "x", JSON.stringify({ photos: [{ id: id(70) }, { id: id(71) }] }));
  await field.writeDraft(id(74), "report", "", "{}");
  const listed = (await field.drafts()).map(({ kind, title, photo }) => [kind, title, photo]).sort();
  assert.deepEqual(listed, [["report", "", null], ["visit", "x", id(70)]], "told apart by their first photo");
  await field.dropDraft(id(73));
  assert.equal(await db.get("photos", id(71)), undefined);
  assert.equal(await field.readDraft(id(73)), "");
});

/** A device that has no room left when told so: nothing can be written until it is emptied, or pictures are let go. */
function scarce(t) {
  const store = globalThis.IDBObjectStore.prototype;
  const { put, clear } = store;
  let full = false;
  store.put = function (...what) {
    if (full) throw new DOMException("no room", "QuotaExceededError");
    return put.apply(this, what);
  };
  store.clear = function () {
    full = false;
    return clear.call(this);
  };
  t.after(() => Object.assign(store, { put, clear }));
  return { fill: () => (full = true), empty: () => (full = false) };
}

test("without room the pictures that were taken along go; then it is said, and what is here stays", async (t) => {
  const device = scarce(t);
  const { field, db, events, addPhoto } = await ready();
  await db.put("pictures", { type: "image/jpeg", data: new Uint8Array(9) }, [id(1), id(90), "whole"]);
  const packs = `packs ${id(1)}`;
  await db.put("meta", { ...(await db.get("meta", packs)), pictures: [1, 1] }, packs);
  device.fill();
  assert.deepEqual(await addPhoto(91, 1000), { answer: "ok" });
  assert.equal(await db.count("pictures"), 0);
  assert.deepEqual((await field.state()).packs.pictures, [0, 1]);
  assert.deepEqual(await field.writeDraft(id(92), "report", "x", '{"n":1}'), { answer: "ok" });
  // nothing is left that could go
  device.fill();
  assert.deepEqual(await field.writeDraft(id(92), "report", "x", '{"n":2}'), { answer: "no_room" });
  const save = () =>
    field.save(JSON.stringify(report(92, [id(91)])), JSON.stringify([{ id: id(91), kind: "before" }]), "x", id(92));
  assert.deepEqual(await save(), { answer: "no_room" });
  assert.deepEqual(await addPhoto(93, 1000), { answer: "no_room" });
  assert.equal(events.findLast(({ event }) => event === "photo").state, "no_room");
  assert.deepEqual(await field.outbox(), []);
  assert.equal(await field.readDraft(id(92)), '{"n":1}');
  // room was made by hand
  device.empty();
  assert.deepEqual(await save(), { answer: "ok" });
  assert.equal((await field.outbox())[0].id, id(92));
  assert.equal(await field.readDraft(id(92)), "");
});

test("what waits is sent from a device without room, and tried again where nothing can make room", async (t) => {
  const device = scarce(t);
  const { field, db, clock, engine, server, timers } = await ready();
  server.script = [lost];
  await field.save(JSON.stringify(report(95)), "[]", "x", "");
  await engine.wake();
  device.fill();
  assert.deepEqual(await field.syncNow(), { answer: "no_room" });
  clock.at += 60_000;
  await timers.ring();
  assert.deepEqual([server.records.size, (await field.outbox())[0].id], [0, id(95)]);
  assert.equal((await field.state()).syncing, false);
  device.empty();
  await db.put("pictures", { type: "image/jpeg", data: new Uint8Array(9) }, [id(1), id(90), "whole"]);
  device.fill();
  assert.deepEqual(await field.syncNow(), { answer: "ok" });
  assert.equal(server.records.size, 1);
});

test("whoever works on a device without room is not locked out of it", async (t) => {
  const device = scarce(t);
  const { field, clock, db } = await ready();
  device.fill();
  for (let i = 0; i < 4; i++) {
    clock.at += 10 * 60_000;
    await field.touch();
  }
  assert.equal((await field.state()).locked, false);
  // locked by hand it opens again where pictures can make room
  device.empty();
  await field.lock();
  await db.put("pictures", { type: "image/jpeg", data: new Uint8Array(9) }, [id(1), id(90), "whole"]);
  device.fill();
  assert.deepEqual(await field.unlock("2468"), { answer: "ok" });
  assert.equal((await field.state()).locked, false);
});

test("saving is all or nothing: the draft goes when the record is there", async () => {
  const { field, db, addPhoto } = await ready();
  await field.writeDraft(id(80), "report", "x", "{}");
  const photos = JSON.stringify([{ id: id(81), kind: "before" }]);
  const missing = await field.save(JSON.stringify(report(80, [id(81)])), photos, "x", id(80));
  assert.equal(missing.fault.code, "invalid", "a photo that is not here");
  await addPhoto(81, 1000);
  await db.delete("photos", id(81));
  const gone = await field.save(JSON.stringify(report(80, [id(81)])), photos, "x", id(80));
  assert.equal(gone.fault.code, "invalid", "a photo that is not here any more");
  assert.equal(await field.readDraft(id(80)), "{}");
  assert.deepEqual(await field.save(JSON.stringify(report(80)), "[]", "x", id(80)), { answer: "ok" });
  assert.equal(await field.readDraft(id(80)), "");
  assert.equal((await field.save("{}", "[]", "x", "")).fault.code, "internal", "no command is not saved");
});

/** What is asked of the database from here on: the stores of each transaction, and how sure it is to be. */
function asking(t) {
  const asked = [];
  const { transaction } = IDBDatabase.prototype;
  t.mock.method(IDBDatabase.prototype, "transaction", function (stores, mode, how) {
    asked.push({ stores: [stores].flat(), writes: mode === "readwrite", sure: how?.durability === "strict" });
    return transaction.call(this, stores, mode, how);
  });
  return asked;
}

test("a photo is on the disk before it is told as kept; saving then looks and writes once", async (t) => {
  const { field, addPhoto } = await ready();
  const asked = asking(t);
  for (const n of [83, 84]) assert.deepEqual(await addPhoto(n, 1000), { answer: "ok" });
  const kept = asked.filter(({ stores, writes }) => writes && stores.includes("photos"));
  assert.deepEqual(kept.map(({ sure }) => sure), [true, true]);
  asked.length = 0;
  const photos = JSON.stringify([83, 84].map((n) => ({ id: id(n), kind: "before" })));
  await field.save(JSON.stringify(report(82, [id(83), id(84)])), photos, "x", id(82));
  const saving = asked.slice(0, 3);
  assert.deepEqual(saving.map(({ writes }) => writes), [false, false, true]);
  assert.deepEqual([saving[2].sure, saving[2].stores.includes("photos")], [true, false]);
});

test("a key is that of whoever works here now, whoever it was before", async () => {
  globalThis.indexedDB = new IDBFactory();
  const db = await openDb();
  const vault = createVault({ db });
  const works = (n) => db.put("meta", { me: person(n), idleMinutes: 15 }, "person");
  assert.deepEqual(await vault.open(), { user: null, key: null, locks: false });
  await works(1);
  await vault.install(id(1), RAW);
  assert.equal((await vault.open()).user, id(1));
  assert.ok((await vault.open()).key);
  await works(2);
  assert.deepEqual(await vault.open(), { user: id(2), key: null, locks: false });
  await vault.install(id(2), RAW);
  assert.ok((await vault.open()).key);
  await vault.lock(id(2));
  assert.equal((await vault.open()).key, null);
  assert.ok(await vault.key(id(1)), "asked for by name");
  await db.delete("meta", "person");
  assert.deepEqual(await vault.open(), { user: null, key: null, locks: false });
  db.close();
});

/** A database whose every transaction is followed by `then` before whoever began it hears that it is done. */
function followed(db, then) {
  const bound = (of, name) => (typeof of[name] === "function" ? of[name].bind(of) : of[name]);
  const after = (transaction) =>
    new Proxy(transaction, { get: (of, name) => (name === "done" ? of.done.then(then) : bound(of, name)) });
  const transaction = (...how) => after(db.transaction(...how));
  const put = (...what) => db.put(...what).then(then);
  return new Proxy(db, { get: (of, name) => ({ transaction, put })[name] ?? bound(of, name) });
}

test("another page, which has seen nobody, does not lock what is being opened here", async () => {
  globalThis.indexedDB = new IDBFactory();
  const clock = { at: Date.parse("2026-11-28T08:00:00Z") };
  const [db, second] = [await openDb(), await openDb()];
  const other = createVault({ db: second, now: () => clock.at });
  let looks = 0;
  const looking = async () => void ((looks += 1), await other.open());
  const here = createVault({ db: followed(db, looking), now: () => clock.at, rounds: 1000 });
  await db.put("meta", { me: person(1), idleMinutes: 15 }, "person");
  await here.install(id(1), RAW);
  assert.ok(await here.key(id(1)), "made ready");
  await here.setPin(id(1), RAW, "2468");
  clock.at += 16 * 60_000;
  assert.equal(await other.lockWhenIdle(id(1)), true);
  assert.equal(await here.unlock(id(1), "2468"), "ok");
  assert.ok(await here.key(id(1)), "opened with the PIN");
  assert.ok(looks >= 4, `the other page looked ${looks} times`);
  db.close();
  second.close();
});

test("whoever comes while the idle time locks keeps the key", async () => {
  globalThis.indexedDB = new IDBFactory();
  const clock = { at: Date.parse("2026-11-28T08:00:00Z") };
  const db = await openDb();
  const here = createVault({ db, now: () => clock.at });
  // between finding that it is due and doing it
  const other = createVault({ db, now: () => clock.at, waits: async () => (await here.touch(), false) });
  await db.put("meta", { me: person(1), idleMinutes: 15 }, "person");
  await here.install(id(1), RAW);
  clock.at += 16 * 60_000;
  assert.equal(await other.lockWhenIdle(id(1)), false);
  assert.ok(await other.key(id(1)));
  db.close();
});

test("two who note something at once lose nothing of each other", async () => {
  globalThis.indexedDB = new IDBFactory();
  const db = await openDb();
  const noted = ["sites", "hazards", "baseTag"].map((name) =>
    meta.update(db, "packs x", (known = {}) => ({ ...known, [name]: name })),
  );
  await Promise.all(noted);
  assert.deepEqual(await meta.get(db, "packs x"), { sites: "sites", hazards: "hazards", baseTag: "baseTag" });
  await assert.rejects(meta.update(db, "packs x", () => { throw new Error("no"); }), /no/);
  assert.equal((await meta.get(db, "packs x")).sites, "sites");
  db.close();
});

test("a database is brought up to date step by step, with what is in it", async () => {
  globalThis.indexedDB = new IDBFactory();
  const first = (db) => db.createObjectStore("a");
  const second = async (db, transaction) => {
    db.createObjectStore("b");
    const old = await transaction.objectStore("a").get("x");
    await transaction.objectStore("b").put(`${old}!`, "x");
  };
  const one = await openDb(() => one.close(), "up", [first]);
  await one.put("a", "kept", "x");
  const two = await openDb(() => {}, "up", [first, second]);
  assert.equal(await two.get("b", "x"), "kept!");
  assert.equal(await two.get("a", "x"), "kept");
  two.close();
});

