// What a server hears of a tablet: how often each command came, how many bytes of each photo, and how many requests
// that send something were under way at once.

/** Whatever else is going on goes on a little further. */
export const turn = () => new Promise((done) => setImmediate(done));

const SENDS = /^\/api\/v1\/(sync|photos\/)/;

/** Listens to a scripted server from here on. Each request takes a while, so that others may come in between. */
export function listenTo(server) {
  const heard = {
    /** By id: the sealed texts, one for each time that the command came. */
    commands: new Map(),
    /** By id: the bytes that came, one part after the other. */
    photos: new Map(),
    /** Requests to `sync`, with something in them or not. */
    syncs: 0,
    /** The most that were under way at the same time. */
    atOnce: 0,
  };
  server.hears = ({ pathname }, { method, body }) => {
    if (pathname === "/api/v1/sync") {
      heard.syncs += 1;
      for (const { id, body: text } of JSON.parse(body).commands) {
        heard.commands.set(id, [...(heard.commands.get(id) ?? []), text]);
      }
    } else if (SENDS.test(pathname) && method === "POST") {
      const id = pathname.split("/").at(-1);
      heard.photos.set(id, Buffer.concat([heard.photos.get(id) ?? Buffer.alloc(0), Buffer.from(body)]));
    }
  };

  let under = 0;
  const { fetch } = server;
  server.fetch = async (path, options) => {
    if (!SENDS.test(path)) return fetch(path, options);
    under += 1;
    heard.atOnce = Math.max(heard.atOnce, under);
    try {
      await turn();
      return await fetch(path, options);
    } finally {
      await turn();
      under -= 1;
    }
  };
  return heard;
}
