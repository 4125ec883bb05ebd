// Collections taken along, in encrypted parts: a record's part follows from its id, so that a few changes rewrite a few
// parts. Inside a part the records' JSON stands side by side, so that all parts together are a list without being read.

import { decrypt, decryptText, encryptText } from "./crypt.js";
import { parse, stringify } from "./exact.js";

/** Parts of a collection: 5,000 sites make some 80 kB each. */
const PARTS = 32;
/** Collections of records, in the order in which they are loaded; the others are one text. */
export const RECORDS = ["sites", "hazards", "stoves", "detectors", "gas_users", "tasks", "targets"];
/** Pages of a first load are kept under this name until all are there. */
const STAGED = (name) => `${name} (loading)`;

/** The last digits of an id are random, whoever made it. */
const partOf = (id) => Number.parseInt(id.slice(-2), 16) % PARTS;
const idOf = {
  sites: (site) => site.id,
  hazards: (hazard) => hazard.summary.id,
  stoves: (stove) => stove.state.id,
  detectors: (detector) => detector.state.id,
  gas_users: (user) => user.id,
  tasks: (task) => task.id,
  targets: (target) => target.id,
};
const range = (user, name) => IDBKeyRange.bound([user, name, -1], [user, name, Number.MAX_SAFE_INTEGER]);
const inner = (records) => records.map(stringify).join(",");

export function createPacks({ db }) {
  const texts = async (user, key, name) => {
    const parts = await db.getAll("packs", range(user, name));
    return Promise.all(parts.map(({ data }) => decryptText(key, data)));
  };

  const write = async (user, name, parts, alsoRemove = []) => {
    const transaction = db.transaction("packs", "readwrite");
    for (const gone of alsoRemove) transaction.store.delete(gone);
    for (const [part, data] of parts) {
      if (data) transaction.store.put({ data }, [user, name, part]);
      else transaction.store.delete([user, name, part]);
    }
    await transaction.done;
  };

  const sealed = (key, parts) =>
    Promise.all(
      [...parts].map(async ([part, records]) => [part, records.length ? await encryptText(key, inner(records)) : null]),
    );

  return {
    /** The JSON of a collection; empty when it is not there. */
    async text(user, key, name) {
      const parts = await texts(user, key, name);
      if (RECORDS.includes(name)) return `[${parts.join(",")}]`;
      return parts[0] ?? "";
    },

    /**
     * The parts of a collection of records, each the bytes of the records' JSON side by side: who wants them all takes in
     * one after the other, and nobody writes a text of millions of characters that the program would read as bytes again.
     */
    async parts(user, key, name) {
      const parts = await db.getAll("packs", range(user, name));
      return Promise.all(parts.map(({ data }) => decrypt(key, data)));
    },

    /** Keeps a collection that is one text. */
    async keep(user, key, name, text) {
      await write(user, name, [[0, await encryptText(key, text)]]);
    },

    /** Keeps a page of a first load for later. */
    async stage(user, key, name, page, items) {
      await write(user, STAGED(name), [[page, items.length ? await encryptText(key, inner(items)) : null]]);
    },

    /** Puts what was staged in the place of what was there. @returns how many records there are now */
    async takeStaged(user, key, name) {
      const records = (await texts(user, key, STAGED(name))).flatMap((text) => parse(`[${text}]`));
      const parts = new Map(Array.from({ length: PARTS }, (_, part) => [part, []]));
      // a record that moved while the pages came is there twice: the later one counts
      const byId = new Map(records.map((record) => [idOf[name](record), record]));
      for (const [id, record] of byId) parts.get(partOf(id)).push(record);
      await write(user, name, await sealed(key, parts), [range(user, STAGED(name))]);
      return byId.size;
    },

    /** Throws away what was staged. */
    async dropStaged(user) {
      for (const name of RECORDS) await write(user, name, [], [range(user, STAGED(name))]);
    },

    /** Takes changes in. @returns by how many records there are more now */
    async change(user, key, name, put, gone) {
      const touched = new Map();
      for (const record of put) collect(touched, idOf[name](record), record);
      for (const id of gone) collect(touched, id, null);
      let grown = 0;
      const parts = new Map();
      for (const [part, changes] of touched) {
        const there = await db.get("packs", [user, name, part]);
        const records = there ? parse(`[${await decryptText(key, there.data)}]`) : [];
        const byId = new Map(records.map((record) => [idOf[name](record), record]));
        for (const [id, record] of changes) {
          if (record) byId.set(id, record);
          else byId.delete(id);
        }
        grown += byId.size - records.length;
        parts.set(part, [...byId.values()]);
      }
      await write(user, name, await sealed(key, parts));
      return grown;
    },

    /** Forgets all that was taken along for a person. */
    async forget(user) {
      await db.delete("packs", IDBKeyRange.bound([user], [user, []]));
    },
  };
}

function collect(touched, id, record) {
  const part = partOf(id);
  if (!touched.has(part)) touched.set(part, new Map());
  touched.get(part).set(id, record);
}
