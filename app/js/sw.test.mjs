import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { readsCodes } from "./sw/codes.js";
import { createSending } from "./sw/sending.js";
import { createShell, integrity } from "./sw/shell.js";

const ORIGIN = "https://xunan.example";
const hex = (text) => createHash("sha256").update(text).digest("hex");

/** The browser's caches, as much of them as is needed. */
function cacheStorage() {
  const all = new Map();
  const of = (name) => {
    if (!all.has(name)) all.set(name, new Map());
    const entries = all.get(name);
    return {
      match: async (path) => entries.get(path)?.clone(),
      put: async (path, answer) => void entries.set(path, answer),
    };
  };
  return {
    open: async (name) => of(name),
    match: async (path) => [...all.values()].find((entries) => entries.has(path))?.get(path).clone(),
    keys: async () => [...all.keys()],
    delete: async (name) => all.delete(name),
    all,
  };
}

/** A server with these files; checks what the browser checks. */
function site(files) {
  const server = { files, online: true, asked: [], caching: {} };
  server.fetch = async (request, options = {}) => {
    const path = typeof request === "string" ? request : new URL(request.url).pathname;
    server.asked.push(path);
    server.caching[path] = options.cache;
    if (!server.online) throw new TypeError("no network");
    const text = server.files[path];
    if (text === undefined) return new Response("gone", { status: 404 });
    if (options.integrity && options.integrity !== integrity(hex(text))) throw new TypeError("integrity");
    return new Response(text, { headers: { "content-security-policy": `nonce-of ${text}` } });
  };
  return server;
}

const version = (n, extra = {}) => {
  const files = {
    [`/pkg/app.${n}.js`]: `glue ${n}`,
    [`/pkg/part.${n}.wasm`]: `part ${n}`,
    "/js/field/index.js": `field ${n}`,
    "/pkg/same.1.css": "style",
    ...extra,
  };
  const precache = { version: `v${n}`, files: Object.entries(files).map(([path, text]) => [path, hex(text)]) };
  return { precache, served: { ...files, "/field": `<script src="/pkg/app.${n}.js">`, "/": "home" } };
};

function worker({ precache, server, caches = cacheStorage(), windows = [], ...more }) {
  const clients = {
    matchAll: async () => windows,
    get: async (id) => windows.find((window) => window.id === id),
  };
  const outside = { caches, clients, fetch: server.fetch, origin: ORIGIN, Pattern: Asked, ...more };
  const shell = createShell({ precache, ...outside });
  const ask = (path, { mode = "no-cors", method = "GET", clientId = "" } = {}) =>
    shell.answer({ request: { url: new URL(path, ORIGIN).href, mode, method }, clientId });
  const text = async (path, how) => (await (await ask(path, how)).text());
  return { shell, caches, ask, text, windows };
}

/** A pattern of addresses, as it was asked for. */
class Asked {
  constructor(init) {
    Object.assign(this, init);
  }
}

const navigate = { mode: "navigate" };

test("after installing, the field app starts at any of its addresses without network", async () => {
  const { precache, served } = version(1);
  const server = site(served);
  const it = worker({ precache, server });
  await it.shell.install();
  server.online = false;
  for (const path of ["/field", "/field/visit", "/field/hazard/1?x=2"]) {
    assert.equal(await it.text(path, navigate), served["/field"]);
  }
  const page = await it.ask("/field", navigate);
  const policy = page.headers.get("content-security-policy");
  assert.match(policy, /nonce-of/, "the page with the policy that names its nonce");
  assert.equal(await it.text("/pkg/part.1.wasm"), "part 1", "also parts that no page has asked for yet");
});

test("elsewhere without network one is led to the field app; with network nothing is different", async () => {
  const { precache, served } = version(1);
  const server = site(served);
  const it = worker({ precache, server });
  await it.shell.install();
  assert.equal(await it.text("/", navigate), "home");
  server.online = false;
  const Redirect = Response.redirect;
  try {
    // Node wants a whole address; a browser takes this one from its own
    Response.redirect = (path, status) => ({ path, status });
    assert.deepEqual(await it.ask("/hazards", navigate), { path: "/field", status: 302 });
  } finally {
    Response.redirect = Redirect;
  }
});

