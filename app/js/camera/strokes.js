// A signature as the server keeps it: strokes of points in thousandths of the field's width and height.

/** As in the rules of the server. */
export const MAX_STROKES = 200;
export const MAX_POINTS = 6000;

const thousandths = (n, of) => Math.min(1000, Math.max(0, Math.round((n / of) * 1000)));

/**
 * The drawn lines within the limits. Points that fall together are one; when there are still too many, every second
 * one goes, the ends of a line stay.
 *
 * @param {{points: {x: number, y: number}[]}[]} groups in pixels
 * @param {number} width of the field in pixels
 * @param {number} height
 * @returns {[number, number][][]}
 */
export function quantised(groups, width, height) {
  let strokes = groups
    .slice(0, MAX_STROKES)
    .map(({ points }) => apart(points.map(({ x, y }) => [thousandths(x, width), thousandths(y, height)])))
    .filter((stroke) => stroke.length > 0);
  while (count(strokes) > MAX_POINTS) strokes = strokes.map(thinned);
  return strokes;
}

/** The strokes in pixels of a field of another size. */
export function unquantised(strokes, width, height) {
  return strokes.map((stroke) => stroke.map(([x, y]) => ({ x: (x * width) / 1000, y: (y * height) / 1000 })));
}

function apart(points) {
  return points.filter(([x, y], i) => i === 0 || x !== points[i - 1][0] || y !== points[i - 1][1]);
}

function thinned(stroke) {
  return stroke.filter((_, i) => i % 2 === 0 || i === stroke.length - 1);
}

function count(strokes) {
  return strokes.reduce((sum, stroke) => sum + stroke.length, 0);
}
