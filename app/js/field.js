// The door from the screens of the field app to the tablet's store. What Rust imports is part of the first load, so
// this is little; the rest comes from the same origin, or from what the service worker keeps, when it is first
// needed.

/** Where the build puts the bundle of `field/index.js`. */
const FIELD = "/js/field/index.js";

/** The functions of `field/index.js`. A failure to load them may be tried again. */
export function loadField() {
  return import(FIELD);
}

/** Has the program of the field app kept on this device, for somebody who has not opened it yet. */
export function keepField() {
  loadField()
    .then(({ keepProgram }) => keepProgram())
    .catch(() => {});
}

// On a page of the field app it is needed in any case. This runs as soon as the program's script is there: the store is
// opened and read while the program itself is still being compiled. What fails here is tried again by `loadField`.
if (/^\/field(\/|$)/.test(location.pathname)) {
  loadField().then(
    ({ begin }) => begin(),
    () => {},
  );
}
