// Requests with a time limit. A promise here never fails: status 0 says that the server was not reached.

/** A photo on a bad line takes a while; a record is small. */
const PHOTO_MS = 90_000;

async function request(url, options, ms, stop) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), ms);
  const stopped = () => limit.abort();
  stop?.addEventListener("abort", stopped);
  try {
    const answer = await fetch(url, {
      ...options,
      credentials: "same-origin",
      headers: { accept: "application/json", ...options.headers },
      signal: limit.signal,
    });
    return [answer.status, await answer.text()];
  } catch {
    return [0, ""];
  } finally {
    clearTimeout(timer);
    stop?.removeEventListener("abort", stopped);
  }
}

/** @returns {Promise<[number, string]>} status and body */
export function read(url, ms) {
  return request(url, { method: "GET" }, ms);
}

/** @returns {Promise<[number, string]>} status and body */
export function send(url, json, ms) {
  return request(url, { method: "POST", body: json, headers: { "content-type": "application/json" } }, ms);
}

/**
 * @param {Blob | null} blob `null`: the server has the picture, this is only what is drawn over it
 * @param {string} layer what is drawn over it, as JSON; empty when nothing ever was
 * @returns {Promise<[number, string]>} status and body
 */
export function sendPhoto(id, kind, blob, stop, layer) {
  const form = new FormData();
  form.append("id", id);
  if (layer) form.append("layer", layer);
  if (blob) {
    form.append("kind", kind);
    // the server goes by the content; a camera's own file name may say more than it should
    form.append("file", blob, id);
  }
  return request("/api/v1/files", { method: "POST", body: form }, PHOTO_MS, stop);
}
