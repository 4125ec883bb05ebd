// Keys: one for each person, in the database as WebCrypto holds it, so that this page, other pages and the service
// worker all have it until it is dropped. Without it nothing of that person can be read or sent.

import { importKey, unwrap, wrap } from "./crypt.js";
import { meta } from "./db.js";

/** Wrong PINs after which only signing in helps. */
export const TRIES = 10;
/** A touch is written down at most so often, in milliseconds. */
const TOUCH_MS = 10_000;

/** @param {(user: string) => Promise<boolean>} waits whether something of theirs would be sent by itself */
export function createVault({ db, now = Date.now, rounds = undefined, waits = async () => false }) {
  let touched = 0;
  /** Whoever worked here when that was looked at last. */
  let lately = null;

  const change = async (user, how) => {
    const transaction = db.transaction("keys", "readwrite");
    const kept = (await transaction.store.get(user)) ?? {};
    const next = how(kept);
    await transaction.store.put(next, user);
    await transaction.done;
    return next;
  };

  /**
   * Opens: a key comes with its touch, in one transaction. Another page or the service worker, which have not seen whoever
   * is here, would find one that nobody has touched for long, and lock it again.
   */
  async function put(user, how) {
    const at = now();
    const transaction = db.transaction(["meta", "keys"], "readwrite");
    const [store, keys] = [transaction.objectStore("meta"), transaction.objectStore("keys")];
    const kept = (await keys.get(user)) ?? {};
    await Promise.all([store.put(at, "touched"), keys.put(how(kept), user), transaction.done]);
    touched = at;
  }

  /**
   * What decides whether a person's key may be had; without `asked` of whoever works here. Read in one transaction, and in
   * one go where it is who it was: each is a way to the browser's database and back, and everything on the tablet begins
   * with this.
   */
  async function look(asked) {
    const transaction = db.transaction(["meta", "keys"]);
    const [store, keys] = [transaction.objectStore("meta"), transaction.objectStore("keys")];
    const expected = asked ?? lately;
    const keyOf = (user) => (user ? keys.get(user) : undefined);
    const questions = [store.get("person"), store.get("touched"), keyOf(expected)];
    const [person, at = 0, there] = await Promise.all(questions);
    const user = asked ?? person?.me?.actor?.user ?? null;
    const kept = user === expected ? there : await keyOf(user);
    lately = user;
    return { user, kept, idle: isIdle(person, at) };
  }

  function isIdle(person, at) {
    // a clock put back counts as nobody there; a touch that could not be written down, for want of room, was one all the same
    const since = Math.min(Math.abs(now() - at), Math.abs(now() - touched));
    return since > (person?.idleMinutes ?? 15) * 60_000;
  }

  /**
   * Locks the screens; with `still`, unless somebody has come since that was found due.
   *
   * @returns {Promise<boolean>} whether it did
   */
  async function close(user, still) {
    const sends = await waits(user);
    const transaction = db.transaction(["meta", "keys"], "readwrite");
    const [store, keys] = [transaction.objectStore("meta"), transaction.objectStore("keys")];
    const [person, at = 0, kept = {}] = await Promise.all([store.get("person"), store.get("touched"), keys.get(user)]);
    const due = !still || isIdle(person, at);
    const { key, toSend, ...rest } = kept;
    if (due) await keys.put(sends ? { ...rest, toSend: key ?? toSend } : rest, user);
    await transaction.done;
    return due;
  }

  /** The same, and locks when nobody was there for the idle time. */
  async function opened(asked) {
    const { user, kept, idle } = await look(asked);
    const locks = idle && Boolean(kept?.key);
    if (locks && !(await close(user, true))) return opened(asked);
    return { user, key: idle ? null : (kept?.key ?? null), locks };
  }

  const vault = {
    /** Takes the person's key in. */
    async install(user, raw) {
      const key = await importKey(raw);
      await put(user, ({ toSend: _, ...kept }) => ({ ...kept, key }));
    },

    /** The person's key; `null` while it is locked. */
    key: async (user) => (user ? (await opened(user)).key : null),

    /** The key for sending what was saved, which goes on behind a locked screen. */
    async keyToSend(user) {
      return (await vault.key(user)) ?? (user && (await db.get("keys", user))?.toSend) ?? null;
    },

    /** Whoever works here, and their key. @returns {Promise<{user: string | null, key: CryptoKey | null}>} */
    open: () => opened(null),

    /** Whether it can be had without network. */
    async pin(user) {
      const kept = user ? await db.get("keys", user) : undefined;
      return { chosen: Boolean(kept?.wrapped), triesLeft: kept?.triesLeft ?? TRIES };
    },

    /** Chooses the PIN of the key with these bytes. */
    async setPin(user, raw, pin) {
      const wrapped = await wrap(raw, pin, rounds);
      await change(user, (kept) => ({ ...kept, wrapped, triesLeft: TRIES }));
    },

    /** @returns {Promise<"ok" | "dropped" | number>} a number: wrong, so many more tries */
    async unlock(user, pin) {
      // counted before it is tried, so that ending the page does not give the try back
      const kept = await change(user, (kept) =>
        kept.wrapped ? { ...kept, triesLeft: (kept.triesLeft ?? TRIES) - 1 } : kept,
      );
      if (!kept.wrapped) return "dropped";
      const key = await unwrap(kept.wrapped, pin);
      if (key) {
        await put(user, ({ toSend: _, ...kept }) => ({ ...kept, key, triesLeft: TRIES }));
        return "ok";
      }
      if (kept.triesLeft > 0) return kept.triesLeft;
      await change(user, ({ wrapped: _, toSend: __, ...rest }) => rest);
      return "dropped";
    },

    /** Drops the key; the PIN brings it back. */
    async lock(user) {
      await change(user, ({ key: _, toSend: __, ...rest }) => rest);
    },

    /**
     * Locks the screens. Whoever puts the tablet down after a day's work does not stay to keep it awake: while something
     * waits to be sent, the key is kept for that alone.
     */
    close: (user) => close(user, false),

    /** Nothing is left to be sent behind a locked screen. Whoever has opened it meanwhile keeps the key. */
    async sentAll(user) {
      if ((await db.get("keys", user))?.toSend) await change(user, ({ toSend: _, ...rest }) => rest);
    },

    /** Drops the key, also the one behind the PIN: signing in brings it back. */
    async forget(user) {
      await db.delete("keys", user);
    },

    /** Somebody is there. */
    async touch() {
      if (Math.abs(now() - touched) < TOUCH_MS) return;
      touched = now();
      await meta.set(db, "touched", touched);
    },

    /** Locks when nobody was there for the idle time. @returns whether it did */
    lockWhenIdle: async (user) => (await opened(user)).locks,
  };
  return vault;
}
