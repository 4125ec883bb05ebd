// What the forms for recording need from the browser. Fetched when such a page is first shown.

import * as kept from "./kept.js";
import { createQueue } from "./queue.js";
import { read, sendPhoto } from "./send.js";
import { shrink } from "./shrink.js";

export { locate, mayLocate } from "./locate.js";
export { read, send } from "./send.js";
export { pictures, shrinkChosen } from "./chosen.js";

/** How long to wait for the answer whether a photo is there, in milliseconds. */
const ASK_MS = 15_000;

/**
 * The photos of a page: shrunk, kept on the device and sent in the background.
 *
 * @param {(id: string, state: string, detail: string, url: string) => void} report is told of every change
 */
export function openPhotos(report) {
  const hasArrived = async (id) => (await read(`/files/${id}/thumb`, ASK_MS))[0];
  return createQueue({ shrink, kept, sendPhoto, hasArrived, report });
}

/** Brings a control into the middle of the window and puts the keyboard there; whether it is on the page. */
export function show(id) {
  const control = document.getElementById(id);
  if (!control) return false;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  control.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  control.focus({ preventScroll: true });
  return true;
}
