// Whether a picture file has its end. Only the three kinds that the server takes are looked at.

const SOI = [0xff, 0xd8];
const PNG = [0x89, 0x50, 0x4e, 0x47];
const PNG_END = [0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82];
const RIFF = [0x52, 0x49, 0x46, 0x46];
const SOS = 0xda;
const EOI = 0xd9;
/** What may follow the end of a PNG. */
const PNG_TAIL = 1024;

/** `false` when the file is empty or cut off; a file of another kind counts as whole. */
export function isWhole(bytes) {
  if (bytes.length === 0) return false;
  if (has(bytes, SOI, 0)) return jpegIsWhole(bytes);
  if (has(bytes, PNG, 0)) return find(bytes, PNG_END, Math.max(0, bytes.length - PNG_TAIL)) >= 0;
  if (has(bytes, RIFF, 0) && bytes.length >= 8) {
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true) + 8 <= bytes.length;
  }
  return true;
}

/** Walks over the blocks to the picture, whose data never contains an end mark of its own. */
function jpegIsWhole(bytes) {
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const end = at + 2 + bytes[at + 2] * 256 + bytes[at + 3];
    if (bytes[at + 1] === SOS) return find(bytes, [0xff, EOI], end) >= 0;
    at = end;
  }
  return false;
}

function has(bytes, part, at) {
  return part.every((byte, i) => bytes[at + i] === byte);
}

function find(bytes, part, from) {
  for (let at = bytes.indexOf(part[0], from); at >= 0; at = bytes.indexOf(part[0], at + 1)) {
    if (has(bytes, part, at)) return at;
  }
  return -1;
}
