// Time and place that a camera wrote into a JPEG, carried over into the shrunk copy. The block is taken as it is but
// for the orientation, since the copy is drawn upright.

/** Blocks stand at the beginning, so the rest of a large file need not be read. */
const HEAD_BYTES = 256 * 1024;
const SOI = 0xffd8;
const APP1 = 0xffe1;
const SOS = 0xffda;
const ORIENTATION = 0x0112;
const SHORT = 3;

/**
 * The EXIF block of a JPEG with its marker, upright; `null` when there is none that can be read.
 *
 * @param {Blob} file
 * @returns {Promise<Uint8Array | null>}
 */
export async function readExif(file) {
  const bytes = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const view = new DataView(bytes.buffer);
  if (bytes.length < 4 || view.getUint16(0) !== SOI) return null;
  let at = 2;
  while (at + 4 <= bytes.length) {
    const marker = view.getUint16(at);
    const length = view.getUint16(at + 2);
    const end = at + 2 + length;
    if (marker === SOS || (marker & 0xff00) !== 0xff00 || length < 2 || end > bytes.length) return null;
    if (marker === APP1 && isExif(bytes, at + 4)) {
      const block = bytes.slice(at, end);
      return upright(block) ? block : null;
    }
    at = end;
  }
  return null;
}

/** A JPEG with an EXIF block put at its beginning. */
export function withExif(jpeg, block) {
  return new Blob([jpeg.slice(0, 2), block, jpeg.slice(2)], { type: "image/jpeg" });
}

function isExif(bytes, at) {
  return [0x45, 0x78, 0x69, 0x66, 0, 0].every((byte, i) => bytes[at + i] === byte);
}

/** Sets the orientation of a block to "as drawn"; `false` when the block cannot be read. */
function upright(block) {
  const start = 10; // marker, length, "Exif\0\0"
  const view = new DataView(block.buffer, block.byteOffset + start, block.length - start);
  if (view.byteLength < 8) return false;
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return false;
  const little = order === 0x4949;
  const first = view.getUint32(4, little);
  if (first + 2 > view.byteLength) return false;
  const count = view.getUint16(first, little);
  for (let i = 0; i < count; i += 1) {
    const entry = first + 2 + i * 12;
    if (entry + 12 > view.byteLength) return false;
    if (view.getUint16(entry, little) === ORIENTATION && view.getUint16(entry + 2, little) === SHORT) {
      view.setUint16(entry + 8, 1, little);
    }
  }
  return true;
}
