// Sending when the browser wakes the service worker: by an open page, which has everything at hand, else by itself.

/** What pages and the service worker tell each other. */
const CHANNEL = "xunan-field";

/**
 * @param {object} outside
 * @param {(emit: (event: object) => void, wakeLater: () => Promise<void>) => Promise<object>} outside.open the tablet's
 *   store, which calls `wakeLater` when something is left that a line or time would take
 */
export function createSending({ clients, open, channel = () => new BroadcastChannel(CHANNEL) }) {
  return {
    /** Fails while something is left that a line or time would take: the browser tries again later. */
    async wake() {
      const pages = await clients.matchAll({ type: "window" });
      // one that nobody looks at may be asleep
      const page = pages.find(
        ({ url, visibilityState }) => visibilityState !== "hidden" && new URL(url).pathname.startsWith("/field"),
      );
      if (page) {
        page.postMessage({ type: "wake" });
        return;
      }
      const told = channel();
      let waits = false;
      const tablet = await open(
        (event) => told.postMessage(event),
        async () => void (waits = true),
      );
      try {
        await tablet.engine.wake({ now: true });
        if (waits) throw new Error("something is left to be sent");
      } finally {
        tablet.engine.stop();
        tablet.db.close();
        told.close();
      }
    },
  };
}
