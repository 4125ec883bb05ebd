// A tablet that was put away with work on it, and is switched on again under a newer program. What lay in the database
// of each version is written out here as that version wrote it, and must not be made from today's code: a tablet in a
// drawer keeps it as it was.

import assert from "node:assert/strict";
import { createCipheriv, pbkdf2Sync, webcrypto } from "node:crypto";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { openDB } from "idb";
import { listenTo } from "./testing/heard.mjs";
import { AREA, id, KEY, person, picture, report, scriptedServer, sha, tablet } from "./testing/tablet.mjs";

const USER = id(1);
const SITE = id(931);
const PIN = "2468";
const SAVED = Date.parse("2026-05-31T15:00:00Z");
const NOW = Date.parse("2026-06-01T09:00:00Z");
const BYTES = 200_000;
/** What a line takes of a photo at first: half of this one had arrived. */
const PART = 128 * 1024;

const iso = (ms) => new Date(ms).toISOString();

/** What is kept in secret: twelve bytes that are never the same, then AES-GCM with its tag. */
function sealed(bytes, key = Buffer.from(KEY, "base64")) {
  const iv = Buffer.from(webcrypto.getRandomValues(new Uint8Array(12)));
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  return new Uint8Array(Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]));
}
const sealedJson = (value) => sealed(Buffer.from(JSON.stringify(value)));

/** The key behind a PIN. */
function wrapped() {
  const salt = webcrypto.getRandomValues(new Uint8Array(16));
  const rounds = 1000;
  return { salt, rounds, sealed: sealed(Buffer.from(KEY, "base64"), pbkdf2Sync(PIN, salt, rounds, 32, "sha256")) };
}

const bytesOf = async (n) => Buffer.from(await picture(n, BYTES).arrayBuffer());

/** A finding as it was sealed: the first programs wrote the members of a command in the order of their declaration. */
const declared = (n, photos, at) =>
  `{"kind":"register_hazard","command":{"id":"${id(n)}","source":"inspection","category":"fire","subcategory":null,` +
  `"severity":"general","description":"通道堵塞 ${n}","location":"","clause":null,"standard":null,"site":"${SITE}",` +
  `"position":{"point":{"lon":121.4,"lat":31.2},"accuracy_m":null,"source":"gps"},"found_at":"2026-05-31T14:50:00Z",` +
  `"due":null,"on_the_spot":false,"party_name":null,"party_phone":null,` +
  `"photos_before":${JSON.stringify(photos.map(({ id: photo }) => photo))},"photos_after":[],"item":null},` +
  `"device_at":"${at}","photos":${JSON.stringify(photos)}}`;

/** … later ones as the form had given it, the parts of the text in the order of their names. */
const asGiven = (n, photos, at) =>
  `{"command":{"id":"${id(n)}","source":"inspection","category":"fire","severity":"general",` +
  `"description":"通道堵塞 ${n}","site":"${SITE}","position":{"point":{"lon":121.4,"lat":31.2},"source":"gps"},` +
  `"found_at":"2026-05-31T14:50:00Z","photos_before":${JSON.stringify(photos.map(({ id: photo }) => photo))}},` +
  `"device_at":"${at}","kind":"register_hazard","photos":${JSON.stringify(photos)}}`;

const GAS = ["stoves", "detectors", "gas_users"];
/** What was different from version to version; the stores and their keys were the same. */
const VERSIONS = {
  1: { body: declared, form: () => ({}), collections: ["sites", "hazards"] },
  2: { body: declared, form: (n) => ({ draft: id(n) }), collections: ["sites", "hazards", ...GAS] },
  3: { body: asGiven, form: (n) => ({ draft: id(n) }), collections: ["sites", "hazards", ...GAS, "tasks", "targets"] },
};

/** What a try had left in an entry, and in those of its photos. */
const TRIED = { tries: 1, failures: 0, not_before: 0, fault: null };
const TRIED_PHOTO = { ask: false, failures: 0, not_before: 0, fault: null };

