// Requests to the server. A promise here never fails: `reached: false` says that nobody answered.

import { createOwed, isOver, SIGN_OUT } from "./owed.js";

/** An answer with data is given this long, in milliseconds; a part of a photo longer. */
const READ_MS = 30_000;
const SEND_MS = 60_000;
/** A proxy that does not reach the server says so without our words. */
const GATEWAY = [502, 503, 504];

/**
 * @typedef {object} Answer
 * @property {boolean} reached
 * @property {number} status
 * @property {string} text
 * @property {object | null} fault what the server says is wrong, as `domain::fault::Fault`
 * @property {string | null} tag its ETag
 */

const UNREACHED = { reached: false, ok: false, status: 0, text: "", fault: null, tag: null };

/** @returns the requests; `rules.api` is the version of the program's words, `owed` a sign-out that goes first */
export function createServer({
  rules,
  fetch = globalThis.fetch.bind(globalThis),
  timers = globalThis,
  owed = createOwed(),
}) {
  /** Nothing is asked for in a session that is to be over. @returns {Promise<boolean>} whether none is */
  async function settle() {
    if (!(await owed.is())) return true;
    const over = isOver(await signOut());
    if (over) await owed.clear();
    return over;
  }

  async function request(url, options = {}, ms = READ_MS, how = (answer) => answer.text()) {
    return (await settle()) ? send(url, options, ms, how) : UNREACHED;
  }

  async function send(url, options = {}, ms = READ_MS, how = (answer) => answer.text()) {
    const limit = new AbortController();
    const timer = timers.setTimeout(() => limit.abort(), ms);
    try {
      const answer = await fetch(url, {
        credentials: "same-origin",
        ...options,
        headers: { accept: "application/json", "x-xunan-api": String(rules.api), ...options.headers },
        signal: limit.signal,
      });
      const { status, ok, type } = answer;
      const text = ok ? await how(answer) : await answer.text();
      const fault = ok || status === 304 ? null : faultOf(text);
      const reached = fault !== null || !GATEWAY.includes(status);
      return { reached, ok, status, type, text, fault, tag: answer.headers?.get("etag") ?? null };
    } catch {
      return UNREACHED;
    } finally {
      timers.clearTimeout(timer);
    }
  }

  // a redirect to a page is the answer of a form; the page is not wanted here
  const signOut = () => send(SIGN_OUT, { method: "POST", redirect: "manual" });

  const json = (value) => ({
    method: "POST",
    body: JSON.stringify(value),
    headers: { "content-type": "application/json" },
  });
  /** Whose work it is: the server takes it in that person's session only, whoever has signed in a moment ago. */
  const inNameOf = (user) => ({ "x-xunan-person": user });
  const photo = (id, query = "") => `/api/v1/photos/${id}${query}`;

  return {
    me: () => request("/api/v1/me"),
    register: (device) => request("/api/v1/field/device", json(device)),
    // collections are named as in JSON, addresses with hyphens
    page: (name, after) => request(`/api/v1/field/${name.replaceAll("_", "-")}${after ? `?after=${after}` : ""}`),
    changes: (since) => request(`/api/v1/field/changes?since=${since}`),
    reference: (tag) => request("/api/v1/field/reference", { headers: tag ? { "if-none-match": tag } : {} }),
    base: (tag) => request("/api/v1/base.geojson", { headers: tag ? { "if-none-match": tag } : {} }),
    picture: (id, thumb) =>
      // kept here under the key, and nowhere else in the clear
      request(
        `/files/${id}${thumb ? "/thumb" : ""}`,
        { headers: { accept: "image/*" }, cache: "no-store" },
        SEND_MS,
        (a) => a.blob(),
      ),
    sync: (user, batch) => {
      const { headers, ...rest } = json(batch);
      return request("/api/v1/sync", { ...rest, headers: { ...headers, ...inNameOf(user) } }, SEND_MS);
    },
    askPhoto: (user, id) => request(photo(id), { headers: inNameOf(user) }),
    sendPhoto: (user, id, { sha256, bytes, kind, offset }, part) => {
      const query = new URLSearchParams({ sha256, bytes, kind, offset });
      const headers = { "content-type": "application/octet-stream", ...inNameOf(user) };
      return request(photo(id, `?${query}`), { method: "POST", body: part, headers }, SEND_MS);
    },
    /** Ends the session, now or as soon as there is a line: until then nothing else is asked for. */
    async signOut() {
      await owed.set();
      return settle();
    },
    settle,
  };
}

function faultOf(text) {
  try {
    const fault = JSON.parse(text);
    return typeof fault?.code === "string" ? fault : null;
  } catch {
    return null;
  }
}
