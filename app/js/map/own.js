// Points that the page has itself, of a page that works without a line: those of the window are shown, and where there
// are many of them they are counted by squares, as the server does it (properties `cluster`, `n` and the bounds).

import { placed } from "./data.js";

/** More single points than this in a window are counted by squares. */
export const MOST_SINGLE = 250;
/** The side of a square in pixels of the map. */
const SQUARE = 72;
/** Pixels of the whole world at zoom 0. */
const WORLD = 512;

/** GeoJSON from a text; `undefined` for none, or for one that is damaged. */
export function parsed(text) {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch (fault) {
    console.warn("map data:", fault);
    return undefined;
  }
}

/** Where a position lies in the square of the world, 0 to 1. */
function spot([lon, lat]) {
  const sine = Math.sin((lat * Math.PI) / 180);
  return [(lon + 180) / 360, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

function cluster(members) {
  const lons = members.map((f) => f.geometry.coordinates[0]);
  const lats = members.map((f) => f.geometry.coordinates[1]);
  const middle = (numbers) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
  const [west, south, east, north] = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
  return {
    type: "Feature",
    geometry: { type: "Point", coordinates: [middle(lons), middle(lats)] },
    properties: { cluster: true, n: members.length, west, south, east, north },
  };
}

/**
 * What to show of the points in a window.
 *
 * @param {object[]} features points, and lines between them
 * @param {[number, number, number, number]} window west, south, east, north
 * @param {number} zoom
 */
export function visible(features, [west, south, east, north], zoom) {
  // a line is shown whole: it may cross a window in which none of its corners lies
  const lines = features.filter(({ geometry }) => geometry.type !== "Point");
  const inside = features.filter(({ geometry: { type, coordinates: [lon, lat] } }) =>
    type === "Point" && lon >= west && lon <= east && lat >= south && lat <= north);
  if (inside.length <= MOST_SINGLE) return [...lines, ...inside];
  const squares = new Map();
  // whole zooms only, so that squares do not run while somebody zooms
  const across = (WORLD * 2 ** Math.floor(zoom)) / SQUARE;
  for (const feature of inside) {
    const [x, y] = spot(feature.geometry.coordinates);
    const key = `${Math.floor(x * across)}/${Math.floor(y * across)}`;
    const square = squares.get(key);
    if (square) square.push(feature);
    else squares.set(key, [feature]);
  }
  const counted = [...squares.values()].map((members) => (members.length === 1 ? members[0] : cluster(members)));
  return [...lines, ...counted];
}

/**
 * Keeps the points of the map those of its window; the same handle as `pointFeed`.
 *
 * @param {() => string | undefined} read the points as GeoJSON text, WGS-84
 * @param {() => {window: number[], zoom: number}} look what the map shows now, in WGS-84
 * @param {(collection: object) => void} show
 * @param {(lon: number, lat: number) => [number, number]} toMap
 */
export function ownFeed(read, look, show, toMap) {
  let features = [];
  const draw = () => {
    const { window, zoom } = look();
    show(placed({ type: "FeatureCollection", features: visible(features, window, zoom) }, toMap));
  };
  return {
    setUrl() {},
    moved: draw,
    reload() {
      features = parsed(read())?.features ?? [];
      draw();
    },
    stop() {
      features = [];
    },
  };
}
