// Photos on their way: each is shrunk, kept on the device, sent, and forgotten once the server has it. One at a time is
// shrunk (a camera's picture takes 50 MB while it is open), two are sent side by side.
//
// What is told to the page: "waiting", "uploading", "stored", "offline" (tried again by itself), "refused" with the
// server's answer, "lost" (the device no longer has it).

const AT_ONCE = 2;
/** How long after a failure to try again, in milliseconds. */
const PAUSES = [5_000, 15_000, 60_000];

/** Statuses after which the same photo may be taken later: busy, too many requests, a proxy without its server. */
const PASSING = [0, 408, 429, 502, 503, 504];

/** `there`: the server has the picture; then only what is drawn over it (`layer`, JSON) is still to be sent. */
const fresh = (kind, layer = "") => ({
  kind, layer, blob: null, there: false, url: null, state: "waiting", detail: "", tries: 0, timer: 0, stop: null,
});

/**
 * @param {object} outside what the queue needs of the browser
 * @param {(file: Blob) => Promise<Blob>} outside.shrink
 * @param {{put: Function, take: Function, remove: Function, tidy: Function}} outside.kept
 * @param {(id: string, kind: string, blob: Blob | null, signal: AbortSignal, layer: string) => Promise<[number, string]>}
 *   outside.sendPhoto
 * @param {(id: string) => Promise<number>} outside.hasArrived the status of asking the server for the photo
 * @param {(id: string, state: string, detail: string, url: string) => void} outside.report
 */
export function createQueue({ shrink, kept, sendPhoto, hasArrived, report }) {
  /** By id, as `fresh` makes them. */
  const photos = new Map();
  let shrinking = Promise.resolve();
  let running = 0;
  let closed = false;

  const tell = (id, state, detail = "") => {
    const photo = photos.get(id);
    if (!photo || closed) return;
    photo.state = state;
    photo.detail = detail;
    report(id, state, detail, photo.url ?? "");
  };

  function next() {
    for (const [id, photo] of photos) {
      if (running >= AT_ONCE || closed) return;
      if (photo.state === "waiting" && (photo.blob || photo.there)) run(id, photo);
    }
  }

  async function run(id, photo) {
    running += 1;
    photo.stop = new AbortController();
    tell(id, "uploading");
    const { layer } = photo;
    const [status, body] = await sendPhoto(id, photo.kind, photo.blob, photo.stop.signal, layer);
    running -= 1;
    if (closed || photos.get(id) !== photo) {
      next();
      return;
    }
    if (status >= 200 && status < 300) {
      photo.there = true;
      photo.blob = null;
      // somebody has drawn on it meanwhile
      tell(id, photo.layer === layer ? "stored" : "waiting");
      await kept.remove(id).catch(() => {});
    } else if (PASSING.includes(status)) {
      later(id, photo);
    } else {
      tell(id, "refused", body);
    }
    next();
  }

  function again(id) {
    const photo = photos.get(id);
    if (!photo || !["offline", "refused"].includes(photo.state)) return;
    clearTimeout(photo.timer);
    if (!photo.blob && !photo.there) {
      resume(id, photo.layer);
      return;
    }
    tell(id, "waiting");
    next();
  }

  async function resume(id, layer = "") {
    const found = await kept.take(id).catch(() => undefined);
    if (closed) return;
    const photo = { ...fresh(found?.kind, layer), blob: found?.blob ?? null };
    photos.set(id, photo);
    if (found) {
      photo.url = URL.createObjectURL(found.blob);
      tell(id, "waiting");
      next();
      return;
    }
    // it may have arrived just before the page was left
    const status = await hasArrived(id);
    if (photos.get(id) !== photo) return;
    const arrived = status >= 200 && status < 300;
    if (PASSING.includes(status)) later(id, photo);
    else {
      photo.there = arrived;
      // what was drawn may have come too late for it
      if (!arrived) tell(id, "lost");
      else tell(id, layer ? "waiting" : "stored");
      next();
    }
  }

  /** What is drawn over a photo, as JSON; sent with it, or after it. */
  function draw(id, layer) {
    // one of a draft that was left: the server has had it since
    const photo = photos.get(id) ?? { ...fresh(), state: "stored", there: true };
    photos.set(id, photo);
    photo.layer = layer;
    tell(id, photo.state === "stored" ? "waiting" : photo.state, photo.detail);
    next();
  }

  function later(id, photo) {
    tell(id, "offline");
    photo.timer = setTimeout(() => again(id), PAUSES[Math.min(photo.tries, PAUSES.length - 1)]);
    photo.tries += 1;
  }

  const backOnline = () => {
    for (const [id, photo] of photos) {
      if (photo.state === "offline") {
        photo.tries = 0;
        again(id);
      }
    }
  };
  globalThis.addEventListener?.("online", backOnline);
  kept.tidy().catch(() => {});

  return {
    /** A photo that was just taken. Resolves when it is on its way. */
    add(id, kind, file) {
      const photo = fresh(kind);
      photos.set(id, photo);
      tell(id, "waiting");
      shrinking = shrinking
        .then(async () => {
          const blob = await shrink(file);
          if (photos.get(id) !== photo) return;
          photo.url = URL.createObjectURL(blob);
          // a device without room for it still sends it now
          await kept.put(id, blob, kind).catch(() => {});
          if (photos.get(id) !== photo) {
            await kept.remove(id).catch(() => {});
            return;
          }
          photo.blob = blob;
          tell(id, "waiting");
          next();
        })
        .catch(() => tell(id, "lost"));
      return shrinking;
    },

    /** A photo of a draft that was left: sent if the device still has it. */
    resume,

    draw,

    /** Tries again now. */
    retry: again,

    /** Tries all again that are only waiting for the line. */
    retryAll: backOnline,

    /** Takes a photo away. */
    remove(id) {
      const photo = photos.get(id);
      photos.delete(id);
      if (photo) {
        clearTimeout(photo.timer);
        photo.stop?.abort();
        if (photo.url) URL.revokeObjectURL(photo.url);
      }
      return kept.remove(id).catch(() => {});
    },

    /** The page is left: nothing is reported any more, what is kept stays kept. */
    close() {
      closed = true;
      globalThis.removeEventListener?.("online", backOnline);
      for (const photo of photos.values()) {
        clearTimeout(photo.timer);
        if (photo.url) URL.revokeObjectURL(photo.url);
      }
    },
  };
}
