// Codes for browsers that cannot read them. Fetched only there.

import { createLooks } from "./looks.js";

/** Longest side of the picture that is looked at: larger ones take longer and show no more. */
const LONGEST = 1024;

/** @returns {Promise<(video: HTMLVideoElement) => Promise<string | null>>} */
export async function createLibraryReader() {
  const look = createLooks();
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, LONGEST / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.max(1, Math.round(video.videoWidth * scale));
    canvas.height = Math.max(1, Math.round(video.videoHeight * scale));
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    return look(pen.getImageData(0, 0, canvas.width, canvas.height));
  };
}
