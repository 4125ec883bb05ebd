// How the map looks: the base, the outlines of areas, and the layers of points. Colours come from CSS variables
// (see map.css), so a theme changes the map too.

import { absolute, baseLayers, TILES } from "./base_style.js";
import { signName } from "./icons.js";

/** The layers a pointer can hit. */
export const POINT_LAYERS = ["points", "points-chosen"];
export const CLUSTER_LAYER = "clusters";

/** No file of glyphs is fetched: the map draws its letters with the fonts of the device. */
export const FONTS = "'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif";

/** Zooms that have tiles, as the server makes them. */
export const TILE_ZOOMS = { minzoom: 0, maxzoom: 20 };

/** The layer of a tile that holds its points. */
const TILE_LAYER = "points";

/** What heat stands in for. */
const COLD = [CLUSTER_LAYER, "cluster-counts", "overdue", "points"];

const NOTHING = { type: "FeatureCollection", features: [] };

/** The colours of the map, from the element's CSS variables. */
export function palette(el) {
  const css = getComputedStyle(el);
  const read = (name, fallback) => css.getPropertyValue(name).trim() || fallback;
  return {
    land: read("--map-land", "#eef1ee"),
    area: read("--map-area", "#f8faf7"),
    areaAlt: read("--map-area-alt", "#eaf1f5"),
    line: read("--map-line", "#8a9aa5"),
    edge: read("--map-edge", "#37576b"),
    water: read("--map-water", "#b9d7e6"),
    green: read("--map-green", "#d5e6cc"),
    building: read("--map-building", "#dcdcd6"),
    road: read("--map-road", "#ffffff"),
    roadCase: read("--map-road-case", "#c9c2b2"),
    roadMain: read("--map-road-main", "#fbe3a8"),
    text: read("--map-text", "#33434d"),
    halo: read("--map-halo", "#ffffff"),
    cluster: read("--map-cluster", "#23566e"),
    clusterText: read("--map-cluster-text", "#ffffff"),
    overdue: read("--map-overdue", "#c1121f"),
    chosen: read("--map-chosen", "#111111"),
    hovered: read("--map-hovered", "#5b3fd6"),
    here: read("--map-here", "#1a73e8"),
    heat: ["#fee08b", "#f46d43", "#a50026"].map((usual, i) => read(`--map-heat-${i + 1}`, usual)),
  };
}

/** The style to start with: a plain ground, and over it the tiles of a base that has any. */
export function startStyle(base, colours, lang, origin = location.origin) {
  const style = {
    version: 8,
    sources: {},
    layers: [{ id: "ground", type: "background", paint: { "background-color": colours.land } }],
  };
  const source = () => ({
    tiles: [absolute(base.url, origin)], minzoom: base.minzoom ?? 0, maxzoom: base.maxzoom ?? 18,
  });
  if (base.kind === "raster") {
    style.sources[TILES] = { type: "raster", tileSize: 256, ...source() };
    style.layers.push({ id: TILES, type: "raster", source: TILES });
  } else if (base.kind === "vector") {
    // most files of vector tiles end at 14 or 15: what is nearer is drawn from those
    style.sources[TILES] = { type: "vector", ...source(), maxzoom: base.maxzoom ?? 14 };
    style.layers.push(...baseLayers(colours, lang));
  }
  return style;
}

/** Without a server of glyphs any word names the fonts of the device. */
const LABEL_FONT = ["Local"];

const growing = (...stops) => ["interpolate", ["linear"], ["zoom"], ...stops];

/** Adds the schematic base (roads only where no real base map shows them) and the area outlines. */
export function addBase(map, base, colours, lang) {
  const schematic = base.kind === "schematic";
  const font = LABEL_FONT;
  const layer = (name) => ["==", ["get", "layer"], name];
  const name = lang === "en" ? ["coalesce", ["get", "name_en"], ["get", "name"]] : ["get", "name"];
  map.addSource("base", { type: "geojson", data: NOTHING });
  map.addSource("base-names", { type: "geojson", data: NOTHING });

  if (schematic) {
    map.addLayer({
      id: "areas", type: "fill", source: "base", filter: layer("committee"),
      paint: { "fill-color": ["match", ["get", "tint"], 1, colours.areaAlt, colours.area] },
    });
  }
  // under the roads: most areas end at one, and a line along its middle would only clutter it
  map.addLayer({
    id: "area-lines", type: "line", source: "base", filter: layer("committee"),
    layout: { "line-join": "round" },
    paint: { "line-color": colours.line, "line-width": growing(12, 0.5, 16, 1.5) },
  });
  // as an area was before an import; in no other base
  map.addLayer({
    id: "area-before", type: "line", source: "base", filter: layer("before"),
    layout: { "line-join": "round" },
    paint: { "line-color": colours.hovered, "line-width": growing(12, 1, 16, 2), "line-dasharray": [3, 2] },
  });
  if (schematic) {
    const road = (id, colour, width) => map.addLayer({
      id, type: "line", source: "base", filter: layer("road"),
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": colour, "line-width": width },
    });
    const wide = (main, minor) => ["match", ["get", "class"], "main", main, minor];
    road("road-cases", colours.roadCase, growing(12, wide(3, 2), 15, wide(9, 6), 18, wide(26, 17)));
    road("roads", wide(colours.roadMain, colours.road), growing(12, wide(2, 1), 15, wide(7, 4.4), 18, wide(23, 14)));
  }
  map.addLayer({
    id: "area-edge", type: "line", source: "base", filter: layer("subdistrict"),
    layout: { "line-join": "round" },
    paint: { "line-color": colours.edge, "line-width": growing(11, 1.4, 16, 3.5) },
  });
  const words = { "text-color": colours.text, "text-halo-color": colours.halo, "text-halo-width": 1.4 };
  if (schematic) {
    map.addLayer({
      id: "road-names", type: "symbol", source: "base", filter: layer("road"), minzoom: 13.5,
      layout: {
        "symbol-placement": "line", "symbol-spacing": 380, "text-field": name, "text-font": font,
        "text-size": growing(14, 11, 18, 15), "text-letter-spacing": lang === "en" ? 0 : 0.15,
      },
      paint: { ...words, "text-halo-width": 2 },
    });
  }
  map.addLayer({
    id: "area-names", type: "symbol", source: "base-names", minzoom: 13.2,
    layout: {
      "text-field": name, "text-font": font, "text-size": growing(13, 11, 17, 16), "text-max-width": 7,
      // a name gives way to the clusters and signs over it
      "text-variable-anchor": ["center", "top", "bottom"], "text-radial-offset": 1, "text-padding": 3,
    },
    paint: { ...words, "text-color": colours.edge },
  });
}

