// A file with everything unsent, for a tablet that cannot get online. The office reads it with the person's key, which
// the server has: `server import rescue`.

import { encrypt, toBase64 } from "./crypt.js";
import { meta } from "./db.js";

const IV_BYTES = 12;
/** So much of the ciphertext becomes one text; whole in base64. */
const PIECE = 3 * 256 * 1024;

/**
 * Bytes in base64, piece by piece. Days without a line are hundreds of photos: as one text, and as the next one made from
 * it, they would be more than a tablet has memory for.
 */
function* base64Of(bytes) {
  for (let at = 0; at < bytes.length; at += PIECE) yield toBase64(bytes.subarray(at, at + PIECE));
}

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
      const text = JSON.stringify({ id, kind, sha256, bytes, base64: toBase64(picture) });
      // the browser keeps what is finished, outside the program's memory
      pictures.push(new Blob([pictures.length > 0 ? "," : "", text]));
    }
  }
  const words = new Blob([`{"commands":${JSON.stringify(commands)},"photos":[`, ...pictures, "]}"]);
  const sealed = await encrypt(key, new Uint8Array(await words.arrayBuffer()));
  const head = {
    xunan_rescue: 1,
    device: await meta.get(db, "device"),
    user,
    iv: toBase64(sealed.subarray(0, IV_BYTES)),
  };
  const body = base64Of(sealed.subarray(IV_BYTES));
  return new Blob([`${JSON.stringify(head)}\n`, ...body], { type: "text/plain" });
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
