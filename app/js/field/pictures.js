// Shrinking, hashing and encrypting in a worker, or on the page where the browser gives none a canvas.

import { made } from "../worker/picture.js";

/** Where the build puts the worker. */
const WORKER = "/js/worker/shrink.js";

/** @returns {(file: Blob, key: CryptoKey) => Promise<object>} as `made` in app/js/worker/picture.js */
export function pictureMaker() {
  if (!globalThis.Worker || !globalThis.OffscreenCanvas) return made;
  /** By number: who waits for it. */
  const waiting = new Map();
  let worker = null;
  let count = 0;

  /** The worker could not be had, or ended: the page does what it was to do. */
  const fail = () => {
    worker?.terminate();
    worker = null;
    for (const { file, key, resolve, reject } of waiting.values()) made(file, key).then(resolve, reject);
    waiting.clear();
  };

  const start = () => {
    worker = new Worker(WORKER);
    worker.addEventListener("message", ({ data }) => {
      const asked = waiting.get(data.n);
      if (!asked) return;
      waiting.delete(data.n);
      if (data.picture) asked.resolve(data.picture);
      else made(asked.file, asked.key).then(asked.resolve, asked.reject);
    });
    worker.addEventListener("error", fail);
  };

  return (file, key) =>
    new Promise((resolve, reject) => {
      count += 1;
      waiting.set(count, { file, key, resolve, reject });
      if (!worker) start();
      worker?.postMessage({ n: count, file, key });
    });
}
