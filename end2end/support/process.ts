// The real server as a process that a test may end, kill and start again on the same data.
import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const target = resolve(root, process.env.CARGO_TARGET_DIR ?? "target");
/** Making the demo, with its photos, takes a while in a dev build. */
const READY_WITHIN_MS = 600_000;
const END_WITHIN_MS = 30_000;

/** What a server may be given besides. */
type Options = {
  /** Settings, as the environment has them. */
  settings?: Record<string, string>;
  /** Whether it loads the demo into an empty database. */
  demo?: boolean;
};

/** A server with a data folder of its own and, unless it is said otherwise, the demo in it. */
export class ServerProcess {
  private process: ChildProcess | undefined;

  private constructor(
    readonly folder: string,
    readonly port: number,
    private settings: Record<string, string>,
    private readonly demo: boolean,
  ) {}

  /** Makes the folder, starts the server and waits until it answers. */
  static async start({ settings = {}, demo = true }: Options = {}): Promise<ServerProcess> {
    const server = new ServerProcess(mkdtempSync(join(tmpdir(), "xunan-e2e-")), await freePort(), settings, demo);
    await server.again();
    return server;
  }

  get base(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The process id, while it runs. */
  get pid(): number | undefined {
    return this.process?.pid;
  }

  /** Starts it, on the data that is there; with other settings when some are given. */
  async again(settings = this.settings): Promise<void> {
    this.settings = settings;
    const logFile = join(this.folder, "server.log");
    const log = openSync(logFile, "a");
    const data = join(this.folder, "data");
    const server = spawn(
      findServer(),
      ["serve", "--data-dir", data, "--listen", `127.0.0.1:${this.port}`, ...(this.demo ? ["--demo-if-empty"] : [])],
      // not in the project's folder: a configuration file may lie there
      // the QR of a notice leads to the address that people type
      {
        cwd: this.folder,
        env: { ...environment(), XUNAN__SERVER__PUBLIC_URL: this.base, ...this.settings },
        stdio: ["ignore", log, log],
      },
    );
    closeSync(log);
    this.process = server;
    try {
      await answers(`${this.base}/healthz`, server);
    } catch (error) {
      const tail = readFileSync(logFile, "utf8").split("\n").slice(-30).join("\n");
      await this.stop();
      throw new Error(`${(error as Error).message}\n--- the server's last words ---\n${tail}`);
    }
  }

  /** Ends it as a power cut would: at once, in the middle of whatever it does. */
  async kill(): Promise<void> {
    const server = this.process;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
    server.kill("SIGKILL");
    await ended;
  }

  /** Asks it to end, so that it can finish what it is writing, and insists if it does not; removes the folder. */
  async stop(): Promise<void> {
    const server = this.process;
    if (server?.pid !== undefined && server.exitCode === null && server.signalCode === null) {
      const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
      server.kill("SIGTERM");
      const insist = setTimeout(() => server.kill("SIGKILL"), END_WITHIN_MS);
      await ended;
      clearTimeout(insist);
    }
    removeFolder(this.folder);
  }

  /** Runs another command of the program on the same data; answers what it printed. */
  run(...args: string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const data = ["--data-dir", join(this.folder, "data")];
      const env = { ...environment(), ...this.settings };
      const command = spawn(findServer(), [...args, ...data], { cwd: this.folder, env });
      let text = "";
      command.stdout.on("data", (part) => (text += part));
      command.stderr.on("data", (part) => (text += part));
      command.once("error", reject);
      command.once("exit", (code) => (code === 0 ? resolve(text) : reject(new Error(`${args.join(" ")}: ${text}`))));
    });
  }
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

/** Removes a folder, also one that the processes of a browser write into for a moment after its end. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** A port that is free now. */
export function freePort(): Promise<number> {
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
