// Asks Lighthouse about the pages, on the release build with the demo. Writes docs/bench/lighthouse.json.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { execFileSync, spawn } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Visits of each page: the middle of them counts. */
const VISITS = 3;
/** The demo, with its photos, is made first. */
const READY_WITHIN_MS = 300_000;
const SIGN_IN = "/sign-in";
const LOGIN = { login: "li.office", password: "Xunan-2023", next: "/" };
/** The mobile preset as it is, and the same line and processor with a tablet's screen. */
const PROFILES = {
  phone: {},
  tablet: {
    formFactor: "mobile",
    screenEmulation: { mobile: true, width: 820, height: 1180, deviceScaleFactor: 2, disabled: false },
  },
};

const folder = mkdtempSync(join(tmpdir(), "xunan-lighthouse-"));
const port = await freePort();
const base = `http://127.0.0.1:${port}`;
const server = await start();
let chrome;
try {
  const profile = join(folder, "profile");
  mkdirSync(profile);
  chrome = await launch({
    chromePath: process.env.CHROMIUM,
    chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"],
    userDataDir: profile,
  });
  const cookie = await signIn();
  const pages = [SIGN_IN, "/hazards", await aHazard(cookie), "/field", "/dashboard"];
  const rows = [];
  for (const [profile, settings] of Object.entries(PROFILES)) {
    for (const page of pages) {
      const visits = [];
      for (let i = 0; i < VISITS; i++) visits.push(await visit(page, settings, cookie));
      const row = { page: page.replace(/[0-9a-f]{8}-[-0-9a-f]{27}/, "…"), profile, ...middle(visits) };
      // said at once: all of them take minutes
      console.log(row);
      rows.push(row);
    }
  }
  const commit = execFileSync("git", ["rev-parse", "--short=10", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
  const occasion = { date: new Date().toISOString().slice(0, 10), commit };
  const { version } = JSON.parse(readFileSync(new URL(import.meta.resolve("lighthouse/package.json"))));
  const text = JSON.stringify({ occasion, version, rows }, null, 2);
  writeFileSync(join(root, "docs/bench/lighthouse.json"), `${text}\n`);
} finally {
  await chrome?.kill();
  await ended(server);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const listener = createServer();
    listener.once("error", reject);
    listener.listen(0, "127.0.0.1", () => {
      const { port } = listener.address();
      listener.close(() => resolve(port));
    });
  });
}

async function start() {
  const log = openSync(join(folder, "server.log"), "a");
  const words = ["serve", "--data-dir", join(folder, "data"), "--listen", `127.0.0.1:${port}`, "--demo-if-empty"];
  // not in the project's folder: a configuration file may lie there
  const started = spawn(process.env.XUNAN_SERVER, words, { cwd: folder, env: environment(), stdio: ["ignore", log, log] });
  closeSync(log);
  const until = Date.now() + READY_WITHIN_MS;
  while (!(await fetch(`${base}/healthz`).then((answer) => answer.ok, () => false))) {
    if (started.exitCode !== null || Date.now() > until) {
      throw new Error(`the server does not answer: ${readFileSync(join(folder, "server.log"), "utf8").slice(-2_000)}`);
    }
    await new Promise((rest) => setTimeout(rest, 100));
  }
  return started;
}

/** Without settings of somebody's real installation; the site is that of the build. */
function environment() {
  const kept = Object.entries(process.env).filter(([name]) => name !== "DATABASE_URL" && !name.startsWith("XUNAN__"));
  const target = join(process.env.XUNAN_SERVER, "../..");
  return { ...Object.fromEntries(kept), XUNAN__SERVER__SITE_ROOT: join(target, "site") };
}

function ended(child) {
  if (child.exitCode !== null) return undefined;
  return new Promise((done) => {
    child.once("exit", done);
    child.kill("SIGTERM");
  });
}

/** The cookie of somebody of the office. */
async function signIn() {
  const answer = await fetch(`${base}/do/sign-in`, {
    method: "POST",
    body: new URLSearchParams(LOGIN),
    redirect: "manual",
    headers: { Origin: base },
  });
  const cookie = answer.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
  const me = await fetch(`${base}/api/v1/me`, { headers: { cookie } });
  if (!me.ok) throw new Error(`the sign-in was answered ${answer.status}, and then ${me.status}`);
  return cookie;
}

/** The page of the newest hazard. */
async function aHazard(cookie) {
  const list = await fetch(`${base}/api/v1/hazards`, { headers: { cookie } }).then((answer) => answer.json());
  return `/hazards/${list.rows[0].id}`;
}

/** One visit with an empty cache. */
async function visit(page, settings, cookie) {
  const { lhr } = await lighthouse(base + page, {
    port: chrome.port,
    output: "json",
    logLevel: "error",
    onlyCategories: ["performance", "accessibility", "best-practices"],
    extraHeaders: page === SIGN_IN ? {} : { Cookie: cookie },
    ...settings,
  });
  if (lhr.runtimeError) throw new Error(`${page}: ${lhr.runtimeError.message}`);
  if (new URL(lhr.finalDisplayedUrl).pathname !== page) throw new Error(`${page} leads to ${lhr.finalDisplayedUrl}`);
  for (const category of Object.values(lhr.categories)) {
    for (const { id, weight } of category.auditRefs) {
      const audit = lhr.audits[id];
      // figures have their own columns; of everything else is told what is to be mended
      if (category.id !== "performance" && weight > 0 && audit.score !== null && audit.score < 1) {
        console.log(`${page}: ${category.id}: ${audit.title}`, JSON.stringify(audit.details?.items ?? []).slice(0, 1_000));
      }
    }
  }
  const score = (id) => Math.round(lhr.categories[id].score * 100);
  const figure = (id) => lhr.audits[id].numericValue;
  const sent = (wanted) =>
    lhr.audits["network-requests"].details.items.filter(wanted).reduce((sum, item) => sum + item.transferSize, 0) / 1_000;
  return {
    performance: score("performance"),
    accessibility: score("accessibility"),
    best_practices: score("best-practices"),
    lcp_ms: figure("largest-contentful-paint"),
    tbt_ms: figure("total-blocking-time"),
    cls: figure("cumulative-layout-shift"),
    html_kb: sent((item) => item.resourceType === "Document"),
    // what the page's own program and scripts are; the map's library is fetched when a map is shown
    program_kb: sent(({ url }) => /\.(js|mjs|wasm)$/.test(url) && !url.includes("/vendor/")),
  };
}

/** Of each figure the middle one. */
function middle(visits) {
  const names = Object.keys(visits[0]);
  const of = (name) => visits.map((one) => one[name]).sort((a, b) => a - b)[Math.floor(visits.length / 2)];
  return Object.fromEntries(names.map((name) => [name, Number(of(name).toPrecision(4))]));
}
