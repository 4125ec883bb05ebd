// The program itself: kept by the service worker, and a new version of it that waits to take over.

import { WAKE } from "./engine.js";

const SCRIPT = "/sw.js";
/** A new version is looked for so often while a page is open, in milliseconds. */
const LOOK_MS = 30 * 60_000;

/** Longest wait for the program to be kept, in milliseconds; it goes on by itself afterwards. */
const PATIENCE_MS = 60_000;

/** Where the browser has no service workers: the program works while there is a line. */
const NONE = {
  waiting: () => false,
  look: async () => {},
  takeUpdate: async () => location.reload(),
  wakeLater: async () => {},
  kept: async () => {},
};

/**
 * A version that is being fetched, when it is complete: a page that is loaded again before would be of the old one.
 *
 * @returns {Promise<ServiceWorker | null>} nothing when there is none, it has failed, or it takes too long
 */
function complete(worker, timers) {
  if (!worker) return Promise.resolve(null);
  return new Promise((done) => {
    const look = () => worker.state !== "installing" && done(worker.state === "installed" ? worker : null);
    worker.addEventListener("statechange", look);
    timers.setTimeout(() => done(null), PATIENCE_MS);
    look();
  });
}

const register = (workers) => workers.register(SCRIPT, { scope: "/", updateViaCache: "none" });

/**
 * Has the program kept before the field app is opened for the first time. Not where the browser is asked to save data:
 * there it waits until it is opened.
 */
export async function keepProgram({ navigator = globalThis.navigator } = {}) {
  if (!navigator.serviceWorker || navigator.connection?.saveData) return;
  // no network, or a private window: opening the field app tries again
  await register(navigator.serviceWorker).catch(() => {});
}

/**
 * @param {object} told
 * @param {() => void} told.ready a new version waits
 * @param {() => void} told.wake the browser woke the service worker for sending
 * @param {Promise<void>} told.standing the first screen stands: until then nothing here takes time from the start
 */
export function followProgram(
  { ready, wake, standing = Promise.resolve() },
  { navigator = globalThis.navigator, timers = globalThis } = {},
) {
  const workers = navigator.serviceWorker;
  if (!workers) return NONE;

  let registration = null;
  const waiting = () => Boolean(registration?.waiting && workers.controller);

  const started = (async () => {
    await standing;
    registration = await register(workers);
    const follow = (worker) => worker?.addEventListener("statechange", () => waiting() && ready());
    follow(registration.installing);
    registration.addEventListener("updatefound", () => follow(registration.installing));
    if (waiting()) ready();
    // a page of this version is open: what older ones kept may go, should it be the only one
    registration.active?.postMessage({ type: "tidy" });
    timers.setInterval(() => look(), LOOK_MS);
  })().catch(() => {
    // no network at the first visit, or a private window: the page works while it has a line
  });
  workers.addEventListener("message", ({ data }) => data?.type === "wake" && wake());

  async function look() {
    await started;
    await registration?.update().catch(() => {});
  }

  return {
    waiting,
    look,
    /** Lets the new version take over; the page loads again. */
    async takeUpdate() {
      await look();
      const next = registration?.waiting ?? (await complete(registration?.installing, timers));
      if (!next) {
        location.reload();
        return;
      }
      workers.addEventListener("controllerchange", () => location.reload(), { once: true });
      next.postMessage({ type: "take_over" });
    },
    /** Asks the browser to wake the service worker when there is a line again, where it can. */
    async wakeLater() {
      await started;
      await registration?.sync?.register(WAKE).catch(() => {});
    },
    /** Resolves when the program is kept, so that it starts without network; or when that takes too long. */
    async kept() {
      await started;
      if (!registration) return;
      const patience = new Promise((done) => timers.setTimeout(done, PATIENCE_MS));
      await Promise.race([workers.ready, patience]);
    },
  };
}
