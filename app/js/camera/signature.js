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

  function fit() {
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

  pad.addEventListener("endStroke", () => {
    const { clientWidth: width, clientHeight: height } = canvas;
    drawn = quantised(pad.toData(), width, height);
    report(Math.round((width / height) * 1000), JSON.stringify(drawn));
  });

  // a part of the form that is not open has no size; a tablet is turned
  const watch = new ResizeObserver(fit);
  watch.observe(canvas);

  return {
    /** Shows other strokes: cleared, or those of a draft. */
    set(strokes) {
      drawn = JSON.parse(strokes || "[]");
      show();
    },
    close() {
      watch.disconnect();
      pad.off();
    },
  };
}
