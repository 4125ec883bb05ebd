// What the screens can ask of the tablet: each method of app/src/field/bridge.rs, out of the parts of the store. Values
// in, values out; index.js turns them into text. Nothing here fails: what went wrong is an answer too.

import { isNoRoom, meta } from "./db.js";
import { fault, KEY_DROPPED, LOCKED, NO_ROOM, OFFLINE, OK } from "./done.js";
import { takeOver } from "./earlier.js";
import { mergedOf } from "./receive.js";
import { rescueFile } from "./rescue.js";
import { createRoom } from "./room.js";
import { stateOf, unsentOf } from "./state.js";

/** Photos that nothing names any more are kept for so long, in milliseconds: their draft may be on its way. */
const ORPHANED_MS = 30 * 24 * 3600 * 1000;
const PIN = /^\d{4,12}$/;

/**
 * @param {object} tablet as `openTablet` gives it
 * @param {object} program as `followProgram` gives it
 * @param {object} page what else a page has: `emit`, `make`, `storage` (localStorage), `download`, `quiet`, `navigator`;
 *   `afterwards` does something when whoever waits for an answer has it; `standing`: the first screen stands
 */
export function createField(
  tablet,
  program,
  {
    emit,
    make,
    storage,
    download,
    quiet,
    afterwards = (work) => work(),
    standing = Promise.resolve(),
    navigator = globalThis.navigator,
  },
) {
  const { db, vault, packs, drafts, photos, taken, outbox, receiver, engine, server, now } = tablet;
  /** The key's bytes between "get ready" and choosing the PIN; nowhere else and never written down. */
  let raw = null;

  const person = async () => (await meta.get(db, "person"))?.me ?? null;
  const state = () => emit({ event: "state" });
  const room = createRoom({ navigator, told: state, now, standing });

  /** Does `work` with the person's key, or answers `otherwise`. */
  async function opened(work, otherwise) {
    const { user, key } = await vault.open();
    if (!user || !key) return otherwise;
    return work(user, key);
  }

  /** An action that answers `Done`. */
  async function action(work) {
    try {
      return await work();
    } catch (error) {
      if (isNoRoom(error)) return NO_ROOM;
      console.error(error);
      return fault("internal");
    }
  }

  /**
   * An action that writes what a person has just made. Where the device has no room for it, the pictures of the server that
   * were taken along go, and it is done once more: they can be had again, what was just made cannot.
   */
  async function withRoom(work) {
    const done = await action(work);
    if (done !== NO_ROOM) return done;
    return action(async () => {
      const more = await receiver.dropPictures((await person())?.actor?.user);
      return more ? work() : done;
    });
  }

  const acting = (work) => action(() => opened(work, LOCKED));
  const keeping = (work) => withRoom(() => opened(work, LOCKED));
  /** A question; what cannot be read is answered like what is not there. */
  const asking = async (work, otherwise) => {
    try {
      return await opened(work, otherwise);
    } catch (error) {
      console.error(error);
      return otherwise;
    }
  };

  const told = (id, how, url) => emit({ event: "photo", id, state: how, url });

  /** Whoever worked here before is signed out of the tablet, unless their work would be stuck here. */
  async function changePerson(user) {
    const before = (await person())?.actor?.user;
    if (!before || before === user) return null;
    const unsent = await unsentOf(tablet, before);
    if (unsent.commands + unsent.photos > 0) return { answer: "unsent", unsent };
    await vault.forget(before);
    hide();
    return null;
  }

  /** What "get ready" was answered instead, said to the screens too. */
  function refused(done) {
    engine.tell({ online: done !== OFFLINE });
    if (done.fault?.code === "update_first") engine.tell({ updateFirst: true });
    if (done.fault?.code === "unauthenticated") engine.tell({ signedIn: false });
    return done;
  }

  function hide() {
    photos.hide();
    taken.hide();
    raw = null;
  }

  /** What an older version of the program left, and what nothing names. */
  async function tidy(user, key) {
    await takeOver({ db, user, key, storage, make, drafts, outbox, now });
    await drafts.tidy(user, key, now() - ORPHANED_MS, await outbox.claimed(user));
    await outbox.tidy(user);
  }

  const field = {
    state: () => stateOf(tablet, program, room, navigator),

    prepare: () =>
      withRoom(async () => {
        const before = await person();
        const pin = await vault.pin(before?.actor?.user);
        const locked = before && pin.chosen && !(await vault.key(before.actor.user));
        if (locked && !engine.known.other) return LOCKED;
        emit({ event: "progress", name: "device", n: 0, of: null });
        const { registered, raw: bytes, done } = await receiver.register();
        if (!registered) return refused(done);
        const user = registered.me.actor.user;
        // another person needs no PIN of somebody else's; a session of the same does not open what the PIN keeps shut
        if (locked && user === before.actor.user) return LOCKED;
        const stuck = await changePerson(user);
        if (stuck) return stuck;
        await receiver.remember(registered);
        await vault.install(user, bytes);
        raw = bytes;
        engine.tell({ online: true, signedIn: true, other: null, updateFirst: false });
        const key = await vault.key(user);
        await navigator?.storage?.persist?.().catch(() => false);
        void room.ask();
        await tidy(user, key);
        const loaded = await receiver.load(user, key, registered);
        if (loaded !== OK) return refused(loaded);
        // ready means that it starts without network
        await program.kept?.();
        state();
        engine.wake();
        return OK;
      }),

    setPin: (pin) =>
      acting(async (user) => {
        if (!PIN.test(pin)) return fault("invalid", [{ field: "pin", code: "malformed" }]);
        if (!raw) {
          // the page was loaded again since "get ready": the server gives the bytes once more
          const { registered, raw: bytes, done } = await receiver.register();
          if (!registered) return done;
          if (registered.me.actor.user !== user) return fault("forbidden");
          raw = bytes;
        }
        await vault.setPin(user, raw, pin);
        raw = null;
        state();
        return OK;
      }),

    unlock: (pin) =>
      // a try is counted before it is made: without room for that nobody would get at their work
      withRoom(async () => {
        const user = (await person())?.actor?.user;
        if (!user) return KEY_DROPPED;
        const done = await vault.unlock(user, pin);
        state();
        if (done === "dropped") {
          // the session alone must not bring the key back: the password is asked for
          engine.tell({ signedIn: false });
          if (!engine.known.other) await server.signOut();
          return KEY_DROPPED;
        }
        if (done !== "ok") return { answer: "wrong_pin", tries_left: done };
        engine.wake();
        return OK;
      }),

    lock: () =>
      withRoom(async () => {
        const user = (await person())?.actor?.user;
        if (user) await vault.close(user);
        hide();
        state();
        return OK;
      }),

    touch: () =>
      action(async () => {
        await vault.touch();
        return OK;
      }),

    signOut: (sure) =>
      action(async () => {
        const user = (await person())?.actor?.user;
        if (user) {
          const unsent = await unsentOf(tablet, user);
          if (!sure && unsent.commands + unsent.photos + unsent.drafts > 0) return { answer: "unsent", unsent };
          await vault.forget(user);
          await meta.remove(db, "person");
          hide();
        }
        // another person's session is theirs to end
        if (!engine.known.other) await server.signOut();
        engine.tell({ signedIn: false, other: null });
        state();
        return OK;
      }),

    pack: (name) => asking((user, key) => packs.text(user, key, name), ""),
    packParts: (name) => asking((user, key) => packs.parts(user, key, name), []),
    quiet: async () => {
      await quiet();
      return OK;
    },
    drafts: () => asking((user, key) => drafts.list(user, key), []),
    readDraft: (id) => asking((user, key) => drafts.read(user, key, id), ""),

    writeDraft: (id, kind, title, text) =>
      keeping(async (user, key) => {
        await drafts.write(user, key, { id, kind, title, text });
        return OK;
      }),

    dropDraft: (id) =>
      acting(async (user, key) => {
        await drafts.drop(user, key, id, await outbox.claimed(user));
        state();
        return OK;
      }),

    save: (command, namedJson, title, draft) => {
      const named = JSON.parse(namedJson);
      // beside the look at whose key it is: each is a way to the database and back
      const looked = photos.look(named.map(({ id }) => id));
      // who is locked out is told that, whatever became of this
      looked.catch(() => {});
      return keeping(async (user, key) => {
        const done = await outbox.save(user, key, command, named, title, draft || null, looked);
        if (done === OK) {
          // not waited for: what is saved is saved
          afterwards(() => {
            emit({ event: "outbox" });
            state();
            program.wakeLater?.();
            engine.wake({ now: true });
          });
        }
        return done;
      });
    },

    outbox: () => asking((user, key) => outbox.list(user, key), []),

    decide: (id, decision, text) =>
      acting(async (user, key) => {
        const done = await outbox.decide(user, key, id, decision, text, await mergedOf(db, user));
        if (done === OK) {
          emit({ event: "outbox" });
          state();
          engine.wake({ now: true });
        }
        return done;
      }),

    addPhoto: (id, kind, file) => keeping((user, key) => photos.add(user, key, id, kind, file, told)),
    photoUrl: (id) => asking((user, key) => photos.url(user, key, id), ""),
    removePhoto: (id) => acting(async (user) => photos.remove(user, id, await outbox.claimed(user))),
    picture: (id, thumb) => asking((user, key) => taken.url(user, key, id, thumb), ""),

    syncNow: () => action(() => engine.wake({ now: true, fresh: true })),

    rescue: () =>
      acting(async (user, key) => {
        const file = await rescueFile({ db, outbox, photos, user, key });
        download(file, `xunan-rescue-${new Date(now()).toISOString().slice(0, 10)}.txt`);
        return OK;
      }),

    takeUpdate: () =>
      action(async () => {
        await program.takeUpdate();
        return OK;
      }),

    setLocale: (code) =>
      action(async () => {
        await meta.set(db, "locale", code);
        return OK;
      }),
    locale: async () => (await meta.get(db, "locale")) ?? "zh",

    /** Called by the clock: whether the tablet has been left alone for too long. */
    async lockWhenIdle() {
      const user = (await person())?.actor?.user;
      if (!user || !(await vault.lockWhenIdle(user))) return;
      hide();
      state();
    },
  };
  return field;
}
