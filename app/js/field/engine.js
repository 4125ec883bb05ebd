// When to send and receive: at once when something was saved, when the line is back, when the page is looked at again,
// when the browser wakes the service worker, and by the clock. One page at a time, whichever has the lock.

import { isNoRoom, meta } from "./db.js";
import { fault, OFFLINE, OK } from "./done.js";
import { mergedOf, packsOf } from "./receive.js";

/** The browser's lock: who has it sends. */
const LOCK = "xunan-sync";
/** How the browser is asked to wake the service worker. */
export const WAKE = "xunan-outbox";
/** Changes are asked for so often while a page is open, in milliseconds. */
const REFRESH_MS = 5 * 60_000;
/** Another page has the lock: look again after this, in milliseconds. */
const LOOK_MS = 3_000;
/** Longest time without a look at the outbox, in milliseconds. */
const IDLE_MS = 60_000;

export function createEngine({
  db,
  vault,
  sender,
  receiver,
  outbox,
  emit,
  now = Date.now,
  locks = globalThis.navigator?.locks,
  timers = globalThis,
  wakeLater = async () => {},
  settle = async () => true,
  hide = () => {},
}) {
  let timer = null;
  let running = null;
  let again = null;
  let refreshed = 0;
  /** What is known of the server, for the screens. */
  const known = { online: true, signedIn: null, other: null, updateFirst: false, fault: null, syncing: false };

  const tell = (changes) => {
    const before = JSON.stringify(known);
    Object.assign(known, changes);
    if (JSON.stringify(known) !== before) emit({ event: "state" });
  };

  const person = async () => (await meta.get(db, "person"))?.me?.actor?.user ?? null;

  function schedule(ms, how = {}) {
    timers.clearTimeout(timer);
    const woken = () => wake(how).catch(console.error);
    timer = timers.setTimeout(woken, Math.max(500, Math.min(ms, IDLE_MS)));
  }

  /**
   * Sends what there is, then asks for changes when it is time or `fresh`; `now`: without waiting for a pause to end.
   *
   * @returns {Promise<object>} `Done`
   */
  function wake({ fresh = false, now: hurry = false } = {}) {
    if (running) {
      // somebody wants more than what is going on: once more afterwards
      if (fresh || hurry) again = { fresh: fresh || again?.fresh, hurry: hurry || again?.hurry };
      return running;
    }
    running = (async () => {
      try {
        let done = await withLock(fresh, hurry);
        while (again) {
          const more = again;
          again = null;
          done = await withLock(more.fresh ?? false, more.hurry ?? false);
        }
        return done;
      } finally {
        running = null;
      }
    })();
    return running;
  }

  async function withLock(fresh, hurry) {
    const user = await person();
    if (!user) {
      // whoever was here has signed out, and the server may not know it yet
      await settle();
      return OK;
    }
    const work = async (lock) => {
      if (lock) return exchange(user, fresh, hurry);
      schedule(LOOK_MS);
      return OK;
    };
    return locks ? locks.request(LOCK, { ifAvailable: true }, work) : work(true);
  }

  async function send(user, hurry) {
    if (hurry) await sender.resetLine(user);
    return sender.send(user);
  }

  /** Where there is no room to write down how far this is, the pictures that were taken along go: sending makes more. */
  async function withRoom(user, work) {
    try {
      return await work();
    } catch (error) {
      if (!isNoRoom(error) || !(await receiver.dropPictures(user))) throw error;
      return work();
    }
  }

  async function exchange(user, fresh, hurry) {
    tell({ syncing: true });
    let done = fault("internal");
    try {
      const key = await vault.key(user);
      const toSend = key ?? (await vault.keyToSend(user));
      if (toSend) await outbox.repoint(user, toSend, await mergedOf(db, user));
      let result = await withRoom(user, () => send(user, hurry));
      const due = fresh || result.sent > 0 || now() - refreshed > REFRESH_MS;
      const may = key && ["rest", "wait"].includes(result.left) && result.online !== false;
      let received = OK;
      // a locked tablet asks too: whoever is signed in now may take it over
      if (!key && (due || hurry)) {
        result = { ...result, ...(await sender.whose(user)), left: result.left };
        refreshed = now();
      }
      if (due && may && (await packsOf(db, user))) {
        // another person's session would bring another person's data
        if (result.session !== "own") result = { ...result, ...(await sender.whose(user)), left: result.left };
        if (result.session === "own" && !result.updateFirst) {
          const confirmed = await outbox.confirmed(user);
          received = await withRoom(user, () => receiver.changes(user, key));
          if (received === OK && confirmed.length > 0) {
            await outbox.brought(confirmed);
            emit({ event: "outbox" });
          }
          // while something waits to be sent, nothing is fetched that can come later
          if (received === OK && result.left === "rest") await receiver.morePictures(user, key).catch(console.error);
        }
        if (received === OK && result.session === "own") refreshed = now();
      }
      if (!key && (result.left === "rest" || result.session === "other")) await vault.sentAll(user);
      // Whoever has signed in instead must not find the tablet open. Once: whoever opens it then with the PIN is the one
      // whose it is.
      if (result.session === "other" && key && known.other !== result.other) {
        await vault.lock(user);
        hide();
      }
      tell(learned(result, received));
      done = doneOf(result, received);
      if (result.left === "wait" || result.online === false) {
        // the browser wakes the service worker, should this page be gone by then
        await wakeLater();
        schedule((result.until ?? now() + IDLE_MS) - now());
      } else {
        schedule(IDLE_MS);
      }
    } catch (error) {
      // what stands in the way may be gone by then, and nobody else may come by
      schedule(IDLE_MS);
      throw error;
    } finally {
      tell({ syncing: false });
    }
    return done;
  }

  /** What an exchange told about line and session. */
  function learned(result, received) {
    const fault = received.fault ?? result.fault ?? null;
    const news = { fault };
    if (result.online !== null) news.online = result.online && received !== OFFLINE;
    if (result.updateFirst || fault?.code === "update_first") news.updateFirst = true;
    else if (result.session === "own") news.updateFirst = false;
    if (result.session === "own") Object.assign(news, { signedIn: true, other: null });
    if (result.session === "other") Object.assign(news, { signedIn: false, other: result.other });
    if (result.session === "ended" || fault?.code === "unauthenticated") {
      Object.assign(news, { signedIn: false, other: null });
    }
    return news;
  }

  function doneOf(result, received) {
    if (result.online === false) return OFFLINE;
    if (result.updateFirst) return fault("update_first");
    if (result.left === "locked" || result.session === "ended") return fault("unauthenticated");
    if (result.session === "other") return fault("forbidden");
    return received;
  }

  return {
    known,
    tell,
    wake,
    /** Follows what the browser tells. */
    start(window, document) {
      window.addEventListener("online", () => wake({ now: true, fresh: true }));
      window.addEventListener("offline", () => tell({ online: false }));
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "visible") wake();
      });
      // a pause that failures of an earlier day have earned is over: a person has just switched it on
      schedule(1_000, { now: true });
    },
    stop() {
      timers.clearTimeout(timer);
    },
  };
}
