// node --test app/js/datum.test.mjs
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { frame, gcj02ToWgs84, moveGeojson, moveWindow, readWindow, wgs84ToGcj02, writeWindow } from "./map/datum.js";

const WAYS = { "wgs84>gcj02": wgs84ToGcj02, "gcj02>wgs84": gcj02ToWgs84 };

const vectors = readFileSync(new URL("../domain/src/geo/datum_vectors.csv", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line && !line.startsWith("#"))
  .slice(1)
  .map((line) => line.split(","))
  .filter(([, from, to]) => `${from}>${to}` in WAYS);

/** Metres between two near points. */
function apart([lon1, lat1], [lon2, lat2]) {
  const degree = 111_195;
  return Math.hypot((lon1 - lon2) * degree * Math.cos((lat1 * Math.PI) / 180), (lat1 - lat2) * degree);
}

test("there are vectors for both ways", () => {
  assert.ok(vectors.length >= 12, `${vectors.length}`);
});

for (const [label, from, to, lonIn, latIn, lonOut, latOut, tolerance, unit] of vectors) {
  test(`${label}: ${from} → ${to}`, () => {
    const got = WAYS[`${from}>${to}`](Number(lonIn), Number(latIn));
    const expected = [Number(lonOut), Number(latOut)];
    if (unit === "m") {
      assert.ok(apart(got, expected) <= Number(tolerance), `${apart(got, expected)} m`);
    } else {
      assert.ok(Math.abs(got[0] - expected[0]) <= Number(tolerance), `longitude ${got[0]}`);
      assert.ok(Math.abs(got[1] - expected[1]) <= Number(tolerance), `latitude ${got[1]}`);
    }
  });
}

test("there and back again is the same place", () => {
  for (let lon = 73.5; lon < 135; lon += 1.37) {
    for (let lat = 3.5; lat < 53.5; lat += 1.13) {
      const back = gcj02ToWgs84(...wgs84ToGcj02(lon, lat));
      assert.ok(apart([lon, lat], back) < 0.01, `${lon} ${lat}`);
    }
  }
});

test("a base in WGS-84 moves nothing", () => {
  const still = frame("wgs84");
  assert.equal(still.moved, false);
  assert.deepEqual(still.toMap(121.39, 31.21), [121.39, 31.21]);
  assert.deepEqual(frame(undefined).fromMap(121.39, 31.21), [121.39, 31.21]);
});

test("a base in GCJ-02 moves every kind of geometry, and a click comes back", () => {
  const { moved, toMap, fromMap } = frame("gcj02");
  assert.equal(moved, true);
  const p = [121.39, 31.21];
  const q = toMap(...p);
  const all = {
    type: "FeatureCollection",
    features: [
      { type: "Feature", properties: { id: 1 }, geometry: { type: "Point", coordinates: p } },
      { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: [p, p] } },
      { type: "Feature", properties: {}, geometry: { type: "MultiPolygon", coordinates: [[[p, p, p, p]]] } },
      { type: "Feature", properties: {}, geometry: null },
    ],
  };
  const shown = moveGeojson(all, toMap);
  assert.deepEqual(shown.features[0].geometry.coordinates, q);
  assert.deepEqual(shown.features[0].properties, { id: 1 });
  assert.deepEqual(shown.features[1].geometry.coordinates, [q, q]);
  assert.deepEqual(shown.features[2].geometry.coordinates, [[[q, q, q, q]]]);
  assert.equal(shown.features[3].geometry, null);
  assert.deepEqual(all.features[0].geometry.coordinates, p, "the original is untouched");
  assert.ok(apart(fromMap(...q), p) < 0.001);
});

test("windows are read, written and moved whole", () => {
  assert.deepEqual(readWindow("121.37,31.2,121.4,31.22"), [121.37, 31.2, 121.4, 31.22]);
  assert.deepEqual(readWindow([1, 2, 3, 4]), [1, 2, 3, 4]);
  assert.equal(readWindow("1,2,3"), null);
  assert.equal(readWindow("1,2,x,4"), null);
  assert.equal(readWindow(undefined), null);
  assert.equal(writeWindow([121.37, 31.2, 121.4, 31.22]), "121.370000,31.200000,121.400000,31.220000");
  const { toMap, fromMap } = frame("gcj02");
  const window = [121.37, 31.2, 121.4, 31.22];
  const back = moveWindow(moveWindow(window, toMap), fromMap);
  // corners are wrapped, so a window may grow a little, never shrink
  assert.ok(back[0] <= window[0] + 1e-9 && back[1] <= window[1] + 1e-9);
  assert.ok(back[2] >= window[2] - 1e-9 && back[3] >= window[3] - 1e-9);
  assert.ok(Math.abs(back[0] - window[0]) < 1e-4);
});
