// Pictures of the server that a tablet takes along.

import assert from "node:assert/strict";
import { test } from "node:test";
import { glances, wantedPictures } from "./field/along.js";
import { id, report, scriptedServer, tablet } from "./testing/tablet.mjs";

test("pictures of one's own tasks and of what waits for review are taken along, newest first, and not without end", () => {
  const hazard = (n, state, key) => ({
    key: String(key),
    state: { status: "assigned", assignee: null, rectified_by: null, ...state },
    photos_before: [id(n)],
    photos_after: [],
  });
  const mine = id(1);
  const found = wantedPictures(
    [
      hazard(10, { assignee: mine }, 7461184512345678901n),
      hazard(11, { assignee: id(2) }, 9n),
      hazard(12, { status: "rectified", rectified_by: id(2) }, 7461184512345678902n),
      hazard(13, { status: "rectified", rectified_by: mine }, 10n),
    ],
    mine,
  );
  assert.deepEqual(found, [id(12), id(10)]);
  const many = Array.from({ length: 400 }, (_, i) => hazard(100 + i, { assignee: mine }, i));
  assert.equal(wantedPictures(many, mine).length, 150);
});

test("of the other open hazards small ones show what was found, of the newest", () => {
  const hazard = (n, state, before) => ({
    key: String(n),
    state: { status: "assigned", assignee: null, rectified_by: null, ...state },
    photos_before: before.map(id),
    photos_after: [id(n + 500)],
  });
  const mine = id(1);
  const found = glances(
    [
      hazard(10, { assignee: mine }, [11]),
      hazard(20, { assignee: id(2) }, [21, 22, 23]),
      hazard(30, {}, []),
      hazard(40, { status: "rectified", rectified_by: mine }, [41]),
      hazard(50, { status: "rectified", rectified_by: id(2) }, [51]),
    ],
    mine,
  );
  assert.deepEqual(found, [41, 21, 22].map(id), "own tasks and what waits for review are taken along whole");
  const many = Array.from({ length: 400 }, (_, i) => hazard(1000 + i, {}, [i + 1, i + 2000]));
  assert.deepEqual([glances(many, mine).length, glances(many, mine)[0]], [400, id(400)]);
});

/** A tablet that was made ready. */
async function ready(server) {
  const it = await tablet(server);
  assert.deepEqual(await it.field.prepare(), { answer: "ok" });
  await it.engine.wake();
  return it;
}

/** An open hazard as the feed brings it, with a picture of how it was found. */
const found = (n, assignee = null, photo = n + 100) => ({
  summary: { id: id(n) },
  key: n,
  state: { id: id(n), status: "assigned", assignee, rectified_by: null },
  photos_before: [id(photo)],
  photos_after: [],
});

/** Which pictures are here, by number, and how. */
async function picturesOf({ db }) {
  const keys = await db.getAllKeys("pictures");
  return keys.map(([, photo, how]) => `${Number(photo.slice(-6))} ${how}`).sort();
}

test("pictures of open hazards are taken along, and those that come with the feed", async () => {
  const server = scriptedServer();
  server.pages.hazards = [[JSON.stringify(found(1, id(1))), JSON.stringify(found(2))]];
  const it = await ready(server);
  assert.deepEqual(await picturesOf(it), ["101 whole", "102 thumb"]);
  assert.deepEqual((await it.field.state()).packs.pictures, [2, 2]);

  // given to this person meanwhile, and many new ones: some each time, the person's own first
  const many = Array.from({ length: 8 }, (_, i) => found(10 + i));
  server.changes = [{ seq: 9, hazards: [found(2, id(1)), ...many] }];
  server.requests.length = 0;
  await it.engine.wake({ fresh: true });
  const asked = server.requests.filter((request) => request.includes("/files/"));
  assert.deepEqual([asked.length, asked[0]], [6, `GET /files/${id(102)}`]);
  assert.deepEqual((await it.field.state()).packs.pictures, [7, 10]);
  await it.engine.wake({ fresh: true });
  assert.deepEqual((await it.field.state()).packs.pictures, [10, 10]);
  server.requests.length = 0;
  await it.engine.wake({ fresh: true });
  assert.equal(server.requests.filter((request) => request.includes("/files/")).length, 0, "all are here");
  // what is not wanted any more goes with the next "get ready"
  server.changes = [{ seq: 12, gone: [{ kind: "hazard", id: id(1) }] }];
  assert.deepEqual(await it.field.prepare(), { answer: "ok" });
  assert.ok(!(await picturesOf(it)).includes("101 whole"));
});

test("pictures that have come since wait for a line, and for what is to be sent", async () => {
  const server = scriptedServer();
  const it = await ready(server);
  const files = () => server.requests.filter((request) => request.includes("/files/")).length;
  server.changes = [{ seq: 9, hazards: [found(1), found(2)] }];
  // the first is not had for want of a line
  server.script = Array.from({ length: 9 }, () => (answer, url) => {
    if (url.pathname.startsWith("/files/")) throw new TypeError("no line");
    return answer();
  });
  await it.engine.wake({ fresh: true });
  assert.deepEqual([files(), await picturesOf(it)], [1, []]);
  server.script = [];
  // a hazard changes again; what this tablet sends is put off by the server, and comes first
  server.changes = [{ seq: 11, hazards: [found(1)] }];
  server.verdict = () => ({ outcome: "later" });
  await it.save(report(7));
  await it.engine.wake({ fresh: true });
  assert.equal(files(), 1);
  server.verdict = () => null;
  it.clock.at += 10_000;
  await it.engine.wake({ fresh: true, now: true });
  assert.deepEqual(await picturesOf(it), ["101 thumb", "102 thumb"]);
});
