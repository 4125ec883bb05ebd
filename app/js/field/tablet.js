// The tablet's store, put together out of its parts; the same for a page and for the service worker.

import { meta, openDb } from "./db.js";
import { createDrafts } from "./drafts.js";
import { createEngine } from "./engine.js";
import { goesByItself } from "./held.js";
import { createOutbox } from "./outbox.js";
import { createOwed } from "./owed.js";
import { createPacks } from "./packs.js";
import { createPhotos } from "./photos.js";
import { createReceiver } from "./receive.js";
import { createSender } from "./send.js";
import { createServer } from "./server.js";
import { createTaken } from "./taken.js";
import { createVault } from "./vault.js";

/** This tablet's share of what pauses are spread over, 0 to 1000; from its id, so that it stays the same. */
const spreadOf = (device) => Number.parseInt((device ?? "0").slice(-4), 16) % 1001;

/**
 * @param {object} rules as `rulesOf` gives them; nothing but saving, sending and receiving asks them, so that they may come
 *   into it later
 * @param {(event: object) => void} emit is told of every change
 */
export async function openTablet({ rules, emit, make, wakeLater, inTheWay, label = "", outside = {} }) {
  const db = outside.db ?? (await openDb(inTheWay));
  const now = outside.now ?? Date.now;
  const spread = spreadOf(await meta.get(db, "device"));
  const owed = outside.owed ?? createOwed();
  const server = createServer({ rules, owed, ...outside.server });
  const waits = async (user) => (await outbox.records(user)).some(goesByItself);
  const vault = createVault({ db, now, rounds: outside.rounds, waits });
  const packs = createPacks({ db });
  const drafts = createDrafts({ db, now });
  const photos = createPhotos({ db, make, now });
  const taken = createTaken({ db, server });
  const outbox = createOutbox({ db, rules, photos, drafts, now });
  const told = (event) => emit({ event });
  const sender = createSender({ db, vault, rules, server, outbox, photos, told, now, spread });
  const receiver = createReceiver({ db, vault, packs, taken, server, rules, emit, label, now });
  const engine = createEngine({
    db,
    vault,
    sender,
    receiver,
    outbox,
    emit,
    now,
    wakeLater,
    settle: server.settle,
    hide: () => {
      photos.hide();
      taken.hide();
    },
    ...outside.engine,
  });
  return { db, now, server, vault, packs, drafts, photos, taken, outbox, receiver, engine };
}
