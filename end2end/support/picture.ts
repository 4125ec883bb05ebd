import { crc32, deflateSync } from "node:zlib";

/** Red, green, blue: 0 to 255. */
export type Colour = readonly [number, number, number];

/** A small photo, made here: a PNG of one colour, different for every seed. */
export function picture(seed: number, width = 640, height = 480): Buffer {
  return png(width, height, (x) => [(seed * 67) & 255, (x * 255) / width, (seed * 29) & 255]);
}

/** A PNG of these pixels. */
export function png(width: number, height: number, colour: (x: number, y: number) => Colour): Buffer {
  // a row begins with how it is written: as it is
  const rows = Array.from({ length: height }, (_, y) => {
    const row = Buffer.alloc(1 + width * 3);
    for (let x = 0; x < width; x++) row.set(colour(x, y), 1 + x * 3);
    return row;
  });
  const pixels = deflateSync(Buffer.concat(rows));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}
