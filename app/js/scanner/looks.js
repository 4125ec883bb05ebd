// Finds a code in a picture, with ZXing in JavaScript: QR, Data Matrix, EAN-13, Code 128, Code 39. Only what reads these is
// taken of that library, file by file: what it exports as a whole is three times as much.

import BarcodeFormat from "@zxing/library/es2015/core/BarcodeFormat.js";
import BinaryBitmap from "@zxing/library/es2015/core/BinaryBitmap.js";
import DecodeHintType from "@zxing/library/es2015/core/DecodeHintType.js";
import HybridBinarizer from "@zxing/library/es2015/core/common/HybridBinarizer.js";
import NotFoundException from "@zxing/library/es2015/core/NotFoundException.js";
import RGBLuminanceSource from "@zxing/library/es2015/core/RGBLuminanceSource.js";
import DataMatrixReader from "@zxing/library/es2015/core/datamatrix/DataMatrixReader.js";
import Code128Reader from "@zxing/library/es2015/core/oned/Code128Reader.js";
import Code39Reader from "@zxing/library/es2015/core/oned/Code39Reader.js";
import EAN13Reader from "@zxing/library/es2015/core/oned/EAN13Reader.js";
import OneDReader from "@zxing/library/es2015/core/oned/OneDReader.js";
import QRCodeReader from "@zxing/library/es2015/core/qrcode/QRCodeReader.js";

/** Rows of bars as the whole picture has them: told for each row by itself, shade and paper would be mixed up. */
class Binarizer extends HybridBinarizer {
  getBlackRow(y, row) {
    return this.getBlackMatrix().getRow(y, row);
  }

  createBinarizer(source) {
    return new Binarizer(source);
  }
}

/** Bars of every kind in one pass over the rows. */
class Bars extends OneDReader {
  kinds = [new EAN13Reader(), new Code128Reader(), new Code39Reader()];

  decodeRow(number, row, hints) {
    for (const kind of this.kinds) {
      try {
        return kind.decodeRow(number, row, hints);
      } catch {
        // not of this kind
      }
    }
    throw new NotFoundException();
  }
}

/** A grey picture of one byte for each point: `{ grey, width, height }`. */
function greyOf({ data, width, height }) {
  const grey = new Uint8ClampedArray(width * height);
  for (let to = 0, at = 0; to < grey.length; to += 1, at += 4) {
    // how bright eyes find red, green and blue, in parts of 256
    grey[to] = (data[at] * 77 + data[at + 1] * 151 + data[at + 2] * 28) >> 8;
  }
  return { grey, width, height };
}

/** Half as wide and high: what a camera adds of its own is evened out, and blurred edges are sharp again. */
function halved({ grey, width, height }) {
  const half = { grey: new Uint8ClampedArray((width >> 1) * (height >> 1)), width: width >> 1, height: height >> 1 };
  for (let y = 0; y < half.height; y += 1) {
    for (let x = 0; x < half.width; x += 1) {
      const at = 2 * y * width + 2 * x;
      half.grey[y * half.width + x] = (grey[at] + grey[at + 1] + grey[at + width] + grey[at + width + 1]) >> 2;
    }
  }
  return half;
}

/** Four rows as one, for bars: they lose what a camera adds of its own and nothing of what they say. */
function pressed({ grey, width, height }) {
  const out = { grey: new Uint8ClampedArray(width * (height >> 2)), width, height: height >> 2 };
  for (let y = 0; y < out.height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = 4 * y * width + x;
      out.grey[y * width + x] = (grey[at] + grey[at + width] + grey[at + 2 * width] + grey[at + 3 * width]) >> 2;
    }
  }
  return out;
}

/** Turned by a quarter, for bars that stand upright. */
function turned({ grey, width, height }) {
  const out = new Uint8ClampedArray(grey.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) out[x * height + (height - 1 - y)] = grey[y * width + x];
  }
  return { grey: out, width: height, height: width };
}

/** Light on dark. */
const inverted = ({ grey, width, height }) => ({ grey: grey.map((value) => 255 - value), width, height });

/**
 * A function that looks at one picture after the other. Each is looked at as it is, and in one further way in turn, so that
 * no look takes long: the next picture of a camera shows the same code.
 *
 * @returns {(picture: { data: Uint8ClampedArray, width: number, height: number }) => string | null} RGBA in, text out
 */
export function createLooks() {
  const [squares, bars] = [[new QRCodeReader(), new DataMatrixReader()], new Bars()];
  const hints = new Map([[DecodeHintType.TRY_HARDER, true]]);
  /** What was read without a check digit the last time. */
  let unsure = null;

  function read(picture, readers) {
    const source = new RGBLuminanceSource(picture.grey, picture.width, picture.height);
    const bitmap = new BinaryBitmap(new Binarizer(source));
    for (const reader of readers) {
      try {
        const found = reader.decode(bitmap, hints);
        if (found.getText()) return found;
      } catch {
        // nothing of this kind
      } finally {
        reader.reset();
      }
    }
    return null;
  }

  const ways = [
    (picture) => read(halved(picture), [...squares, bars]),
    (picture) => read(pressed(picture), [bars]),
    (picture) => read(pressed(turned(picture)), [bars]),
    (picture) => read(inverted(halved(picture)), squares),
  ];
  let next = 0;

  /** The library tells by an error what it does not find, a thousand times for a picture: none needs to say where. */
  function withoutTraces(work) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return work();
    } finally {
      Error.stackTraceLimit = limit;
    }
  }

  return (picture) => {
    const grey = greyOf(picture);
    const found = withoutTraces(() => read(grey, [...squares, bars]) ?? ways[next](grey));
    next = (next + 1) % ways.length;
    if (!found) return null;
    const text = found.getText();
    // this one has no digit that would tell: two pictures must say the same
    const isSure = found.getBarcodeFormat() !== BarcodeFormat.CODE_39 || unsure === text;
    unsure = isSure ? null : text;
    return isSure ? text : null;
  };
}
