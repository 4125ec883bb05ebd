// Arrows and words drawn over a photo on the tablet: they are sealed with the record that names the photo, and the
// picture stays as it was taken, to the byte.

import assert from "node:assert/strict";
import { createDecipheriv } from "node:crypto";
import { test } from "node:test";
import { listenTo } from "./testing/heard.mjs";
import { id, KEY, lost, picture, report, scriptedServer, sha, step, tablet } from "./testing/tablet.mjs";

/** As `Layer` in domain::photos. */
const ARROW = { arrow: { from: [120, 80], to: [640, 512] } };
const WORDS = { text: { at: [500, 40], text: "配电箱 “敞开”" } };
const LAYER = [ARROW, WORDS];
const BYTES = 200_000;

const bytesOf = async (n) => Buffer.from(await picture(n, BYTES).arrayBuffer());
const named = (n, layer) => ({ id: id(n), kind: "before", ...(layer ? { layer } : {}) });
const sealedIn = (text) => JSON.parse(text).photos;

/** A tablet that was made ready, with photos 11 and 12 on it; the server is listened to. */
async function ready() {
  const server = scriptedServer();
  const heard = listenTo(server);
  const it = await tablet(server);
  assert.deepEqual(await it.field.prepare(), { answer: "ok" });
  await it.engine.wake();
  for (const n of [11, 12]) assert.deepEqual(await it.addPhoto(n, BYTES), { answer: "ok" });
  return { ...it, server, heard };
}

/** The picture as the tablet has it, out of its secret. */
async function kept(db, n) {
  const { data, ...photo } = await db.get("photos", id(n));
  const sealed = Buffer.from(data);
  const open = createDecipheriv("aes-256-gcm", Buffer.from(KEY, "base64"), sealed.subarray(0, 12));
  open.setAuthTag(sealed.subarray(-16));
  return { ...photo, picture: Buffer.concat([open.update(sealed.subarray(12, -16)), open.final()]) };
}

test("what is drawn over a photo is sealed with its record; the picture goes as it was taken", async () => {
  const { server, heard, ...it } = await ready();
  const whole = await bytesOf(11);

  // while there is no line: all that the tablet knows of it
  server.script = Array.from({ length: 9 }, () => lost);
  assert.deepEqual(await it.save(report(1, [id(11), id(12)]), [named(11, LAYER), named(12)]), { answer: "ok" });
  const photo = await kept(it.db, 11);
  assert.deepEqual([photo.sha256, photo.bytes, photo.kind], [sha(whole), BYTES, "before"]);
  assert.ok(photo.picture.equals(whole), "nothing is drawn into it");
  const [{ body, sha256, photos }] = await it.field.outbox();
  assert.deepEqual(sealedIn(body)[0], {
    id: id(11),
    sha256: sha(whole),
    bytes: BYTES,
    kind: "before",
    taken_at: new Date(it.clock.at).toISOString(),
    layer: LAYER,
  });
  assert.equal("layer" in sealedIn(body)[1], false, "over the other nothing is drawn");
  assert.equal(sha256, sha(body), "so it cannot be changed on the way");
  assert.deepEqual(photos.map((photo) => photo.sha256), [sha(whole), sha(await bytesOf(12))]);

  // both arrive
  server.script = [];
  assert.deepEqual(await it.field.syncNow(), { answer: "ok" });
  assert.deepEqual(await it.standing(), { 1: "stored" });
  assert.deepEqual(heard.commands.get(id(1)), [body]);
  assert.ok(heard.photos.get(id(11)).equals(whole), "every byte of it, once");
  assert.equal(server.photos.get(id(11)).sha256, sha(whole), "told beside each part");
});

test("words over a photo are not to be read on the tablet, and never in its address", async () => {
  const it = await ready();
  const addresses = [];
  const noted = (answer, url) => (addresses.push(decodeURIComponent(url)), answer());
  it.server.script = Array.from({ length: 30 }, () => noted);
  await it.field.save(JSON.stringify(report(1, [id(11)])), JSON.stringify([named(11, LAYER)]), "某店", "");
  const [row] = await it.db.getAll("outbox");
  const seen = [row.data, row.title].map((bytes) => Buffer.from(bytes).toString()).join() + JSON.stringify(row.entry);
  assert.equal(/配电箱|arrow/.test(seen), false);
  await it.engine.wake();
  assert.deepEqual(await it.standing(), { 1: "stored" });
  assert.ok(addresses.some((address) => address.includes(id(11))));
  assert.equal(addresses.some((address) => /配电箱|layer/.test(address)), false);
});

