// How the tablet stands: `TabletState` in app/src/field/bridge.rs.

import { meta } from "./db.js";
import { isConfirmed } from "./held.js";
import { RECORDS } from "./packs.js";
import { packsOf } from "./receive.js";

const STUCK = ["conflict", "refused"];
const iso = (ms) => new Date(ms).toISOString();

/** What the server has not confirmed, of one person. */
export async function unsentOf({ outbox, drafts }, user) {
  const records = await outbox.records(user);
  const photos = records.flatMap(({ entry }) => entry.photos.filter(({ stored }) => !stored));
  const saved = records.map(({ savedAt }) => savedAt);
  return {
    commands: records.filter((record) => !isConfirmed(record)).length,
    photos: photos.length,
    bytes: photos.reduce((sum, { bytes, sent }) => sum + bytes - (sent ?? 0), 0),
    stuck: records.filter(({ entry }) => STUCK.includes(entry.standing)).length,
    oldest: saved.length ? iso(Math.min(...saved)) : null,
    drafts: await drafts.count(user),
  };
}

/** Unsent commands of other people. */
async function othersUnsent(db, user) {
  const all = await db.count("outbox");
  return all - (user ? await db.countFromIndex("outbox", "user", user) : 0);
}

export async function stateOf(tablet, program, navigator = globalThis.navigator) {
  const { db, vault, engine } = tablet;
  const person = await meta.get(db, "person");
  const user = person?.me?.actor?.user ?? null;
  const [key, pin, packs, others] = await Promise.all([
    vault.key(user),
    vault.pin(user),
    user ? packsOf(db, user) : null,
    othersUnsent(db, user),
  ]);
  const { online, signedIn, other, updateFirst, fault, syncing } = engine.known;
  const nothing = { commands: 0, photos: 0, bytes: 0, stuck: 0, oldest: null, drafts: 0 };
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
    skew_ms: (await meta.get(db, "skew")) ?? 0,
    persisted: (await navigator?.storage?.persisted?.().catch(() => false)) ?? false,
    storage: await storage(navigator),
    unsent: user ? await unsentOf(tablet, user) : nothing,
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

async function storage(navigator) {
  const told = await navigator?.storage?.estimate?.().catch(() => null);
  return told?.quota ? [told.usage ?? 0, told.quota] : null;
}

