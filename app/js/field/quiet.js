// Long work in small pieces: between two of them the page may answer a tap, and what somebody has tapped for is drawn
// before the next one begins.

/** Longest wait for a quiet moment, in milliseconds: what is read is wanted too. */
const LONGEST_MS = 100;
/** No piece begins for so long after a tap, in milliseconds. Letters ask for what is still being read as often as not. */
const TOUCHED_MS = 200;
/** … unless the page is tapped without a pause for so long, in milliseconds. */
const PATIENCE_MS = 1_000;
const TOUCHES = ["pointerdown", "click"];

/**
 * @param {object} page
 * @param {Window} page.window
 * @param {Document} page.document
 * @returns {() => Promise<void>} resolves when the page has nothing more urgent to do
 */
export function createQuiet({ window, document, timers = globalThis, now = () => performance.now() }) {
  let touched = -Infinity;
  for (const name of TOUCHES) {
    window.addEventListener(name, () => (touched = now()), { capture: true, passive: true });
  }

  const pause = (ms) => new Promise((done) => timers.setTimeout(done, ms));

  const rest = () =>
    new Promise((done) => {
      const soon = () => done();
      // nobody taps on a page that is hidden, and a browser may let it wait for very long
      if (document.hidden || !window.requestIdleCallback) timers.setTimeout(soon, 0);
      else window.requestIdleCallback(soon, { timeout: LONGEST_MS });
    });

  return async function quiet() {
    const begun = now();
    for (;;) {
      const end = Math.min(touched + TOUCHED_MS, begun + PATIENCE_MS);
      if (end <= now()) break;
      await pause(end - now());
    }
    await rest();
  };
}