test("a photo with nothing drawn over it is sealed as before there were such things", async () => {
  const it = await ready();
  const texts = [];
  for (const [n, layer] of [[1, undefined], [2, []]]) {
    it.server.script = Array.from({ length: 9 }, () => lost);
    await it.save(report(n, [id(11)]), [named(11, layer)]);
    const saved = (await it.field.outbox()).find(({ id: of }) => of === id(n));
    texts.push(sealedIn(saved.body));
  }
  assert.deepEqual(texts[1], texts[0]);
  assert.equal("layer" in texts[0][0], false);
});

test("other marks are another text of the same record, over the same picture", async () => {
  const it = await ready();
  const fault = { code: "invalid", fields: [{ field: "layer", code: "too_long" }] };
  it.server.verdict = () => ({ outcome: "refused", fault });
  await it.save(report(1, [id(11)]), [named(11, LAYER)], "某店");
  const [refused] = await it.field.outbox();
  assert.equal(refused.standing, "refused");
  const draft = JSON.stringify({ draft: { finding: { id: id(1) } }, photos: [{ id: id(11), layer: LAYER }] });
  assert.deepEqual(await it.field.decide(id(1), "edit", draft), { answer: "ok" });
  assert.equal(await it.field.readDraft(id(1)), draft, "the form has the marks again");
  it.server.verdict = () => null;
  assert.deepEqual(await it.save(report(1, [id(11)]), [named(11, [ARROW])]), { answer: "ok" });
  assert.deepEqual(await it.standing(), { 1: "stored" });
  const [photo] = sealedIn(it.server.records.get(id(1)).body);
  assert.deepEqual([photo.layer, photo.sha256], [[ARROW], sha(await bytesOf(11))]);
  assert.ok(it.server.photos.get(id(11)).data.equals(await bytesOf(11)));
  const [saved] = await it.field.outbox();
  assert.notEqual(saved.sha256, refused.sha256);
});

test("whatever a text is replaced by keeps what is drawn over its photos", async () => {
  const steps = (n, photos) => {
    const { kind, command } = step(n, 77);
    return { kind, command: { ...command, command: { ...command.command, photos } } };
  };
  for (const [what, command, replace] of [
    ["its site was merged into another one before it went", report(1, [id(11)], id(500)), async (it) => {
      it.server.script = [];
      it.server.changes = [{ seq: 9, gone: [{ kind: "site", id: id(500), into: id(501) }] }];
      await it.receiver.changes(id(1), await it.vault.key(id(1)));
    }],
    ["somebody else was quicker, and a person sends it again", steps(1, [id(11)]), async (it) => {
      it.server.script = [];
      it.server.verdict = ({ command: { base_version: base } }) =>
        base === 3 ? { outcome: "conflict", theirs: { hazard: { state: { version: 9 } } } } : null;
      await it.field.syncNow();
      assert.deepEqual(await it.field.decide(id(1), "again", ""), { answer: "ok" });
    }],
  ]) {
    const it = await ready();
    it.server.script = [lost];
    await it.save(command, [named(11, LAYER)]);
    await replace(it);
    assert.deepEqual(await it.field.syncNow(), { answer: "ok" }, what);
    assert.equal(it.server.records.size, 1, what);
    const [{ body }] = it.server.records.values();
    const [photo] = sealedIn(body);
    assert.deepEqual([photo.id, photo.layer, photo.sha256], [id(11), LAYER, sha(await bytesOf(11))], what);
    assert.ok(it.server.photos.get(id(11)).data.equals(await bytesOf(11)), what);
    assert.deepEqual(Object.values(await it.standing()), ["stored"], what);
  }
});

test("a file for a tablet that gets no line has the marks and the untouched picture", async () => {
  const it = await ready();
  it.server.script = Array.from({ length: 9 }, () => lost);
  await it.save(report(1, [id(11)]), [named(11, LAYER)]);
  assert.deepEqual(await it.field.rescue(), { answer: "ok" });
  const [head, body] = (await it.downloads[0].blob.text()).split("\n");
  const sealed = Buffer.from(body, "base64");
  const open = createDecipheriv("aes-256-gcm", Buffer.from(KEY, "base64"), Buffer.from(JSON.parse(head).iv, "base64"));
  open.setAuthTag(sealed.subarray(-16));
  const { commands, photos } = JSON.parse(Buffer.concat([open.update(sealed.subarray(0, -16)), open.final()]));
  assert.deepEqual(sealedIn(commands[0].body)[0].layer, LAYER);
  assert.ok(Buffer.from(photos[0].base64, "base64").equals(await bytesOf(11)));
});
