import assert from "node:assert/strict";
import { test } from "node:test";
import { readExif, withExif } from "../capture/exif.js";
import { pointOf } from "./frame.js";
import { createReader } from "./reader.js";
import { createLive } from "./live.js";
import { openScanner } from "./scanner.js";
import { stamp } from "./stamp.js";
import { createStream } from "./stream.js";
import { MAX_POINTS, MAX_STROKES, quantised, unquantised } from "./strokes.js";

/** The entries of a directory of an EXIF block: tag → its values. */
function entries(block, at) {
  const view = new DataView(block.buffer, block.byteOffset + 10);
  const sizes = { 2: 1, 4: 4, 5: 8 };
  const found = {};
  for (let i = 0; i < view.getUint16(at, true); i += 1) {
    const entry = at + 2 + i * 12;
    const [tag, type] = [view.getUint16(entry, true), view.getUint16(entry + 2, true)];
    const count = view.getUint32(entry + 4, true);
    const start = count * sizes[type] <= 4 ? entry + 8 : view.getUint32(entry + 8, true);
    if (type === 2) {
      found[tag] = String.fromCharCode(...block.slice(10 + start, 10 + start + count - 1));
    } else {
      const below = (n) => (type === 5 ? view.getUint32(start + n * 8 + 4, true) : 1);
      const one = (n) => view.getUint32(start + n * sizes[type], true) / below(n);
      found[tag] = Array.from({ length: count }, (_, n) => one(n));
    }
  }
  return found;
}

test("a photo says when and where it was taken", async () => {
  const at = new Date(2023, 5, 1, 9, 8, 7);
  const block = stamp(at, { lon: 121.39343, lat: -31.20311, metres: 12.34 });
  const root = entries(block, 8);
  const time = entries(block, root[0x8769][0]);
  const place = entries(block, root[0x8825][0]);
  assert.equal(time[0x9003], "2023:06:01 09:08:07");
  const minutes = -at.getTimezoneOffset();
  assert.equal(Date.parse(`2023-06-01T09:08:07${time[0x9011]}`), at.getTime(), `${minutes} minutes`);
  assert.deepEqual([place[1], place[3]], ["S", "E"]);
  const degrees = ([d, m, s]) => d + m / 60 + s / 3600;
  assert.ok(Math.abs(degrees(place[2]) - 31.20311) < 1e-8 && place[2][1] < 60 && place[2][2] < 60);
  assert.ok(Math.abs(degrees(place[4]) - 121.39343) < 1e-8);
  assert.deepEqual(place[0x1f], [12.3]);
});

test("the block is one that the shrinking of photos carries over", async () => {
  const jpeg = new Blob([Uint8Array.from([0xff, 0xd8, 0xff, 0xda, 0, 2, 1, 0xff, 0xd9])], { type: "image/jpeg" });
  for (const place of [null, { lon: 121.4, lat: 31.2, metres: 0 }]) {
    const block = stamp(new Date(), place);
    assert.deepEqual(await readExif(withExif(jpeg, block)), block);
  }
});

test("a tap on the picture is a point of it, beside it is none", () => {
  const box = { left: 10, top: 20, width: 400, height: 600 };
  const wide = { width: 1600, height: 1200 };
  assert.deepEqual(pointOf(210, 320, box, wide), [0.5, 0.5]);
  assert.deepEqual(pointOf(10, 170, box, wide), [0, 0]);
  assert.equal(pointOf(210, 100, box, wide), null, "the black above");
});

test("a signature is kept in thousandths, without standing still", () => {
  const points = [[0, 0], [0.1, 0], [300, 100], [301, 99], [900, -5]].map(([x, y]) => ({ x, y }));
  const groups = [{ points }, { points: [] }];
  const strokes = quantised(groups, 600, 200);
  assert.deepEqual(strokes, [[[0, 0], [500, 500], [502, 495], [1000, 0]]]);
  assert.deepEqual(unquantised(strokes, 300, 100)[0][1], { x: 150, y: 50 });
});

test("a signature that never ends stays within what the server takes", () => {
  const scribble = Array.from({ length: 9000 }, (_, i) => ({ x: i % 600, y: (i * 7) % 200 }));
  const strokes = quantised(Array.from({ length: 300 }, () => ({ points: scribble.slice(0, 90) })), 600, 200);
  assert.equal(strokes.length, MAX_STROKES);
  const long = quantised([{ points: scribble }], 600, 200);
  assert.ok(long[0].length <= MAX_POINTS && long[0].length > MAX_POINTS / 4);
  const end = scribble.at(-1);
  assert.deepEqual(long[0].at(-1), [Math.round((end.x / 600) * 1000), Math.round((end.y / 200) * 1000)]);
});

/** A browser's reader of codes that gives these answers, one after the other. */
function detector(formats, answers) {
  return class {
    static getSupportedFormats = async () => formats;
    async detect() {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer.map((rawValue) => ({ rawValue }));
    }
  };
}

test("the browser's own reader is taken, the library where there is none", async () => {
  const library = async () => async () => "library";
  const own = await createReader({ Detector: detector(["qr_code"], [[], ["own"]]), library });
  assert.deepEqual([await own(), await own()], [null, "own"]);
  for (const Detector of [undefined, detector(["ean_13"], []), detector([], [])]) {
    assert.equal(await (await createReader({ Detector, library }))(), "library");
  }
  const gone = Object.assign(new Error("no service"), { name: "NotSupportedError" });
  const turned = await createReader({ Detector: detector(["qr_code"], [gone]), library });
  assert.deepEqual([await turned(), await turned()], [null, "library"]);
});

