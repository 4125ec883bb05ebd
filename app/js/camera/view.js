// The camera inside a form: its picture, its shutter, and what else the device's camera can do.

import { locate, mayLocate } from "../capture/locate.js";
import { pointOf, still } from "./frame.js";
import { createLive } from "./live.js";

/**
 * @param {HTMLVideoElement} video
 * @param {HTMLElement} ring shown for a moment where the camera focuses
 * @param {(word: string, detail: string) => void} report "starting", "ready" with what the camera can do as JSON,
 *   or why there is none: "refused", "absent", "busy"
 */
export function openCamera(video, ring, report) {
  /** Addresses of the pictures taken, for the strip. */
  const urls = [];
  let place = null;
  const live = createLive(video, report);
  const listening = new AbortController();

  // a tablet that was put aside takes its camera away without a word
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !live.isLive()) live.begin();
  }, { signal: listening.signal });

  video.addEventListener("click", async ({ clientX, clientY }) => {
    if (!live.canFocus()) return;
    const box = video.getBoundingClientRect();
    const at = pointOf(clientX, clientY, box, { width: video.videoWidth, height: video.videoHeight });
    if (!at) return;
    ring.style.left = `${clientX - box.left}px`;
    ring.style.top = `${clientY - box.top}px`;
    ring.classList.remove("shown");
    // begins the animation again
    void ring.offsetWidth;
    ring.classList.add("shown");
    await live.focus(...at);
  }, { signal: listening.signal });

  // nobody is asked for the position here
  mayLocate().then(async (may) => {
    if (!may) return;
    const [word, lon, lat, metres] = await locate();
    if (word === "ok") place = { lon, lat, metres };
  });

  live.begin();

  return {
    again: live.begin,
    next: live.next,
    torch: live.torch,

    /** @returns {Promise<[Blob, string] | null>} the picture and where this page finds it */
    async shoot() {
      const picture = await still(video, place).catch(() => null);
      if (!picture || live.isClosed()) return null;
      const url = URL.createObjectURL(picture);
      urls.push(url);
      return [picture, url];
    },

    close() {
      listening.abort();
      live.close();
      for (const url of urls) URL.revokeObjectURL(url);
    },
  };
}
