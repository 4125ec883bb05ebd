// A page that ends at any moment: the browser is killed, the battery is empty. It hears of nothing before, so nothing
// here waits to be told that it is left.

import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { listenTo } from "./testing/heard.mjs";
import { mortal } from "./testing/mortal.mjs";
import { id, openDb, picture, report, scriptedServer, tablet } from "./testing/tablet.mjs";

const BYTES = 200_000;

/** A page of a tablet that was made ready, which can be ended, and the one that is opened afterwards. */
async function device() {
  const server = scriptedServer();
  const heard = listenTo(server);
  const factory = new IDBFactory();
  globalThis.indexedDB = factory;
  const page = mortal(await openDb());
  const it = await tablet({ ...server, fetch: page.fetch(server.fetch) }, { factory, db: page.db });
  assert.deepEqual(await it.field.prepare(), { answer: "ok" });
  await it.engine.wake();
  return { ...it, page, server, heard, after: () => tablet(server, { factory }) };
}

/** Ends a page at each of its moments during `work`, one after the other, until it lives to the end of it. */
async function atEachMoment(arrange, work, look) {
  for (let lasts = 0; ; lasts += 1) {
    const it = await device();
    await arrange(it);
    it.page.lasts(lasts);
    it.told = await it.page.lives(work(it));
    const ended = it.page.gone();
    await look(await it.after(), { ...it, ended, moment: `moment ${lasts}` });
    if (!ended) return lasts;
  }
}

const TYPED = "通道被电动车堵住";
const draftOf = (note) => JSON.stringify({ draft: { id: id(5), note }, photos: [] });

test("of what is typed the last letter is missing at most, whenever the page ends", async () => {
  const moments = await atEachMoment(
    async () => {},
    async (it) => {
      // as the form does it: each change as soon as the one before is written
      it.letters = { typed: 0, kept: 0 };
      for (let n = 1; n <= TYPED.length; n += 1) {
        it.letters.typed = n;
        const done = await it.field.writeDraft(id(5), "visit", "某店", draftOf(TYPED.slice(0, n)));
        assert.deepEqual(done, { answer: "ok" });
        it.letters.kept = n;
      }
    },
    async (after, { letters: { typed, kept }, ended, moment }) => {
      const text = await after.field.readDraft(id(5));
      const there = text && JSON.parse(text).draft.note;
      const { length } = there;
      assert.equal(there, TYPED.slice(0, length), moment);
      assert.ok(length >= kept, `${moment}: ${kept} letters were said to be kept, ${length} are there`);
      assert.ok(length >= typed - 1, `${moment}: ${typed} letters were typed, ${length} are there`);
      if (!ended) assert.equal(there, TYPED);
      // and it stands among the drafts
      assert.deepEqual((await after.field.drafts()).map(({ title }) => title), length > 0 ? ["某店"] : []);
    },
  );
  assert.ok(moments >= TYPED.length, "each letter is written by itself");
});

test("what was typed is in the store when it is said to be: no timer, no event, no further call", async () => {
  const it = await device();
  const timers = it.timers.pending();
  assert.deepEqual(await it.field.writeDraft(id(5), "visit", "某店", draftOf(TYPED)), { answer: "ok" });
  it.page.lasts(0);
  assert.equal(it.timers.pending(), timers);
  assert.equal(await (await it.after()).field.readDraft(id(5)), draftOf(TYPED));
});

test("a photo is here as a whole or not at all, and its draft is left as it was", async () => {
  await atEachMoment(
    (it) => it.field.writeDraft(id(5), "visit", "某店", draftOf(TYPED)),
    (it) => it.addPhoto(11, BYTES),
    async (after, { told, moment }) => {
      const kept = await after.db.get("photos", id(11));
      if (told?.answer === "ok") assert.ok(kept, moment);
      if (kept) {
        const bytes = await after.photos.bytes(id(1), await after.vault.key(id(1)), id(11));
        assert.ok(Buffer.from(bytes).equals(Buffer.from(await picture(11, BYTES).arrayBuffer())));
      }
      assert.equal(await after.field.readDraft(id(5)), draftOf(TYPED));
    },
  );
});

test("a page that ends while it saves or sends leaves draft or record, and all of it arrives once", async (t) => {
  const named = [{ id: id(11), kind: "before" }];
  let [drafts, records, twice] = [0, 0, 0];
  const moments = await atEachMoment(
    async (it) => {
      await it.addPhoto(11, BYTES);
      await it.field.writeDraft(id(1), "report", "某店", draftOf(TYPED));
    },
    async (it) => {
      const done = await it.field.save(JSON.stringify(report(1, [id(11)])), JSON.stringify(named), "某店", id(1));
      it.saved = done.answer === "ok";
      await it.engine.wake();
    },
    async (after, { saved, server, heard, moment }) => {
      const draft = await after.field.readDraft(id(1));
      const record = (await after.field.outbox()).find(({ id: of }) => of === id(1));
      assert.notEqual(Boolean(draft), Boolean(record), `${moment}: one of them, and not both`);
      if (saved) assert.ok(record, `${moment}: what was said to be saved is`);
      // what may have arrived is not edited any more
      if (server.records.size > 0) assert.notEqual(record.standing, "waiting", moment);
      if (draft) {
        drafts += 1;
        assert.equal(draft, draftOf(TYPED));
        assert.equal(server.records.size, 0, "nothing of it was sent");
        assert.deepEqual(await after.save(report(1, [id(11)]), named), { answer: "ok" }, "saved by the person, then");
      } else {
        records += 1;
        await after.engine.wake({ now: true });
      }
      assert.deepEqual(await after.standing(), { 1: "stored" }, moment);
      // it may go twice, when nobody was left to hear the answer: then it is the very same
      const texts = heard.commands.get(id(1));
      if (texts.length > 1) twice += 1;
      assert.deepEqual([new Set(texts).size, server.records.size], [1, 1], moment);
      const whole = Buffer.from(await picture(11, BYTES).arrayBuffer());
      assert.ok(server.photos.get(id(11)).data.equals(whole), `${moment}: the photo is whole`);
      assert.equal((await after.db.count("outbox")) + (await after.db.count("photos")), 0);
    },
  );
  assert.ok(drafts > 0 && records > 0 && twice > 0, "before it was saved, after, and while an answer was on its way");
  t.diagnostic(`${moments} moments`);
});
