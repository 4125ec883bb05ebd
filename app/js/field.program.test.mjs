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
