// Reads a code out of a picture: with what the browser brings, else with a library that is fetched from our own origin.

/** Where the build puts the bundle of `scanner/index.js`. */
const LIBRARY = "/js/scanner/index.js";

/** What stickers and licences carry. */
const FORMATS = ["qr_code", "code_128", "ean_13", "code_39", "data_matrix"];

/**
 * A function that gives the text of a code in a picture, or `null`.
 *
 * @param {object} outside
 * @param {typeof BarcodeDetector | undefined} outside.Detector
 * @param {() => Promise<(video: HTMLVideoElement) => Promise<string | null>>} outside.library
 */
export async function createReader({ Detector = globalThis.BarcodeDetector, library = load } = {}) {
  const formats = (await Detector?.getSupportedFormats?.().catch(() => [])) ?? [];
  // some systems have the interface and nothing behind it
  if (!formats.includes("qr_code")) return library();
  const detector = new Detector({ formats: FORMATS.filter((format) => formats.includes(format)) });
  let instead = null;
  return async (video) => {
    if (instead) return instead(video);
    try {
      const [found] = await detector.detect(video);
      return found?.rawValue || null;
    } catch (error) {
      // the system's service went away (a tablet without it says so only now)
      if (error?.name === "NotSupportedError") instead = await library();
      return null;
    }
  };
}

async function load() {
  const { createLibraryReader } = await import(LIBRARY);
  return createLibraryReader();
}
