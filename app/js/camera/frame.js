// A still picture from the live one.

import { withExif } from "../capture/exif.js";
import { fitted } from "../capture/shrink.js";
import { stamp } from "./stamp.js";

const QUALITY = 0.85;

/**
 * A JPEG of what a video shows now, with time and place in it; `null` when it shows nothing.
 *
 * @param {HTMLVideoElement} video
 * @param {{lon: number, lat: number, metres: number} | null} place
 * @returns {Promise<Blob | null>}
 */
export async function still(video, place) {
  const [width, height] = [video.videoWidth, video.videoHeight];
  if (!width || !height) return null;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = fitted(width, height);
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  const taken = new Date();
  pen.imageSmoothingQuality = "high";
  pen.drawImage(video, 0, 0, canvas.width, canvas.height);
  const jpeg = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  return jpeg && withExif(jpeg, stamp(taken, place));
}

/**
 * The point of a picture under a point of its box, 0 to 1; `null` beside the picture. The picture is shown whole, in
 * the middle of its box.
 */
export function pointOf(x, y, box, picture) {
  const scale = Math.min(box.width / picture.width, box.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  const at = [(x - box.left - (box.width - width) / 2) / width, (y - box.top - (box.height - height) / 2) / height];
  return at.every((part) => part >= 0 && part <= 1) ? at : null;
}
