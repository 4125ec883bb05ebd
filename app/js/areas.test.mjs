// Run with `node --test app/js/`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { areaWindow } from "./map/areas.js";

const outline = (code, west, south, east, north) => ({
  properties: { code },
  geometry: {
    type: "Polygon",
    coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
  },
});
const road = { properties: { layer: "road" }, geometry: { type: "LineString", coordinates: [[100, 0], [101, 1]] } };
const base = {
  features: [
    road,
    outline("310105008", 0, 0, 10, 10),
    outline("310105008001", 1, 1, 2, 2),
    outline("310105008002", 3, 3, 5, 4),
    outline("310105009", 20, 0, 30, 10),
  ],
};

test("an area with an outline", () => {
  assert.deepEqual(areaWindow(base, "310105008002"), [3, 3, 5, 4]);
  assert.deepEqual(areaWindow(base, "310105008"), [0, 0, 10, 10]);
});

test("a larger area: the outlines inside it; a smaller one: what holds it", () => {
  assert.deepEqual(areaWindow(base, "310105"), [0, 0, 30, 10]);
  assert.deepEqual(areaWindow(base, "31010500800199"), [1, 1, 2, 2]);
  assert.deepEqual(areaWindow(base, "310105008024"), [0, 0, 10, 10]);
});

test("no area: everything; no outlines: nothing", () => {
  assert.deepEqual(areaWindow(base, null), [0, 0, 30, 10]);
  assert.equal(areaWindow({ features: [road] }, "31"), null);
});
