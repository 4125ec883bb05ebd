import assert from "node:assert/strict";
import { test } from "node:test";
import { openTablet } from "./field/tablet.js";
import { ASKS, createSession } from "./sw/session.js";
import { id, lost, person, report, scriptedServer, tablet } from "./testing/tablet.mjs";

const ORIGIN = "https://xunan.example";

/** A tablet that is ready, and the forms of the pages with a line as the service worker sees them. */
async function pages({ unsent = false, broken = false } = {}) {
  const server = scriptedServer();
  const it = await tablet(server);
  await it.field.prepare();
  await it.field.setPin("1357");
  await it.engine.wake();
  if (unsent) {
    server.script = [lost];
    await it.save(report(1));
  }
  const network = { online: true, asked: [] };
  const session = createSession({
    open: async () => {
      if (broken) throw new Error("another version of the store is open");
      const outside = { now: () => it.clock.at, server: { fetch: server.fetch }, engine: { timers: it.timers } };
      return openTablet({ rules: null, emit: () => {}, inTheWay: () => {}, outside });
    },
    fetch: async ({ url }) => {
      network.asked.push(new URL(url).pathname);
      if (!network.online) throw new TypeError("no line");
      return new Response("the page");
    },
    origin: ORIGIN,
    owed: it.owed,
  });
  const post = (path, fields = {}, { mode = "navigate", method = "POST" } = {}) => {
    const url = `${ORIGIN}${path}`;
    const clone = () => new Request(url, { method: "POST", body: new URLSearchParams(fields) });
    return session.answer({ request: { url, method, mode, clone } });
  };
  return { ...it, server, network, post };
}

const login = (n) => person(n).actor.login;

test("signing out on another page drops the key of the tablet, also the one behind the PIN", async () => {
  const { post, field, db, network } = await pages();
  assert.equal(await (await post("/do/sign-out")).text(), "the page");
  assert.deepEqual(network.asked, ["/do/sign-out"]);
  assert.equal(await db.get("keys", id(1)), undefined);
  assert.equal((await field.state()).me, null);
});

test("with unsent work it is asked on the tablet first, and nothing is dropped before", async () => {
  const { post, field, network } = await pages({ unsent: true });
  const answer = await post("/do/sign-out");
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get("location"), `${ORIGIN}${ASKS}`);
  assert.deepEqual(network.asked, [], "the session lives on until that is answered");
  const state = await field.state();
  assert.deepEqual([state.locked, state.unsent.commands], [false, 1]);
});

test("a locked tablet with unsent work is left at once: signing in brings the work back", async () => {
  const { post, field, server } = await pages({ unsent: true });
  await field.lock();
  await post("/do/sign-out");
  assert.deepEqual([(await field.state()).me, (await field.state()).others_unsent], [null, 1]);
  server.signedIn = true;
  assert.deepEqual(await field.prepare(), { answer: "ok" });
  await field.syncNow();
  assert.equal(server.records.size, 1);
});

test("whoever signs in instead finds the tablet locked, and leaves it so", async () => {
  const { post, field } = await pages({ unsent: true });
  await post("/do/sign-in", { login: login(2), password: "x" });
  assert.equal((await field.state()).locked, true);
  // their signing out is no business of the one before, and the other way round
  assert.equal(await (await post("/do/sign-out")).text(), "the page");
  assert.equal((await field.state()).me.actor.user, id(1));
  assert.deepEqual(await field.unlock("1357"), { answer: "ok" });
});

test("whoever signs in again themselves finds it as it was", async () => {
  const { post, field } = await pages({ unsent: true });
  await post("/do/sign-in", { login: ` ${login(1).toUpperCase()} `, password: "x" });
  assert.equal((await field.state()).locked, false);
  assert.equal((await post("/do/sign-out")).status, 303);
});

test("without a line the key is dropped, and the session is ended later", async () => {
  const { post, field, owed, network } = await pages();
  network.online = false;
  const answer = await post("/do/sign-out");
  assert.equal(answer.headers.get("location"), `${ORIGIN}/field`);
  assert.equal(await owed.is(), true);
  assert.equal((await field.state()).me, null);
});

test("a store that cannot be opened keeps nobody in or out", async () => {
  const { post, network } = await pages({ broken: true });
  for (const path of ["/do/sign-in", "/do/sign-out"]) {
    assert.equal(await (await post(path, { login: login(2) })).text(), "the page");
  }
  assert.deepEqual(network.asked, ["/do/sign-in", "/do/sign-out"]);
});

test("everything else is not touched", async () => {
  const { post } = await pages();
  assert.equal(post("/do/hazards"), undefined);
  assert.equal(post("/do/sign-out", {}, { mode: "cors" }), undefined, "the field app itself ends its session");
  assert.equal(post("/do/sign-out", {}, { method: "GET" }), undefined);
});
