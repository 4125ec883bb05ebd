// One map on a page: puts the library, the base, the points, the pin and the buttons together.
// Called by ../map.js, which documents the options and callbacks. Inside, positions are those of the base map's
// datum ("map positions"); they are taken from and to WGS-84 where they come in and go out.

import { areaWindow } from "./areas.js";
import { attribution, buttons, heatButton, legend, notice } from "./controls.js";
import { loadBase, pointFeed } from "./data.js";
import { ownFeed, parsed } from "./own.js";
import { frame, moveGeojson, moveWindow, readWindow, writeWindow } from "./datum.js";
import { addSigns } from "./icons.js";
import { labelsFrom } from "./labels.js";
import { loadLibrary } from "./library.js";
import { createPin } from "./pin.js";
import { listenToPoints } from "./pointer.js";
import { tileFeed, tileSource } from "./tiles.js";
import { addBase, addPoints, emphasise, FONTS, palette, startStyle } from "./style.js";

/** Where a map opens that was told nothing: the middle of Shanghai's Changning district. */
const SOMEWHERE = { center: [121.39, 31.21], zoom: 13 };
const CLOSEST = 18;
/** How close a map with a pin opens. */
const AT_PIN = 17;
/** How close a map goes, at least, to show one place: single points, not clusters. */
const NEAR_PLACE = 17;

