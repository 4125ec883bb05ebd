// A server that is updated while devices work with it: a proxy before the real one, behind which another build stands from
// one moment to the next. The program is the same; its files have other names and digests, and the old names are gone.
import { createHash } from "node:crypto";
import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { freePort } from "./process";

const PRECACHE = /version:\s*"([0-9a-f]+)",\s*files:\s*(\[\[[^;]*?\]\])/;

/** The proxy. */
export class NewBuild {
  /** What takes the place of the old build's mark, once there is a new one. */
  private next: string | undefined;
  /** The new service worker, made when the new build is. */
  private worker = "";
  /** What nobody gets through with for now. */
  private held: string | undefined;

  private constructor(
    private readonly real: string,
    readonly port: number,
    /** What all files of the program have in their names. */
    readonly mark: string,
    private readonly server: Server,
  ) {}

  /** Opens it before a server. */
  static async before(real: string): Promise<NewBuild> {
    const page = await (await fetch(`${real}/field`)).text();
    const mark = /\/pkg\/app\.([0-9a-f]+)\.js/.exec(page)?.[1];
    if (!mark) throw new Error("the page names no program");
    const server = createServer();
    const build = new NewBuild(real, await freePort(), mark, server);
    server.on("request", (asked: IncomingMessage, answer: ServerResponse) => build.handOn(asked, answer));
    await new Promise<void>((ready) => server.listen(build.port, "127.0.0.1", ready));
    return build;
  }

  get base(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Nothing that begins so gets through until `release`. */
  hold(path: string): void {
    this.held = path;
  }

  release(): void {
    this.held = undefined;
  }

  /** The server is updated; answers the mark of the new build. */
  async update(): Promise<string> {
    const next = [...this.mark].reverse().join("");
    const script = await (await fetch(`${this.real}/sw.js`)).text();
    const [whole, version, list] = PRECACHE.exec(script) ?? [];
    if (!whole || !version || !list) throw new Error("the service worker lists no files");
    const files = JSON.parse(list) as [string, string][];
    const renewed = await Promise.all(
      files.map(async ([path, sha256]) => {
        if (!/\.(js|json|wasm)$/.test(path)) return [path, sha256];
        const content = Buffer.from(await (await fetch(this.real + path)).arrayBuffer());
        const digest = createHash("sha256").update(this.renamed(content, next)).digest("hex");
        return [path.replaceAll(this.mark, next), digest];
      }),
    );
    const newVersion = [...version].reverse().join("");
    this.worker = script.replace(whole, () => `version: "${newVersion}", files: ${JSON.stringify(renewed)}`);
    this.next = next;
    return next;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((closed) => this.server.close(() => closed()));
  }

  /** Marks are of one length, so that this may be done to any file. */
  private renamed(content: Buffer, next: string): Buffer {
    if (!content.includes(this.mark)) return content;
    return Buffer.from(content.toString("latin1").replaceAll(this.mark, next), "latin1");
  }

  private handOn(asked: IncomingMessage, answer: ServerResponse): void {
    const path = asked.url ?? "/";
    const next = this.next;
    if (this.held && path.startsWith(this.held)) {
      asked.socket.destroy();
      return;
    }
    if (next && path.includes(this.mark)) {
      answer.writeHead(404).end();
      return;
    }
    const headers: IncomingHttpHeaders = { ...asked.headers, "accept-encoding": "identity" };
    // what the device has is of the old build, which the server behind still takes for the newest
    if (next) for (const name of ["if-none-match", "if-modified-since"]) delete headers[name];
    const options = { method: asked.method, headers };
    const real = request(this.real + (next ? path.replaceAll(next, this.mark) : path), options, (got) => {
      const status = got.statusCode ?? 502;
      if (!next || /^\/(api|do|files)\//.test(path)) {
        answer.writeHead(status, got.headers);
        got.pipe(answer);
        return;
      }
      const parts: Buffer[] = [];
      got.on("data", (part: Buffer) => parts.push(part));
      got.on("end", () => {
        const content = path === "/sw.js" && status === 200 ? Buffer.from(this.worker) : Buffer.concat(parts);
        const said = { ...got.headers };
        // they tell the old content
        delete said.etag;
        delete said["transfer-encoding"];
        const body = this.renamed(content, next);
        said["content-length"] = String(body.length);
        answer.writeHead(status, said);
        answer.end(body);
      });
    });
    real.on("error", () => answer.destroy());
    asked.pipe(real);
  }
}
