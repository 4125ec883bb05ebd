import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore, entries, set } from "idb-keyval";
import { IDBFactory } from "fake-indexeddb";
import { id, picture, report, scriptedServer, sha, tablet } from "./testing/tablet.mjs";

/** localStorage, as much of it as is needed. */
function storage(kept) {
  const all = new Map(Object.entries(kept));
  return { getItem: (key) => all.get(key) ?? null, removeItem: (key) => void all.delete(key), all };
}

/** A visit as the version before kept it: app/src/capture/keeping.rs. */
const visit = (n, photos, more = {}) =>
  JSON.stringify({
    changed_at: "2026-05-30T08:00:00Z",
    draft: {
      id: id(n),
      step: "check",
      started_at: "2026-05-30T07:50:00Z",
      site: { known: { id: id(900), name: "兰溪路烟酒店" } },
      note: "门口",
    },
    photos,
    sent: null,
    ...more,
  });

const reportDraft = (n, photos, more = {}) =>
  JSON.stringify({
    changed_at: "2026-05-30T08:00:00Z",
    draft: { finding: { id: id(n), description: "飞线充电" }, source: "grid", site: null },
    photos,
    ...more,
  });

/** The device as it was left: drafts of two people, three photos. */
async function left() {
  const factory = new IDBFactory();
  globalThis.indexedDB = factory;
  const old = createStore("xunan-capture", "photos");
  for (const n of [11, 12, 13]) {
    await set(id(n), { blob: picture(n, 2000), kind: "before", at: 1_780_000_000_000 }, old);
  }
  const kept = storage({
    [`xunan-visit-draft-${id(1)}`]: visit(1, [
      { id: id(11), slot: { before: id(3) }, state: "waiting" },
      { id: id(12), slot: "visit", state: { refused: { code: "damaged_file" } } },
      { id: id(19), slot: "visit", state: "stored" },
    ]),
    [`xunan-report-draft-${id(1)}`]: reportDraft(2, []),
    [`xunan-visit-draft-${id(2)}`]: visit(5, [{ id: id(13), slot: "visit", state: "waiting" }]),
    "xunan-list-filter": "something else",
  });
  return { factory, old, kept };
}

test("drafts and photos of the version before are taken over, encrypted, and only this person's", async () => {
  const { factory, old, kept } = await left();
  const before = kept.getItem(`xunan-visit-draft-${id(1)}`);
  const it = await tablet(scriptedServer(), { factory, storage: kept });
  assert.deepEqual(await it.field.prepare(), { answer: "ok" });

  const drafts = await it.field.drafts();
  assert.deepEqual(drafts.map(({ id: of, kind, title }) => [of, kind, title]).sort(), [
    [id(1), "visit", "兰溪路烟酒店"],
    [id(2), "report", "飞线充电"],
  ]);
  assert.equal(drafts[0].changed_at, "2026-05-30T08:00:00.000Z");
  assert.equal(await it.field.readDraft(id(1)), before, "the form reads it as it was written");

  for (const n of [11, 12]) {
    const photo = await it.db.get("photos", id(n));
    assert.equal(photo.sha256, sha(Buffer.from(await picture(n, 2000).arrayBuffer())));
    assert.equal(photo.takenAt, 1_780_000_000_000);
    assert.notEqual(photo.data[0], 0xff, "not as it was");
  }
  assert.equal(await it.field.photoUrl(id(19)), `/files/${id(19)}/thumb`, "the server had it before");

  // what is another person's, or something else, stays where it is
  assert.deepEqual([...kept.all.keys()].sort(), ["xunan-list-filter", `xunan-visit-draft-${id(2)}`].sort());
  assert.deepEqual((await entries(old)).map(([photo]) => photo), [id(13)]);
});

test("a draft that was taken over is saved with photos of both kinds", async () => {
  const { factory, kept } = await left();
  const server = scriptedServer();
  const it = await tablet(server, { factory, storage: kept });
  await it.field.prepare();
  const photos = [11, 19].map((n) => ({ id: id(n), kind: "before" }));
  assert.deepEqual(await it.save(report(2, [id(11), id(19)]), photos), { answer: "ok" });
  assert.deepEqual(await it.standing(), { 2: "stored" });
  const sent = JSON.parse(server.records.get(id(2)).body).photos.map(({ id }) => id);
  assert.deepEqual(sent, [id(11)], "what the server has is not awaited");
});

test("a command that nobody answered goes again, the same, with its photos asked for", async () => {
  const { factory, kept } = await left();
  const command = { ...report(2, [id(11)]).command };
  const photos = [{ id: id(11), slot: { before: id(2) }, state: "waiting" }];
  kept.all.set(`xunan-report-draft-${id(1)}`, reportDraft(2, photos, { sent: JSON.stringify(command) }));
  kept.all.delete(`xunan-visit-draft-${id(1)}`);
  const server = scriptedServer();
  const it = await tablet(server, { factory, storage: kept });
  await it.field.prepare();
  await it.engine.wake();
  assert.deepEqual(await it.standing(), { 2: "stored" });
  assert.deepEqual(await it.field.drafts(), []);
  assert.deepEqual(JSON.parse(server.records.get(id(2)).body).command.photos_before, [id(11)]);
});

test("what was written later wins, what cannot be read stays, and twice is once", async () => {
  const { factory, kept } = await left();
  const it = await tablet(scriptedServer(), { factory, storage: kept });
  await it.field.prepare();
  await it.field.writeDraft(id(1), "visit", "neu", '{"draft":{"note":"weiter"}}');
  kept.all.set(`xunan-visit-draft-${id(1)}`, visit(1, []));
  kept.all.set(`xunan-report-draft-${id(1)}`, "{broken");
  await it.field.prepare();
  assert.equal(await it.field.readDraft(id(1)), '{"draft":{"note":"weiter"}}');
  assert.equal(kept.getItem(`xunan-visit-draft-${id(1)}`), null);
  assert.equal(kept.getItem(`xunan-report-draft-${id(1)}`), "{broken");
});
