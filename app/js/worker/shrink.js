// Pictures, away from the page: shrunk, hashed and encrypted, one after the other (a camera's picture takes 50 MB while
// it is open). Asked with `{n, file, key}`, answers `{n, picture}` or `{n, failed}`.

import { made } from "./picture.js";

let last = Promise.resolve();

self.addEventListener("message", ({ data: { n, file, key } }) => {
  last = last.then(async () => {
    try {
      const picture = await made(file, key);
      self.postMessage({ n, picture }, [picture.data.buffer]);
    } catch (error) {
      self.postMessage({ n, failed: String(error?.name ?? error) });
    }
  });
});
