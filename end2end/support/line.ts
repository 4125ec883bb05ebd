// A line between browser and server that can be slow, lossy or cut: a TCP relay on this machine.
import { createServer, connect, type Server, type Socket } from "node:net";
import { freePort } from "./process";

export type Quality = {
  /** Bits a second in each direction; no limit when missing. */
  bitsPerSecond?: number;
  /** Milliseconds from one end to the other and back. */
  roundTripMs?: number;
  /** Share of the pieces that get lost and are sent again after a while, 0 to 1. */
  loss?: number;
};

/** What TCP waits before it sends a lost piece again, ms. */
const RESEND_MS = 1_000;
/** What travels in one piece, bytes. */
const PIECE = 1_400;

/** The relay. */
export class Line {
  private open = new Set<Socket>();
  private isCut = false;
  /** Bytes that went through, up and down. */
  up = 0;
  down = 0;

  private constructor(
    private server: Server,
    readonly port: number,
    private quality: Quality,
    private chance: () => number,
  ) {}

  /** Opens a line to a port of this machine. `chance` decides what is lost: a seeded one repeats itself. */
  static async to(port: number, quality: Quality = {}, chance: () => number = Math.random): Promise<Line> {
    const own = await freePort();
    const server = createServer();
    const line = new Line(server, own, quality, chance);
    server.on("connection", (near) => line.join(near, port));
    await new Promise<void>((ready) => server.listen(own, "127.0.0.1", ready));
    return line;
  }

  get base(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Breaks every connection and takes no new one. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.open) socket.destroy();
  }

  /** Mends it. */
  mend(): void {
    this.isCut = false;
  }

  /**
   * Makes it a line of another kind, for the connections from now on. The address stays: what a tablet keeps belongs to
   * the address it came from.
   */
  become(quality: Quality, chance: () => number): void {
    this.quality = quality;
    this.chance = chance;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((closed) => this.server.close(() => closed()));
  }

  private join(near: Socket, port: number): void {
    if (this.isCut) {
      near.destroy();
      return;
    }
    const far = connect(port, "127.0.0.1");
    for (const socket of [near, far]) {
      this.open.add(socket);
      socket.setNoDelay(true);
      socket.on("close", () => this.open.delete(socket));
      socket.on("error", () => socket.destroy());
    }
    this.carry(near, far, (bytes) => (this.up += bytes));
    this.carry(far, near, (bytes) => (this.down += bytes));
    near.on("close", () => far.destroy());
    far.on("close", () => near.end());
  }

  /** Hands on what comes, in pieces, each when its time has come and never before the one ahead of it. */
  private carry(from: Socket, to: Socket, count: (bytes: number) => void): void {
    const { bitsPerSecond, roundTripMs = 0, loss = 0 } = this.quality;
    let free = 0;
    let latest = 0;
    const under: { piece: Buffer; due: number }[] = [];
    let waits = false;
    let ends = false;
    // one timer for all: of two that are due in the same millisecond the later one may come first
    const arrive = (): void => {
      waits = false;
      while (under[0] && under[0].due <= performance.now()) {
        const { piece } = under.shift()!;
        if (to.writable) to.write(piece);
      }
      if (under[0]) {
        waits = true;
        setTimeout(arrive, Math.max(1, under[0].due - performance.now()));
      } else if (ends) to.end();
    };
    from.on("data", (data) => {
      count(data.length);
      if (!bitsPerSecond && !roundTripMs && !loss) {
        if (!to.write(data)) {
          from.pause();
          to.once("drain", () => from.resume());
        }
        return;
      }
      const now = performance.now();
      for (let at = 0; at < data.length; at += PIECE) {
        const piece = data.subarray(at, at + PIECE);
        free = Math.max(free, now) + (bitsPerSecond ? (piece.length * 8_000) / bitsPerSecond : 0);
        let due = free + roundTripMs / 2;
        while (this.chance() < loss) due += RESEND_MS;
        latest = Math.max(latest, due);
        under.push({ piece, due: latest });
      }
      if (!waits) arrive();
      // the sender waits while the line is full, as with a real one
      if (free - now > 500) {
        from.pause();
        setTimeout(() => from.resume(), free - now - 250);
      }
    });
    from.on("end", () => {
      ends = true;
      if (!waits) arrive();
    });
  }
}
