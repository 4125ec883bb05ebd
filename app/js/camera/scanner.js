// Looks for codes in the live picture until it is closed: whoever hears of one says by that whether it was the right one.

import { createReader } from "./reader.js";
import { createStream } from "./stream.js";

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
  let closed = false;
  const stream = createStream(video, () => report("busy", ""), devices);

  async function begin() {
    report("starting", "");
    const word = await stream.begin();
    if (closed || word === "ended") return;
    report(word, JSON.stringify(word === "ready" ? await stream.abilities() : {}));
    if (word !== "ready") return;
    const reader = await reads().catch(() => null);
    if (closed) return;
    if (!reader) report("unreadable", "");
    else await look(reader);
  }

  async function look(reader) {
    // a code that means nothing stays in the picture for a while
    const told = new Set();
    while (!closed && stream.isLive()) {
      const text = video.videoWidth > 0 ? await reader(video).catch(() => null) : null;
      if (text && !closed && !told.has(text)) {
        told.add(text);
        globalThis.navigator?.vibrate?.(60);
        report("code", text);
      }
      await pause(PAUSE);
    }
  }

  begin();

  return {
    again: begin,
    torch: (on) => stream.torch(on),
    close() {
      closed = true;
      stream.close();
    },
  };
}