/** A saved finding with one photo, as the outbox kept it. */
async function record(version, n, { entry = {}, photo = {}, more = {} } = {}) {
  const { body, form } = VERSIONS[version];
  const bytes = await bytesOf(n + 100);
  const named = { id: id(n + 100), sha256: sha(bytes), bytes: bytes.length };
  const text = body(n, [{ ...named, kind: "before", taken_at: "2026-05-31T14:55:00Z" }], iso(SAVED + n));
  const known = { id: id(n), makes: [id(n)], needs: [SITE], chain: null };
  const whole = { sha256: sha(text), bytes: Buffer.byteLength(text) };
  const photos = [{ ...named, sent: 0, stored: false, ...photo }];
  return {
    text,
    row: {
      id: id(n),
      user: USER,
      kind: "register_hazard",
      savedAt: SAVED + n,
      entry: { ...known, ...whole, standing: "waiting", photos, order: n, ...entry },
      title: sealedJson({ title: `某店 ${n}` }),
      data: sealedJson({ body: text, theirs: null }),
      ...form(n),
      ...more,
    },
    photo: {
      id: id(n + 100),
      user: USER,
      kind: "before",
      sha256: named.sha256,
      bytes: named.bytes,
      type: "image/jpeg",
      takenAt: Date.parse("2026-05-31T14:55:00Z"),
      keptAt: SAVED,
      data: sealed(bytes),
    },
  };
}

/** What was sent and confirmed that day. */
function receipt(version, n) {
  const shown = {
    id: id(n),
    ...VERSIONS[version].form(n),
    kind: "register_hazard",
    title: "",
    saved_at: iso(SAVED),
    standing: "stored",
    sha256: "ab".repeat(32),
    photos: [],
    hazards: [[id(n), `普-00${n}`]],
    received_at: iso(SAVED + 60_000),
    tries: 1,
    fault: null,
    theirs: null,
    body: null,
  };
  return { id: id(n), user: USER, keptAt: SAVED + 60_000, shown, data: sealedJson({ title: `某店 ${n}` }) };
}

const FINDING = { finding: { id: id(5), description: "飞线充" } };
const DRAFT = JSON.stringify({ changed_at: iso(SAVED), draft: FINDING, photos: [] });

/** The records that were left: never sent; sent and nobody answered; there, with half of its photo. */
async function leftIn(version) {
  const receipt = { receivedAt: iso(SAVED + 60_000), hazards: [[id(3), "普-8803"]] };
  return {
    waiting: await record(version, 1),
    unanswered: await record(version, 2, { entry: { ...TRIED, standing: "unanswered" }, photo: TRIED_PHOTO }),
    half: await record(version, 3, {
      entry: { ...TRIED, standing: "photos" },
      photo: { ...TRIED_PHOTO, sent: PART },
      more: { receipt },
    }),
  };
}

/** A database of this version, put away locked, with all of that in it. */
async function putAway(version, records) {
  const factory = new IDBFactory();
  globalThis.indexedDB = factory;
  const db = await openDB("xunan-field", version, {
    upgrade(db) {
      for (const store of ["meta", "keys", "packs", "pictures"]) db.createObjectStore(store);
      for (const store of ["drafts", "outbox", "photos", "receipts"]) {
        db.createObjectStore(store, { keyPath: "id" }).createIndex("user", "user");
      }
    },
  });
  const { collections } = VERSIONS[version];
  const counts = Object.fromEntries(collections.map((name) => [name, name === "sites" ? 1 : 0]));
  const tags = { referenceTag: '"r1"', checklists: 2, standards: 1, baseTag: '"b1"', pictures: [0, 0] };
  for (const [name, value] of Object.entries({
    device: "0f5b6a52-3c1d-4b8e-9a77-2f6f3f0e8c11",
    person: { me: person(1), idleMinutes: 15, lateHours: 24 },
    [`packs ${USER}`]: { ...counts, seq: 5, area: AREA.code, at: iso(SAVED), ...tags },
    [`merged ${USER}`]: {},
    // the line was bad when it was put away
    [`line ${USER}`]: { failures: 4, not_before: NOW + 3_600_000 },
    [`told ${USER}`]: { records: 2, photos: 2, oldest: iso(SAVED + 1) },
    order: 3,
    skew: 0,
    touched: SAVED + 60_000,
    locale: "zh",
  })) {
    await db.put("meta", value, name);
  }
  await db.put("keys", { wrapped: wrapped(), triesLeft: 10 }, USER);
  // in which of 32 parts a site lies is told by the end of its id
  for (const [name, part, text] of [
    ["sites", 0x31 % 32, `{"id":"${SITE}","name":"兰溪路烟酒店","key":7461184512345678901}`],
    ["reference", 0, '{"checklists":[{},{}],"standards":[{}]}'],
    ["base", 0, '{"type":"FeatureCollection","features":[]}'],
  ]) {
    await db.put("packs", { data: sealed(Buffer.from(text)) }, [USER, name, part]);
  }
  await db.put("drafts", {
    id: id(5),
    user: USER,
    kind: "report",
    changedAt: SAVED,
    data: sealedJson({ title: "飞线充", text: DRAFT }),
  });
  for (const { row, photo } of Object.values(records)) {
    await db.put("outbox", row);
    await db.put("photos", photo);
  }
  await db.put("receipts", receipt(version, 9));
  assert.equal(db.version, version);
  db.close();
  return factory;
}

