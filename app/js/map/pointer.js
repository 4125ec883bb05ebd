// Pointing at points: a tap hits what lies within a finger's width of it, the nearest first.

import { CLUSTER_LAYER, POINT_LAYERS } from "./style.js";

/** Half the width of a tap target and of the mouse's reach, in CSS pixels. */
const FINGER = 22;
const MOUSE = 10;

/** Points closer together than this on the screen count as one heap. */
const HEAP = 3;

function near(map, point, reach, layers) {
  const box = [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]];
  const away = (feature) => {
    const at = map.project(feature.geometry.coordinates);
    return Math.hypot(at.x - point.x, at.y - point.y);
  };
  return map
    .queryRenderedFeatures(box, { layers })
    .map((feature) => ({ feature, away: away(feature) }))
    .sort((a, b) => a.away - b.away);
}

/** The ids under a tap, nearest heap only, in a fixed order. */
function heap(found) {
  const ids = found
    .filter(({ away }) => away <= found[0].away + HEAP)
    .map(({ feature }) => String(feature.properties.id));
  return [...new Set(ids)].sort();
}

/** Zooms to what a cluster holds: to its bounds when the server sent them, else two levels closer. */
function zoomInto(map, feature) {
  const { west, south, east, north } = feature.properties;
  const bounds = [west, south, east, north];
  if (bounds.every(Number.isFinite)) {
    map.fitBounds(bounds, { padding: 64, maxZoom: 18 });
  } else {
    map.easeTo({ center: feature.geometry.coordinates, zoom: Math.min(map.getZoom() + 2, 19) });
  }
}

/**
 * @param {object} map
 * @param {{chosen: () => string | null, choose: (point: object) => void, hover: (id: string | null) => void}} to
 */
export function listenToPoints(map, to) {
  map.on("click", (event) => {
    const points = near(map, event.point, FINGER, POINT_LAYERS);
    const clusters = near(map, event.point, FINGER, [CLUSTER_LAYER]);
    if (points.length > 0 && (clusters.length === 0 || points[0].away <= clusters[0].away)) {
      const ids = heap(points);
      // several records at one address lie on one spot: every further tap takes the next
      const next = ids[(ids.indexOf(to.chosen()) + 1) % ids.length];
      to.choose(points.find(({ feature }) => String(feature.properties.id) === next).feature.properties);
    } else if (clusters.length > 0) {
      zoomInto(map, clusters[0].feature);
    }
  });
  map.on("mousemove", (event) => {
    const points = near(map, event.point, MOUSE, POINT_LAYERS);
    const over = points.length > 0 || near(map, event.point, 0, [CLUSTER_LAYER]).length > 0;
    map.getCanvas().classList.toggle("map-over", over);
    to.hover(points.length > 0 ? heap(points)[0] : null);
  });
  map.on("mouseout", () => to.hover(null));
}
