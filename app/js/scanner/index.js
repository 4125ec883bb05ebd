// Codes for browsers that cannot read them: ZXing, compiled to WebAssembly. Fetched only there.

import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

/** Where the build puts the library's wasm. Without this it would be fetched from elsewhere. */
const WASM = "/vendor/zxing-wasm/zxing_reader.wasm";

/** Longest side of the picture that is looked at: larger ones take longer and show no more. */
const LONGEST = 1024;

const OPTIONS = {
  formats: ["QRCode", "Code128", "EAN13", "Code39", "DataMatrix"],
  maxNumberOfSymbols: 1,
  tryHarder: true,
};

/** @returns {Promise<(video: HTMLVideoElement) => Promise<string | null>>} */
export async function createLibraryReader() {
  await prepareZXingModule({ overrides: { locateFile: () => WASM }, fireImmediately: true });
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, LONGEST / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.max(1, Math.round(video.videoWidth * scale));
    canvas.height = Math.max(1, Math.round(video.videoHeight * scale));
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const found = await readBarcodes(pen.getImageData(0, 0, canvas.width, canvas.height), OPTIONS);
    return found.find((code) => code.isValid && code.text)?.text ?? null;
  };
}
