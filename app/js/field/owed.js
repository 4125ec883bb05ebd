// A sign-out that the server has not heard of: whoever signs out without a line has dropped the key, but their session lives on
// in the browser, and with it anybody could have the key again. It is noted among the caches, where pages and the service
// worker find it without opening the store, and ends the session before anything else is asked of the server.

const NAME = "xunan-sign-out-owed";

/** The form that ends a session. */
export const SIGN_OUT = "/do/sign-out";

export function createOwed({ caches = globalThis.caches } = {}) {
  return {
    is: async () => (await caches?.has(NAME)) ?? false,
    set: async () => void (await caches?.open(NAME)),
    clear: async () => void (await caches?.delete(NAME)),
  };
}

/** Whether an answer says that the session is over. The form leads on to a page, which a script does not get to see. */
export const isOver = ({ type, status }) => type === "opaqueredirect" || (status > 0 && status < 500);

/** For the service worker: ends the session that is owed, should there be one. Nothing comes of it without a line. */
export function settles({ owed = createOwed(), fetch }) {
  return async () => {
    if (!(await owed.is())) return;
    const answer = await fetch(SIGN_OUT, { method: "POST", redirect: "manual", credentials: "same-origin" }).catch(() => null);
    if (answer && isOver(answer)) await owed.clear();
  };
}
