// Saved commands: sealed once, encrypted, kept until the server has confirmed each with all its photos; then its
// receipt is kept for the day's ledger, and what it says until changes have come that tell of it. What the rules of
// sending need of a command stands beside it in the clear (`entry`): ids, hashes, numbers and instants, no words.

import { bytesOfText, decryptJson, encryptJson, sha256OfText } from "./crypt.js";
import { meta, ofUser, SURE } from "./db.js";
import { fault, faulty, OK } from "./done.js";
import { idOf } from "./drafts.js";
import { isConfirmed } from "./held.js";
import { uuid7 } from "./ids.js";

/** Receipts are kept for so long, in milliseconds. */
export const KEPT_MS = 30 * 24 * 3600 * 1000;
const ALL = ["outbox", "drafts", "photos", "receipts", "meta"];
/** What saving reads and writes. */
const SAVING = ["outbox", "drafts", "receipts", "meta"];
/** In `meta`: the number of what was saved last. */
const ORDER = "order";
const iso = (ms) => new Date(ms).toISOString();
/** The kind of draft that a command goes back to. */
const DRAFTS = {
  save_visit: "visit",
  register_hazard: "report",
  change_hazard: "step",
  survey_stove: "gear",
  change_stove: "gear",
  plan_device: "gear",
  change_device: "gear",
  save_gas_unit: "gear",
  save_lpg_user: "gear",
  enter_penalty: "entry",
  enter_order: "entry",
  enter_fire: "entry",
};

/** The entry of a photo, as `PhotoEntry` in domain::sync::plan. */
const photoEntry = ({ id, sha256, bytes }) => ({ id, sha256, bytes, sent: 0, stored: false });

