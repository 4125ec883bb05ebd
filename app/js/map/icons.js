// The signs of single points, drawn when the map starts: no sprite file. Each status has its own shape and its
// own mark as well as its colour, so they differ for everyone and in grey print. Colours: Okabe and Ito's set.

/** Size of a sign on the screen, in CSS pixels. */
const SIZE = 30;

/** status word → shape, fill, mark, and the mark's colour */
const SIGNS = {
  // hazards
  registered: ["diamond", "#d55e00", "bang", "#fff"],
  assigned: ["square", "#e69f00", "dots", "#1b1b1b"],
  rectified: ["triangle", "#0072b2", "eye", "#fff"],
  closed: ["circle", "#009e73", "check", "#fff"],
  transferred: ["pentagon", "#aa4499", "arrow", "#fff"],
  void: ["circle", "#7a7a7a", "cross", "#fff"],
  // visits, by how they ended
  done: ["circle", "#009e73", "check", "#fff"],
  not_at_home: ["square", "#e69f00", "dots", "#1b1b1b"],
  refused: ["diamond", "#d55e00", "bang", "#fff"],
  vacant: ["square", "#7a7a7a", "minus", "#fff"],
  tenant: ["pentagon", "#56b4e9", "dots", "#1b1b1b"],
  moved: ["pentagon", "#aa4499", "arrow", "#fff"],
  // sites
  active: ["hexagon", "#0072b2", "dot", "#fff"],
  closed_down: ["hexagon", "#7a7a7a", "cross", "#fff"],
  // doors of a campaign
  let_in: ["circle", "#009e73", "check", "#fff"],
  unreachable: ["square", "#e69f00", "dots", "#1b1b1b"],
  untouched: ["hexagon", "#0072b2", "dot", "#fff"],
  // hotline orders
  overdue: ["diamond", "#d55e00", "bang", "#fff"],
  open: ["square", "#e69f00", "dots", "#1b1b1b"],
  replied_late: ["pentagon", "#aa4499", "check", "#fff"],
  replied_on_time: ["circle", "#009e73", "check", "#fff"],
  // the other registers
  penalty: ["pentagon", "#0072b2", "bang", "#fff"],
  fire: ["triangle", "#d55e00", "bang", "#fff"],
  // stoves, alarms and detectors
  surveyed: ["hexagon", "#7a7a7a", "dots", "#fff"],
  safe: ["circle", "#009e73", "check", "#fff"],
  non_safe: ["diamond", "#d55e00", "bang", "#fff"],
  planned: ["hexagon", "#0072b2", "dot", "#fff"],
  replaced: ["pentagon", "#aa4499", "eye", "#fff"],
  installed: ["triangle", "#0072b2", "eye", "#fff"],
  accepted: ["circle", "#009e73", "check", "#fff"],
  faulty: ["diamond", "#d55e00", "cross", "#fff"],
  gone: ["circle", "#7a7a7a", "cross", "#fff"],
  retired: ["circle", "#7a7a7a", "minus", "#fff"],
  // users of gas
  unit: ["hexagon", "#0072b2", "dot", "#fff"],
  using: ["diamond", "#d55e00", "bang", "#fff"],
  clearing: ["square", "#e69f00", "dots", "#1b1b1b"],
  cleared: ["circle", "#009e73", "check", "#fff"],
  // a stop of a walk: its number is written on it
  stop: ["circle", "#14506b", "none", "#fff"],
  // a word that this build does not know yet
  other: ["circle", "#555555", "dot", "#fff"],
};

/** Corners on a circle of radius 1, from the top, clockwise. */
function corners(count, turn = 0) {
  return Array.from({ length: count }, (_, i) => {
    const angle = -Math.PI / 2 + turn + (i * 2 * Math.PI) / count;
    return [Math.cos(angle), Math.sin(angle)];
  });
}

/** Outlines around (0, 0); the square is turned so that it stands on its side. */
const SHAPES = {
  diamond: corners(4).map(([x, y]) => [x * 1.05, y * 1.05]),
  square: corners(4, Math.PI / 4).map(([x, y]) => [x * 1.15, y * 1.15]),
  triangle: corners(3).map(([x, y]) => [x * 1.15, y * 1.15 + 0.12]),
  pentagon: corners(5),
  hexagon: corners(6),
};

/** Marks as strokes in a box from -1 to 1. A stroke of one point is a dot. */
const MARKS = {
  bang: [[[0, -1], [0, 0.25]], [[0, 1]]],
  dots: [[[-0.8, 0]], [[0, 0]], [[0.8, 0]]],
  eye: [[[-0.9, 0.5], [0, 1], [0.9, 0.5], [0, 0], [-0.9, 0.5]]],
  check: [[[-0.9, 0.1], [-0.25, 0.75], [0.9, -0.65]]],
  arrow: [[[-0.9, 0], [0.8, 0]], [[0.2, -0.65], [0.9, 0], [0.2, 0.65]]],
  cross: [[[-0.7, -0.7], [0.7, 0.7]], [[0.7, -0.7], [-0.7, 0.7]]],
  minus: [[[-0.8, 0], [0.8, 0]]],
  dot: [[[0, 0]]],
  none: [],
};

function trace(pen, shape, radius) {
  pen.beginPath();
  if (shape === "circle") {
    pen.arc(0, 0, radius, 0, 2 * Math.PI);
  } else {
    for (const [x, y] of SHAPES[shape]) pen.lineTo(x * radius, y * radius);
    pen.closePath();
  }
}

/**
 * Draws one sign.
 * @param {string} status
 * @param {number} ratio device pixels per CSS pixel
 * @returns {HTMLCanvasElement}
 */
export function drawSign(status, ratio) {
  const [shape, fill, mark, ink] = SIGNS[status] ?? SIGNS.other;
  const canvas = document.createElement("canvas");
  canvas.width = SIZE * ratio;
  canvas.height = SIZE * ratio;
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  pen.translate(SIZE / 2, SIZE / 2);
  pen.lineJoin = "round";
  pen.lineCap = "round";
  // dark rim, white rim, fill: stands out on a light and on a dark base
  trace(pen, shape, SIZE / 2 - 4);
  pen.lineWidth = 5;
  pen.strokeStyle = "#1b1b1b";
  pen.stroke();
  pen.lineWidth = 3.4;
  pen.strokeStyle = "#ffffff";
  pen.stroke();
  pen.fillStyle = fill;
  pen.fill();

  const reach = shape === "triangle" ? 3.6 : 4.8;
  if (shape === "triangle") pen.translate(0, 1.6);
  pen.strokeStyle = ink;
  pen.fillStyle = ink;
  pen.lineWidth = 2.2;
  for (const stroke of MARKS[mark]) {
    pen.beginPath();
    if (stroke.length === 1) {
      pen.arc(stroke[0][0] * reach, stroke[0][1] * reach, mark === "dot" ? 3 : 1.5, 0, 2 * Math.PI);
      pen.fill();
    } else {
      for (const [x, y] of stroke) pen.lineTo(x * reach, y * reach);
      pen.stroke();
    }
  }
  return canvas;
}

/** The image name of a status in the map's style. */
export function signName(status) {
  return `sign-${status}`;
}

/** Gives the map every sign. */
export function addSigns(map) {
  const ratio = Math.min(3, Math.max(2, Math.ceil(window.devicePixelRatio || 1)));
  for (const status of Object.keys(SIGNS)) {
    if (map.hasImage(signName(status))) continue;
    const canvas = drawSign(status, ratio);
    const image = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    map.addImage(signName(status), image, { pixelRatio: ratio });
  }
}
