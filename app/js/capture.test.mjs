import assert from "node:assert/strict";
import { test } from "node:test";
import { isWhole } from "./capture/container.js";
import { readExif, withExif } from "./capture/exif.js";
import { createQueue } from "./capture/queue.js";
import { fitted } from "./capture/shrink.js";

test("pictures keep their proportions and are never enlarged", () => {
  assert.deepEqual(fitted(4000, 3000), [1600, 1200]);
  assert.deepEqual(fitted(3000, 4000), [1200, 1600]);
  assert.deepEqual(fitted(800, 600), [800, 600]);
  assert.deepEqual(fitted(50_000, 1), [1600, 1]);
});

/** A JPEG with the given blocks and a few bytes of picture. */
function jpeg(...blocks) {
  const picture = [0xff, 0xda, 0, 2, 1, 2, 0xff, 0, 3, 0xff, 0xd9];
  return Uint8Array.from([0xff, 0xd8, ...blocks.flat(), ...picture]);
}

function block(marker, content) {
  const length = content.length + 2;
  return [0xff, marker, length >> 8, length & 0xff, ...content];
}

/** EXIF with an orientation of 6 (held upright) and a second entry, in either byte order. */
function exif(little) {
  const u16 = (n) => (little ? [n & 0xff, n >> 8] : [n >> 8, n & 0xff]);
  const u32 = (n) => (little ? [...u16(n & 0xffff), ...u16(n >> 16)] : [...u16(n >> 16), ...u16(n & 0xffff)]);
  const order = little ? [0x49, 0x49] : [0x4d, 0x4d];
  const entry = (tag, type, value) => [...u16(tag), ...u16(type), ...u32(1), ...value];
  const entries = [entry(0x0112, 3, [...u16(6), 0, 0]), entry(0x8769, 4, u32(99))];
  const head = [0x45, 0x78, 0x69, 0x66, 0, 0, ...order, ...u16(42), ...u32(8)];
  return [...head, ...u16(entries.length), ...entries.flat(), ...u32(0)];
}

for (const little of [true, false]) {
  test(`time and place go over into the shrunk picture, upright (${little ? "little" : "big"} endian)`, async () => {
    const taken = await readExif(new Blob([jpeg(block(0xe0, [1, 2, 3]), block(0xe1, exif(little)))]));
    assert.ok(taken);
    const copy = new Uint8Array(await withExif(new Blob([jpeg()]), taken).arrayBuffer());
    assert.deepEqual([...copy.slice(0, 4)], [0xff, 0xd8, 0xff, 0xe1]);
    const view = new DataView(copy.buffer, 12);
    assert.equal(view.getUint16(8 + 2 + 8, little), 1, "orientation");
    assert.equal(view.getUint32(8 + 2 + 12 + 8, little), 99, "the rest is as it was");
    assert.equal(isWhole(copy), true);
  });
}

test("what is no JPEG or has no readable block has no EXIF", async () => {
  const unreadable = jpeg(block(0xe1, [0x45, 0x78, 0x69, 0x66, 0, 0, 1, 1]));
  for (const bytes of [[], [1, 2, 3, 4], jpeg(), unreadable, [0xff, 0xd8, 0xff, 0xe1, 0xff]]) {
    assert.equal(await readExif(new Blob([Uint8Array.from(bytes)])), null);
  }
});

test("cut-off files are noticed", () => {
  const whole = jpeg(block(0xe1, [0xff, 0xd8, 0xff, 0xd9])); // a small picture inside has an end of its own
  assert.equal(isWhole(whole), true);
  assert.equal(isWhole(whole.slice(0, -1)), false);
  assert.equal(isWhole(whole.slice(0, 8)), false);
  assert.equal(isWhole(Uint8Array.from([...whole, 9, 9, 9])), true, "cameras append things of their own");
  assert.equal(isWhole(new Uint8Array()), false);
  const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]);
  assert.equal(isWhole(png), true);
  assert.equal(isWhole(png.slice(0, -2)), false);
  const webp = Uint8Array.from([0x52, 0x49, 0x46, 0x46, 4, 0, 0, 0, 0x57, 0x45, 0x42, 0x50]);
  assert.equal(isWhole(webp), true);
  assert.equal(isWhole(webp.slice(0, -1)), false);
  assert.equal(isWhole(new TextEncoder().encode("not a picture")), true, "the server says what it is");
});

/** A queue whose server answers as told; collects what it reports. */
function queue(answers, device = new Map(), arrived = []) {
  const told = [];
  const sent = [];
  const photos = createQueue({
    shrink: async (file) => file,
    kept: {
      put: async (id, blob, kind) => void device.set(id, { blob, kind }),
      take: async (id) => device.get(id),
      remove: async (id) => void device.delete(id),
      tidy: async () => {},
    },
    sendPhoto: async (id, kind, blob, _stop, layer) => {
      sent.push([id, kind, (await blob?.text()) ?? "", layer].filter(Boolean));
      return answers.shift() ?? [200, "{}"];
    },
    hasArrived: async (id) => (arrived.includes(id) ? 200 : 404),
    report: (id, state, detail) => told.push(detail ? `${id} ${state} ${detail}` : `${id} ${state}`),
  });
  return { photos, told, sent, device };
}

