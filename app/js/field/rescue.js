// A file with everything unsent, for a tablet that cannot get online. The office reads it with the person's key, which
// the server has: `server import rescue`.

import { encrypt, toBase64 } from "./crypt.js";
import { meta } from "./db.js";

const IV_BYTES = 12;

/**
 * The file: a line of JSON that says whose it is, then base64 of the ciphertext.
 *
 * @returns {Promise<Blob>}
 */
export async function rescueFile({ db, outbox, photos, user, key }) {
  const commands = [];
  const pictures = [];
  for (const record of await outbox.records(user)) {
    const { body } = await outbox.open(key, record);
    // also one that the server has: its photos are found by it, and it is not carried out again
    commands.push({ id: record.id, sha256: record.entry.sha256, body });
    for (const { id, sha256, bytes, stored } of record.entry.photos) {
      const picture = stored ? null : await photos.bytes(user, key, id);
      if (!picture) continue;
      const { kind } = await db.get("photos", id);
      pictures.push({ id, kind, sha256, bytes, base64: toBase64(picture) });
    }
  }
  const words = JSON.stringify({ commands, photos: pictures });
  const sealed = await encrypt(key, new TextEncoder().encode(words));
  const head = {
    xunan_rescue: 1,
    device: await meta.get(db, "device"),
    user,
    iv: toBase64(sealed.subarray(0, IV_BYTES)),
  };
  return new Blob([`${JSON.stringify(head)}\n`, toBase64(sealed.subarray(IV_BYTES))], { type: "text/plain" });
}

/** Hands the browser a file to keep. */
export function download(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  // the browser has begun to read it by then
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