test("a sign-out that is owed comes before any page but those of the field app", async () => {
  const { precache, served } = version(1);
  const server = site(served);
  const settle = async () => void server.asked.push("settled");
  const it = worker({ precache, server, settle });
  await it.shell.install();
  server.asked.length = 0;
  await it.ask("/field", navigate);
  await it.ask("/pkg/part.1.wasm");
  assert.deepEqual(server.asked, [], "what is kept knows nobody");
  assert.equal(await it.text("/", navigate), "home");
  assert.deepEqual(server.asked, ["settled", "/"]);
});

test("data, forms and uploads are the network's alone", () => {
  const { precache, served } = version(1);
  const it = worker({ precache, server: site(served) });
  for (const [path, how] of [
    ["/api/v1/me"],
    ["/files/1/thumb"],
    ["/do/sign-out", navigate],
    ["/field", { mode: "navigate", method: "POST" }],
    ["https://other.example/x.js"],
    ["/live-reload.txt"],
  ]) {
    assert.equal(it.ask(path, how), undefined, path);
  }
});

test("an installation takes only what it was built with, or nothing", async () => {
  const { precache, served } = version(1);
  for (const [what, files] of [
    ["the server has another version already", { ...served, "/js/field/index.js": "field 2" }],
    ["a file is gone", { ...served, "/pkg/part.1.wasm": undefined }],
    ["the page is of another version", { ...served, "/field": '<script src="/pkg/app.2.js">' }],
    ["the page is not there", { ...served, "/field": undefined }],
  ]) {
    await assert.rejects(worker({ precache, server: site(files) }).shell.install(), what);
  }
});

test("an interrupted installation goes on where it was", async () => {
  const { precache, served } = version(1);
  const server = site({ ...served, "/field": undefined });
  const caches = cacheStorage();
  await assert.rejects(worker({ precache, server, caches }).shell.install());
  server.files = served;
  server.asked.length = 0;
  await worker({ precache, server, caches }).shell.install();
  assert.deepEqual(server.asked, ["/field"]);
});

test("a new version is kept beside the old one, whose page has all it needs until it is left", async () => {
  const [one, two] = [version(1), version(2)];
  const server = site(one.served);
  const windows = [{ id: "old", url: `${ORIGIN}/field` }, { id: "other", url: `${ORIGIN}/hazards` }];
  const old = worker({ precache: one.precache, server, windows });
  await old.shell.install();
  server.files = two.served;
  server.asked.length = 0;
  const next = worker({ precache: two.precache, server, caches: old.caches, windows });
  await next.shell.install();
  assert.equal(server.asked.includes("/pkg/same.1.css"), false, "what is the same is not fetched again");
  // the old one still answers for its pages, though the server has none of its files any more
  assert.equal(await old.text("/field", navigate), one.served["/field"]);
  assert.equal(await old.text("/pkg/part.1.wasm"), "part 1");
  assert.equal(await old.text("/js/field/index.js", { clientId: "old" }), "field 1");
  // taken over while the old page is open: it still finds its parts
  await next.shell.tidy();
  assert.equal(await next.text("/pkg/part.1.wasm"), "part 1");
  assert.equal(await next.text("/field", navigate), two.served["/field"]);
  // only one page left: the old version goes
  windows.length = 1;
  await next.shell.tidy();
  assert.deepEqual(await old.caches.keys(), ["xunan-program-v2"]);
});

test("pages that need a line get the server's scripts, not kept ones, as long as there is a line", async () => {
  const { precache, served } = version(1);
  const server = site({ ...served });
  const windows = [{ id: "list", url: `${ORIGIN}/hazards` }];
  const it = worker({ precache, server, windows });
  await it.shell.install();
  server.files["/js/field/index.js"] = "newer";
  assert.equal(await it.text("/js/field/index.js", { clientId: "list" }), "newer");
  server.online = false;
  assert.equal(await it.text("/js/field/index.js", { clientId: "list" }), "field 1");
});

test("woken by the browser, an open page sends; without one the service worker itself, again while there is no line", async () => {
  const page = { url: `${ORIGIN}/field/visit`, told: [], postMessage: (message) => page.told.push(message.type) };
  await createSending({ clients: { matchAll: async () => [page] }, open: () => assert.fail("not needed") }).wake();
  assert.deepEqual(page.told, ["wake"]);

  let waits = true;
  let closed = 0;
  const alone = createSending({
    // one that nobody looks at may be asleep
    clients: { matchAll: async () => [{ url: `${ORIGIN}/hazards` }, { ...page, visibilityState: "hidden" }] },
    open: async (emit, wakeLater) => {
      const engine = { wake: async () => waits && wakeLater(), stop: () => {} };
      return { engine, db: { close: () => (closed += 1) } };
    },
    channel: () => ({ postMessage: () => {}, close: () => {} }),
  });
  await assert.rejects(alone.wake(), "so the browser tries again");
  waits = false;
  await alone.wake();
  assert.equal(closed, 2);
  assert.deepEqual(page.told, ["wake"]);
});

