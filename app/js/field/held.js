// What stays on the tablet of a person's work, as the server is told it: `Held` in domain::sync.

import { meta } from "./db.js";

const name = (user) => `told ${user}`;

/** The server has the record itself, not all of its photos. */
export const isConfirmed = ({ entry }) => entry.standing === "photos";

/** A person has to decide about it first. */
const STUCK = ["conflict", "refused"];
export const isStuck = ({ entry }) => STUCK.includes(entry.standing);

/** Whether a line, or time, is all that it waits for: itself, or a photo of what the server has. */
export const goesByItself = (record) =>
  isConfirmed(record)
    ? record.entry.photos.some(({ stored, fault }) => !stored && !fault)
    : !isStuck(record);

/** The photos of a record that stay with it. Those that the server awaits it knows by itself. */
const photosOf = (record) =>
  record.entry.photos.filter(({ stored, fault }) => !stored && (fault || !isConfirmed(record)));

/** What stays here of these records of the outbox. */
export function heldIn(records) {
  const held = records.filter((record) => !isConfirmed(record) || photosOf(record).length > 0);
  return {
    records: held.filter((record) => !isConfirmed(record)).length,
    photos: held.reduce((sum, record) => sum + photosOf(record).length, 0),
    oldest: held.length ? new Date(Math.min(...held.map(({ savedAt }) => savedAt))).toISOString() : null,
  };
}

/** What the server was told last of what a person has here. */
export const lastTold = {
  is: async (db, user, held) => JSON.stringify(await meta.get(db, name(user))) === JSON.stringify(held),
  set: (db, user, held) => meta.set(db, name(user), held),
  forget: (db, user) => meta.remove(db, name(user)),
};
