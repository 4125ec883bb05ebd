// The tablet's database. What it holds and under which keys stands in docs/field.md.

import { openDB } from "idb";

/** The database of the field app. */
export const NAME = "xunan-field";

/** Each brings the database from the version before it to its own: never changed, only added to. */
const UPGRADES = [
  (db) => {
    for (const store of ["meta", "keys", "packs", "pictures"]) db.createObjectStore(store);
    for (const store of ["drafts", "outbox", "photos", "receipts"]) {
      db.createObjectStore(store, { keyPath: "id" }).createIndex("user", "user");
    }
  },
  // Stoves, devices and users of gas are taken along from here on. The stores stay as they are; but a page of the version
  // before would read past their changes in the feed, so it has to let go of the database.
  () => {},
  // Likewise tasks and the doors of campaigns.
  () => {},
];

/** What a person is told was saved must be on the disk, not on its way there. */
export const SURE = { durability: "strict" };

/**
 * Opens the database, and brings an older one up to date.
 *
 * @param {() => void} inTheWay is called when another page, of a newer version, waits for this one to let go
 */
export function openDb(inTheWay = () => {}, name = NAME, upgrades = UPGRADES) {
  return openDB(name, upgrades.length, {
    upgrade(db, from, _to, transaction) {
      for (const upgrade of upgrades.slice(from)) upgrade(db, transaction);
    },
    blocking: inTheWay,
  });
}

/** A value of `meta`. */
export const meta = {
  get: (db, name) => db.get("meta", name),
  set: (db, name, value) => db.put("meta", value, name),
  remove: (db, name) => db.delete("meta", name),
  /** Changes a value in one transaction, so that two who change it at once lose nothing of each other. */
  async update(db, name, change) {
    const transaction = db.transaction("meta", "readwrite");
    const changed = async () => transaction.store.put(change(await transaction.store.get(name)), name);
    await Promise.all([changed(), transaction.done]);
  },
};

/** Everything of one person in a store that knows whose its records are. */
export function ofUser(db, store, user) {
  return db.getAllFromIndex(store, "user", user);
}

/** Puts a record in; it is on the disk when this resolves. */
export async function putSurely(db, store, record) {
  const transaction = db.transaction(store, "readwrite", SURE);
  await Promise.all([transaction.store.put(record), transaction.done]);
}

/** Whether a failure says that the device has no room. */
export function isNoRoom(error) {
  return error?.name === "QuotaExceededError" || error?.inner?.name === "QuotaExceededError";
}
