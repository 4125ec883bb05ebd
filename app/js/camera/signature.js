// A field to sign in with a finger.

import SignaturePad from "signature_pad";
import { quantised, unquantised } from "./strokes.js";

/**
 * @param {HTMLCanvasElement} canvas
 * @param {string} strokes what was drawn before, as JSON
 * @param {(shape: number, strokes: string) => void} report told the field's width through its height in thousandths
 *   and the strokes as JSON, after every stroke
 */
export function openSignature(canvas, strokes, report) {
  let drawn = JSON.parse(strokes || "[]");
  const pad = new SignaturePad(canvas, { minWidth: 1, maxWidth: 3, penColor: getComputedStyle(canvas).color });
  // drawing anew would take the pen from the library: it would wait for the end of that stroke for ever
  let isDrawing = false;
  /** What is to be done when the stroke has ended: strokes to begin from, a size to fit. */
  let later = { strokes: null, fit: false };

  function fit() {
    if (isDrawing) {
      later.fit = true;
      return;
    }
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!width || !height) return;
    const dots = Math.max(globalThis.devicePixelRatio || 1, 1);
    canvas.width = width * dots;
    canvas.height = height * dots;
    canvas.getContext("2d").scale(dots, dots);
    show();
  }

  function show() {
    const style = { penColor: pad.penColor, minWidth: pad.minWidth, maxWidth: pad.maxWidth, dotSize: pad.dotSize };
    const points = unquantised(drawn, canvas.clientWidth, canvas.clientHeight);
    // as fast as a hand: the library draws slow lines thicker
    const timed = (stroke) => stroke.map((point, i) => ({ ...point, pressure: 0.5, time: i * 16 }));
    pad.clear();
    pad.fromData(points.map((stroke) => ({ ...style, points: timed(stroke) })));
  }

  pad.addEventListener("beginStroke", () => {
    isDrawing = true;
  });
  pad.addEventListener("endStroke", () => {
    const { strokes, fit: grew } = later;
    isDrawing = false;
    later = { strokes: null, fit: false };
    const { clientWidth: width, clientHeight: height } = canvas;
    const all = pad.toData();
    drawn = strokes ? [...strokes, ...quantised(all.slice(-1), width, height)] : quantised(all, width, height);
    if (grew) fit();
    else if (strokes) show();
    report(Math.round((width / height) * 1000), JSON.stringify(drawn));
  });

  // a part of the form that is not open has no size; a tablet is turned
  const watch = new ResizeObserver(fit);
  watch.observe(canvas);

  return {
    /** Shows other strokes: cleared, or those of a draft. */
    set(strokes) {
      const given = JSON.parse(strokes || "[]");
      if (isDrawing) {
        later.strokes = given;
        return;
      }
      drawn = given;
      show();
    },
    close() {
      watch.disconnect();
      pad.off();
    },
  };
}
