// Stoves, devices and users of gas on the tablet: taken along, told of by the feed, and the forms about them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { openDB } from "idb";
import { meta, NAME } from "./field/db.js";
import { id, install, lpg, order, scriptedServer, stove, tablet } from "./testing/tablet.mjs";

const json = (value) => JSON.stringify(value);
const detector = (n, status = "planned") => ({ state: { id: id(n), site: id(900), status, version: 1 }, told: {}, key: n });
const gasUser = (n) => ({ id: id(n), site: id(900), unit: null, lpg: null, version: 1, key: n });

/** A server with gear behind a door. */
function furnished() {
  const server = scriptedServer();
  server.pages.stoves = [[json(stove(1))], [json(stove(2)), json(stove(3))]];
  server.pages.detectors = [[json(detector(11))]];
  server.pages["gas-users"] = [[json(gasUser(21))]];
  return server;
}

async function ready(server = furnished(), options = {}) {
  const it = await tablet(server, options);
  assert.deepEqual(await it.field.prepare(), { answer: "ok" });
  await it.engine.wake();
  return { ...it, server };
}

const ids = async (field, name) =>
  JSON.parse(await field.pack(name)).map((it) => Number((it.state?.id ?? it.id).slice(-3))).sort((a, b) => a - b);

test("what stands behind the doors is taken along, and the feed brings and forgets it", async () => {
  const { server, field, events } = await ready();
  assert.deepEqual(await ids(field, "stoves"), [1, 2, 3]);
  assert.deepEqual(await ids(field, "detectors"), [11]);
  assert.deepEqual(await ids(field, "gas_users"), [21]);
  const counted = async () => {
    const { packs } = await field.state();
    return [packs.stoves, packs.detectors, packs.gas_users];
  };
  assert.deepEqual(await counted(), [3, 1, 1]);
  server.changes = [
    {
      seq: 9,
      stoves: [stove(2, "planned", 2), stove(4)],
      gas_users: [gasUser(22)],
      gone: [{ kind: "stove", id: id(1) }, { kind: "detector", id: id(11) }, { kind: "gas_user", id: id(21) }],
    },
  ];
  events.length = 0;
  await field.syncNow();
  assert.deepEqual(await ids(field, "stoves"), [2, 3, 4]);
  assert.deepEqual(await ids(field, "detectors"), []);
  assert.deepEqual(await ids(field, "gas_users"), [22]);
  assert.deepEqual(await counted(), [3, 0, 1]);
  const changed = JSON.parse(await field.pack("stoves")).find(({ state }) => state.id === id(2));
  assert.equal(changed.state.status, "planned");
  const told = events.find(({ event }) => event === "packs").names;
  assert.deepEqual(told, ["stoves", "detectors", "gas_users"], "only these are read again");
});

test("it is as unreadable in the database as the rest", async () => {
  const { field, db } = await ready();
  assert.match(await field.pack("stoves"), /王阿姨家灶具/);
  for (const { data } of await db.getAll("packs")) assert.equal(Buffer.from(data).includes("王阿姨"), false);
  await field.lock();
  assert.equal(await field.pack("stoves"), "");
});

test("a tablet of the version before keeps what it has, and takes the rest along at the next exchange", async () => {
  const factory = new IDBFactory();
  globalThis.indexedDB = factory;
  // the stores as the version before made them
  const old = await openDB(NAME, 1, {
    upgrade(db) {
      for (const store of ["meta", "keys", "packs", "pictures"]) db.createObjectStore(store);
      for (const store of ["drafts", "outbox", "photos", "receipts"]) {
        db.createObjectStore(store, { keyPath: "id" }).createIndex("user", "user");
      }
    },
  });
  await old.put("meta", "kept", "locale");
  old.close();

  const server = furnished();
  server.pages.sites = [[`{"id":"${id(70)}","key":1}`]];
  const it = await ready(server, { factory });
  assert.equal(await meta.get(it.db, "locale"), "kept");
  await it.field.writeDraft(id(80), "visit", "某店", "{}");
  // as the version before left it: it had never heard of these
  const known = await meta.get(it.db, `packs ${id(1)}`);
  const { stoves: _, detectors: __, gas_users: ___, ...before } = known;
  await meta.set(it.db, `packs ${id(1)}`, before);
  for (const key of await it.db.getAllKeys("packs")) {
    if (["stoves", "detectors", "gas_users"].includes(key[1])) await it.db.delete("packs", key);
  }
  assert.deepEqual(await ids(it.field, "sites"), [70]);
  assert.deepEqual(await ids(it.field, "stoves"), []);

  server.requests.length = 0;
  let pages = 0;
  server.script = Array.from({ length: 9 }, () => (answer, url) => {
    // the line breaks in the middle of the stoves
    if (/field\/stoves/.test(url.pathname) && (pages += 1) === 2) throw new TypeError("no line");
    return answer();
  });
  assert.deepEqual(await it.field.syncNow(), { answer: "offline" });
  assert.deepEqual(await ids(it.field, "sites"), [70], "work goes on with what is there");
  server.script = [];
  assert.deepEqual(await it.field.syncNow(), { answer: "ok" });
  assert.deepEqual(await ids(it.field, "stoves"), [1, 2, 3]);
  assert.deepEqual(await ids(it.field, "gas_users"), [21]);
  assert.equal(server.requests.filter((request) => request.endsWith("/field/sites")).length, 0, "not loaded anew");
  assert.equal(server.requests.filter((request) => request.endsWith("/field/stoves")).length, 3);
  assert.equal(await it.field.readDraft(id(80)), "{}");
});