/** The server as it was when the tablet was put away: it has two of the records, and half a photo. */
async function serverWith({ unanswered, half }) {
  const server = scriptedServer();
  for (const { row, text } of [unanswered, half]) {
    server.records.set(row.id, { sha256: row.entry.sha256, body: text, times: 1 });
  }
  const data = (await bytesOf(103)).subarray(0, PART);
  server.photos.set(id(103), { data, done: false, sha256: half.photo.sha256 });
  return server;
}

for (const version of Object.keys(VERSIONS).map(Number)) {
  test(`what a tablet of version ${version} was put away with is read, sent once and receipted`, async () => {
    const records = await leftIn(version);
    const factory = await putAway(version, records);
    const server = await serverWith(records);
    const heard = listenTo(server);
    const it = await tablet(server, { factory, at: NOW });
    assert.ok(it.db.version >= version);

    // a night has passed: the PIN of then opens it, and no other
    assert.deepEqual([(await it.field.state()).locked, (await it.field.state()).has_pin], [true, true]);
    assert.deepEqual(await it.field.unlock("1357"), { answer: "wrong_pin", tries_left: 9 });
    // the line is still bad: nothing leaves the tablet before it was looked through
    server.script = Array.from({ length: 9 }, () => () => Promise.reject(new TypeError("no line")));
    assert.deepEqual(await it.field.unlock(PIN), { answer: "ok" });
    await it.engine.wake();

    // the draft
    const drafts = (await it.field.drafts()).map(({ id: of, kind, title }) => [of, kind, title]);
    assert.deepEqual(drafts, [[id(5), "report", "飞线充"]]);
    assert.equal(await it.field.readDraft(id(5)), DRAFT, "as it was typed");
    // the ledger, newest first
    const ledger = (await it.field.outbox()).map(({ id: of, title, standing }) => [of, title, standing]);
    assert.deepEqual(ledger, [
      [id(3), "某店 3", "photos"],
      [id(2), "某店 2", "unanswered"],
      [id(1), "某店 1", "waiting"],
      [id(9), "某店 9", "stored"],
    ]);
    const { unsent, packs } = await it.field.state();
    assert.deepEqual([unsent.commands, unsent.photos, unsent.drafts], [2, 3, 1]);
    assert.match(await it.field.photoUrl(id(101)), /^blob:/);
    // what was taken along
    assert.deepEqual([packs.sites, packs.checklists], [1, 2]);
    assert.match(await it.field.pack("sites"), /^\[\{.*"name":"兰溪路烟酒店","key":7461184512345678901\}\]$/);

    // there is a line; meanwhile the site has another name
    server.script = [];
    server.changes = [{ seq: 9, sites: [{ id: SITE, name: "兰溪路便利店", key: 5 }] }];
    assert.deepEqual(await it.field.syncNow(), { answer: "ok" });
    assert.deepEqual(await it.standing(), { 1: "stored", 2: "stored", 3: "stored", 9: "stored" });
    const came = (n) => (heard.commands.get(id(n)) ?? []).length;
    assert.deepEqual([came(1), came(2), came(3)], [1, 1, 0], "what the server had confirmed does not go again");
    for (const { row, text } of [records.waiting, records.unanswered]) {
      assert.deepEqual(heard.commands.get(row.id), [text], "the very text that was sealed then");
    }
    for (const n of [101, 102, 103]) {
      const whole = await bytesOf(n);
      assert.ok(server.photos.get(id(n)).data.equals(whole), `photo ${n} is whole`);
      const expected = n === 103 ? whole.subarray(PART) : whole;
      assert.ok(heard.photos.get(id(n)).equals(expected), `photo ${n}: what was missing, once`);
    }

    const sites = JSON.parse(await it.field.pack("sites")).map(({ id: of, name }) => [of, name]);
    assert.deepEqual(sites, [[SITE, "兰溪路便利店"]], "in the place of what was taken along then");

    // receipted, and its room is free
    const saved = (await it.field.outbox()).map(({ id: of, hazards, received_at: at }) => [hazards, of, Boolean(at)]);
    assert.deepEqual(saved, [
      [[[id(3), "普-8803"]], id(3), true],
      [[[id(2), "普-0002"]], id(2), true],
      [[[id(1), "普-0001"]], id(1), true],
      [[[id(9), "普-009"]], id(9), true],
    ]);
    const counts = await Promise.all(["outbox", "photos", "receipts"].map((store) => it.db.count(store)));
    assert.deepEqual(counts, [0, 0, 4]);
    const left = (await it.field.state()).unsent;
    assert.deepEqual([left.commands, left.photos, left.drafts], [0, 0, 1]);

    // nothing goes a second time
    const before = heard.syncs;
    it.clock.at += 60_000;
    assert.deepEqual(await it.field.syncNow(), { answer: "ok" });
    assert.deepEqual([heard.syncs - before, came(1)], [0, 1]);
    // what was typed then is saved now
    assert.deepEqual(await it.field.save(JSON.stringify(report(5)), "[]", "飞线充", id(5)), { answer: "ok" });
    await it.engine.wake();
    assert.deepEqual([(await it.standing())[5], await it.field.drafts()], ["stored", []]);
  });
}

