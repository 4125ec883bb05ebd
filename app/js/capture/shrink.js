// Photos small enough to send from a basement: at most 1,600 px on the longer side.

import { isWhole } from "./container.js";
import { readExif, withExif } from "./exif.js";

const LONGEST = 1600;
const QUALITY = 0.82;
/** The server takes these as they are. */
const TAKEN = ["image/jpeg", "image/png", "image/webp"];
/** A picture with few pixels may still be badly packed. */
const LARGE_BYTES = 4 * 1024 * 1024;

/** The size a picture of `width` × `height` is drawn in. */
export function fitted(width, height, longest = LONGEST) {
  const scale = Math.min(1, longest / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/**
 * The picture as it is sent. One that is small enough stays byte for byte as it was; a shrunk one keeps the time and
 * place its camera wrote into it. What is no picture stays as it is too: the server says what is wrong with it.
 *
 * @param {Blob} file
 * @returns {Promise<Blob>}
 */
export async function shrink(file) {
  // a browser draws half a picture without a word, grey below
  if (!isWhole(new Uint8Array(await file.arrayBuffer()))) return file;
  let bitmap;
  try {
    // upright, whatever way the camera was held
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file;
  }
  try {
    const { width, height } = bitmap;
    const small = Math.max(width, height) <= LONGEST && file.size <= LARGE_BYTES;
    if (small && TAKEN.includes(file.type)) return file;
    const drawn = await draw(bitmap, ...fitted(width, height));
    if (!drawn) return file;
    const exif = await readExif(file);
    return exif ? withExif(drawn, exif) : drawn;
  } finally {
    bitmap.close();
  }
}

async function draw(bitmap, width, height) {
  const canvas = canvasOf(width, height);
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  // JPEG knows no transparency: what shows through is paper, not black
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, width, height);
  if (canvas.convertToBlob) return canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
}

/** One of the page, or of a worker, which has no document. */
function canvasOf(width, height) {
  if (!globalThis.document) return new OffscreenCanvas(width, height);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}
