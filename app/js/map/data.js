// What the server sends: the base once, the points whenever the map comes to rest.

import { moveGeojson, moveWindow } from "./datum.js";

/** How long the map must rest before points are asked for, in milliseconds. */
const REST = 180;

/** One request per page for each base, whatever number of maps it shows. */
const bases = new Map();

async function getJson(url, signal) {
  const answer = await fetch(url, { signal, credentials: "same-origin", headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  return answer.json();
}

/** The schematic base with its outlines, as sent (WGS-84). */
export function loadBase(url) {
  if (!bases.has(url)) {
    const request = getJson(url);
    bases.set(url, request);
    // a failure is not kept: the next map asks again
    request.catch(() => bases.delete(url));
  }
  return bases.get(url);
}

/** `url` with the window and the zoom in its query. */
export function withWindow(url, window, zoom) {
  const full = new URL(url, document.baseURI);
  full.searchParams.set("bbox", window);
  full.searchParams.set("zoom", String(Math.floor(zoom)));
  return full.pathname + full.search;
}

/** An answer with all its positions taken through `toMap`, also the bounds that a cluster carries. */
export function placed(collection, toMap) {
  const moved = moveGeojson(collection, toMap);
  for (const { properties } of moved.features) {
    const bounds = [properties.west, properties.south, properties.east, properties.north];
    if (!bounds.every(Number.isFinite)) continue;
    [properties.west, properties.south, properties.east, properties.north] = moveWindow(bounds, toMap);
  }
  return moved;
}

/**
 * Keeps the points of the map those of its window.
 *
 * @param {() => {window: string, zoom: number}} look what the map shows now, in WGS-84
 * @param {(collection: object) => void} show
 * @param {(state: "loading" | "ready" | "error") => void} state
 * @param {(lon: number, lat: number) => [number, number]} toMap
 */
export function pointFeed(look, show, state, toMap) {
  let url = null;
  let shown = null;
  let timer = 0;
  let running = null;

  async function load() {
    if (!url) return;
    const { window, zoom } = look();
    const address = withWindow(url, window, zoom);
    if (address === shown) return;
    running?.abort();
    const request = new AbortController();
    running = request;
    state("loading");
    try {
      const collection = await getJson(address, request.signal);
      // an answer that was overtaken must not overwrite a newer one
      if (running !== request) return;
      shown = address;
      show(placed(collection, toMap));
      state("ready");
    } catch (fault) {
      if (request.signal.aborted || running !== request) return;
      console.warn("map data:", fault);
      shown = null;
      state("error");
    }
  }

  return {
    /** Another list of points; `null` empties the map. */
    setUrl(next) {
      url = next || null;
      shown = null;
      clearTimeout(timer);
      if (url) return load();
      running?.abort();
      running = null;
      show({ type: "FeatureCollection", features: [] });
      return undefined;
    },
    /** The map has come to rest. */
    moved() {
      clearTimeout(timer);
      timer = setTimeout(load, REST);
    },
    /** The rows have changed behind the same URL. */
    reload() {
      shown = null;
      return load();
    },
    stop() {
      clearTimeout(timer);
      url = null;
      running?.abort();
      running = null;
    },
  };
}