test("what the page has fetched already is taken where the name says which content it is, and asked for anew elsewhere", async () => {
  const { precache, served } = version(1);
  const server = site(served);
  await worker({ precache, server }).shell.install();
  assert.equal(server.caching["/pkg/app.1.js"], "default");
  assert.equal(server.caching["/js/field/index.js"], "no-cache");
  assert.equal(server.caching["/field"], "no-store");
});

test("while the worker sleeps the browser answers by itself what is the same for everybody", async () => {
  const { precache, served } = version(1);
  const it = worker({ precache, server: site(served) });
  let rules = null;
  await it.shell.answerAsleep({ addRoutes: async (given) => void (rules = given) });
  assert.deepEqual(
    rules.map(({ condition, source }) => ({ ...condition, urlPattern: { ...condition.urlPattern }, source })),
    [
      {
        requestMethod: "GET",
        runningStatus: "not-running",
        urlPattern: { baseURL: ORIGIN, pathname: "/pkg/*" },
        source: "cache",
      },
      {
        requestMethod: "GET",
        runningStatus: "not-running",
        urlPattern: { baseURL: ORIGIN, pathname: "/js/field/index.js", search: "" },
        source: { cacheName: "xunan-program-v1" },
      },
      // no address below it: the one kept page lies under its own, and nothing else is found there
      {
        requestMethod: "GET",
        runningStatus: "not-running",
        urlPattern: { baseURL: ORIGIN, pathname: "/field", search: "" },
        requestMode: "navigate",
        source: { cacheName: "xunan-program-v1" },
      },
    ],
  );
  await it.shell.install();
  const kept = it.caches.all.get("xunan-program-v1");
  for (const path of ["/js/field/index.js", "/field"]) assert.ok(kept.has(path), `${path}: what a rule names is there`);
});

test("a browser without such rules, or with others, installs the program all the same", async () => {
  const { precache, served } = version(1);
  const it = worker({ precache, server: site(served) });
  await it.shell.answerAsleep({});
  await it.shell.answerAsleep({ addRoutes: async () => Promise.reject(new TypeError("unknown condition")) });
});

test("what the map's worker imports is of the version of its page, whatever the server has by now", async () => {
  const shared = "/vendor/maplibre-gl/shared-7Q2A.mjs";
  const { precache, served } = version(1, { [shared]: "both need it" });
  const server = site(served);
  // the worker asks, and its own address is no place of the field app
  const worked = { id: "map", url: `${ORIGIN}/vendor/maplibre-gl/maplibre-gl-worker.mjs` };
  const it = worker({ precache, server, windows: [worked] });
  await it.shell.install();
  delete server.files[shared];
  assert.equal(await it.text(shared, { clientId: "map" }), "both need it");
});

test("what reads codes is kept only where the browser does not", async () => {
  const library = { "/js/scanner/index.js": "scanner" };
  const { precache, served } = version(1, library);
  for (const reads of [true, false]) {
    const server = site(served);
    const it = worker({ precache, server, readsCodes: async () => reads });
    await it.shell.install();
    for (const path of Object.keys(library)) assert.equal(server.asked.includes(path), !reads, path);
    // with a line it is to be had in any case
    assert.equal(await it.text("/js/scanner/index.js"), "scanner");
  }
});

test("a browser reads codes when it has tried to", async () => {
  const detector = (formats, detect) =>
    class {
      static getSupportedFormats = async () => formats;
      detect = detect;
    };
  class Picture {}
  const timers = { setTimeout: () => 0, clearTimeout: () => {} };
  const gone = async () => Promise.reject(new Error("no service"));
  for (const [Detector, reads] of [
    [undefined, false],
    [detector([], async () => []), false],
    [detector(["ean_13"], async () => []), false],
    [detector(["qr_code"], gone), false],
    [detector(["qr_code"], async () => []), true],
  ]) {
    assert.equal(await readsCodes({ Detector, Picture, timers }), reads);
  }
  // one that never says so does not
  const silent = detector(["qr_code"], () => new Promise(() => {}));
  const atOnce = { setTimeout: (done) => queueMicrotask(done), clearTimeout: () => {} };
  assert.equal(await readsCodes({ Detector: silent, Picture, timers: atOnce }), false);
});