export function createOutbox({ db, rules, photos, drafts, now = Date.now }) {
  /** A record of the outbox out of the text to seal. */
  async function sealed(user, key, body, rest) {
    const { kind, ...known } = rules.describe(body);
    const [sha256, title, data] = await Promise.all([
      sha256OfText(body),
      encryptJson(key, { title: rest.title }),
      encryptJson(key, { body, theirs: null }),
    ]);
    const entry = { ...known, sha256, bytes: bytesOfText(body), standing: "waiting", ...rest.entry };
    return { id: known.id, user, kind, savedAt: rest.savedAt, entry, title, data };
  }

  /** Draws the next number of what was saved: tells a sending page that the outbox has changed. */
  async function count(transaction) {
    const store = transaction.objectStore("meta");
    store.put(((await store.get(ORDER)) ?? 0) + 1, ORDER);
  }

  const outbox = {
    /**
     * Saves a command: `Command` as JSON, `NamedPhoto[]`. All or nothing, and on the disk when it says so. `looked`: what
     * is here of its photos, for whoever has begun to look already.
     *
     * @returns {Promise<object>} `Done`
     */
    async save(user, key, commandJson, named, title, draft, looked = photos.look(named.map(({ id }) => id))) {
      const { there, onServer } = photos.ofUser(user, await looked);
      // an entry names the proofs of earlier saves too: the server has had them since then
      for (const { id, on_server: before } of named) if (before) onServer.add(id);
      const missing = named.filter(({ id }) => !there.has(id) && !onServer.has(id));
      if (missing.length > 0) {
        return fault("invalid", [{ field: "photos", code: "unknown", args: { n: String(missing.length) } }]);
      }
      const kept = named.filter(({ id }) => there.has(id));
      const sent = kept.map(({ id, kind, layer }) => {
        const { sha256, bytes, takenAt } = there.get(id);
        return { id, sha256, bytes, kind, taken_at: iso(takenAt), ...(layer?.length ? { layer } : {}) };
      });
      const savedAt = now();
      const entry = { photos: sent.map(photoEntry) };
      const record = await outbox.sealed(user, key, commandJson, sent, { title, savedAt, entry });
      return outbox.put(record, draft);
    },

    /** A record out of a `Command`, with what its entry says already; not in the outbox yet. */
    async sealed(user, key, commandJson, sentPhotos, { title, savedAt, entry }) {
      const body = rules.seal(commandJson, iso(savedAt), JSON.stringify(sentPhotos));
      return sealed(user, key, body, { title, savedAt, entry });
    },

    /** Puts a sealed record in, takes its draft away. */
    async put(record, draft) {
      // photos are where they are since they were taken: whoever writes one now is not waited for
      const transaction = db.transaction(SAVING, "readwrite", SURE);
      const stores = Object.fromEntries(SAVING.map((name) => [name, transaction.objectStore(name)]));
      const [before, receipt, order = 0] = await Promise.all([
        stores.outbox.get(record.id),
        stores.receipts.get(record.id),
        stores.meta.get(ORDER),
      ]);
      const there = before ?? receipt;
      const own = before?.user === record.user;
      const editable = !there || (own && ["waiting", "refused"].includes(before.entry.standing));
      if (!editable) {
        // it may have arrived: other content is another command
        transaction.abort();
        await transaction.done.catch(() => {});
        return fault("content_conflict");
      }
      const next = order + 1;
      stores.meta.put(next, ORDER);
      const entry = { ...record.entry, order: before?.entry.order ?? next };
      stores.outbox.put({ ...record, entry, draft });
      if (draft) stores.drafts.delete(draft);
      // nothing more is asked: it need not wait until the page has heard of each
      transaction.commit?.();
      await transaction.done;
      return OK;
    },

    /** The photos that saved commands name: no form throws them away. */
    async claimed(user) {
      return new Set((await outbox.records(user)).flatMap(({ entry }) => entry.photos.map(({ id }) => id)));
    },

    /** The person's records. */
    records: (user) => ofUser(db, "outbox", user),

    /** Everything saved, newest first, as `Saved[]`. */
    async list(user, key) {
      const [waiting, stored] = await Promise.all([outbox.records(user), ofUser(db, "receipts", user)]);
      const saved = await Promise.all([
        ...waiting.map(async (record) => shown(record, await open(key, record))),
        ...stored.map(async ({ shown, data, said }) => {
          const [title, body] = await Promise.all([decryptJson(key, data), said && decryptJson(key, said)]);
          return { ...shown, brought: !said, ...title, ...body };
        }),
      ]);
      return saved.sort((a, b) => (a.saved_at < b.saved_at ? 1 : -1));
    },

    /** The sealed text of a record with its title and, of a conflict, what the server has. */
    open,

    /** Changes the entries that `how` is given and answers anew, in one go; `also` adds to a record. */
    async change(ids, how, also = {}) {
      const transaction = db.transaction(ALL, "readwrite", SURE);
      const changed = [];
      for (const id of ids) {
        const record = await transaction.objectStore("outbox").get(id);
        if (!record) continue;
        const next = { ...record, ...also[id], entry: how(record.entry) };
        if (next.entry.standing === "stored") {
          transaction.objectStore("outbox").delete(id);
          transaction.objectStore("receipts").put(receiptOf(next));
        } else {
          transaction.objectStore("outbox").put(next);
        }
        // the server has them: nothing here needs their room any longer
        for (const photo of next.entry.photos.filter(({ stored }) => stored)) {
          transaction.objectStore("photos").delete(photo.id);
        }
        changed.push(next);
      }
      await transaction.done;
      return changed;
    },

    /** Which of a person's commands the server has, as far as nothing has brought them yet. */
    async confirmed(user) {
      const [records, receipts] = await Promise.all([outbox.records(user), ofUser(db, "receipts", user)]);
      const there = records.filter((record) => isConfirmed(record) && !record.brought);
      return [...there, ...receipts.filter(({ said }) => said)].map(({ id }) => id);
    },

    /** Notes that changes have come that were asked for after the server had these: from now on they tell of them. */
    async brought(ids) {
      const transaction = db.transaction(["outbox", "receipts"], "readwrite", SURE);
      const [records, receipts] = ["outbox", "receipts"].map((name) => transaction.objectStore(name));
      for (const id of ids) {
        const record = await records.get(id);
        if (record) records.put({ ...record, brought: true });
        const { said, ...receipt } = (await receipts.get(id)) ?? {};
        if (said) receipts.put(receipt);
      }
      await transaction.done;
    },

    /** Seals again, at their place in the order, the commands never sent whose site was merged into another. */
    async repoint(user, key, merged) {
      for (const record of await outbox.records(user)) {
        if (record.entry.standing !== "waiting" || !record.entry.needs.some((id) => merged[id])) continue;
        const { title, body } = await open(key, record);
        const other = rules.repointed(body, merged);
        if (other) await replace(user, key, record, other, title);
      }
    },

    /**
     * Carries a person's decision out. `text`: the note, or the draft.
     *
     * @returns {Promise<object>} `Done`
     */
    async decide(user, key, id, decision, text, merged) {
      const record = await db.get("outbox", id);
      if (record?.user !== user) return fault("not_found");
      const { title, body, theirs } = await open(key, record);
      // hazard, stove or device with its state, or an entry of the register of gas users
      const current = theirs && Object.values(theirs)[0];
      const version = current?.state?.version ?? current?.version ?? null;
      const choosing = { fresh: uuid7(now()), version, note: decision === "as_note" ? text : "", merged };
      const done = rules.decide(record.entry, body, decision, choosing);
      if (done.fault) return faulty(done.fault);
      if (done.decided === "draft" && !text) return fault("invalid");
      if (done.decided === "replaced") {
        await replace(user, key, record, done.body, title);
      } else if (done.decided === "kept") {
        const gone = record.entry.photos.filter(({ id }) => !done.entry.photos.some((photo) => photo.id === id));
        await outbox.change([id], () => done.entry);
        await Promise.all(gone.map((photo) => db.delete("photos", photo.id)));
      } else {
        await takeOut(user, key, record, done.decided === "draft" ? { title, text } : null);
      }
      return OK;
    },

    /** Forgets receipts of long ago. */
    async tidy(user) {
      const oldest = now() - KEPT_MS;
      for (const { id, keptAt } of await ofUser(db, "receipts", user)) {
        if (keptAt < oldest) await db.delete("receipts", id);
      }
    },
  };

  /** Another text takes the place of a record that the server does not have; it names the same photos. */
  async function replace(user, key, record, body, title) {
    const { order, photos } = record.entry;
    const next = await sealed(user, key, body, { title, savedAt: record.savedAt, entry: { order, photos } });
    const transaction = db.transaction(ALL, "readwrite", SURE);
    transaction.objectStore("outbox").delete(record.id);
    transaction.objectStore("outbox").put(next);
    await count(transaction);
    await transaction.done;
  }

  /** A record leaves the outbox: into a draft, or for good with its photos. */
  async function takeOut(user, key, record, draft) {
    const row =
      draft &&
      (await drafts.sealed(user, key, {
        id: idOf(JSON.parse(draft.text)) ?? record.id,
        kind: DRAFTS[record.kind] ?? record.kind,
        ...draft,
      }));
    const transaction = db.transaction(ALL, "readwrite", SURE);
    transaction.objectStore("outbox").delete(record.id);
    if (row) {
      transaction.objectStore("drafts").put(row);
    } else {
      for (const { id } of record.entry.photos) transaction.objectStore("photos").delete(id);
    }
    await count(transaction);
    await transaction.done;
  }

  function receiptOf(record) {
    return {
      id: record.id,
      user: record.user,
      keptAt: now(),
      shown: shown(record, {}),
      data: record.title,
      ...(record.brought ? {} : { said: record.data }),
    };
  }

  return outbox;
}

async function open(key, record) {
  const [title, data] = await Promise.all([decryptJson(key, record.title), decryptJson(key, record.data)]);
  return { ...title, ...data };
}

/** A record as `Saved` in app/src/field/bridge.rs. */
function shown(record, { title, body, theirs }) {
  const { entry, receipt } = record;
  return {
    id: record.id,
    draft: record.draft ?? null,
    kind: record.kind,
    title: title ?? "",
    saved_at: iso(record.savedAt),
    standing: entry.standing,
    sha256: entry.sha256,
    photos: entry.photos.map(({ id, sha256, bytes, sent, stored, fault }) => {
      return { id, sha256, bytes, sent, stored, fault: fault ?? null };
    }),
    hazards: receipt?.hazards ?? [],
    received_at: receipt?.receivedAt ?? null,
    tries: entry.tries ?? 0,
    fault: entry.fault ?? null,
    theirs: theirs ?? null,
    brought: record.brought ?? false,
    body: body ?? null,
  };
}
