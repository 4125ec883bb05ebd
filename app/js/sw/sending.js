// Sending when the browser wakes the service worker: by an open page, which has everything at hand, else by itself.

/** What pages and the service worker tell each other. */
const CHANNEL = "xunan-field";

/**
 * @param {object} outside
 * @param {(emit: (event: object) => void) => Promise<object>} outside.open the tablet's store
 */
export function createSending({ clients, open, channel = () => new BroadcastChannel(CHANNEL) }) {
  return {
    /** Fails while something is left that a line would take: the browser tries again later. */
    async wake() {
      const pages = await clients.matchAll({ type: "window" });
      const page = pages.find(({ url }) => new URL(url).pathname.startsWith("/field"));
      if (page) {
        page.postMessage({ type: "wake" });
        return;
      }
      const told = channel();
      const tablet = await open((event) => told.postMessage(event));
      try {
        const done = await tablet.engine.wake({ now: true });
        if (done.answer === "offline") throw new Error("the server was not reached");
      } finally {
        tablet.engine.stop();
        tablet.db.close();
        told.close();
      }
    },
  };
}