/** Two cameras whose pictures are there at once; `fail` is thrown at the next opening. */
function devices() {
  const opened = [];
  return {
    opened,
    fail: null,
    async getUserMedia({ video }) {
      if (this.fail) throw Object.assign(new Error(), { name: this.fail });
      const id = video.deviceId?.exact ?? "rear";
      const track = {
        readyState: "live",
        getSettings: () => ({ deviceId: id }),
        getCapabilities: () => ({ torch: id === "rear" }),
      };
      track.stop = () => (track.readyState = "ended");
      track.applyConstraints = async () => {};
      opened.push([id, track]);
      return { getTracks: () => [track], getVideoTracks: () => [track] };
    },
    enumerateDevices: async () => ["rear", "front"].map((deviceId) => ({ kind: "videoinput", deviceId })),
  };
}

test("a camera is begun, switched and ended; only one runs", async () => {
  const all = devices();
  const video = { play: async () => {} };
  const stream = createStream(video, undefined, all);
  assert.equal(await stream.begin(), "ready");
  assert.deepEqual(await stream.abilities(), { torch: true, focus: false, cameras: 2 });
  assert.equal(await stream.next(), "ready");
  assert.deepEqual(all.opened.map(([id, track]) => `${id} ${track.readyState}`), ["rear ended", "front live"]);
  assert.equal(await stream.next(), "ready");
  assert.equal(all.opened.at(-1)[0], "rear");
  stream.close();
  assert.ok(all.opened.every(([, track]) => track.readyState === "ended"));
  assert.equal(stream.isLive(), false);
  assert.equal(video.srcObject, null);
});

test("why there is no camera is said in a word", async () => {
  const all = devices();
  const stream = createStream({}, undefined, all, async () => {});
  for (const [name, word] of [
    ["NotAllowedError", "refused"],
    ["NotFoundError", "absent"],
    ["NotReadableError", "busy"],
  ]) {
    all.fail = name;
    assert.equal(await stream.begin(), word);
  }
  assert.equal(await createStream({}, undefined, undefined).begin(), "absent");
});

test("a camera that something else has is asked for again, a few times, and not after the view was closed", async () => {
  const all = devices();
  all.fail = "NotReadableError";
  const waits = [];
  const wait = async (ms) => {
    waits.push(ms);
    if (waits.length === 2) all.fail = undefined;
  };
  const stream = createStream({ play: async () => {} }, undefined, all, wait);
  assert.equal(await stream.begin(), "ready");
  assert.equal(waits.length, 2);
  stream.close();

  all.fail = "AbortError";
  const left = createStream({}, undefined, all, async () => left.close());
  assert.equal(await left.begin(), "ended");
});

test("a camera that opens after the view was closed is let go", async () => {
  const all = devices();
  const stream = createStream({ play: async () => {} }, undefined, all);
  const beginning = stream.begin();
  stream.close();
  assert.equal(await beginning, "ended");
  assert.equal(all.opened[0][1].readyState, "ended");
});

test("the scanner tells every code once and looks on until it is closed", async () => {
  const all = devices();
  const shown = [null, "sticker", "sticker", null, "sticker", "SN: A2301"];
  const told = [];
  await new Promise((closed) => {
    const report = (word, detail) => {
      told.push(word === "code" ? detail : word);
      if (detail !== "SN: A2301") return;
      scanner.close();
      closed();
    };
    const video = { play: async () => {}, videoWidth: 640 };
    const scanner = openScanner(video, report, { devices: all, reads: async () => async () => shown.shift() });
  });
  assert.deepEqual(told, ["starting", "ready", "sticker", "SN: A2301"]);
  assert.equal(all.opened[0][1].readyState, "ended");
});

test("a view that is closed is told nothing more, however late the camera answers", async () => {
  const later = () => {
    let answer;
    const waits = new Promise((go) => (answer = go));
    return { waits, answer };
  };
  const cameras = later();
  const all = { ...devices(), enumerateDevices: () => cameras.waits };
  const told = [];
  const asked = later();
  const video = { play: async () => asked.answer() };
  const live = createLive(video, (word) => told.push(word), all);
  const beginning = live.begin();
  await asked.waits;
  live.close();
  cameras.answer([]);
  assert.equal(await beginning, false);
  live.tell("code", "SN: A2301");
  assert.deepEqual(told, ["starting"]);
  assert.equal(all.opened[0][1].readyState, "ended");
});

test("a picture that is lost is told, and what a camera can do is told when it begins and when another does", async () => {
  const all = devices();
  const told = [];
  const live = createLive({ play: async () => {} }, (...words) => told.push(words), all);
  assert.equal(await live.begin(), true);
  assert.equal(await live.next(), true);
  all.opened[1][1].onended();
  all.fail = "NotAllowedError";
  assert.equal(await live.begin(), false);
  assert.deepEqual(told, [
    ["starting", ""],
    ["ready", '{"torch":true,"focus":false,"cameras":2}'],
    ["starting", ""],
    ["ready", '{"torch":false,"focus":false,"cameras":2}'],
    ["busy", ""],
    ["starting", ""],
    ["refused", "{}"],
  ]);
});
