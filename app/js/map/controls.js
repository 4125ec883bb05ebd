// Buttons and messages over the map. Plain elements styled by map.css, so that they are large enough for a
// finger, speak the page's language and need no inline style.

import { drawSign } from "./icons.js";

function element(tag, className, text) {
  const el = document.createElement(tag);
  el.className = className;
  if (text !== undefined) el.textContent = text;
  return el;
}

const SVG = "http://www.w3.org/2000/svg";

/** Line drawings in a 24 × 24 box. */
const DRAWINGS = {
  zoomIn: "M12 5v14M5 12h14",
  zoomOut: "M5 12h14",
  locate: "M12 2v4M12 18v4M2 12h4M18 12h4M12 7a5 5 0 1 0 0 10a5 5 0 1 0 0-10z",
  fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
};

function drawing(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** The column of buttons: zoom in and out, my place, everything. `actions` has one function for each. */
export function buttons(labels, actions) {
  const column = element("div", "map-buttons");
  for (const [name, path] of Object.entries(DRAWINGS)) {
    if (!actions[name]) continue;
    const button = element("button", `map-button map-button-${name}`);
    button.type = "button";
    button.title = labels[name];
    button.setAttribute("aria-label", labels[name]);
    button.append(drawing(path));
    button.addEventListener("click", actions[name]);
    column.append(button);
  }
  return column;
}

/** A button that turns something on and off, and a key that is shown while it is on. */
export function heatButton(labels, turn) {
  const box = element("div", "map-heat");
  const button = element("button", "map-heat-button", labels.heat);
  button.type = "button";
  button.setAttribute("aria-pressed", "false");
  const key = element("p", "map-heat-key");
  key.hidden = true;
  const scale = element("span", "map-heat-scale");
  scale.setAttribute("aria-hidden", "true");
  key.append(element("span", "", labels.heatFew), scale, element("span", "", labels.heatMany));
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    key.hidden = !on;
    turn(on);
  });
  box.append(button, key);
  return box;
}

/** The line at the foot: whose map this is, and that it is approximate. `null` when there is nothing to say. */
export function attribution(...texts) {
  const said = texts.filter(Boolean);
  return said.length > 0 ? element("p", "map-attribution", said.join(" · ")) : null;
}

/** The legend of the named statuses, folded away. `null` when none is named. */
export function legend(labels) {
  const named = Object.entries(labels.statuses ?? {});
  if (named.length === 0) return null;
  const box = element("details", "map-legend");
  box.append(element("summary", "map-legend-title", labels.legend));
  const list = element("ul", "map-legend-list");
  for (const [status, name] of named) {
    const row = element("li", "map-legend-row");
    const sign = drawSign(status, 2);
    sign.className = "map-legend-sign";
    sign.setAttribute("aria-hidden", "true");
    row.append(sign, element("span", "map-legend-name", name));
    list.append(row);
  }
  box.append(list);
  return box;
}

/** A line over the map for what goes wrong, read out politely; with a button when there is a way on. */
export function notice(labels) {
  const line = element("div", "map-notice");
  line.setAttribute("role", "status");
  return {
    element: line,
    show(text, retry) {
      line.replaceChildren(element("span", "map-notice-text", text));
      if (retry) {
        const again = element("button", "map-notice-button", labels.retry);
        again.type = "button";
        again.addEventListener("click", retry);
        line.append(again);
      }
    },
    clear() {
      line.replaceChildren();
    },
  };
}
