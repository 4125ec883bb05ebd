// Long work in small pieces: between two of them the page may answer a tap.

/** Longest wait for a quiet moment, in milliseconds: what is read is wanted too. */
const LONGEST_MS = 100;

/** Resolves when the page has nothing more urgent to do. */
export function quiet() {
  return new Promise((done) => {
    const soon = () => done();
    // nobody taps on a page that is hidden, and a browser may let it wait for very long
    if (document.hidden || !globalThis.requestIdleCallback) setTimeout(soon);
    else requestIdleCallback(soon, { timeout: LONGEST_MS });
  });
}
