// Photos of the server: taken along encrypted, shown from here.

import { decrypt, encrypt } from "./crypt.js";
import { isNoRoom } from "./db.js";

const name = (thumb) => (thumb ? "thumb" : "whole");

export function createTaken({ db, server, urls = globalThis.URL }) {
  /** Addresses on this page. */
  const shown = new Map();

  async function fetched(user, key, id, thumb) {
    const answer = await server.picture(id, thumb);
    if (!answer.ok) return { answer };
    const blob = answer.text;
    const data = await encrypt(key, new Uint8Array(await blob.arrayBuffer()));
    await db.put("pictures", { type: blob.type, data }, [user, id, name(thumb)]).catch((error) => {
      // it is shown all the same
      if (!isNoRoom(error)) throw error;
    });
    return { answer, blob };
  }

  return {
    /** Takes one along, whole or small. @returns its bytes, "offline", or "none" when the server does not give it */
    async keep(user, key, id, thumb = false) {
      // all of it does for a small one too
      const there =
        (await db.get("pictures", [user, id, name(false)])) ??
        (thumb ? await db.get("pictures", [user, id, name(true)]) : undefined);
      if (there) return there.data.length;
      const { answer, blob } = await fetched(user, key, id, thumb);
      if (!answer.reached) return "offline";
      return blob?.size ?? "none";
    },

    /** Where the page finds one; empty when it is not here and cannot be fetched. */
    async url(user, key, id, thumb) {
      const at = `${id} ${name(thumb)}`;
      if (shown.has(at)) return shown.get(at);
      // all of it does for a small one too
      const there =
        (await db.get("pictures", [user, id, name(thumb)])) ?? (await db.get("pictures", [user, id, name(false)]));
      const blob = there
        ? new Blob([await decrypt(key, there.data)], { type: there.type })
        : (await fetched(user, key, id, thumb)).blob;
      if (!blob) return "";
      shown.set(at, urls.createObjectURL(blob));
      return shown.get(at);
    },

    /** No page shows pictures of a locked tablet. */
    hide() {
      for (const url of shown.values()) urls.revokeObjectURL(url);
      shown.clear();
    },
  };
}
