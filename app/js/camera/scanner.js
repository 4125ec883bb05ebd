// Looks for codes in the live picture until it is closed: whoever hears of one says by that whether it was the right one.

import { createLive } from "./live.js";
import { createReader } from "./reader.js";

/** Pause between two looks, in milliseconds. */
const PAUSE = 120;

const pause = (ms) => new Promise((go) => setTimeout(go, ms));

/**
 * @param {HTMLVideoElement} video
 * @param {(word: string, detail: string) => void} report "starting", "ready" with what the camera can do as JSON, why
 *   there is no camera ("refused", "absent", "busy"), "unreadable" (nothing here reads codes), "code" with its text, each
 *   text once
 * @param {object} outside
 * @param {MediaDevices | undefined} outside.devices
 * @param {typeof createReader} outside.reads
 */
export function openScanner(video, report, { devices, reads = createReader } = {}) {
  const live = createLive(video, report, devices);

  async function begin() {
    if (!(await live.begin())) return;
    const reader = await reads().catch(() => null);
    if (reader) await look(reader);
    else live.tell("unreadable");
  }

  async function look(reader) {
    // a code that means nothing stays in the picture for a while
    const told = new Set();
    while (live.isLive()) {
      const text = video.videoWidth > 0 ? await reader(video).catch(() => null) : null;
      if (text && !live.isClosed() && !told.has(text)) {
        told.add(text);
        globalThis.navigator?.vibrate?.(60);
        live.tell("code", text);
      }
      await pause(PAUSE);
    }
  }

  begin();

  return { again: begin, torch: live.torch, close: live.close };
}