/** Lets everything that waits for nothing happen. */
const settle = async () => {
  for (let i = 0; i < 20; i += 1) await new Promise((next) => setImmediate(next));
};

test("a photo is kept on the device until the server has it", async () => {
  const { photos, told, sent, device } = queue([]);
  await photos.add("a", "before", new Blob(["picture"]));
  await settle();
  assert.deepEqual(told, ["a waiting", "a waiting", "a uploading", "a stored"]);
  assert.deepEqual(sent, [["a", "before", "picture"]]);
  assert.equal(device.size, 0);
  photos.close();
});

test("without a line it is tried again, byte for byte the same", async () => {
  const { photos, told, sent, device } = queue([[0, ""]]);
  await photos.add("a", "before", new Blob(["picture"]));
  await settle();
  assert.equal(told.at(-1), "a offline");
  assert.equal(device.size, 1);
  photos.retryAll();
  await settle();
  assert.equal(told.at(-1), "a stored");
  assert.deepEqual(sent[0], sent[1]);
  photos.close();
});

test("a refused photo says why, does not try again by itself, and can be taken away", async () => {
  const { photos, told, sent, device } = queue([[422, '{"code":"damaged_file"}']]);
  await photos.add("a", "before", new Blob(["half"]));
  await settle();
  assert.equal(told.at(-1), 'a refused {"code":"damaged_file"}');
  photos.retryAll();
  await settle();
  assert.equal(sent.length, 1);
  await photos.remove("a");
  assert.equal(device.size, 0);
  photos.close();
});

test("after a reload what the device still has is sent, the rest is lost", async () => {
  const device = new Map([["a", { blob: new Blob(["picture"]), kind: "after" }]]);
  const { photos, told, sent } = queue([], device, ["c"]);
  await photos.resume("a");
  await photos.resume("b");
  await photos.resume("c");
  await settle();
  assert.deepEqual(sent, [["a", "after", "picture"]]);
  assert.ok(told.includes("a stored"));
  assert.ok(told.includes("b lost"));
  assert.ok(told.includes("c stored"), "it had arrived just before");
  photos.close();
});

test("what is drawn goes with the photo or after it, and is never lost in between", async () => {
  const { photos, told, sent } = queue([[0, ""]]);
  await photos.add("a", "before", new Blob(["picture"]));
  photos.draw("a", "1");
  await settle();
  assert.equal(told.at(-1), "a offline");
  photos.draw("a", "2");
  assert.equal(told.at(-1), "a offline", "drawing does not hide that it waits");
  photos.retryAll();
  photos.draw("a", "3");
  await settle();
  photos.draw("a", "4");
  assert.equal(told.at(-1), "a uploading");
  await settle();
  assert.equal(told.at(-1), "a stored");
  assert.deepEqual(sent.slice(1), [["a", "before", "picture", "2"], ["a", "before", "3"], ["a", "before", "4"]]);
  photos.close();
});

test("what was drawn on a photo of a draft that was left is sent after the reload", async () => {
  const { photos, told, sent } = queue([], new Map(), ["a"]);
  await photos.resume("a", "[1]");
  photos.draw("b", "[2]");
  await settle();
  assert.deepEqual(sent.map((part) => part.join(" ")).sort(), ["a [1]", "b [2]"]);
  assert.deepEqual(told.filter((word) => word.endsWith("stored")).sort(), ["a stored", "b stored"]);
  photos.close();
});

test("two at a time", async () => {
  let open = 0;
  let most = 0;
  const release = [];
  const photos = createQueue({
    shrink: async (file) => file,
    kept: { put: async () => {}, take: async () => undefined, remove: async () => {}, tidy: async () => {} },
    sendPhoto: () => {
      open += 1;
      most = Math.max(most, open);
      return new Promise((answer) => release.push(() => ((open -= 1), answer([200, ""]))));
    },
    report: () => {},
  });
  for (const id of ["a", "b", "c", "d", "e"]) photos.add(id, "visit", new Blob([id]));
  await settle();
  while (release.length > 0) {
    release.shift()();
    await settle();
  }
  assert.equal(most, 2);
  photos.close();
});

test("a photo taken away while it is on its way is not reported any more", async () => {
  let answer;
  const told = [];
  const photos = createQueue({
    shrink: async (file) => file,
    kept: { put: async () => {}, take: async () => undefined, remove: async () => {}, tidy: async () => {} },
    sendPhoto: () => new Promise((done) => (answer = done)),
    report: (id, state) => told.push(state),
  });
  await photos.add("a", "visit", new Blob(["a"]));
  await settle();
  await photos.remove("a");
  answer([200, ""]);
  await settle();
  assert.deepEqual(told, ["waiting", "waiting", "uploading"]);
  photos.close();
});