/**
 * Adds the layers of points: a line between them, clusters, overdue rings, the emphasis of hover and choice, the signs.
 * @param {object} [tiles] the source of the points, when they come as tiles
 */
export function addPoints(map, colours, tiles) {
  map.addSource("data", tiles ?? { type: "geojson", data: NOTHING });
  const from = tiles ? { source: "data", "source-layer": TILE_LAYER } : { source: "data" };
  const cluster = ["==", ["get", "cluster"], true];
  const single = ["!=", ["get", "cluster"], true];
  const isLine = ["==", ["geometry-type"], "LineString"];
  const none = ["==", ["get", "id"], ""];
  const count = ["to-number", ["get", "n"]];
  const ring = (id, filter, radius, colour, width) => map.addLayer({
    id, type: "circle", ...from, filter,
    paint: {
      "circle-radius": radius, "circle-color": "rgba(255,255,255,0.65)",
      "circle-stroke-color": colour, "circle-stroke-width": width,
    },
  });

  map.addLayer({
    id: "walk", type: "line", ...from, filter: isLine,
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": colours.cluster, "line-width": 3, "line-dasharray": [1, 1.6], "line-opacity": 0.85 },
  });
  map.addLayer({
    id: CLUSTER_LAYER, type: "circle", ...from, filter: cluster,
    paint: {
      // by powers of ten, so that 10 and 10,000 both stay readable and are both wide enough for a finger
      "circle-radius": ["interpolate", ["linear"], ["log10", ["max", 1, count]], 0, 15, 1, 18, 3, 27, 5, 36],
      "circle-color": colours.cluster, "circle-opacity": 0.88,
      "circle-stroke-color": colours.halo, "circle-stroke-width": 2,
    },
  });
  map.addLayer({
    id: "cluster-counts", type: "symbol", ...from, filter: cluster,
    layout: {
      "text-field": ["to-string", ["get", "n"]], "text-font": LABEL_FONT, "text-size": 14,
      "text-allow-overlap": true, "text-padding": 14,
    },
    paint: { "text-color": colours.clusterText },
  });
  ring("overdue", ["all", single, ["==", ["get", "overdue"], true]], 17, colours.overdue, 3);
  ring("hovered", none, 19, colours.hovered, 3.5);
  ring("chosen", none, 21, colours.chosen, 4);
  const sign = (id, filter, scale) => map.addLayer({
    id, type: "symbol", ...from, filter,
    layout: {
      "icon-image": ["coalesce", ["image", ["concat", signName(""), ["get", "status"]]], ["image", signName("other")]],
      // a major hazard is larger
      "icon-size": ["match", ["get", "severity"], "major", 1.25 * scale, scale],
      "icon-allow-overlap": true,
      // the unfinished on top of the finished
      "symbol-sort-key": ["match", ["get", "status"], ["closed", "void", "done", "closed_down"], 0, 1],
    },
  });
  sign("points", ["all", single, ["!", isLine]], 0.9);
  sign("points-chosen", none, 1.2);
  map.addLayer({
    id: "stop-numbers", type: "symbol", ...from, filter: ["has", "stop"],
    layout: {
      "text-field": ["get", "stop"], "text-font": LABEL_FONT, "text-size": 12, "text-allow-overlap": true,
      "text-padding": 0,
    },
    paint: { "text-color": colours.clusterText },
  });
}

/** Shows heat in place of clusters and signs, or those again. Its source is there when it is shown. */
export function addHeat(map, colours, on) {
  for (const layer of COLD) map.setLayoutProperty(layer, "visibility", on ? "none" : "visible");
  if (map.getLayer("heat")) {
    map.setLayoutProperty("heat", "visibility", on ? "visible" : "none");
  } else if (on) {
    const [low, middle, high] = colours.heat;
    map.addLayer({
      id: "heat", type: "heatmap", source: "heat", "source-layer": TILE_LAYER,
      paint: {
        // by powers of ten, as the clusters: the one full street does not wash out all others
        "heatmap-weight": ["interpolate", ["linear"], ["log10", ["max", 1, ["get", "n"]]], 0, 0.12, 3, 1],
        "heatmap-radius": growing(9, 16, 16, 34),
        "heatmap-opacity": 0.78,
        "heatmap-color": [
          "interpolate", ["linear"], ["heatmap-density"],
          0, "rgba(254,224,139,0)", 0.1, low, 0.45, middle, 1, high,
        ],
      },
    }, "area-names");
  }
}

/** Shows which point is chosen and which is hovered; ids or `null`. */
export function emphasise(map, chosen, hovered) {
  const of = (id) => ["==", ["get", "id"], id ?? ""];
  map.setFilter("chosen", of(chosen));
  map.setFilter("points-chosen", of(chosen));
  map.setFilter("hovered", of(hovered === chosen ? null : hovered));
}
