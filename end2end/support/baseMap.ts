// A server of map tiles of a story's own: pictures of a plain ground with marks on it. Where a mark stands is told in the datum that
// the pictures are said to be drawn in. And what can be seen of the marks on a map.
import type { Locator, Page } from "@playwright/test";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Point } from "./map";
import { png, type Colour } from "./picture";

/** What stands on the ground. */
export type Mark = {
  /** Where, in the datum of the pictures. */
  at: Point;
  colour: Colour;
  /** Two squares, so many pixels of the nearest tiles to either side of the place: a pin may stand between them. One on it when 0. */
  beside: number;
};

/** Pixels of a tile's side. */
const SIDE = 256;
/** The nearest tiles that a map asks for. */
const NEAREST = 18;
/** Half the side of a square on those. */
const HALF = 4;
const GROUND: Colour = [232, 236, 228];
/** How much a colour on the screen may differ from its own, in each part. */
const SHADE = 40;

export class BaseMap {
  private marks: Mark[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<BaseMap> {
    const server = createServer();
    const base = new BaseMap(server);
    server.on("request", (request, response) => {
      const tile = /^\/(\d+)\/(\d+)\/(\d+)\.png$/.exec(request.url ?? "");
      if (!tile) return response.writeHead(404).end();
      const [zoom, column, row] = tile.slice(1).map(Number);
      response.writeHead(200, { "content-type": "image/png", "access-control-allow-origin": "*" });
      return response.end(base.tile(zoom!, column!, row!));
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    return base;
  }

  /** Template of the tiles' addresses. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/{z}/{x}/{y}.png`;
  }

  /** What stands there from now on. */
  draw(marks: Mark[]): void {
    this.marks = marks;
  }

  private tile(zoom: number, column: number, row: number): Buffer {
    const scale = 2 ** (zoom - NEAREST);
    const squares = this.marks.flatMap(({ at, colour, beside }) => {
      const [x, y] = onTiles(at, zoom);
      return [-beside, beside].map((aside) => ({
        x: x + aside * scale - column * SIDE,
        y: y - row * SIDE,
        colour,
      }));
    });
    const half = HALF * scale;
    return png(SIDE, SIDE, (x, y) => {
      const under = squares.find((it) => Math.abs(x + 0.5 - it.x) <= half && Math.abs(y + 0.5 - it.y) <= half);
      return under?.colour ?? GROUND;
    });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((closed) => this.server.close(() => closed()));
  }
}

/** A place in pixels of all tiles of a zoom, from the north-western corner of the world. */
function onTiles({ lon, lat }: Point, zoom: number): [number, number] {
  const world = SIDE * 2 ** zoom;
  const north = Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI;
  return [((lon + 180) / 360) * world, ((1 - north) / 2) * world];
}

/** Where a mark is seen: pixels of the map to the right of its middle and below it; and how many have its colour. */
export type Seen = { right: number; down: number; pixels: number };

/** Looks for marks on a map by their colours; a blank page helps to read what was seen. */
export async function look(map: Locator, blank: Page, colours: Colour[]): Promise<Seen[]> {
  const picture = (await map.screenshot({ animations: "disabled" })).toString("base64");
  return blank.evaluate(
    async ({ picture, colours, shade }) => {
      const image = new Image();
      image.src = `data:image/png;base64,${picture}`;
      await image.decode();
      const { width, height } = image;
      const paper = new OffscreenCanvas(width, height).getContext("2d")!;
      paper.drawImage(image, 0, 0);
      const { data } = paper.getImageData(0, 0, width, height);
      return colours.map((colour) => {
        let [pixels, right, down] = [0, 0, 0];
        for (let at = 0; at < data.length; at += 4) {
          if (colour.some((part, i) => Math.abs(part - data[at + i]!) > shade)) continue;
          const pixel = at / 4;
          pixels += 1;
          right += (pixel % width) + 0.5 - width / 2;
          down += Math.floor(pixel / width) + 0.5 - height / 2;
        }
        return { right: right / pixels, down: down / pixels, pixels };
      });
    },
    { picture, colours, shade: SHADE },
  );
}
