// The one pin of a form or a record. Where it may be moved, it can be dragged, set by a click or tap on the map,
// and moved with the arrow keys.

const SVG = "http://www.w3.org/2000/svg";

/** Steps of the arrow keys in pixels, plain and with Shift. */
const STEP = 4;
const LEAP = 24;

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function pinElement(label, movable) {
  const el = document.createElement("div");
  el.className = movable ? "map-pin map-pin-movable" : "map-pin";
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 44 56");
  svg.setAttribute("aria-hidden", "true");
  for (const [name, d] of [
    ["map-pin-body", "M22 54C22 54 40 33 40 20A18 18 0 1 0 4 20C4 33 22 54 22 54Z"],
    ["map-pin-hole", "M22 13a7 7 0 1 0 0 14a7 7 0 1 0 0-14z"],
  ]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", name);
    path.setAttribute("d", d);
    svg.append(path);
  }
  el.append(svg);
  el.setAttribute("aria-label", label);
  if (movable) {
    el.tabIndex = 0;
    el.setAttribute("role", "button");
  } else {
    el.setAttribute("role", "img");
  }
  return el;
}

/**
 * @param {object} maplibre the library
 * @param {object} map
 * @param {string} label
 * @param {boolean} movable
 * @param {(lon: number, lat: number) => void} moved called with map coordinates when a person moved it
 */
export function createPin(maplibre, map, label, movable, moved) {
  const el = pinElement(label, movable);
  const marker = new maplibre.Marker({ element: el, anchor: "bottom", draggable: movable });
  let placed = false;

  function place(at, byPerson) {
    marker.setLngLat(at);
    if (!placed) marker.addTo(map);
    placed = true;
    // the library names its markers itself when it adds them
    el.setAttribute("aria-label", label);
    if (byPerson) {
      const { lng, lat } = marker.getLngLat();
      moved(lng, lat);
    }
  }

  // a tap on the pin is not a tap on the ground behind it
  el.addEventListener("click", (event) => event.stopPropagation());
  if (movable) {
    marker.on("dragend", () => place(marker.getLngLat(), true));
    el.addEventListener("keydown", (event) => {
      const arrow = ARROWS[event.key];
      if (!arrow) return;
      event.preventDefault();
      event.stopPropagation();
      const step = event.shiftKey ? LEAP : STEP;
      const at = map.project(marker.getLngLat());
      place(map.unproject([at.x + arrow[0] * step, at.y + arrow[1] * step]), true);
    });
    map.on("click", (event) => place(event.lngLat, true));
    // without a pointer: Enter on the map sets the pin in its middle
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key === "Enter") place(map.getCenter(), true);
    });
  }

  return {
    /** Puts the pin at a map position, or takes it away with `null`; the page did it, so nothing is reported. */
    set(at) {
      if (at) {
        place(at, false);
      } else {
        marker.remove();
        placed = false;
      }
    },
  };
}
