// Encryption of what the tablet keeps: AES-GCM with 256 bits, by WebCrypto. A sealed value is 12 random bytes and the
// ciphertext behind them.

const IV_BYTES = 12;
/** Rounds of deriving a key from a PIN. Kept with the wrapped key, so that a later version may take more. */
export const ROUNDS = 600_000;

const text = { to: new TextEncoder(), from: new TextDecoder() };
const subtle = () => globalThis.crypto.subtle;
const random = (n) => globalThis.crypto.getRandomValues(new Uint8Array(n));

/** @returns {Promise<Uint8Array>} */
export async function encrypt(key, bytes) {
  const iv = random(IV_BYTES);
  const cipher = new Uint8Array(await subtle().encrypt({ name: "AES-GCM", iv }, key, bytes));
  const sealed = new Uint8Array(IV_BYTES + cipher.length);
  sealed.set(iv);
  sealed.set(cipher, IV_BYTES);
  return sealed;
}

/** @returns {Promise<Uint8Array>} fails when the key is another one or a bit is wrong */
export async function decrypt(key, sealed) {
  const iv = sealed.subarray(0, IV_BYTES);
  return new Uint8Array(await subtle().decrypt({ name: "AES-GCM", iv }, key, sealed.subarray(IV_BYTES)));
}

export const encryptText = (key, words) => encrypt(key, text.to.encode(words));
export const decryptText = async (key, sealed) => text.from.decode(await decrypt(key, sealed));
export const encryptJson = (key, value) => encryptText(key, JSON.stringify(value));
export const decryptJson = async (key, sealed) => JSON.parse(await decryptText(key, sealed));

/** The key that encrypts, out of its bytes. It never comes out of WebCrypto again. */
export function importKey(raw) {
  return subtle().importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

async function pinKey(pin, salt, rounds) {
  const words = await subtle().importKey("raw", text.to.encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return subtle().deriveKey(how, words, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** The bytes of a key, to be had again with the PIN. */
export async function wrap(raw, pin, rounds = ROUNDS) {
  const salt = random(16);
  return { salt, rounds, sealed: await encrypt(await pinKey(pin, salt, rounds), raw) };
}

/** @returns {Promise<CryptoKey | null>} `null`: a wrong PIN */
export async function unwrap({ salt, rounds, sealed }, pin) {
  const key = await pinKey(pin, salt, rounds);
  try {
    return await importKey(await decrypt(key, sealed));
  } catch {
    return null;
  }
}

/** @returns {Promise<string>} SHA-256 in hex */
export async function sha256(bytes) {
  return hex(new Uint8Array(await subtle().digest("SHA-256", bytes)));
}

export const sha256OfText = (words) => sha256(text.to.encode(words));
export const bytesOfText = (words) => text.to.encode(words).length;

export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Pieces small enough for the stack of `String.fromCharCode`, and whole in base64. */
const PIECE = 3 * 8192;

export function toBase64(bytes) {
  let out = "";
  for (let at = 0; at < bytes.length; at += PIECE) {
    out += btoa(String.fromCharCode(...bytes.subarray(at, at + PIECE)));
  }
  return out;
}

export function fromBase64(words) {
  return Uint8Array.from(atob(words), (char) => char.charCodeAt(0));
}
