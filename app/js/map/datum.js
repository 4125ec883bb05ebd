// WGS-84 ↔ GCJ-02 in the browser, for base maps drawn in GCJ-02. The server side has its own conversion (Rust);
// both are held to the same vectors, app/domain/src/geo/datum_vectors.csv.

// Krasovsky 1940, the ellipsoid the GCJ-02 offset is defined on.
const SEMI_MAJOR = 6378245.0;
const ECCENTRICITY_SQUARED = 0.00669342162296594323;

/** The rectangle in which GCJ-02 differs from WGS-84. */
function inChina(lon, lat) {
  return lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271;
}

/** A sum of sines of `x`, given as [amplitude, divisor of π] pairs. */
function waves(x, terms) {
  return terms.reduce((sum, [amplitude, divisor]) => sum + amplitude * Math.sin((x * Math.PI) / divisor), 0);
}

/** The offset at a place, in degrees: [longitude, latitude]. */
function offset(lon, lat) {
  const x = lon - 105;
  const y = lat - 35;
  const ripple = waves(x, [[20, 1 / 6], [20, 1 / 2]]);
  const root = Math.sqrt(Math.abs(x));
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    + ((ripple + waves(x, [[20, 1], [40, 3], [150, 12], [300, 30]])) * 2) / 3;
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    + ((ripple + waves(y, [[20, 1], [40, 3], [160, 12], [320, 30]])) * 2) / 3;
  // metres on the ellipsoid → degrees
  const phi = (lat * Math.PI) / 180;
  const w = 1 - ECCENTRICITY_SQUARED * Math.sin(phi) ** 2;
  const primeVertical = SEMI_MAJOR / Math.sqrt(w);
  const meridian = (SEMI_MAJOR * (1 - ECCENTRICITY_SQUARED)) / (w * Math.sqrt(w));
  return [(east / (primeVertical * Math.cos(phi)) / Math.PI) * 180, (north / meridian / Math.PI) * 180];
}

/** @returns {[number, number]} longitude, latitude in GCJ-02 */
export function wgs84ToGcj02(lon, lat) {
  if (!inChina(lon, lat)) return [lon, lat];
  const [east, north] = offset(lon, lat);
  return [lon + east, lat + north];
}

/** The exact inverse: corrected until it converts back to the point given. @returns {[number, number]} */
export function gcj02ToWgs84(lon, lat) {
  if (!inChina(lon, lat)) return [lon, lat];
  let found = [lon, lat];
  // Each round shrinks the error about a thousandfold; the bound is for the edge of the rectangle.
  for (let round = 0; round < 10; round += 1) {
    const [backLon, backLat] = wgs84ToGcj02(...found);
    const [missLon, missLat] = [lon - backLon, lat - backLat];
    found = [found[0] + missLon, found[1] + missLat];
    if (Math.abs(missLon) < 1e-10 && Math.abs(missLat) < 1e-10) break;
  }
  return found;
}

/**
 * The two ways through the edge of a map whose base is drawn in `datum`.
 * @param {"wgs84" | "gcj02" | undefined} datum
 */
export function frame(datum) {
  const same = (lon, lat) => [lon, lat];
  return datum === "gcj02"
    ? { moved: true, toMap: wgs84ToGcj02, fromMap: gcj02ToWgs84 }
    : { moved: false, toMap: same, fromMap: same };
}

/** A copy of a GeoJSON object with every position taken through `way`. */
export function moveGeojson(value, way) {
  if (value === null) return null;
  if (value.type === "FeatureCollection") {
    return { ...value, features: value.features.map((feature) => moveGeojson(feature, way)) };
  }
  if (value.type === "Feature") return { ...value, geometry: moveGeojson(value.geometry, way) };
  const walk = (part) => (typeof part[0] === "number" ? way(part[0], part[1]) : part.map(walk));
  return { ...value, coordinates: walk(value.coordinates) };
}

/** The window around a window's four corners after `way`. Windows are [west, south, east, north]. */
export function moveWindow([west, south, east, north], way) {
  const corners = [way(west, south), way(east, south), way(east, north), way(west, north)];
  const lons = corners.map((c) => c[0]);
  const lats = corners.map((c) => c[1]);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

/** "west,south,east,north" or four numbers → four numbers; `null` when it is no window. */
export function readWindow(given) {
  const parts = typeof given === "string" ? given.split(",").map(Number) : given;
  return Array.isArray(parts) && parts.length === 4 && parts.every(Number.isFinite) ? parts : null;
}

/** Four numbers → "west,south,east,north" with six decimals, as the server writes it. */
export function writeWindow(window) {
  return window.map((degrees) => degrees.toFixed(6)).join(",");
}
