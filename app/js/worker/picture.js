// A picture as the tablet keeps it.

import { isWhole } from "../capture/container.js";
import { shrink } from "../capture/shrink.js";
import { encrypt, sha256 } from "../field/crypt.js";

/**
 * Shrinks a picture, takes its hash and encrypts it.
 *
 * @param {Blob} file
 * @param {CryptoKey} key
 * @returns {Promise<{sha256: string, bytes: number, type: string, blob: Blob, data: Uint8Array} | {damaged: true}>}
 */
export async function made(file, key) {
  const blob = await shrink(file);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  // cut off: said now, while the person can still take it again
  if (!isWhole(bytes)) return { damaged: true, data: new Uint8Array() };
  const type = blob.type || "image/jpeg";
  return { sha256: await sha256(bytes), bytes: bytes.length, type, blob, data: await encrypt(key, bytes) };
}
