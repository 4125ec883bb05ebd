// Where the areas are, from the outlines of the base.

/** Widens `window` ([west, south, east, north]) by every position in a geometry's coordinates. */
function widen(window, coordinates) {
  if (typeof coordinates[0] !== "number") return coordinates.reduce(widen, window);
  const [lon, lat] = coordinates;
  return [
    Math.min(window[0], lon), Math.min(window[1], lat), Math.max(window[2], lon), Math.max(window[3], lat),
  ];
}

/**
 * The window around an area: around its own outline, else around the outlines inside it, else around the smallest
 * one that holds it, else around all. `null` when there are no outlines.
 *
 * @param {{features: object[]}} base outlines have a `code`
 * @param {string | null | undefined} code digits; a prefix is a larger area
 */
export function areaWindow(base, code) {
  const outlines = base.features.filter((f) => f.properties.code && f.geometry);
  const codes = outlines.map((f) => f.properties.code);
  const around = codes.filter((c) => code?.startsWith(c)).sort((a, b) => b.length - a.length)[0];
  const choices = [
    outlines.filter((f) => f.properties.code === code),
    outlines.filter((f) => code && f.properties.code.startsWith(code)),
    outlines.filter((f) => f.properties.code === around),
    outlines,
  ];
  const chosen = choices.find((some) => some.length > 0);
  if (!chosen) return null;
  const nothing = [Infinity, Infinity, -Infinity, -Infinity];
  return chosen.reduce((window, f) => widen(window, f.geometry.coordinates), nothing);
}
