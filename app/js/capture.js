// The door from the forms to what only the browser can do: photos, position, sending. What Rust imports is part of
// the first load, so this is one line; the rest comes from the same origin when a page first needs it.

/** Where the build puts the bundle of `capture/index.js`. */
const CAPTURE = "/js/capture/index.js";

/** The functions of `capture/index.js`. A failure to load them may be tried again. */
export function loadCapture() {
  return import(CAPTURE);
}
