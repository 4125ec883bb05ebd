import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST_SINGLE, ownFeed, parsed, visible } from "./map/own.js";

const point = (lon, lat, id) => ({
  type: "Feature",
  geometry: { type: "Point", coordinates: [lon, lat] },
  properties: { id },
});
const many = Array.from({ length: 1000 }, (_, i) =>
  point(121.39 + (i % 40) * 0.0001, 31.2 + Math.floor(i / 40) * 0.0001, `${i}`),
);
const window = [121.38, 31.19, 121.41, 31.22];

test("few points are shown as they are, those outside are not", () => {
  const shown = visible([...many.slice(0, MOST_SINGLE), point(120, 30, "far")], window, 15);
  assert.equal(shown.length, MOST_SINGLE);
  assert.ok(shown.every((f) => !f.properties.cluster));
});

test("a line is shown whole, wherever its corners lie", () => {
  const line = {
    type: "Feature",
    geometry: { type: "LineString", coordinates: [[121, 31], [122, 32]] },
    properties: {},
  };
  assert.deepEqual(visible([line, point(120, 30, "far")], window, 15), [line]);
  assert.ok(visible([line, ...many], window, 15).includes(line));
});

test("many are counted by squares, and none is lost", () => {
  for (const zoom of [12, 15.7, 18]) {
    const shown = visible(many, window, zoom);
    const counted = shown.reduce((sum, f) => sum + (f.properties.n ?? 1), 0);
    assert.equal(counted, many.length, `zoom ${zoom}`);
    assert.ok(shown.length < many.length);
    for (const { geometry, properties } of shown.filter((f) => f.properties.cluster)) {
      const [lon, lat] = geometry.coordinates;
      assert.ok(properties.west <= lon && lon <= properties.east && properties.south <= lat && lat <= properties.north);
    }
  }
});

test("the feed follows the window and reads again when it is told", () => {
  let text = JSON.stringify({ type: "FeatureCollection", features: many.slice(0, 3) });
  let look = { window, zoom: 15 };
  const shown = [];
  const feed = ownFeed(() => text, () => look, (c) => shown.push(c.features.length), (lon, lat) => [lon, lat]);
  feed.reload();
  look = { window: [0, 0, 1, 1], zoom: 15 };
  feed.moved();
  look = { window, zoom: 15 };
  text = JSON.stringify({ type: "FeatureCollection", features: many.slice(0, 5) });
  feed.reload();
  assert.deepEqual(shown, [3, 0, 5]);
});

test("no text, or a damaged one, is no map data", () => {
  assert.equal(parsed(""), undefined);
  assert.equal(parsed("{"), undefined);
});
