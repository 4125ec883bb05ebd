// Who keeps the program of the field app before it is opened.

import assert from "node:assert/strict";
import { test } from "node:test";
import { followProgram, keepProgram } from "./field/update.js";

function device(more = {}) {
  const registered = [];
  const register = async (script, { scope }) => void registered.push([script, scope]);
  return { registered, navigator: { serviceWorker: { register }, ...more } };
}

test("the program is kept by the service worker of the whole site", async () => {
  const { registered, navigator } = device();
  await keepProgram({ navigator });
  assert.deepEqual(registered, [["/sw.js", "/"]]);
});

test("a device that is to save data fetches nothing ahead", async () => {
  const { registered, navigator } = device({ connection: { saveData: true } });
  await keepProgram({ navigator });
  assert.deepEqual(registered, []);
});

test("where nothing can be kept, nothing fails", async () => {
  await keepProgram({ navigator: {} });
  const register = async () => Promise.reject(new TypeError("no network"));
  await keepProgram({ navigator: { serviceWorker: { register } } });
});

test("what a start needs comes before the service worker", async () => {
  const registered = [];
  const register = async (script) => {
    registered.push(script);
    return { addEventListener: () => {}, active: null, installing: null, waiting: null };
  };
  const serviceWorker = { register, addEventListener: () => {}, ready: Promise.resolve(), controller: null };
  const timers = { setInterval: () => 0, setTimeout: () => 0 };
  let stands;
  const standing = new Promise((done) => (stands = done));
  const told = { ready: () => {}, wake: () => {}, standing };
  const program = followProgram(told, { navigator: { serviceWorker }, timers });
  await Promise.resolve();
  assert.deepEqual(registered, []);
  stands();
  // whoever gets the tablet ready waits until the program is kept
  await program.kept();
  assert.deepEqual(registered, ["/sw.js"]);
});

/** A service worker that is being fetched; `becomes` brings it on. */
function newcomer() {
  const listeners = [];
  const worker = {
    state: "installing",
    told: [],
    addEventListener: (_, listener) => listeners.push(listener),
    postMessage: (message) => worker.told.push(message),
    becomes(state) {
      worker.state = state;
      for (const listener of listeners) listener();
    },
  };
  return worker;
}

/** A page whose server has a new version, which its service worker fetches when it is looked for. */
async function outdated(t) {
  const worker = newcomer();
  const registration = { addEventListener: () => {}, active: null, installing: null, waiting: null };
  registration.update = async () => void (registration.installing = worker);
  const listeners = {};
  const serviceWorker = {
    register: async () => registration,
    addEventListener: (name, listener) => (listeners[name] = listener),
    ready: Promise.resolve(),
    controller: {},
  };
  let loads = 0;
  globalThis.location = { reload: () => (loads += 1) };
  t.after(() => delete globalThis.location);
  const late = [];
  const timers = { setInterval: () => 0, setTimeout: (work) => late.push(work) };
  const program = followProgram({ ready: () => {}, wake: () => {} }, { navigator: { serviceWorker }, timers });
  await program.look();
  return { program, worker, listeners, late, loads: () => loads };
}

test("whoever must update first waits until the new version is complete, and gets that one", async (t) => {
  const { program, worker, listeners, loads } = await outdated(t);
  const taken = program.takeUpdate();
  await new Promise((turn) => setImmediate(turn));
  assert.equal(loads(), 0, "the old one again would be of no use");
  worker.becomes("installed");
  await taken;
  assert.deepEqual(worker.told, [{ type: "take_over" }]);
  assert.equal(loads(), 0);
  listeners.controllerchange();
  assert.equal(loads(), 1);
});

test("a new version that cannot be fetched, or takes too long, is not waited for for ever", async (t) => {
  for (const ends of [({ worker }) => worker.becomes("redundant"), ({ late }) => late.at(-1)()]) {
    const page = await outdated(t);
    const taken = page.program.takeUpdate();
    await new Promise((turn) => setImmediate(turn));
    ends(page);
    await taken;
    assert.deepEqual([page.worker.told, page.loads()], [[], 1]);
  }
});
