// Pictures taken on this tablet: encrypted from the first moment, until the server has confirmed each.

import { decrypt } from "./crypt.js";
import { isNoRoom, putSurely } from "./db.js";
import { fault, LOCKED, NO_ROOM, OK } from "./done.js";

const meta = ({ id, sha256, bytes, type, takenAt }) => ({ id, sha256, bytes, type, takenAt });

/** A picture chosen from files was taken when its file says so, if that is not in the future. */
function takenAt(file, now) {
  return Number.isFinite(file.lastModified) ? Math.min(file.lastModified, now) : now;
}

export function createPhotos({ db, make, now = Date.now, urls = globalThis.URL }) {
  /** Being made: by id, so that saving can wait for them. */
  const making = new Map();
  /** Addresses on this page, by id. */
  const shown = new Map();

  /**
   * What pictures made on this page are, by id, with whose they are: saving asks for it, and reading a picture's record
   * brings all of its bytes along.
   */
  const known = new Map();

  const forgetUrl = (id) => {
    if (shown.has(id)) urls.revokeObjectURL(shown.get(id));
    shown.delete(id);
  };

  const photos = {
    /** Keeps a picture. `tell` is given how it went and where the page finds it. */
    add(user, key, id, kind, file, tell) {
      const work = (async () => {
        try {
          const picture = await make(file, key);
          if (picture.damaged) {
            tell(id, "damaged", null);
            return fault("damaged_file");
          }
          const { sha256, bytes, type, data } = picture;
          const at = takenAt(file, now());
          // on the disk now: saving says that the record is there with its photos, and is not to wait for their bytes
          await putSurely(db, "photos", { id, user, kind, sha256, bytes, type, takenAt: at, keptAt: now(), data });
          known.set(id, { ...meta({ id, sha256, bytes, type, takenAt: at }), user, data: true });
          shown.set(id, urls.createObjectURL(picture.blob));
          tell(id, "stored", shown.get(id));
          return OK;
        } catch (error) {
          if (isNoRoom(error)) {
            tell(id, "no_room", null);
            return NO_ROOM;
          }
          tell(id, "damaged", null);
          return fault("damaged_file");
        } finally {
          making.delete(id);
        }
      })();
      making.set(id, work);
      return work;
    },

    /** Waits until these are made, and says what is here of them, whoever's they are. */
    async look(ids) {
      await Promise.all(ids.map((id) => making.get(id)));
      const { store } = db.transaction("photos");
      return Promise.all(
        ids.map(async (id) => {
          if (!known.has(id)) return store.get(id);
          // it may have been thrown away since, on another page too
          return (await store.getKey(id)) === undefined ? undefined : known.get(id);
        }),
      );
    },

    /** What was found of the person's; `onServer` are the ones that the server had before. */
    ofUser(user, found) {
      const mine = found.filter((photo) => photo?.user === user);
      return {
        there: new Map(mine.filter((photo) => photo.data).map((photo) => [photo.id, meta(photo)])),
        onServer: new Set(mine.filter((photo) => !photo.data).map((photo) => photo.id)),
      };
    },

    /** The bytes of a picture as they are sent; `null` when they are gone or cannot be read. */
    async bytes(user, key, id) {
      const photo = await db.get("photos", id);
      if (photo?.user !== user || !photo.data) return null;
      return decrypt(key, photo.data).catch(() => null);
    },

    /** Where the page finds it; empty when it is not here. */
    async url(user, key, id) {
      if (shown.has(id)) return shown.get(id);
      const photo = await db.get("photos", id);
      if (photo?.user !== user) return "";
      if (!photo.data) return `/files/${id}/thumb`;
      const bytes = await photos.bytes(user, key, id);
      if (!bytes) return "";
      shown.set(id, urls.createObjectURL(new Blob([bytes], { type: photo.type })));
      return shown.get(id);
    },

    /** Throws a picture away; `claimed` are those of saved commands. */
    async remove(user, id, claimed) {
      await making.get(id);
      const photo = await db.get("photos", id);
      if (photo && photo.user !== user) return LOCKED;
      if (!claimed.has(id)) {
        known.delete(id);
        await db.delete("photos", id);
      }
      forgetUrl(id);
      return OK;
    },

    /** No page shows pictures of a locked tablet. */
    hide() {
      for (const id of [...shown.keys()]) forgetUrl(id);
    },
  };
  return photos;
}
