// The map library, fetched when a page first shows a map.

const FOLDER = "/vendor/maplibre-gl";

let library = null;

function styleSheet() {
  const id = "map-library-css";
  if (document.getElementById(id)) return Promise.resolve();
  const link = document.createElement("link");
  link.id = id;
  link.rel = "stylesheet";
  link.href = `${FOLDER}/maplibre-gl.css`;
  // before our own sheets, so that map.css has the last word
  const loaded = new Promise((done) => {
    link.addEventListener("load", done);
    link.addEventListener("error", done);
  });
  document.head.prepend(link);
  return loaded;
}

/** Whether this device can draw a map at all. */
function canDraw() {
  const context = document.createElement("canvas").getContext("webgl2");
  // a browser allows few contexts at a time: give this one back at once
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}

/** The library's module; rejects when it cannot be had or the device has no WebGL. */
export function loadLibrary() {
  if (!canDraw()) return Promise.reject(new Error("no WebGL"));
  library ??= (async () => {
    const [maplibre] = await Promise.all([import(`${FOLDER}/maplibre-gl.mjs`), styleSheet()]);
    // a worker from our own origin, so that the content policy needs no blob:
    maplibre.setWorkerUrl(`${FOLDER}/maplibre-gl-worker.mjs`);
    return maplibre;
  })();
  library.catch(() => {
    library = null;
  });
  return library;
}
