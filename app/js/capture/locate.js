// The device's position. Browsers give WGS-84 everywhere, also in China.

/** How long to wait for the receiver, and how old a position may be, in milliseconds. */
const WAIT = 20_000;
const FRESH = 15_000;

/** What a `GeolocationPositionError` says, by its code. */
const REASONS = { 1: "denied", 2: "unavailable", 3: "timeout" };

/** @returns {Promise<[string, number, number, number]>} "ok" or why not; longitude, latitude, accuracy in metres */
export function locate() {
  return new Promise((answer) => {
    if (!navigator.geolocation) {
      answer(["unsupported", 0, 0, 0]);
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => answer(["ok", coords.longitude, coords.latitude, coords.accuracy]),
      ({ code }) => answer([REASONS[code] ?? "unavailable", 0, 0, 0]),
      { enableHighAccuracy: true, timeout: WAIT, maximumAge: FRESH },
    );
  });
}

/** Whether asking for the position will not ask the person. */
export async function mayLocate() {
  try {
    return (await navigator.permissions.query({ name: "geolocation" })).state === "granted";
  } catch {
    return false;
  }
}
