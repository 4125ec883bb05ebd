// What the version before this store left on the device: drafts in localStorage, photos in a database of their own
// (`xunan-capture`). The pages that need a line still work with those, so what is there is taken over each time the
// tablet is made ready, and only that person's.

import { createStore, del, get } from "idb-keyval";
import { isNoRoom, putSurely } from "./db.js";
import { idOf } from "./drafts.js";

const FORMS = [
  { name: "visit-draft", kind: "visit", command: "save_visit" },
  { name: "report-draft", kind: "report", command: "register_hazard" },
];
const photosOf = () => createStore("xunan-capture", "photos");

/** What a person calls an old draft: its site, else what was found. */
function titleOf({ draft: { site, finding } }) {
  return site?.name ?? site?.known?.name ?? site?.new?.name ?? finding?.description ?? "";
}

/**
 * Takes over what a person left. What cannot be read stays where it is.
 *
 * @returns {Promise<number>} how many drafts were taken over
 */
export async function takeOver({ db, user, key, storage, make, drafts, outbox, now = Date.now, earlier = photosOf }) {
  let taken = 0;
  for (const { name, kind, command } of FORMS) {
    const at = `xunan-${name}-${user}`;
    const text = storage?.getItem(at);
    const kept = text && read(text);
    if (!kept) continue;
    const store = earlier();
    const photos = [];
    for (const { id, slot, state } of kept.photos ?? []) {
      photos.push(await takePhoto({ db, user, key, make, store, id, slot, state, now }));
    }
    const draft = { id: idOf(kept), kind, title: titleOf(kept), text, changedAt: Date.parse(kept.changed_at) };
    if (kept.sent) await takeSent({ user, key, outbox, command, draft, sent: kept.sent, photos });
    else if (await isNewer(db, draft)) await drafts.write(user, key, draft);
    // only now is it here for good
    storage.removeItem(at);
    for (const { id } of photos.filter(({ here }) => here)) await del(id, store);
    taken += 1;
  }
  return taken;
}

function read(text) {
  try {
    const kept = JSON.parse(text);
    return kept?.draft && idOf(kept) ? kept : null;
  } catch {
    return null;
  }
}

async function isNewer(db, { id, changedAt }) {
  const there = await db.get("drafts", id);
  const saved = (await db.get("outbox", id)) ?? (await db.get("receipts", id));
  return !saved && !(there?.changedAt >= changedAt);
}

/** A photo: encrypted here, or known to be on the server already. */
async function takePhoto({ db, user, key, make, store, id, slot, state, now }) {
  const kind = slot?.before ? "before" : slot?.after ? "after" : "visit";
  const found = await get(id, store);
  if (!found) {
    // sent before it was taken over; a lost one stays lost
    if (state === "stored") await db.put("photos", { id, user, kind, keptAt: now() });
    return { id, here: false };
  }
  const picture = await make(found.blob, key);
  if (picture.damaged) return { id, here: false };
  const { sha256, bytes, type, data } = picture;
  const takenAt = found.at ?? now();
  const shows = found.kind ?? kind;
  try {
    // what it was taken from goes as soon as it is here
    await putSurely(db, "photos", { id, user, kind: shows, sha256, bytes, type, takenAt, keptAt: now(), data });
  } catch (error) {
    if (isNoRoom(error)) return { id, here: false };
    throw error;
  }
  const sent = { id, sha256, bytes, kind: shows, taken_at: new Date(takenAt).toISOString() };
  return { id, here: true, sent };
}

/** A command that was sent and not answered: it may have arrived, so the same goes again, by the new way. */
async function takeSent({ user, key, outbox, command, draft, sent, photos }) {
  const json = JSON.stringify({ kind: command, command: JSON.parse(sent) });
  const named = photos.flatMap(({ sent }) => sent ?? []);
  const entry = {
    standing: "unanswered",
    photos: named.map(({ id, sha256, bytes }) => ({ id, sha256, bytes, sent: 0, stored: false, ask: true })),
  };
  const record = await outbox.sealed(user, key, json, named, { title: draft.title, savedAt: draft.changedAt, entry });
  await outbox.put(record);
}
