// The service worker: keeps the program on the device, answers for it without network, and sends what is left when the
// browser wakes it.

import precache from "xunan-precache";
import { WAKE } from "../field/engine.js";
import { settles } from "../field/owed.js";
import { loadRules } from "../field/program.js";
import { openTablet } from "../field/tablet.js";
import { readsCodes } from "./codes.js";
import { createShell } from "./shell.js";
import { createSending } from "./sending.js";
import { createSession } from "./session.js";

const shell = createShell({
  precache,
  caches,
  clients: self.clients,
  fetch: (...asked) => fetch(...asked),
  origin: self.location.origin,
  readsCodes,
  settle: settles({ fetch: (...asked) => fetch(...asked) }),
});
const sending = createSending({
  clients: self.clients,
  // the rules are kept with the program
  open: async (emit, wakeLater) => openTablet({ rules: await loadRules((url) => shell.kept(url)), emit, wakeLater }),
});
const session = createSession({
  // nothing is sent or sealed here, so no rules are asked
  open: () => openTablet({ rules: null, emit: () => {} }),
  fetch: (...asked) => fetch(...asked),
  origin: self.location.origin,
});

self.addEventListener("install", (event) => {
  event.waitUntil(shell.install());
  // not waited for: the browser keeps the event open for it, and an installation must not fail by it
  void shell.answerAsleep(event);
});
self.addEventListener("activate", (event) => event.waitUntil(shell.tidy().then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  const answer = shell.answer(event) ?? session.answer(event);
  if (answer) event.respondWith(answer);
});
self.addEventListener("message", (event) => {
  if (event.data?.type === "take_over") self.skipWaiting();
  if (event.data?.type === "tidy") event.waitUntil(shell.tidy());
});
self.addEventListener("sync", (event) => {
  if (event.tag === WAKE) event.waitUntil(sending.wake());
});