test("a serial number that somebody else was faster with comes back into its form", async () => {
  const { server, field, save, standing } = await ready();
  server.verdict = ({ command }) =>
    command.content?.command?.installation?.serial === "A2301"
      ? { outcome: "refused", fault: { code: "serial_in_use", args: { serial: "A2301" } } }
      : null;
  assert.deepEqual(await save(install(30, 11, "A2301"), [], "李家 · 安装"), { answer: "ok" });
  assert.deepEqual(await standing(), { 30: "refused" });
  const [refused] = await field.outbox();
  assert.deepEqual([refused.kind, refused.fault.args.serial], ["change_device", "A2301"]);
  const draft = json({ draft: { id: id(30) }, photos: [] });
  assert.deepEqual(await field.decide(id(30), "edit", draft), { answer: "ok" });
  assert.deepEqual((await field.drafts()).map(({ id: of, kind, title }) => [of, kind, title]), [
    [id(30), "gear", "李家 · 安装"],
  ]);
  // … corrected, and saved again under the same id
  assert.deepEqual(await save(install(30, 11, "A2302")), { answer: "ok" });
  assert.deepEqual(await standing(), { 30: "stored" });
});

test("a conflict about a device is decided on the version that is there", async () => {
  const { server, field, engine, save, standing } = await ready();
  const theirs = { device: { state: { version: 4 } } };
  server.verdict = ({ command }) => (command.content?.base_version === 1 ? { outcome: "conflict", theirs } : null);
  await save(install(31, 11, "A2303"));
  assert.deepEqual(await standing(), { 31: "conflict" });
  assert.deepEqual(await field.decide(id(31), "again", ""), { answer: "ok" });
  await engine.wake();
  const [sent] = [...server.records.values()].map(({ body }) => JSON.parse(body).command.content);
  assert.equal(sent.base_version, 4);
  assert.notEqual(sent.id, id(31), "other content is another command");
});

test("proofs that the server has from an earlier save are named again and not asked for", async () => {
  const { server, save, addPhoto, standing } = await ready();
  await addPhoto(41, 1000);
  const fresh = { id: id(41), kind: "visit" };
  const command = lpg(40, 21, [id(41), id(42)], 1);
  const unknown = await save(command, [fresh, { id: id(42), kind: "visit" }]);
  assert.equal(unknown.fault.code, "invalid", "nobody has that picture");
  assert.deepEqual(await save(command, [fresh, { id: id(42), kind: "visit", on_server: true }]), { answer: "ok" });
  assert.deepEqual(await standing(), { 40: "stored" });
  const sent = JSON.parse(server.records.get(id(40)).body);
  assert.deepEqual(sent.photos.map(({ id: of }) => of), [id(41)], "only the new one is awaited");
  assert.deepEqual(sent.command.content.cylinders[0].proof, [id(41), id(42)]);
});

test("an order that was refused goes back into its form, and who called stands in no store in the clear", async () => {
  const { server, field, db, save, standing } = await ready();
  const fault = { code: "invalid", fields: [{ field: "number", code: "duplicate", args: {} }] };
  server.verdict = ({ command }) =>
    command.content?.record?.number === "GD50" ? { outcome: "refused", fault } : null;
  assert.deepEqual(await save(order(50, 51), [], "某店 · 登记 12345 工单"), { answer: "ok" });
  assert.deepEqual(await standing(), { 50: "refused" });
  for (const secret of ["钱多多", "13700001234"]) {
    for (const record of await db.getAll("outbox")) {
      const { title, data, ...clear } = record;
      assert.equal(json(clear).includes(secret), false);
      for (const sealed of [title, data]) assert.equal(Buffer.from(sealed).includes(secret), false);
    }
  }
  const draft = json({ draft: { id: id(50), sheet: { order: { caller_phone: "13700001234" } } }, photos: [] });
  assert.deepEqual(await field.decide(id(50), "edit", draft), { answer: "ok" });
  assert.deepEqual((await field.drafts()).map(({ id: of, kind }) => [of, kind]), [[id(50), "entry"]]);
  for (const { data } of await db.getAll("drafts")) assert.equal(Buffer.from(data).includes("13700001234"), false);
});

test("an entry waits for the hazard that was found on the same tablet", async () => {
  const { server, engine, save, standing } = await ready();
  const refused = { outcome: "refused", fault: { code: "invalid", fields: [] } };
  server.verdict = ({ kind }) => (kind === "register_hazard" ? refused : null);
  await save({ kind: "register_hazard", command: { id: id(60), site: id(900) } });
  await save(order(61, 62, { site: 900, hazard: 60 }));
  await save(order(63, 64, { site: 900 }));
  await engine.wake();
  assert.deepEqual(await standing(), { 60: "refused", 61: "waiting", 63: "stored" });
});
