// Signing out where the server does not hear of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createOwed, settles } from "./field/owed.js";
import { caches, id, lost, report, scriptedServer, tablet } from "./testing/tablet.mjs";

async function ready(server) {
  const it = await tablet(server);
  assert.deepEqual(await it.field.prepare(), { answer: "ok" });
  assert.deepEqual(await it.field.setPin("2468"), { answer: "ok" });
  await it.engine.wake();
  server.requests.length = 0;
  return it;
}

test("a sign-out without a line ends the session before anything else is asked for", async () => {
  const server = scriptedServer();
  const { field, owed, engine } = await ready(server);
  server.script = [lost, lost];
  assert.deepEqual(await field.signOut(true), { answer: "ok" });
  assert.deepEqual([await owed.is(), server.signedIn], [true, true]);
  // whoever finds the tablet and a line
  assert.deepEqual(await field.prepare(), { answer: "offline" });
  assert.deepEqual(server.requests, ["POST /do/sign-out", "POST /do/sign-out"], "nothing else was asked for");
  assert.equal((await field.prepare()).fault.code, "unauthenticated");
  assert.deepEqual([await owed.is(), server.signedIn], [false, false]);
  // … and the person, by their password
  server.signedIn = true;
  assert.deepEqual(await field.prepare(), { answer: "ok" });
  assert.equal(server.signedIn, true, "once only");
  await engine.wake();
});

test("it is done by itself when there is a line", async () => {
  const server = scriptedServer();
  const { field, owed, engine } = await ready(server);
  server.script = [lost];
  await field.signOut(true);
  await engine.wake({ now: true });
  assert.deepEqual([await owed.is(), server.signedIn], [false, false]);
});

test("ten wrong PINs without a line: the session does not bring the key back, the password does", async () => {
  const server = scriptedServer();
  const { field } = await ready(server);
  await field.writeDraft(id(30), "visit", "某店", '{"draft":1}');
  await field.lock();
  server.script = [lost];
  for (let i = 0; i < 10; i += 1) await field.unlock("1111");
  assert.equal((await field.prepare()).fault.code, "unauthenticated");
  assert.equal(await field.readDraft(id(30)), "");
  server.signedIn = true;
  assert.deepEqual(await field.prepare(), { answer: "ok" });
  assert.equal(await field.readDraft(id(30)), '{"draft":1}');
});

test("what was saved is not sent in a session that is to be over", async () => {
  const server = scriptedServer();
  const { field, owed } = await ready(server);
  server.script = [lost, lost, lost];
  await field.save(JSON.stringify(report(50)), "[]", "某店", "");
  await owed.set();
  server.script = [];
  await field.syncNow();
  assert.deepEqual([server.records.size, server.signedIn], [0, false]);
  server.signedIn = true;
  await field.syncNow();
  assert.equal(server.records.size, 1);
});

test("the service worker ends it for pages that know nothing of the tablet", async () => {
  const owed = createOwed({ caches: caches() });
  const asked = [];
  let answers = [];
  const fetch = async (path, how) => {
    asked.push([path, how.method]);
    return answers.shift()();
  };
  const settle = settles({ owed, fetch });
  await settle();
  assert.deepEqual(asked, [], "nothing is owed");
  await owed.set();
  answers = [lost, () => ({ type: "default", status: 503 }), () => ({ type: "opaqueredirect", status: 0 })];
  for (const still of [true, true, false, false]) {
    await settle();
    assert.equal(await owed.is(), still);
  }
  assert.deepEqual(asked, Array(3).fill(["/do/sign-out", "POST"]));
});
