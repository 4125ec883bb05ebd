// Receiving: what a person needs in the field. Everything once, page by page; afterwards what has changed since.

import { createAlong } from "./along.js";
import { parse } from "./exact.js";
import { isNoRoom, meta } from "./db.js";
import { fromBase64 } from "./crypt.js";
import { lastTold } from "./held.js";
import { OK, refusal } from "./done.js";
import { RECORDS } from "./packs.js";

/** The collection that a record of a kind is forgotten from. */
const COLLECTION = {
  site: "sites",
  hazard: "hazards",
  stove: "stoves",
  detector: "detectors",
  gas_user: "gas_users",
  task: "tasks",
  target: "targets",
};

const packsName = (user) => `packs ${user}`;
const loadingName = (user) => `loading ${user}`;
const mergedName = (user) => `merged ${user}`;

/** What is on the tablet of a person who has made it ready; without it nothing is. */
export const packsOf = (db, user) => meta.get(db, packsName(user));
/** Sites that were merged into others. */
export const mergedOf = async (db, user) => (await meta.get(db, mergedName(user))) ?? {};

export function createReceiver({ db, vault, packs, taken, server, rules, emit, label, now = Date.now }) {
  const along = createAlong({
    db,
    packs,
    taken,
    progress: (n, of) => emit({ event: "progress", name: "pictures", n, of }),
    count: (user, pictures) => note(user, () => ({ pictures })),
    saveData: () => globalThis.navigator?.connection?.saveData === true,
  });

  /**
   * Notes what is here now. "Get ready" and what comes by itself may go on beside each other: each writes only what it knows.
   *
   * @param {(known: object) => object} what of what is noted by now
   */
  function note(user, what) {
    return meta.update(db, packsName(user), (known = {}) => ({ ...known, ...what(known) }));
  }

  /** Registers the tablet. @returns {Promise<{registered: object} | {done: object}>} */
  async function register() {
    let device = await meta.get(db, "device");
    if (!device) {
      device = crypto.randomUUID();
      await meta.set(db, "device", device);
    }
    const sentAt = now();
    const answer = await server.register({ device, label, api: rules.api, sent_at: new Date(sentAt).toISOString() });
    if (!answer.ok) return { done: refusal(answer), status: answer.status };
    const registered = JSON.parse(answer.text);
    await meta.set(db, "skew", Math.round((sentAt + now()) / 2 - Date.parse(registered.now)));
    return { registered, raw: fromBase64(registered.key) };
  }

  /** Loads everything, or goes on where it was interrupted. */
  async function loadAll(user, key, area, seq) {
    let loading = await meta.get(db, loadingName(user));
    if (loading?.area !== area) {
      await packs.dropStaged(user);
      loading = { area, seq, at: {} };
    }
    const loaded = await loadPages(user, key, loading, RECORDS);
    if (loaded !== OK) return loaded;
    await keepLoaded(user, key, RECORDS, { seq: loading.seq, area });
    return OK;
  }

  /** Loads what the version before did not take along. The feed goes on where it stood: what it tells again is no harm. */
  async function loadLacking(user, key, { area, seq }, names) {
    const loading = (await meta.get(db, loadingName(user))) ?? { area, seq, at: {} };
    const loaded = await loadPages(user, key, loading, names);
    if (loaded !== OK) return loaded;
    await keepLoaded(user, key, names, {});
    return OK;
  }

  /** Loads these collections page by page, or goes on where that was interrupted. */
  async function loadPages(user, key, loading, names) {
    for (const name of names) {
      loading.at[name] ??= { page: 0, after: null, n: 0, done: false };
      const at = loading.at[name];
      while (!at.done) {
        const answer = await server.page(name, at.after);
        if (!answer.ok) return refusal(answer);
        const { items, next } = parse(answer.text);
        await packs.stage(user, key, name, at.page, items);
        Object.assign(at, { page: at.page + 1, after: next, n: at.n + items.length, done: next === null });
        await meta.set(db, loadingName(user), loading);
        emit({ event: "progress", name, n: at.n, of: null });
      }
    }
    return OK;
  }

  /** Puts what was loaded in the place of what was there. */
  async function keepLoaded(user, key, names, rest) {
    const counts = {};
    for (const name of names) counts[name] = await packs.takeStaged(user, key, name);
    await note(user, () => ({ ...counts, ...rest }));
    await meta.remove(db, loadingName(user));
    emit({ event: "packs", names });
  }

  /** Takes in what has changed; loads all anew when the person's area is another one. */
  async function changes(user, key) {
    for (;;) {
      const known = await packsOf(db, user);
      const lacking = RECORDS.filter((name) => known[name] === undefined);
      if (lacking.length > 0) {
        const loaded = await loadLacking(user, key, known, lacking);
        if (loaded !== OK) return loaded;
        continue;
      }
      const answer = await server.changes(known.seq);
      if (!answer.ok) return refusal(answer);
      const told = parse(answer.text);
      if (told.area.code !== known.area) {
        const { registered, done } = await register();
        if (!registered) return done;
        await remember(registered);
        const loaded = await loadAll(user, key, registered.me.area.code, registered.seq);
        if (loaded !== OK) return loaded;
        continue;
      }
      const gone = Object.fromEntries(RECORDS.map((name) => [name, []]));
      const merged = await mergedOf(db, user);
      for (const { kind, id, into } of told.gone) {
        gone[COLLECTION[kind]]?.push(id);
        if (into) merged[id] = into;
      }
      await meta.set(db, mergedName(user), merged);
      const more = {};
      for (const name of RECORDS) {
        const put = told[name] ?? [];
        if (put.length + gone[name].length === 0) continue;
        more[name] = await packs.change(user, key, name, put, gone[name]);
      }
      const names = Object.keys(more);
      await note(user, (before) => ({
        ...Object.fromEntries(names.map((name) => [name, before[name] + more[name]])),
        seq: told.seq,
        at: told.now,
      }));
      if (names.length > 0) emit({ event: "packs", names });
      if (names.includes("hazards")) along.changed();
      if (told.more) continue;
      // tags stand in quotes on the wire
      if (known.referenceTag?.replaceAll('"', "") === told.reference_tag) return OK;
      return whole(user, key, "reference", server.reference);
    }
  }

  /** Loads a collection that is one text, unless it is the one that is here. */
  async function whole(user, key, name, ask) {
    const known = await packsOf(db, user);
    const answer = await ask(known?.[`${name}Tag`] ?? null);
    if (answer.status === 304) return OK;
    if (!answer.ok) return refusal(answer);
    await packs.keep(user, key, name, answer.text);
    const here = { [`${name}Tag`]: answer.tag };
    if (name === "reference") {
      const { checklists, standards } = JSON.parse(answer.text);
      here.checklists = checklists.filter((list) => !list.superseded).length;
      here.standards = standards.length;
    }
    await note(user, () => here);
    emit({ event: "packs", names: [name] });
    return OK;
  }

  /** Keeps who works here, and what the server wants of a tablet. */
  async function remember({ me, idle_minutes: idleMinutes, late_hours: lateHours }) {
    await meta.set(db, "person", { me, idleMinutes, lateHours });
    // a server that has only now heard of this tablet was told nothing
    await lastTold.forget(db, me.actor.user);
  }

  return {
    register,
    remember,
    /**
     * Gives the room of the pictures back that were taken along: they come again with the next "get ready".
     *
     * @returns {Promise<boolean>} whether there were any
     */
    async dropPictures(user) {
      if ((await db.count("pictures")) === 0) return false;
      await db.clear("pictures");
      const known = await packsOf(db, user);
      if (known?.pictures) {
        const none = ({ pictures }) => ({ pictures: [0, pictures[1]] });
        await note(user, none).catch((error) => {
          // a number that is not right is no reason to lose what the room is wanted for
          if (!isNoRoom(error)) throw error;
        });
      }
      return true;
    },
    /** Everything that "get ready" loads, after the tablet was registered. */
    async load(user, key, registered) {
      const { me, seq, now: at } = registered;
      const known = await packsOf(db, user);
      const ready = known?.seq !== undefined && known.area === me.area.code;
      const steps = [
        () => (ready ? changes(user, key) : loadAll(user, key, me.area.code, seq)),
        // what changed while the pages came
        () => (ready ? OK : changes(user, key)),
        () => whole(user, key, "reference", server.reference),
        () => whole(user, key, "base", server.base),
      ];
      for (const step of steps) {
        const done = await step();
        if (done !== OK) return done;
      }
      await along.all(user, key);
      await note(user, () => ({ at }));
      emit({ event: "state" });
      return OK;
    },
    changes,
    /** Takes pictures along of what has come since. */
    morePictures: along.more,
  };
}
