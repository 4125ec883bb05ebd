// The door from the forms to the camera, the scanner and the field for a signature. What Rust imports is part of the
// first load, so this is one line; the rest comes from the same origin when somebody first opens one of them.

/** Where the build puts the bundle of `camera/index.js`. */
const CAMERA = "/js/camera/index.js";

/** The functions of `camera/index.js`. A failure to load them may be tried again. */
export function loadCamera() {
  return import(CAMERA);
}
