// Tasks of plans and the doors of campaigns on the tablet: taken along, told of by the feed, and forgotten.

import assert from "node:assert/strict";
import { test } from "node:test";
import { meta } from "./field/db.js";
import { id, report, scriptedServer, tablet } from "./testing/tablet.mjs";

const json = (value) => JSON.stringify(value);
const task = (n, mine = false) => ({ id: id(n), plan: id(800), site: id(900), due: "2026-06-15", mine, key: n });
const target = (n, standing = "untouched") => ({ id: id(n), campaign: id(700), site: id(900), standing, key: n });

async function ready() {
  const server = scriptedServer();
  server.pages.tasks = [[json(task(1)), json(task(2))], [json(task(3))]];
  server.pages.targets = [[json(target(11))]];
  const it = await tablet(server);
  assert.deepEqual(await it.field.prepare(), { answer: "ok" });
  await it.engine.wake();
  return { ...it, server };
}

const pack = async (field, name) => JSON.parse(await field.pack(name)).sort((a, b) => (a.id < b.id ? -1 : 1));
const ids = async (field, name) => (await pack(field, name)).map((it) => Number(it.id.slice(-3)));

test("what is to be visited is taken along, and the feed brings and forgets it", async () => {
  const { server, field, events } = await ready();
  assert.deepEqual(await ids(field, "tasks"), [1, 2, 3]);
  assert.deepEqual(await ids(field, "targets"), [11]);
  const { packs } = await field.state();
  assert.deepEqual([packs.tasks, packs.targets], [3, 1]);
  server.changes = [
    {
      seq: 9,
      tasks: [task(2, true), task(4)],
      targets: [target(12, "refused")],
      gone: [{ kind: "task", id: id(1) }, { kind: "target", id: id(11) }],
    },
  ];
  events.length = 0;
  await field.syncNow();
  assert.deepEqual(await ids(field, "tasks"), [2, 3, 4]);
  assert.deepEqual((await pack(field, "tasks")).map(({ mine }) => mine), [true, false, false], "given to this person");
  assert.deepEqual(await ids(field, "targets"), [12]);
  assert.deepEqual(events.find(({ event }) => event === "packs").names, ["tasks", "targets"]);
});

test("a tablet that has never heard of them takes them along at the next exchange", async () => {
  const { server, field, db } = await ready();
  const known = await meta.get(db, `packs ${id(1)}`);
  const { tasks: _, targets: __, ...before } = known;
  await meta.set(db, `packs ${id(1)}`, before);
  for (const key of await db.getAllKeys("packs")) {
    if (["tasks", "targets"].includes(key[1])) await db.delete("packs", key);
  }
  assert.deepEqual(await ids(field, "tasks"), []);
  server.requests.length = 0;
  assert.deepEqual(await field.syncNow(), { answer: "ok" });
  assert.deepEqual(await ids(field, "tasks"), [1, 2, 3]);
  assert.deepEqual(await ids(field, "targets"), [11]);
  assert.equal(server.requests.filter((request) => request.endsWith("/field/sites")).length, 0, "not loaded anew");
});

test("what was saved of a draft is found by the draft, before and after its receipt", async () => {
  const { field, engine, standing } = await ready();
  await field.writeDraft(id(30), "visit", "某店", "{}");
  const command = json(report(31));
  assert.deepEqual(await field.save(command, "[]", "某店", id(30)), { answer: "ok" });
  const found = async () => (await field.outbox()).map((saved) => [saved.id, saved.draft]);
  assert.deepEqual(await found(), [[id(31), id(30)]]);
  assert.deepEqual(await field.drafts(), []);
  await engine.wake();
  assert.deepEqual(await standing(), { 31: "stored" });
  assert.deepEqual(await found(), [[id(31), id(30)]]);
});
