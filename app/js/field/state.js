// How the tablet stands: `TabletState` in app/src/field/bridge.rs.

import { meta } from "./db.js";
import { isConfirmed, isStuck } from "./held.js";
import { RECORDS } from "./packs.js";
import { packsOf } from "./receive.js";

const iso = (ms) => new Date(ms).toISOString();

/** What the server has not confirmed, of one person. */
export async function unsentOf({ outbox, drafts }, user) {
  const [records, begun] = await Promise.all([outbox.records(user), drafts.count(user)]);
  const photos = records.flatMap(({ entry }) => entry.photos.filter(({ stored }) => !stored));
  const saved = records.map(({ savedAt }) => savedAt);
  return {
    commands: records.filter((record) => !isConfirmed(record)).length,
    photos: photos.length,
    bytes: photos.reduce((sum, { bytes, sent }) => sum + bytes - (sent ?? 0), 0),
    stuck: records.filter(isStuck).length,
    oldest: saved.length ? iso(Math.min(...saved)) : null,
    drafts: begun,
  };
}

/** Unsent commands of other people. */
async function othersUnsent(db, user) {
  const [all, own] = await Promise.all([
    db.count("outbox"),
    user ? db.countFromIndex("outbox", "user", user) : 0,
  ]);
  return all - own;
}

export async function stateOf(tablet, program, room, navigator = globalThis.navigator) {
  const { db, vault, engine } = tablet;
  const person = await meta.get(db, "person");
  const user = person?.me?.actor?.user ?? null;
  const nothing = { commands: 0, photos: 0, bytes: 0, stuck: 0, oldest: null, drafts: 0 };
  // side by side: every screen waits for this
  const [key, pin, packs, others, skew, unsent] = await Promise.all([
    vault.key(user),
    vault.pin(user),
    user ? packsOf(db, user) : null,
    othersUnsent(db, user),
    meta.get(db, "skew"),
    user ? unsentOf(tablet, user) : nothing,
  ]);
  const { online, signedIn, other, updateFirst, fault, syncing } = engine.known;
  return {
    me: person?.me ?? null,
    locked: Boolean(user && !key),
    has_pin: pin.chosen,
    tries_left: pin.triesLeft,
    idle_minutes: person?.idleMinutes ?? 0,
    // left out until the server has said it: the screens have a number of their own
    late_hours: person?.lateHours,
    packs: packs ? shownPacks(packs) : null,
    online: online && navigator?.onLine !== false,
    signed_in: signedIn,
    other_person: other,
    update_first: updateFirst,
    update_ready: program?.waiting() ?? false,
    syncing,
    sync_fault: fault,
    skew_ms: skew ?? 0,
    ...room.known(),
    unsent,
    others_unsent: others,
  };
}

function shownPacks({ at, checklists, standards, pictures, ...counts }) {
  return {
    at: at ?? null,
    ...Object.fromEntries(RECORDS.map((name) => [name, counts[name] ?? 0])),
    checklists: checklists ?? 0,
    standards: standards ?? 0,
    pictures: pictures ?? [0, 0],
  };
}
