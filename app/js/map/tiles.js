// Points from vector tiles: the library asks for those that the map shows, keeps them while it is moved, and the browser asks
// the server whether they are still good. A tile's positions are those of the base map's datum already.

import { addHeat, TILE_ZOOMS } from "./style.js";

/** The points' address with the place of a tile in it, absolute: it is asked for from a worker. */
export function tileAddress(url, datum, heat) {
  const [path, query] = url.split("?");
  const more = [query, datum === "gcj02" ? "datum=gcj02" : "", heat ? "heat=1" : ""].filter(Boolean).join("&");
  return `${location.origin}${path}/{z}/{x}/{y}.mvt${more ? `?${more}` : ""}`;
}

/** The source of the points of an address. */
export function tileSource(url, datum) {
  return { type: "vector", tiles: [tileAddress(url, datum, false)], ...TILE_ZOOMS };
}

/**
 * Keeps the tiles of the map those of an address; the same handle as `pointFeed`, and heat, which has tiles of its own.
 *
 * @param {object} map
 * @param {string} url the points' address
 * @param {"wgs84" | "gcj02" | undefined} datum
 * @param {object} colours
 * @param {(state: "loading" | "ready" | "error") => void} state
 */
export function tileFeed(map, url, datum, colours, state) {
  let now = url;
  let hot = false;
  let failed = false;
  let busy = false;
  const own = (event) => event.sourceId === "data" || event.sourceId === "heat";
  const loading = (event) => {
    if (busy || !own(event) || !event.tile) return;
    busy = true;
    state("loading");
  };
  const fault = (event) => {
    if (!own(event)) return;
    failed = true;
    state("error");
  };
  const idle = () => {
    if (busy && !failed) state("ready");
    busy = false;
  };
  map.on("sourcedataloading", loading);
  map.on("error", fault);
  map.on("idle", idle);

  function ask() {
    failed = false;
    map.getSource("data")?.setTiles([tileAddress(now, datum, false)]);
    map.getSource("heat")?.setTiles([tileAddress(now, datum, true)]);
  }

  return {
    /** Another list of points. */
    setUrl(next) {
      if (!next || next === now) return undefined;
      now = next;
      ask();
      return undefined;
    },
    moved() {},
    /** The rows have changed behind the same URL, or the server was not reached. */
    reload: ask,
    /** Heat in place of clusters and signs, or those again. */
    heat(on) {
      hot = on;
      if (hot && !map.getSource("heat")) {
        map.addSource("heat", { type: "vector", tiles: [tileAddress(now, datum, true)], ...TILE_ZOOMS });
      }
      addHeat(map, colours, hot);
    },
    stop() {
      map.off("sourcedataloading", loading);
      map.off("error", fault);
      map.off("idle", idle);
    },
  };
}
