// A page that ends in the middle of something: without a word to anybody, and without a moment to write anything down.

import { unwrap } from "idb";

/** What a page that is gone hears of anything: nothing, also not that it went wrong. */
const silent = {
  get: (_, name) => (name === "then" ? () => {} : SILENCE),
  apply: () => SILENCE,
};
const SILENCE = new Proxy(() => {}, silent);
/** … as no function: the library makes a new one of those. */
const NO_TRANSACTION = new Proxy({}, silent);

/** @param {import("idb").IDBPDatabase} db the page's own way to the database */
export function mortal(db) {
  let [begun, lasts, gone] = [0, Infinity, false];
  let end;
  const ended = new Promise((done) => (end = done));
  const raw = unwrap(db);
  const begin = raw.transaction.bind(raw);
  // Everything is read and written in transactions, and each is there as a whole or not at all: what a page can have
  // left behind is what stood between two of them.
  raw.transaction = (...what) => {
    if (begun === lasts) {
      gone = true;
      end();
    }
    if (gone) return NO_TRANSACTION;
    begun += 1;
    return begin(...what);
  };
  return {
    db,
    /** From here on it begins so many transactions; instead of the next it is gone. */
    lasts: (n) => ([begun, lasts] = [0, n]),
    gone: () => gone,
    /** Its way to the server. */
    fetch: (fetch) => async (...asked) => (gone ? SILENCE : fetch(...asked)),
    /** Until it has done this, or is gone. @returns what came of it; nothing when it is gone */
    lives: (work) => Promise.race([work, ended]),
  };
}
