// Run with `node --test app/js/`.
// What reads codes where the browser cannot, as the build puts it together.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const source = fileURLToPath(new URL("./scanner/looks.js", import.meta.url));
const bundle = buildSync({ entryPoints: [source], bundle: true, format: "esm", write: false }).outputFiles[0].text;
const { createLooks } = await import(`data:text/javascript;base64,${Buffer.from(bundle).toString("base64")}`);

const WIDTH = 640;
const HEIGHT = 480;

/** Codes that another program has drawn: what is dark, and what they say. */
const QR = {
  text: "巡安 12",
  rows: `#######....##.####### #.....#...#.#.#.....# #.###.#...###.#.###.# #.###.#..#..#.#.###.# #.###.#.##.##.#.###.#
    #.....#...#.#.#.....# #######.#.#.#.####### ........#..#......... ..##..####.#.##.#.... .###.#..#.######..#.#
    .##.#####.#.#.#.....# .#..##..#..###...#.## ....#.##.##..###.#.#. ........####.#...#.## #######.##.######....
    #.....#.....#.#...#.# #.###.#...####.#.#..# #.###.#.#.##...##.##. #.###.#.###.#.###.#.. #.....#...##...###..#
    #######..#.##..##..##`,
};
const MATRIX = {
  text: "DET-88121",
  rows: `#.#.#.#.#.#.#. #.##.##.##...# #...####..#... ###..##..#...# #.#..#..#...#. ##..#.#.#...## #.##..#..#.#..
    ##..#####.#.## ##..#####.#... ###..#.#.#.#.# ####...#..##.. #.#.#.#.#..### ##..#...#..... ##############`,
};
const EAN = {
  text: "6901234567892",
  rows: "#.#...#.##.#..###.##..##..##.##.####.#.#...##.#.#.#..###.#.#....#...#..#..#...###.#..##.##..#.#",
};
const CODE_128 = {
  text: "XA-2023-000123",
  rows: "##.#..#....###...#.##.#.#...##...#..##.###..#.###.####.##..#..###.###.##.###.#.####.###.#..##.###..#.###.####.##.##..##..##..##.##..###.##.###.#.####.###.##...###.#.##",
};
const CODE_39 = {
  text: "XH-00731",
  rows: "#..#.##.##.#.#..#.##.#.##.##.#.#..##.#.#..#.#.##.##.#.#..##.##.#.#.#..##.##.#.#.#..#.##.##.##.##..#.#.#.##.#..#.#.##.#..#.##.##.#",
};
const BARS = [EAN, CODE_128, CODE_39];

/**
 * A code on a sheet in the middle of a picture: `size` points for each square, `turn` degrees, `dark` on `light`, with as
 * much `noise` as a camera adds in a stairwell.
 */
function picture({ rows }, { size = 6, turn = 0, dark = 40, light = 210, noise = 0 } = {}) {
  const squares = rows.trim().split(/\s+/);
  const [wide, bars] = [squares[0].length, squares.length === 1];
  const unit = Math.min(size, 440 / wide);
  const high = bars ? 120 / unit : squares.length;
  const [cos, sin] = [Math.cos((turn * Math.PI) / 180), Math.sin((turn * Math.PI) / 180)];
  let state = 7;
  const chance = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32 - 0.5;
  const data = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      const [right, down] = [x + 0.5 - WIDTH / 2, y + 0.5 - HEIGHT / 2];
      const column = (cos * right + sin * down) / unit + wide / 2;
      const row = (cos * down - sin * right) / unit + high / 2;
      const inside = column >= 0 && column < wide && row >= 0 && row < high;
      const isDark = inside && squares[bars ? 0 : Math.floor(row)][Math.floor(column)] === "#";
      const grey = (isDark ? dark : light) + noise * chance();
      data.set([grey, grey, grey, 255], (y * WIDTH + x) * 4);
    }
  }
  return { data, width: WIDTH, height: HEIGHT };
}

/** What is read while a camera shows the same for a moment. */
function read(shown, looks = 8) {
  const look = createLooks();
  for (let i = 0; i < looks; i += 1) {
    const text = look(shown);
    if (text) return text;
  }
  return null;
}

test("every kind of code is read, upright and turned", () => {
  for (const code of [QR, MATRIX, ...BARS]) {
    for (const turn of [0, 5, 90, 180]) assert.equal(read(picture(code, { turn })), code.text, `${code.text} at ${turn}`);
  }
  for (const turn of [30, 45, 200]) assert.equal(read(picture(QR, { turn })), QR.text, `at ${turn}`);
});

test("a code is read when it is small, pale, or the picture is poor", () => {
  for (const how of [{ size: 3 }, { dark: 110, light: 190 }, { noise: 30 }, { dark: 210, light: 40 }]) {
    assert.equal(read(picture(QR, how)), QR.text, JSON.stringify(how));
  }
  for (const code of BARS) assert.equal(read(picture(code, { noise: 30 })), code.text, code.text);
});

test("what has a digit to be checked by is believed at once, another only when two pictures agree", () => {
  for (const code of [QR, MATRIX, EAN, CODE_128]) assert.equal(createLooks()(picture(code)), code.text);
  const look = createLooks();
  const shown = picture(CODE_39);
  assert.equal(look(shown), null);
  assert.equal(look(picture({ rows: "." })), null);
  assert.equal(look(shown), CODE_39.text);
});

test("where there is no code none is read, and errors have their place in the program again", () => {
  const before = Error.stackTraceLimit;
  assert.equal(read(picture({ rows: "." }, { noise: 120 })), null);
  assert.equal(read(picture({ rows: "#.#.#.#.#.#.#.#.#" })), null);
  assert.equal(read({ data: new Uint8ClampedArray(4), width: 1, height: 1 }), null);
  assert.equal(Error.stackTraceLimit, before);
});
