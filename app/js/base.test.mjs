// Run with `node --test app/js/`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { absolute, baseLayers } from "./map/base_style.js";
import { startStyle } from "./map/style.js";

const COLOURS = new Proxy({}, { get: () => "#123456" });
const ORIGIN = "https://xunan.example.cn";

test("a template keeps its places for numbers and gets our origin", () => {
  assert.equal(absolute("/api/v1/base-tiles/{z}/{x}/{y}?v=1", ORIGIN), `${ORIGIN}/api/v1/base-tiles/{z}/{x}/{y}?v=1`);
  assert.equal(absolute("https://tiles.example.cn/{z}/{x}/{y}", ORIGIN), "https://tiles.example.cn/{z}/{x}/{y}");
});

test("the style of each kind of base", () => {
  const plain = startStyle({ kind: "schematic" }, COLOURS, "zh", ORIGIN);
  assert.deepEqual([Object.keys(plain.sources), plain.layers.length], [[], 1]);
  const raster = startStyle({ kind: "raster", url: "/t/{z}/{x}/{y}", maxzoom: 16 }, COLOURS, "zh", ORIGIN);
  assert.deepEqual(raster.sources.tiles, {
    type: "raster", tileSize: 256, tiles: [`${ORIGIN}/t/{z}/{x}/{y}`], minzoom: 0, maxzoom: 16,
  });
  const vector = startStyle({ kind: "vector", url: "/t/{z}/{x}/{y}", minzoom: 2 }, COLOURS, "zh", ORIGIN);
  assert.deepEqual(vector.sources.tiles, {
    type: "vector", tiles: [`${ORIGIN}/t/{z}/{x}/{y}`], minzoom: 2, maxzoom: 14,
  });
  assert.ok(!vector.glyphs && !vector.sprite, "nothing else is fetched");
});

test("both schemas have water, green, buildings, roads and names; every layer has its own id", () => {
  const layers = baseLayers(COLOURS, "zh");
  assert.equal(new Set(layers.map((l) => l.id)).size, layers.length);
  for (const schema of [
    ["water", "landuse", "buildings", "roads", "places"],
    ["water", "landcover", "park", "building", "transportation", "transportation_name", "place"],
  ]) {
    for (const name of schema) assert.ok(layers.some((l) => l["source-layer"] === name), name);
  }
  const field = (lang) => JSON.stringify(baseLayers(COLOURS, lang).find((l) => l.type === "symbol").layout["text-field"]);
  assert.match(field("zh"), /name:zh/);
  assert.match(field("en"), /name:en/);
});
