// Looks for a code in the live picture until it finds one.

import { createReader } from "./reader.js";
import { createStream } from "./stream.js";

/** Pause between two looks, in milliseconds. */
const PAUSE = 120;

const pause = (ms) => new Promise((go) => setTimeout(go, ms));

/**
 * @param {HTMLVideoElement} video
 * @param {(word: string, detail: string) => void} report "starting", "ready" with what the camera can do as JSON, why
 *   there is no camera ("refused", "absent", "busy"), "unreadable" (nothing here reads codes), "code" with its text
 */
export function openScanner(video, report) {
  let closed = false;
  const stream = createStream(video, () => report("busy", ""));

  async function begin() {
    report("starting", "");
    const word = await stream.begin();
    if (closed || word === "ended") return;
    report(word, JSON.stringify(word === "ready" ? await stream.abilities() : {}));
    if (word !== "ready") return;
    const reader = await createReader().catch(() => null);
    if (closed) return;
    if (!reader) report("unreadable", "");
    else await look(reader);
  }

  async function look(reader) {
    while (!closed && stream.isLive()) {
      const text = video.videoWidth > 0 ? await reader(video).catch(() => null) : null;
      if (text && !closed) {
        navigator.vibrate?.(60);
        report("code", text);
        return;
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
