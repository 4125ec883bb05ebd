// What is kept and how requests are answered. One cache for each version of the program, named after it: a version is
// complete before it is used, and an old one stays as long as a page of it may be open.

/** The page of the field app: one for all its addresses, the same for everybody. */
export const SHELL = "/field";
const CACHE = "xunan-program-";
/** Fetched side by side at installing. */
const AT_ONCE = 6;
/** Files whose name carries their content: whoever asks for one means exactly that one. The map's worker is no page. */
const NAMED_BY_CONTENT = /^\/(pkg\/|vendor\/maplibre-gl\/shared-)/;
/** The tablet's store: with the program, all that a start waits for. */
const STORE = "/js/field/index.js";
/** What reads codes where the browser cannot. */
const SCANNER = "/js/scanner/";
/** Data, forms and uploads: the network's business alone. */
const UNTOUCHED = /^\/(api|do|files)\//;

/** A digest in hex as the browser wants it. */
export function integrity(hex) {
  const bytes = hex.match(/../g).map((pair) => Number.parseInt(pair, 16));
  return `sha256-${btoa(String.fromCharCode(...bytes))}`;
}

const isField = (path) => path === SHELL || path.startsWith(`${SHELL}/`);

/**
 * @param {object} outside
 * @param {{version: string, files: [string, string][]}} outside.precache addresses with their SHA-256
 * @param {() => Promise<boolean>} outside.readsCodes whether this browser needs no library for that
 * @param {() => Promise<void>} outside.settle ends a session whose sign-out the server has not heard of
 */
export function createShell({
  precache: { version, files },
  caches,
  clients,
  fetch,
  origin,
  Pattern = globalThis.URLPattern,
  readsCodes = async () => false,
  settle = async () => {},
}) {
  const name = `${CACHE}${version}`;
  const listed = new Set(files.map(([path]) => path));
  /** The program's script: the page must be of the same build. */
  const script = files.map(([path]) => path).find((path) => /^\/pkg\/app\.[^/]*\.js$/.test(path));

  /** The kept answer to an address of this version. */
  async function kept(path) {
    const cache = await caches.open(name);
    return cache.match(path, { ignoreVary: true });
  }

  async function fetchFile(cache, [path, sha256]) {
    if (await cache.match(path, { ignoreVary: true })) return; // an installation that was interrupted goes on
    const older = NAMED_BY_CONTENT.test(path) ? await caches.match(path, { ignoreVary: true }) : undefined;
    // what stands under this name on the server now may be of another version: then it does not fit and is not kept. Where
    // the name says which content it is, what the page has fetched a moment ago is as good.
    const asked = NAMED_BY_CONTENT.test(path) ? "default" : "no-cache";
    const how = { integrity: integrity(sha256), cache: asked, credentials: "omit" };
    const answer = older ?? (await fetch(path, how));
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    await cache.put(path, answer);
  }

  async function fetchShell(cache) {
    // without cookies: the same for everybody
    const answer = await fetch(SHELL, { cache: "no-store", credentials: "omit", headers: { accept: "text/html" } });
    const text = answer.ok ? await answer.clone().text() : "";
    if (answer.redirected || (script && !text.includes(script))) throw new Error("the page is not of this version");
    await cache.put(SHELL, answer);
  }

  async function install() {
    const cache = await caches.open(name);
    const spared = await readsCodes();
    const left = files.filter(([path]) => !(spared && path.startsWith(SCANNER)));
    const work = async () => {
      for (let file = left.pop(); file; file = left.pop()) await fetchFile(cache, file);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    await fetchShell(cache);
  }

  /**
   * Lets the browser answer by itself from what is kept while this worker sleeps: a start without network need not wait
   * until it has woken up. Only what is the same whoever asks, and lies under its own address: what is not found there
   * the browser looks for at the server alone. Drawings and the map are not among it: pages with a line want the server's.
   */
  async function answerAsleep(event) {
    if (!event.addRoutes || !Pattern) return;
    const asleep = { requestMethod: "GET", runningStatus: "not-running" };
    const named = new Pattern({ baseURL: origin, pathname: "/pkg/*" });
    const exactly = (pathname) => new Pattern({ baseURL: origin, pathname, search: "" });
    const source = { cacheName: name };
    try {
      await event.addRoutes([
        { condition: { ...asleep, urlPattern: named }, source: "cache" },
        { condition: { ...asleep, urlPattern: exactly(STORE) }, source },
        { condition: { ...asleep, urlPattern: exactly(SHELL), requestMode: "navigate" }, source },
      ]);
    } catch {
      // a browser that knows other rules wakes the worker as ever
    }
  }

  /** Forgets older versions, unless a page of one may be open. */
  async function tidy() {
    const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
    if (windows.length > 1) return;
    const old = (await caches.keys()).filter((cache) => cache.startsWith(CACHE) && cache !== name);
    await Promise.all(old.map((cache) => caches.delete(cache)));
  }

  /** A page of the field app gets the kept one; any other comes from the network, or there is none. */
  async function page(request, path) {
    if (isField(path)) return (await kept(SHELL)) ?? fetch(request);
    try {
      await settle();
      return await fetch(request);
    } catch {
      return Response.redirect(SHELL, 302);
    }
  }

  /** A file: the kept one where a page of this version asks, else from the network as long as there is one. */
  async function file(event, path) {
    if (NAMED_BY_CONTENT.test(path)) {
      return (await kept(path)) ?? (await caches.match(path, { ignoreVary: true })) ?? fetch(event.request);
    }
    const client = event.clientId ? await clients.get(event.clientId) : null;
    const ofField = client ? isField(new URL(client.url).pathname) : false;
    if (ofField) return (await kept(path)) ?? fetch(event.request);
    try {
      return await fetch(event.request);
    } catch (error) {
      const here = await kept(path);
      if (here) return here;
      throw error;
    }
  }

  return {
    install,
    answerAsleep,
    tidy,
    kept: async (path) => (await kept(path)) ?? fetch(path),
    /** The answer to a request; nothing for what the browser does by itself. */
    answer(event) {
      const { request } = event;
      const url = new URL(request.url);
      if (request.method !== "GET" || url.origin !== origin || UNTOUCHED.test(url.pathname)) return undefined;
      if (request.mode === "navigate") return page(request, url.pathname);
      if (listed.has(url.pathname) || NAMED_BY_CONTENT.test(url.pathname)) return file(event, url.pathname);
      return undefined;
    },
  };
}