/** The stores of a database, with what they are found by. */
function storesOf(db) {
  const { objectStoreNames: names } = db;
  const stores = db.transaction([...names]);
  return Object.fromEntries(
    [...names].map((name) => {
      const { keyPath, indexNames } = stores.objectStore(name);
      const indexes = [...indexNames].map((index) => [index, stores.objectStore(name).index(index).keyPath]);
      return [name, { keyPath, indexes }];
    }),
  );
}

test("a database that was brought up to date is like one that was made today", async () => {
  const today = await tablet(scriptedServer());
  for (const version of Object.keys(VERSIONS).map(Number)) {
    const { db } = await tablet(scriptedServer(), { factory: await putAway(version, {}) });
    assert.deepEqual([db.version, storesOf(db)], [today.db.version, storesOf(today.db)], `version ${version}`);
    db.close();
  }
  today.db.close();
});

test("a page of a version before lets the database go for this one, with what it wrote last", async () => {
  for (const version of Object.keys(VERSIONS).map(Number)) {
    const records = await leftIn(version);
    const factory = await putAway(version, records);
    let asked = 0;
    const open = await openDB("xunan-field", version, { blocking: () => ((asked += 1), open.close()) });
    await open.put("drafts", { ...(await open.get("drafts", id(5))), changedAt: SAVED + 1 });
    const it = await tablet(scriptedServer(), { factory, at: NOW });
    assert.equal(asked, it.db.version > version ? 1 : 0);
    assert.equal((await it.db.get("drafts", id(5))).changedAt, SAVED + 1);
    assert.equal(await it.db.count("outbox"), 3);
    open.close();
    it.db.close();
  }
});
