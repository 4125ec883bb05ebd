// What is being entered, encrypted, written at every change.

import { decryptJson, encryptJson } from "./crypt.js";
import { ofUser } from "./db.js";
import { idsIn } from "./ids.js";

/** The future record's id of a draft as the forms keep it: a visit's or a step's own, a report's its finding's. */
export function idOf({ draft }) {
  return draft?.id ?? draft?.finding?.id ?? null;
}

/** The first photo of a draft as the forms keep it. */
function photoOf(text) {
  try {
    return JSON.parse(text).photos?.[0]?.id ?? null;
  } catch {
    return null;
  }
}

export function createDrafts({ db, now = Date.now }) {
  return {
    /** The person's drafts, the one changed last first; the ones that the key does not open are left out. */
    async list(user, key) {
      const rows = await ofUser(db, "drafts", user);
      const read = rows.map(async ({ id, kind, changedAt, data }) => {
        const kept = await decryptJson(key, data).catch(() => null);
        if (!kept) return null;
        const { title, text } = kept;
        return { id, kind, title, changed_at: new Date(changedAt).toISOString(), photo: photoOf(text) };
      });
      const drafts = (await Promise.all(read)).filter((draft) => draft !== null);
      return drafts.sort((a, b) => (a.changed_at < b.changed_at ? 1 : -1));
    },

    count: (user) => db.countFromIndex("drafts", "user", user),

    /** The text of a draft; empty when it is not there. */
    async read(user, key, id) {
      const row = await db.get("drafts", id);
      if (row?.user !== user) return "";
      return decryptJson(key, row.data).then(({ text }) => text, () => "");
    },

    /** The record of a draft, to be put into the store. */
    async sealed(user, key, { id, kind, title, text, changedAt = now() }) {
      return { id, user, kind, changedAt, data: await encryptJson(key, { title, text }) };
    },

    async write(user, key, draft) {
      await db.put("drafts", await this.sealed(user, key, draft));
    },

    /** Throws a draft away, with the photos that it names; `claimed` are those of saved commands. */
    async drop(user, key, id, claimed) {
      const text = await this.read(user, key, id);
      const photos = await ofUserAmong(db, user, idsIn(text), claimed);
      const transaction = db.transaction(["drafts", "photos"], "readwrite");
      if (text) transaction.objectStore("drafts").delete(id);
      for (const photo of photos) transaction.objectStore("photos").delete(photo);
      await transaction.done;
    },

    /** Throws photos away that were kept for long and that nothing names: their form was left in a crash. */
    async tidy(user, key, olderThan, claimed) {
      const rows = await ofUser(db, "drafts", user);
      const texts = await Promise.all(rows.map(({ data }) => decryptJson(key, data).catch(() => null)));
      // one that cannot be read may name any of them
      if (texts.includes(null)) return;
      const named = new Set(texts.flatMap(({ text }) => [...idsIn(text)]));
      let cursor = await db.transaction("photos", "readwrite").store.index("user").openCursor(user);
      while (cursor) {
        const { id, keptAt } = cursor.value;
        if (keptAt < olderThan && !claimed.has(id) && !named.has(id)) await cursor.delete();
        cursor = await cursor.continue();
      }
    },
  };
}

/** The photos of the person among these ids that belong to no saved command. */
async function ofUserAmong(db, user, ids, claimed) {
  const found = await Promise.all([...ids].filter((id) => !claimed.has(id)).map((id) => db.get("photos", id)));
  return found.filter((photo) => photo?.user === user).map(({ id }) => id);
}
