// Whether this browser reads codes by itself: then nobody asks for the library that does so elsewhere, and it is left where
// it is.

/** A browser that has not said by then does not read them, in milliseconds. */
const PATIENCE_MS = 3_000;

/**
 * Tries it: some systems have the interface and nothing behind it.
 *
 * @returns {Promise<boolean>}
 */
export async function readsCodes({
  Detector = globalThis.BarcodeDetector,
  Picture = globalThis.ImageData,
  timers = globalThis,
} = {}) {
  const tried = (async () => {
    const formats = (await Detector?.getSupportedFormats?.()) ?? [];
    if (!formats.includes("qr_code")) return false;
    await new Detector({ formats: ["qr_code"] }).detect(new Picture(32, 32));
    return true;
  })().catch(() => false);
  let timer = null;
  const late = new Promise((done) => (timer = timers.setTimeout(() => done(false), PATIENCE_MS)));
  return Promise.race([tried, late]).finally(() => timers.clearTimeout(timer));
}
