// HAProxy in front of several servers: the one address that people type. HAPROXY names the program.
import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeFolder } from "./process";

const READY_WITHIN_MS = 20_000;

/** A request that names a server here is led to it for as long as it lives: tests kill the one that is at work. */
export const LEADS_TO = "x-lead-to";
/** Who has answered. */
export const SERVED_BY = "x-served-by";

/**
 * The part of docs/scaling.md that says how a proxy is to be set up, and for the tests the two headers. A server that does not answer
 * twice gets nothing more, and what it had in hand is broken off. Only a connection that was refused is tried at the next server:
 * whatever may have reached one is for the sender to send again.
 */
function configuration(port: number, servers: Record<string, number>): string {
  const names = Object.keys(servers);
  return [
    "global",
    "  maxconn 1000",
    "defaults",
    "  mode http",
    "  timeout connect 2s",
    "  timeout client 75s",
    "  timeout server 75s",
    "  retries 3",
    "  option redispatch 1",
    "frontend office",
    `  bind 127.0.0.1:${port}`,
    "  default_backend xunan",
    "backend xunan",
    "  balance roundrobin",
    "  option forwardfor",
    ...names.map((name) => `  use-server ${name} if { req.hdr(${LEADS_TO}) -m str ${name} }`),
    `  http-response set-header ${SERVED_BY} %s`,
    "  option httpchk GET /healthz",
    "  http-check expect status 200",
    "  default-server check inter 300ms fall 2 rise 1 on-marked-down shutdown-sessions",
    ...names.map((name) => `  server ${name} 127.0.0.1:${servers[name]}`),
    "",
  ].join("\n");
}

export class Proxy {
  private constructor(
    private readonly folder: string,
    private readonly process: ChildProcess,
    readonly port: number,
  ) {}

  /** Begins before its servers do, so that they can be told its address. `servers`: their ports by their names. */
  static async start(port: number, servers: Record<string, number>): Promise<Proxy> {
    const folder = mkdtempSync(join(tmpdir(), "xunan-proxy-"));
    const file = join(folder, "haproxy.cfg");
    writeFileSync(file, configuration(port, servers));
    const logFile = join(folder, "proxy.log");
    const log = openSync(logFile, "a");
    // -db: it stays in the foreground, as one process that ends with its id
    const program = spawn(process.env.HAPROXY ?? "haproxy", ["-db", "-f", file], { stdio: ["ignore", log, log] });
    closeSync(log);
    const proxy = new Proxy(folder, program, port);
    let failure: Error | undefined;
    program.once("error", (error) => (failure = error));
    program.once("exit", (code, signal) => (failure ??= new Error(`HAProxy ended (${code ?? signal})`)));
    const until = Date.now() + READY_WITHIN_MS;
    // its own answer that no server is there is one, too
    while (!failure && Date.now() < until) {
      if (await fetch(`${proxy.base}/healthz`).catch(() => undefined)) return proxy;
      await new Promise((again) => setTimeout(again, 50));
    }
    const words = readFileSync(logFile, "utf8");
    await proxy.stop();
    throw new Error(`${failure?.message ?? "HAProxy does not answer"}\n${words}`);
  }

  get base(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    if (this.process.pid !== undefined && this.process.exitCode === null && this.process.signalCode === null) {
      const ended = new Promise<void>((resolve) => this.process.once("exit", () => resolve()));
      this.process.kill("SIGTERM");
      await ended;
    }
    removeFolder(this.folder);
  }
}
