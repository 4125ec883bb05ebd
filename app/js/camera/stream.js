// The live picture of a camera in a <video>: begun, switched to the next camera, ended. Whether there is one is told as
// a word: "ready", "refused" (by the person or the device), "absent", "busy" (something else has it, or it broke).

/** What the picture should have at least: a photo of 1600 × 1200 is cut from it. */
const SIZE = { width: { ideal: 1920 }, height: { ideal: 1440 } };

const WHY = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "absent",
  OverconstrainedError: "absent",
};

/** How often a camera is asked for that does not start: one that another program has just left is there a moment later. */
const TRIES = 4;

/** Between two of them, in milliseconds. */
const BETWEEN = 700;

const waited = (ms) => new Promise((go) => setTimeout(go, ms));

/**
 * @param {HTMLVideoElement} video
 * @param {() => void} onLost the camera ended by itself
 * @param {MediaDevices | undefined} devices `undefined` where the browser has none (no secure connection)
 * @param {(ms: number) => Promise<void>} wait
 */
export function createStream(
  video,
  onLost = () => {},
  devices = globalThis.navigator?.mediaDevices,
  wait = waited,
) {
  let stream = null;
  let closed = false;
  /** Counts the beginnings: one that comes late belongs to nobody. */
  let turn = 0;

  const track = () => stream?.getVideoTracks()[0];

  function end() {
    for (const part of stream?.getTracks() ?? []) {
      part.onended = null;
      part.stop();
    }
    stream = null;
    video.srcObject = null;
  }

  async function begin(device) {
    turn += 1;
    const mine = turn;
    if (!devices?.getUserMedia) return "absent";
    const which = device ? { deviceId: { exact: device } } : { facingMode: { ideal: "environment" } };
    let word = await ask(which, mine);
    for (let tried = 1; word === "busy" && tried < TRIES; tried += 1) {
      await wait(BETWEEN);
      word = closed || mine !== turn ? "ended" : await ask(which, mine);
    }
    return word;
  }

  /** Asks for the camera once. */
  async function ask(which, mine) {
    end();
    let camera;
    try {
      camera = await devices.getUserMedia({ audio: false, video: { ...SIZE, ...which } });
    } catch (error) {
      return WHY[error?.name] ?? "busy";
    }
    if (closed || mine !== turn) {
      for (const part of camera.getTracks()) part.stop();
      return "ended";
    }
    stream = camera;
    track().onended = () => {
      end();
      onLost();
    };
    video.srcObject = stream;
    try {
      await video.play();
    } catch {
      // the view was closed while it began
      return closed || mine !== turn ? "ended" : "busy";
    }
    return "ready";
  }

  async function cameras() {
    const all = await devices?.enumerateDevices?.().catch(() => []);
    return (all ?? []).filter((device) => device.kind === "videoinput" && device.deviceId);
  }

  /** Whether an advanced constraint took hold. */
  async function apply(constraint) {
    try {
      await track()?.applyConstraints({ advanced: [constraint] });
      return Boolean(track());
    } catch {
      return false;
    }
  }

  return {
    begin,

    /** Whether a picture comes in. */
    isLive: () => track()?.readyState === "live",

    /** What this camera can do: `torch`, `focus`, and how many cameras there are. */
    async abilities() {
      const can = track()?.getCapabilities?.() ?? {};
      const torch = can.torch === true || Boolean(can.torch?.includes?.(true));
      const focus = Boolean(can.focusMode?.includes("single-shot") || can.pointsOfInterest);
      return { torch, focus, cameras: (await cameras()).length };
    },

    /** Begins the next camera. */
    async next() {
      const all = await cameras();
      const now = track()?.getSettings?.().deviceId;
      const at = all.findIndex((device) => device.deviceId === now);
      return begin(all[(at + 1) % Math.max(all.length, 1)]?.deviceId);
    },

    torch: (on) => apply({ torch: on }),

    /** Focuses on a point of the picture, 0 to 1 from the left and from the top. */
    focus(x, y) {
      const modes = track()?.getCapabilities?.().focusMode ?? [];
      const mode = modes.includes("single-shot") ? { focusMode: "single-shot" } : {};
      return apply({ pointsOfInterest: [{ x, y }], ...mode });
    },

    close() {
      closed = true;
      end();
    },
  };
}
