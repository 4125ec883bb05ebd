// How the vector tiles of a base map look: ground, green, water, buildings, roads and names, in the colours of our map. Layers
// are found by the names that two schemas give them, Protomaps' and OpenMapTiles'; what a file has not is not drawn.

/** The source of the tiles. */
export const TILES = "tiles";

/** What a feature is: `kind` with Protomaps, `class` with OpenMapTiles. */
const KIND = ["coalesce", ["get", "kind"], ["get", "class"], ""];

const among = (...words) => ["in", KIND, ["literal", words]];
const growing = (...stops) => ["interpolate", ["exponential", 1.4], ["zoom"], ...stops];

const GREEN = [
  "park", "forest", "wood", "grass", "grassland", "meadow", "garden", "scrub", "nature_reserve", "national_park",
  "recreation_ground", "village_green", "cemetery", "golf_course", "pitch", "playground", "farmland",
];
const MAIN = ["highway", "major_road", "motorway", "trunk", "primary", "secondary"];
const MINOR = ["medium_road", "minor_road", "tertiary", "minor", "service", "residential", "street"];
const PATHS = ["path", "track", "pedestrian", "footway"];
const RAILS = ["rail", "transit"];
const PLACES = ["city", "town", "village", "suburb", "quarter", "neighbourhood", "locality", "macrohood", "neighborhood"];

/** The layers of roads in the two schemas. */
const ROADS = ["roads", "transportation"];

/** A name in the language of the page, else the one on the signs. */
function nameIn(lang) {
  const names = lang === "en"
    ? ["name:en", "name_en", "name:latin", "name"]
    : ["name:zh-Hans", "name:zh", "name_zh", "name"];
  return ["coalesce", ...names.map((name) => ["get", name])];
}

function fill(id, layer, colour, filter) {
  return {
    id: `base-${id}`, type: "fill", source: TILES, "source-layer": layer,
    ...(filter ? { filter } : {}),
    paint: { "fill-color": colour },
  };
}

function line(id, layer, words, colour, width, more = {}) {
  return {
    id: `base-${id}-${layer}`, type: "line", source: TILES, "source-layer": layer, filter: among(...words),
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": colour, "line-width": width, ...more },
  };
}

function roads(layer, colours) {
  const minor = growing(12, 0.6, 15, 4, 18, 16);
  const main = growing(9, 0.8, 12, 2, 15, 7, 18, 24);
  return [
    line("path", layer, PATHS, colours.roadCase, growing(14, 0.6, 18, 3), { "line-dasharray": [2, 1.5] }),
    line("rail", layer, RAILS, colours.line, growing(11, 0.5, 16, 2), { "line-dasharray": [4, 2] }),
    line("minor-case", layer, MINOR, colours.roadCase, growing(12, 1, 15, 5.5, 18, 19)),
    line("main-case", layer, MAIN, colours.roadCase, growing(9, 1.4, 12, 3, 15, 9, 18, 27)),
    line("minor", layer, MINOR, colours.road, minor),
    line("main", layer, MAIN, colours.roadMain, main),
  ];
}

function words(id, layer, filter, lang, colours, layout, minzoom) {
  return {
    id: `base-${id}-${layer}`, type: "symbol", source: TILES, "source-layer": layer, minzoom,
    ...(filter ? { filter } : {}),
    // no file of letters is fetched: the device's own fonts draw them
    layout: { "text-field": nameIn(lang), "text-font": ["Local"], ...layout },
    paint: { "text-color": colours.text, "text-halo-color": colours.halo, "text-halo-width": 1.6 },
  };
}

/**
 * The layers of a base of vector tiles, from the ground up.
 *
 * @param {Record<string, string>} colours of `palette`
 * @param {"zh" | "en"} lang
 */
export function baseLayers(colours, lang) {
  const along = { "symbol-placement": "line", "symbol-spacing": 380, "text-size": growing(13, 11, 18, 14) };
  const roadNames = [["roads", 14], ["transportation_name", 14]];
  const placeNames = ["places", "place"];
  return [
    fill("earth", "earth", colours.area),
    fill("landcover", "landcover", colours.green, among(...GREEN)),
    fill("landuse", "landuse", colours.green, among(...GREEN)),
    fill("park", "park", colours.green),
    // only surfaces: rivers may be lines in the same layer
    fill("water", "water", colours.water, ["==", ["geometry-type"], "Polygon"]),
    line("waterway", "waterway", ["river", "canal", "stream", "drain", "ditch"], colours.water, growing(10, 1, 16, 6)),
    line("waterway", "water", ["river", "canal", "stream", "drain", "ditch"], colours.water, growing(10, 1, 16, 6)),
    { ...fill("buildings", "buildings", colours.building), minzoom: 13 },
    { ...fill("building", "building", colours.building), minzoom: 13 },
    ...ROADS.flatMap((layer) => roads(layer, colours)),
    ...roadNames.map(([layer, zoom]) => words("names", layer, null, lang, colours, along, zoom)),
    ...placeNames.map((layer) => words(
      "names", layer, among(...PLACES), lang, colours,
      { "text-size": growing(8, 12, 15, 16), "text-max-width": 7 }, 8,
    )),
  ];
}

/**
 * Addresses of tiles as the library takes them: it asks from a worker, which knows no page to be relative to. The places for
 * the numbers are kept as they are written.
 *
 * @param {string} url
 * @param {string} origin
 */
export function absolute(url, origin) {
  return url.startsWith("/") ? origin + url : url;
}
