// Hearing of changes: asks the server over and over whether anything is no longer as it was. It answers when something is.

const ADDRESS = "/api/v1/desk/changes";

/** How long to wait after a question that came to nothing, in milliseconds: from then on this is plain polling. */
const PAUSE = 5_000;

/**
 * Calls `changed` whenever something has changed since `mark`, and since each time it did. A window that nobody sees does
 * not ask; when it is seen again it asks by the mark it had, so it hears of everything that it has missed.
 *
 * @param {string} mark where the page stands
 * @param {() => void} changed
 */
export function watchChanges(mark, changed, { fetch = globalThis.fetch, page = document, pause = PAUSE } = {}) {
  const stopped = new AbortController();
  let asking = new AbortController();

  const hide = () => page.visibilityState === "hidden" && asking.abort();
  page.addEventListener("visibilitychange", hide, { signal: stopped.signal });

  const seen = () => new Promise((resolve) => {
    if (page.visibilityState !== "hidden") return resolve();
    const done = new AbortController();
    const end = () => {
      done.abort();
      resolve();
    };
    page.addEventListener("visibilitychange", () => page.visibilityState !== "hidden" && end(), { signal: done.signal });
    stopped.signal.addEventListener("abort", end, { signal: done.signal });
  });

  const rest = () => new Promise((resolve) => {
    const timer = setTimeout(resolve, pause);
    stopped.signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });

  /** Whether it is worth asking again. */
  async function ask() {
    asking = new AbortController();
    try {
      const answer = await fetch(`${ADDRESS}?seen=${encodeURIComponent(mark)}`, {
        headers: { accept: "application/json" },
        cache: "no-store",
        signal: asking.signal,
      });
      // signed out, or somebody else by now: this page has nothing more to hear
      if (answer.status === 401 || answer.status === 403) return false;
      if (!answer.ok) throw new Error(`changes: ${answer.status}`);
      const { mark: now } = await answer.json();
      if (now !== mark && !stopped.signal.aborted) {
        mark = now;
        changed();
      }
    } catch {
      // no line, a server that starts anew, or hidden meanwhile
      if (page.visibilityState !== "hidden") await rest();
    }
    return true;
  }

  (async () => {
    do await seen();
    while (!stopped.signal.aborted && await ask());
  })();

  return {
    stop() {
      stopped.abort();
      asking.abort();
    },
  };
}
