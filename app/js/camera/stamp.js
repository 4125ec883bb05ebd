// An EXIF block with when and where a photo was taken, as a camera of its own would write it: the server reads it from
// there, whatever way the picture has come. TIFF 6.0 within an APP1 block, little endian.

const APP1 = [0xff, 0xe1];
const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0];
const HEAD = 8;

const ASCII = 2;
const LONG = 4;
const RATIONAL = 5;

const EXIF_POINTER = 0x8769;
const GPS_POINTER = 0x8825;
const DATE_TIME_ORIGINAL = 0x9003;
const OFFSET_TIME_ORIGINAL = 0x9011;
const LATITUDE_REF = 1;
const LATITUDE = 2;
const LONGITUDE_REF = 3;
const LONGITUDE = 4;
const POSITIONING_ERROR = 0x1f;

/** Seconds are written in hundredths of a thousandth: a third of a millimetre on the ground. */
const FINE = 100_000;

const u16 = (n) => [n & 0xff, (n >> 8) & 0xff];
const u32 = (n) => [...u16(n & 0xffff), ...u16(n >>> 16)];
const two = (n) => String(Math.abs(n)).padStart(2, "0");

/**
 * @param {Date} at
 * @param {{lon: number, lat: number, metres: number} | null} place WGS-84
 * @returns {Uint8Array} the block with its marker
 */
export function stamp(at, place) {
  const time = [text(DATE_TIME_ORIGINAL, localTime(at)), text(OFFSET_TIME_ORIGINAL, offset(at))];
  const pointers = place ? [EXIF_POINTER, GPS_POINTER] : [EXIF_POINTER];
  const parts = place ? [time, position(place)] : [time];
  // the pointers come first, so where the others begin is known: 2 + 12 each + 4
  let next = HEAD + 6 + pointers.length * 12;
  const entries = [];
  const directories = [];
  for (const [i, part] of parts.entries()) {
    entries.push([pointers[i], LONG, 1, u32(next)]);
    const bytes = directory(part, next);
    directories.push(...bytes);
    next += bytes.length;
  }
  const tiff = [0x49, 0x49, ...u16(42), ...u32(HEAD), ...directory(entries, HEAD), ...directories];
  const content = [...EXIF, ...tiff];
  const length = content.length + 2;
  return Uint8Array.from([...APP1, length >> 8, length & 0xff, ...content]);
}

/** A directory that begins at `at`; what does not fit into an entry follows behind. */
function directory(entries, at) {
  let behind = at + 6 + entries.length * 12;
  const rows = [];
  const data = [];
  for (const [tag, type, count, content] of entries) {
    const fits = content.length <= 4;
    const value = fits ? [...content, 0, 0, 0, 0].slice(0, 4) : u32(behind);
    rows.push(...u16(tag), ...u16(type), ...u32(count), ...value);
    if (!fits) {
      data.push(...content);
      behind += content.length;
    }
  }
  return [...u16(entries.length), ...rows, ...u32(0), ...data];
}

function text(tag, words) {
  const bytes = [...words].map((c) => c.charCodeAt(0));
  return [tag, ASCII, bytes.length + 1, [...bytes, 0]];
}

function rationals(tag, pairs) {
  return [tag, RATIONAL, pairs.length, pairs.flatMap(([n, of]) => [...u32(n), ...u32(of)])];
}

function localTime(at) {
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join(":");
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

function offset(at) {
  const minutes = -at.getTimezoneOffset();
  return `${minutes < 0 ? "-" : "+"}${two(Math.trunc(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

function position({ lon, lat, metres }) {
  const rows = [
    text(LATITUDE_REF, lat < 0 ? "S" : "N"),
    rationals(LATITUDE, degrees(lat)),
    text(LONGITUDE_REF, lon < 0 ? "W" : "E"),
    rationals(LONGITUDE, degrees(lon)),
  ];
  if (metres > 0) rows.push(rationals(POSITIONING_ERROR, [[Math.round(metres * 10), 10]]));
  return rows;
}

/** Degrees, minutes and seconds. */
function degrees(angle) {
  const all = Math.round(Math.abs(angle) * 3600 * FINE);
  const whole = Math.floor(all / (3600 * FINE));
  const minutes = Math.floor(all / (60 * FINE)) % 60;
  return [[whole, 1], [minutes, 1], [all % (60 * FINE), FINE]];
}
