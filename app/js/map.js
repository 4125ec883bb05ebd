// The door from the pages to the map: what Rust imports. It is part of the first load, so it is small and has
// no imports of its own; the map and its library come from the same origin when a page first shows one.
//
// In Rust:
//
//   #[wasm_bindgen(module = "/js/map.js")]
//   extern "C" {
//       pub type MapHandle;
//       #[wasm_bindgen(js_name = createMap)]
//       fn create_map(el: &web_sys::HtmlElement, options: &str, callbacks: &js_sys::Object) -> MapHandle;
//       #[wasm_bindgen(method, js_name = setDataUrl)]
//       fn set_data_url(this: &MapHandle, url: Option<&str>);
//       … one line for each of CALLS below
//   }
//
// All coordinates that cross this door are WGS-84, whatever the base map is drawn in.

/** Where the build puts `map/view.js`. */
const VIEW = "/js/map/view.js";

/** What a handle can do. Calls made before the map is there are kept and made then. */
const CALLS = [
  "setDataUrl", "reload", "setSelected", "setHovered", "fitTo", "showArea", "showPlace", "setPoint", "resize",
];

/** How far outside the window a map's place may still be when the map is fetched. */
const NEAR = "200px";

/** Waits until the element is seen or nearly so; on a phone a map may lie in a tab that is never opened. */
function seen(el, signal) {
  return new Promise((done) => {
    const watch = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      done();
    }, { rootMargin: NEAR });
    watch.observe(el);
    signal.addEventListener("abort", () => watch.disconnect());
  });
}

/**
 * Starts a map in `el` and returns its handle at once. The map itself is fetched when `el` is first seen.
 *
 * `optionsJson`, all optional but `mode`:
 * - `mode`: "list" (points from `dataUrl`), "pick" (a pin to place), "single" (one fixed pin)
 * - `bounds`: "west,south,east,north", the window to open on, exactly
 * - `area`: the code of the area to open on without `bounds`, and to come back to; all outlines without it
 * - `center`: [lon, lat] and `zoom`, where neither is known
 * - `base`: {kind: "schematic" | "raster" | "vector", url, minzoom, maxzoom, datum: "wgs84" | "gcj02", attribution}; `url` is a
 *   template of tiles
 * - `baseUrl`: the schematic base and area outlines, "/api/v1/base.geojson" unless told
 * - `ownBase`: the base comes from the callback `readBase` instead
 * - `ownPoints`: the points come from the callback `readPoints` instead; `reload` reads them again
 * - `dataUrl`: points; `bbox` and `zoom` are added to its query whenever the map comes to rest
 * - `tiles`: `dataUrl` has vector tiles below it, `/{z}/{x}/{y}.mvt`: those are shown, and heat can be
 * - `point`: [lon, lat] of the pin
 * - `cooperative`: true on a page that scrolls with one finger
 * - `lang`: "zh" or "en"; `labels`: texts in that language, keys as in `map/labels.js`
 *
 * `callbacks`, all optional: onSelect(properties of the point as JSON), onHover(id | null),
 * onMove("west,south,east,north"), onPick(lon, lat), onState("loading" | "ready" | "error"), readBase() and
 * readPoints(), which return GeoJSON text or nothing. None is called after `destroy`.
 *
 * @param {HTMLElement} el an empty element that keeps its place on the page
 * @param {string} optionsJson
 * @param {object} callbacks
 */
export function createMap(el, optionsJson, callbacks) {
  const options = JSON.parse(optionsJson);
  let view = null;
  let gone = false;
  const leaving = new AbortController();
  const kept = [];
  const say = (name, ...args) => (gone ? undefined : callbacks[name]?.(...args));

  const handle = {
    destroy() {
      gone = true;
      leaving.abort();
      view?.destroy();
      view = null;
    },
  };
  for (const call of CALLS) {
    handle[call] = (...args) => {
      if (view) view[call](...args);
      else if (!gone) kept.push([call, args]);
    };
  }

  say("onState", "loading");
  seen(el, leaving.signal)
    .then(() => import(VIEW))
    .then((module) => (gone ? null : module.open(el, options, say, leaving.signal)))
    .then((opened) => {
      if (!opened) return;
      if (gone) {
        opened.destroy();
        return;
      }
      view = opened;
      for (const [call, args] of kept.splice(0)) view[call](...args);
    })
    .catch((fault) => {
      if (gone) return;
      console.warn("map:", fault);
      say("onState", "error");
      // The list beside the map still works, so this is a sentence and not an alarm.
      const message = document.createElement("p");
      message.className = "map-message";
      message.setAttribute("role", "status");
      message.textContent = options.labels?.failed ?? "地图无法显示";
      el.replaceChildren(message);
    });
  return handle;
}
