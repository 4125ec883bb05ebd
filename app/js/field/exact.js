// JSON with whole numbers that a script cannot hold. Sort keys and page cursors have up to 63 bits; a script would
// round them, and the next page would begin somewhere else. They are read as texts and written as numbers again.

const NAMES = "key|sort_key|next";
// a quote inside a text has a backslash before it, so what stands there never looks like this
const NUMBER = new RegExp(`("(?:${NAMES})":)(-?\\d{10,})(?=[,}\\]])`, "g");
const TEXT = new RegExp(`("(?:${NAMES})":)"(-?\\d{10,})"(?=[,}\\]])`, "g");

/** Reads JSON without rounding. */
export function parse(json) {
  return JSON.parse(json.replace(NUMBER, '$1"$2"'));
}

/** Writes what {@link parse} read. */
export function stringify(value) {
  return JSON.stringify(value).replace(TEXT, "$1$2");
}
