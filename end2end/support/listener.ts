// Another program that hears by the webhook of issued summaries. Each server tells it at an address of its own, so that it knows
// which one is at work; the first that tells it of something gets no answer until it is asked to give one.
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Which server has told of which summary. */
export type Told = { by: string; id: string };

export class Listener {
  readonly told: Told[] = [];
  private held: ServerResponse | undefined;
  private heard: ((told: Told) => void) | undefined;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Listener> {
    const server = createServer();
    const listener = new Listener(server);
    server.on("request", (request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        const { id } = JSON.parse(Buffer.concat(parts).toString()) as { id: string };
        listener.hear({ by: request.url!.slice(1), id }, response);
      });
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    return listener;
  }

  /** Where the server of this name tells it. */
  address(name: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${name}`;
  }

  /** The next that it is told of, and leaves without an answer. */
  next(): Promise<Told> {
    return new Promise((heard) => (this.heard = heard));
  }

  private hear(told: Told, response: ServerResponse): void {
    this.told.push(told);
    if (this.heard) {
      this.held = response;
      this.heard(told);
      this.heard = undefined;
    } else {
      response.writeHead(204).end();
    }
  }

  async close(): Promise<void> {
    this.held?.destroy();
    this.server.closeAllConnections();
    await new Promise<void>((closed) => this.server.close(() => closed()));
  }
}
