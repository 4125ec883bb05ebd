// Starts the real server with a data folder of its own and the demo in it, and ends it after the last story.
// E2E_BASE_URL names a server that runs already; then none is started.
import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const target = resolve(root, process.env.CARGO_TARGET_DIR ?? "target");
/** Making the demo, with its photos, takes a while in a dev build. */
const READY_WITHIN_MS = 240_000;
const END_WITHIN_MS = 10_000;

export default async function start(): Promise<(() => Promise<void>) | void> {
  if (process.env.E2E_BASE_URL) return;
  const binary = findServer();
  const folder = mkdtempSync(join(tmpdir(), "xunan-e2e-"));
  const logFile = join(folder, "server.log");
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;

  const log = openSync(logFile, "w");
  const server = spawn(
    binary,
    ["serve", "--data-dir", join(folder, "data"), "--listen", `127.0.0.1:${port}`, "--demo-if-empty"],
    // not in the project's folder: a configuration file may lie there
    { cwd: folder, env: environment(), stdio: ["ignore", log, log] },
  );
  closeSync(log);
  const stop = async () => {
    await end(server);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answers(`${base}/healthz`, server);
  } catch (error) {
    const tail = readFileSync(logFile, "utf8").split("\n").slice(-30).join("\n");
    await stop();
    throw new Error(`${(error as Error).message}\n--- the server's last words ---\n${tail}`);
  }
  process.env.E2E_BASE_URL = base;
  return stop;
}

/** Ours without anything that would lead the server to somebody's real records. */
function environment(): NodeJS.ProcessEnv {
  const ours = Object.entries(process.env).filter(([key]) => key !== "DATABASE_URL" && !key.startsWith("XUNAN_"));
  return {
    ...Object.fromEntries(ours),
    XUNAN__SERVER__SITE_ROOT: join(target, "site"),
    // stories sign in more often than people do
    XUNAN__SIGN_IN__PER_ADDRESS_PER_MINUTE: "1000",
    XUNAN__SIGN_IN__PER_LOGIN_PER_MINUTE: "1000",
  };
}

function findServer(): string {
  const binary = process.env.XUNAN_SERVER ?? ["debug", "release"].map((p) => join(target, p, "server")).find(existsSync);
  if (!binary || !existsSync(binary)) throw new Error("there is no server to test: run `cargo xtask build` first");
  return binary;
}

/** A port that is free now. */
function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => found(port));
    });
  });
}

/** Resolves once the address answers; fails as soon as the server has ended. */
async function answers(url: string, server: ChildProcess): Promise<void> {
  let failure: Error | undefined;
  server.once("error", (error) => (failure = error));
  server.once("exit", (code, signal) => (failure = new Error(`the server ended (${code ?? signal})`)));
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until) {
    if (failure) throw failure;
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((again) => setTimeout(again, 100));
  }
  throw new Error(`the server did not answer within ${READY_WITHIN_MS / 1000} s`);
}

/** Asks the server to end, so that it can finish what it is writing, and insists if it does not. */
async function end(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  server.kill("SIGTERM");
  const insist = setTimeout(() => server.kill("SIGKILL"), END_WITHIN_MS);
  await ended;
  clearTimeout(insist);
}