/** The middle of a ring by its area, which is where a name is written. */
function middle(ring) {
  let [area, x, y] = [0, 0, 0];
  const [x0, y0] = ring[0];
  for (let i = 0; i + 1 < ring.length; i += 1) {
    // relative to the first corner: the products of full degrees would lose the small digits
    const [ax, ay, bx, by] = [ring[i][0] - x0, ring[i][1] - y0, ring[i + 1][0] - x0, ring[i + 1][1] - y0];
    const cross = ax * by - bx * ay;
    area += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  return area === 0 ? ring[0] : [x0 + x / (3 * area), y0 + y / (3 * area)];
}

/** Points that carry the names of the areas: one each, where a polygon would repeat its name on every tile. */
function areaNames(collection) {
  const features = collection.features
    .filter((f) => f.properties.layer === "committee" && f.geometry)
    .map((f) => {
      const ring = f.geometry.type === "Polygon" ? f.geometry.coordinates[0] : f.geometry.coordinates[0][0];
      return { ...f, geometry: { type: "Point", coordinates: middle(ring) } };
    });
  return { ...collection, features };
}

/** Neighbouring areas in two tints; codes run on, so their parity does well enough. */
function tinted(collection) {
  const features = collection.features.map((f, i) => ({ ...f, properties: { ...f.properties, tint: i % 2 } }));
  return { ...collection, features };
}

function libraryWords(labels) {
  return {
    "Map.Title": labels.map,
    "CooperativeGesturesHandler.WindowsHelpText": labels.ctrlScroll,
    "CooperativeGesturesHandler.MacHelpText": labels.ctrlScroll,
    "CooperativeGesturesHandler.MobileHelpText": labels.twoFingers,
  };
}

/**
 * @param {HTMLElement} el
 * @param {object} options
 * @param {(name: string, ...args: unknown[]) => void} say calls a callback of the page
 * @param {AbortSignal} leaving tells that nobody wants it any more
 * @returns nothing when it was not wanted any more before it was there: another map may stand in the element by then
 */
export async function open(el, options, say, leaving) {
  const labels = labelsFrom(options.labels);
  const base = { kind: "schematic", ...options.base };
  const { toMap, fromMap } = frame(base.datum);
  const baseUrl = options.baseUrl ?? "/api/v1/base.geojson";
  // points on a plain ground are still worth showing
  const noBase = (fault) => console.warn("map base:", fault);
  const given = options.ownBase ? Promise.resolve(parsed(say("readBase"))) : loadBase(baseUrl).catch(noBase);
  const [maplibre, sent] = await Promise.all([loadLibrary(), given]);
  if (leaving.aborted) return null;

  const ground = document.createElement("div");
  ground.className = "map-ground";
  const warning = notice(labels);
  el.classList.add("map-view");
  el.replaceChildren(ground, warning.element);
  const colours = palette(el);

  let area = options.area;
  const opening = readWindow(options.bounds);
  const homeWindow = () => (sent && areaWindow(sent, area)) ?? opening;
  const first = opening ?? homeWindow();
  const start = options.point ?? options.center;
  const map = new maplibre.Map({
    container: ground,
    style: startStyle(base, colours, options.lang ?? "zh"),
    ...(first && !options.point
      // a window that was handed over is opened as it is, or it would grow with every visit
      ? { bounds: moveWindow(first, toMap), fitBoundsOptions: { padding: opening ? 0 : 24, maxZoom: CLOSEST } }
      : {
          center: start ? toMap(...start) : toMap(...SOMEWHERE.center),
          // the zoom that comes along is for an unknown place
          zoom: options.point ? AT_PIN : (options.zoom ?? SOMEWHERE.zoom),
        }),
    minZoom: 8,
    maxZoom: 20,
    attributionControl: false,
    localIdeographFontFamily: FONTS,
    locale: libraryWords(labels),
    lang: options.lang ?? "zh",
    cooperativeGestures: options.cooperative === true,
    renderWorldCopies: false,
    // north stays up: a turned map confuses more than it helps here
    dragRotate: false,
    pitchWithRotate: false,
    maxPitch: 0,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.on("error", (event) => console.warn("map:", event.error ?? event));

  // answers that come after the map is gone find nothing to change
  let gone = false;

  const seen = () => moveWindow(map.getBounds().toArray().flat(), fromMap);

  // --- points
  let chosen = null;
  let hovered = null;
  let drawn = false;
  const mark = () => {
    if (drawn) emphasise(map, chosen, hovered);
  };
  const showPoints = (collection) => map.getSource("data")?.setData(collection);
  const tell = (state) => {
    if (gone) return;
    if (state === "error") warning.show(labels.dataFailed, () => feed.reload());
    if (state === "ready") warning.clear();
    el.setAttribute("aria-busy", String(state === "loading"));
    say("onState", state);
  };
  const look = () => ({ window: seen(), zoom: map.getZoom() });
  const feeds = {
    own: () => ownFeed(() => say("readPoints"), look, showPoints, toMap),
    tiles: () => tileFeed(map, options.dataUrl, base.datum, colours, tell),
    window: () => pointFeed(() => ({ ...look(), window: writeWindow(seen()) }), showPoints, tell, toMap),
  };
  const tiled = options.tiles === true && Boolean(options.dataUrl);
  const feed = feeds[options.ownPoints ? "own" : tiled ? "tiles" : "window"]();

  // --- the ways to look around
  const goHome = () => {
    const home = homeWindow();
    if (home) map.fitBounds(moveWindow(home, toMap), { padding: 24, maxZoom: CLOSEST });
    else map.easeTo({ center: toMap(...(options.center ?? SOMEWHERE.center)), zoom: options.zoom ?? SOMEWHERE.zoom });
  };
  const here = document.createElement("div");
  here.className = "map-here";
  const hereMarker = new maplibre.Marker({ element: here });
  const locate = () => {
    const failed = () => warning.show(labels.locateFailed);
    if (!navigator.geolocation) return failed();
    return navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        if (gone) return;
        warning.clear();
        const at = toMap(coords.longitude, coords.latitude);
        hereMarker.setLngLat(at).addTo(map);
        map.easeTo({ center: at, zoom: Math.max(map.getZoom(), 17) });
      },
      failed,
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 },
    );
  };
  const foot = attribution(base.attribution, labels.approximate);
  const column = buttons(labels, {
    zoomIn: () => map.zoomIn(),
    zoomOut: () => map.zoomOut(),
    locate,
    fit: goHome,
  });
  el.append(...[column, foot, options.mode === "list" ? legend(labels) : null].filter(Boolean));

  // --- the pin
  let pin = null;
  if (options.mode === "pick" || options.mode === "single") {
    pin = createPin(maplibre, map, labels.pin, options.mode === "pick", (lon, lat) => {
      const [trueLon, trueLat] = fromMap(lon, lat);
      say("onPick", trueLon, trueLat);
    });
    if (options.point) pin.set(toMap(...options.point));
  }

  map.once("style.load", () => {
    /** Settled when the first points are there. */
    let points = null;
    addBase(map, base, colours, options.lang);
    if (sent) {
      const collection = tinted(moveGeojson(sent, toMap));
      map.getSource("base").setData(collection);
      map.getSource("base-names").setData(areaNames(collection));
    }
    if (options.mode === "list") {
      addSigns(map);
      addPoints(map, colours, tiled ? tileSource(options.dataUrl, base.datum) : undefined);
      if (tiled) el.append(heatButton(labels, (on) => feed.heat(on)));
      drawn = true;
      mark();
      listenToPoints(map, {
        chosen: () => chosen,
        choose: (point) => say("onSelect", JSON.stringify(point)),
        hover: (id) => {
          if (id === hovered) return;
          hovered = id;
          mark();
          say("onHover", id);
        },
      });
      map.on("moveend", () => {
        // in a tab that is not shown a map has no size and sees nothing
        if (el.clientWidth === 0) return;
        say("onMove", writeWindow(seen()));
        feed.moved();
      });
      say("onMove", writeWindow(seen()));
      if (options.dataUrl) points = feed.setUrl(options.dataUrl);
      else say("onState", "ready");
      if (options.ownPoints) feed.reload();
    } else {
      say("onState", "ready");
    }
    // for the browser tests: the map has drawn everything it knows, its points too
    Promise.resolve(points).then(() => {
      if (gone) return;
      map.once("idle", () => el.setAttribute("data-map", "drawn"));
      // it may have come to rest before
      map.triggerRepaint();
    });
  });

  return {
    setDataUrl: (url) => {
      options.dataUrl = url;
      // before the style is there, the start reads it from the options
      if (drawn) feed.setUrl(url);
    },
    // before the style is there, the start reads them
    reload: () => (drawn ? feed.reload() : undefined),
    setSelected: (id) => {
      chosen = id ?? null;
      mark();
    },
    setHovered: (id) => {
      hovered = id ?? null;
      mark();
    },
    fitTo: (given) => {
      const window = readWindow(given);
      if (window) map.fitBounds(moveWindow(window, toMap), { padding: 48, maxZoom: CLOSEST });
    },
    showArea: (code) => {
      area = code ?? options.area;
      goHome();
    },
    showPlace: (lon, lat) => {
      map.easeTo({ center: toMap(lon, lat), zoom: Math.max(map.getZoom(), NEAR_PLACE) });
    },
    setPoint: (lon, lat) => {
      if (!Number.isFinite(lon) || !Number.isFinite(lat)) return pin?.set(null);
      const at = toMap(lon, lat);
      pin?.set(at);
      if (!map.getBounds().contains(at)) map.easeTo({ center: at, zoom: Math.max(map.getZoom(), 16) });
      return undefined;
    },
    resize: () => map.resize(),
    destroy: () => {
      gone = true;
      feed.stop();
      map.remove();
      el.replaceChildren();
      el.removeAttribute("data-map");
      el.classList.remove("map-view");
    },
  };
}
