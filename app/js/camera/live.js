// A live picture for a view that may be closed at any moment: how far it is, told in words, and nothing told afterwards.
// What listens is gone with the view, and every answer of a camera may come late.

import { createStream } from "./stream.js";

/**
 * @param {HTMLVideoElement} video
 * @param {(word: string, detail: string) => void} report "starting", "ready" with what the camera can do as JSON, or why
 *   there is none: "refused", "absent", "busy"
 * @param {MediaDevices | undefined} devices as `createStream` takes them
 */
export function createLive(video, report, devices) {
  let closed = false;
  let can = {};
  const tell = (word, detail = "") => {
    if (!closed) report(word, detail);
  };
  const stream = createStream(video, () => tell("busy"), devices);

  /** @returns {Promise<boolean>} whether there is a picture, and somebody to see it */
  async function telling(beginning) {
    tell("starting");
    const word = await beginning();
    // another beginning has taken its place, and tells
    if (word === "ended") return false;
    can = word === "ready" ? await stream.abilities() : {};
    tell(word, JSON.stringify(can));
    return word === "ready" && !closed;
  }

  return {
    ...stream,
    begin: () => telling(() => stream.begin()),
    next: () => telling(() => stream.next()),
    /** Whether the camera can focus on a point. */
    canFocus: () => can.focus === true,
    tell,
    isClosed: () => closed,
    close() {
      closed = true;
      stream.close();
    },
  };
}
