import assert from "node:assert/strict";
import { createDecipheriv } from "node:crypto";
import { test } from "node:test";
import { id, KEY, lost, person, report, scriptedServer, sha, step, tablet, unheard } from "./testing/tablet.mjs";

async function ready(options = {}) {
  const server = options.server ?? scriptedServer();
  const it = await tablet(server, options);
  await it.field.prepare();
  if (options.pin) await it.field.setPin("1357");
  await it.engine.wake();
  server.requests.length = 0;
  return { ...it, server };
}

/** Lets the clock run on until nothing is left that time would help; somebody is there all the while. */
async function inTime({ engine, clock, vault }, steps = 12) {
  for (let i = 0; i < steps; i += 1) {
    clock.at += 11 * 60_000;
    await vault.touch();
    await engine.wake();
  }
}

const named = (...ids) => ids.map((n) => ({ id: id(n), kind: "before" }));

test("a saved record is sent, receipted and in the ledger", async () => {
  const it = await ready();
  assert.deepEqual(await it.save(report(1), [], "某店"), { answer: "ok" });
  const [saved] = await it.field.outbox();
  assert.equal(saved.standing, "stored");
  assert.equal(saved.title, "某店");
  assert.equal(saved.sha256, sha(it.server.records.get(id(1)).body));
  assert.equal(saved.hazards[0][1], "普-0001");
  assert.ok(saved.received_at);
  const { unsent } = await it.field.state();
  assert.deepEqual([unsent.commands, unsent.photos, unsent.oldest], [0, 0, null]);
});

test("what the server has counts here until changes have come that were asked for afterwards", async () => {
  const it = await ready();
  const saved = async () => (await it.field.outbox())[0];
  it.server.script = [(a) => a(), (a) => a(), lost]; // whose session; the batch; the changes
  await it.save(report(1), [], "某店");
  const before = await saved();
  assert.deepEqual([before.standing, before.brought, before.title], ["stored", false, "某店"]);
  assert.equal(sha(before.body), before.sha256, "the line ended right behind its receipt");
  for (const row of await it.db.getAll("receipts")) assert.equal(JSON.stringify(row).includes("通道堵塞"), false);
  await it.field.syncNow();
  const after = await saved();
  assert.deepEqual([after.standing, after.brought, after.body, after.title], ["stored", true, null, "某店"]);

  // changes come while a photo of it stays here
  it.server.refusePhoto = () => true;
  await it.addPhoto(11, 1000);
  it.clock.at += 1000;
  await it.save(report(2, [id(11)]), named(11));
  const half = await saved();
  assert.deepEqual([half.standing, half.brought, half.body === null], ["photos", true, false]);
  await it.field.decide(id(2), "drop", "");
  const whole = await saved();
  assert.deepEqual([whole.standing, whole.brought, whole.body], ["stored", true, null]);
});

test("what was not answered goes again, the very same, and is not edited", async () => {
  const it = await ready();
  it.server.script = [(a) => a(), unheard]; // whose session; the batch
  await it.save(report(1));
  assert.deepEqual(await it.standing(), { 1: "unanswered" });
  assert.equal(it.server.records.size, 1);
  const other = await it.field.save(JSON.stringify(report(1)), "[]", "anders", "");
  assert.equal(other.fault.code, "content_conflict");
  assert.equal((await it.field.decide(id(1), "edit", '{"draft":{}}')).fault.code, "wrong_state");
  await inTime(it);
  assert.deepEqual(await it.standing(), { 1: "stored" });
  assert.equal(it.server.records.get(id(1)).times, 1);
});

test("a line that breaks is tried again after pauses that grow, at once when it is back", async () => {
  const it = await ready();
  it.server.script = Array.from({ length: 100 }, () => lost);
  await it.save(report(1));
  const after = async (seconds) => {
    it.server.requests.length = 0;
    it.clock.at += seconds * 1000;
    await it.engine.wake();
    return it.server.requests.length;
  };
  assert.equal(await after(1), 0);
  assert.equal(await after(5), 1);
  assert.equal(await after(5), 0, "twice as long");
  assert.equal(await after(6), 1);
  assert.equal((await it.field.state()).online, false);
  it.server.script = [];
  assert.deepEqual(await it.field.syncNow(), { answer: "ok" });
  assert.deepEqual(await it.standing(), { 1: "stored" });
});

test("whoever switches the tablet on again does not wait out the pause of before", async () => {
  const it = await ready();
  it.server.script = Array.from({ length: 10 }, () => lost);
  await it.save(report(1));
  it.server.script = [];
  it.engine.start({ addEventListener: () => {} }, { addEventListener: () => {} });
  await it.timers.ring();
  assert.deepEqual(await it.standing(), { 1: "stored" });
});

test("photos come behind their record, in parts, go on where they were, and are compared", async () => {
  const it = await ready();
  for (const n of [11, 12]) await it.addPhoto(n);
  // session, batch, then: a part, a part whose answer is lost, the question, …
  it.server.script = [(a) => a(), (a) => a(), (a) => a(), unheard];
  await it.save(report(1, [id(11), id(12)]), named(11, 12));
  const [half] = await it.field.outbox();
  assert.equal(half.standing, "photos");
  assert.ok(half.photos[0].sent > 0 && !half.photos[0].stored);
  assert.equal((await it.field.state()).unsent.commands, 0, "the record itself is confirmed");
  assert.equal((await it.field.state()).unsent.photos, 2);
  await inTime(it);
  const [saved] = await it.field.outbox();
  assert.equal(saved.standing, "stored");
  for (const { id: photo, sha256, stored } of saved.photos) {
    assert.ok(stored);
    assert.equal(sha(it.server.photos.get(photo).data), sha256);
    assert.equal(await it.db.get("photos", photo), undefined, "its room is free again");
  }
  assert.ok(it.server.requests.includes(`GET /api/v1/photos/${id(11)}`), "asked before going on");
});

test("a quick line takes whole photos, a slow one parts", async () => {
  for (const [ms, most] of [[10, 2], [3000, 3]]) {
    const it = await ready();
    await it.addPhoto(11);
    it.server.script = Array.from({ length: 20 }, () => (a) => ((it.clock.at += ms), a()));
    await it.save(report(1, [id(11)]), named(11));
    const parts = it.server.requests.filter((request) => request.startsWith("POST /api/v1/photos"));
    assert.equal(parts.length, most, `${ms} ms`);
    assert.deepEqual(await it.standing(), { 1: "stored" });
  }
});

test("a photo that the server does not take holds up nothing, and can be given up", async () => {
  const it = await ready();
  it.server.refusePhoto = (photo) => photo === id(11);
  for (const n of [11, 12]) await it.addPhoto(n, 1000);
  await it.save(report(1, [id(11), id(12)]), named(11, 12));
  await it.save(report(2));
  assert.deepEqual(await it.standing(), { 1: "photos", 2: "stored" });
  const saved = (await it.field.outbox()).find(({ id: of }) => of === id(1));
  const photos = saved.photos.map(({ stored, fault }) => [stored, fault?.code]);
  assert.deepEqual(photos, [[false, "damaged_file"], [true, undefined]]);
  assert.deepEqual(await it.field.decide(id(1), "drop", ""), { answer: "ok" });
  assert.deepEqual(await it.standing(), { 1: "stored", 2: "stored" });
});

test("a photo that went missing on the tablet is said to be, and its record stays", async () => {
  const it = await ready();
  await it.addPhoto(11, 1000);
  it.server.script = [lost];
  await it.save(report(1, [id(11)]), named(11));
  await it.db.delete("photos", id(11));
  await inTime(it);
  const [saved] = await it.field.outbox();
  assert.deepEqual([saved.standing, saved.photos[0].fault.code], ["photos", "damaged_file"]);
});

test("a conflict is shown with what the server has, and decided by a person", async () => {
  for (const [decision, text, expected] of [
    ["again", "", { do: "rectify", base: 9 }],
    ["as_note", "现场已清理", { do: "add_note", base: null }],
    ["drop", "", null],
  ]) {
    const it = await ready();
    const theirs = { hazard: { state: { version: 9 }, anything: "else" } };
    it.server.verdict = ({ command }) => (command.base_version === 3 ? { outcome: "conflict", theirs } : null);
    await it.save(step(1, 77));
    const [conflict] = await it.field.outbox();
    assert.equal(conflict.standing, "conflict");
    assert.deepEqual(conflict.theirs, theirs);
    assert.ok(conflict.body.includes("rectify"));
    assert.equal((await it.field.state()).unsent.stuck, 1);
    assert.deepEqual(await it.field.decide(id(1), decision, text), { answer: "ok" });
    await it.engine.wake();
    const sent = [...it.server.records.values()].map(({ body }) => JSON.parse(body).command);
    if (expected) {
      assert.equal(sent.length, 1);
      assert.notEqual(sent[0].id, id(1), "other content is another command");
      assert.deepEqual([sent[0].command.do, sent[0].base_version ?? null], [expected.do, expected.base]);
      assert.deepEqual(Object.values(await it.standing()), ["stored"]);
    } else {
      assert.deepEqual(await it.field.outbox(), []);
    }
  }
});

test("a refused record goes back into its form, with its photos", async () => {
  const it = await ready();
  await it.addPhoto(11, 1000);
  const fault = { code: "invalid", fields: [{ field: "site", code: "unknown" }] };
  it.server.verdict = () => ({ outcome: "refused", fault });
  await it.save(report(1, [id(11)]), named(11), "某店");
  const [refused] = await it.field.outbox();
  assert.deepEqual([refused.standing, refused.fault.fields[0].field], ["refused", "site"]);
  const draft = JSON.stringify({ draft: { finding: { id: id(1) } }, photos: [{ id: id(11) }] });
  assert.deepEqual(await it.field.decide(id(1), "edit", draft), { answer: "ok" });
  assert.deepEqual(await it.field.outbox(), []);
  const drafts = (await it.field.drafts()).map(({ id: of, kind, title }) => [of, kind, title]);
  assert.deepEqual(drafts, [[id(1), "report", "某店"]]);
  assert.equal(await it.field.readDraft(id(1)), draft);
  assert.match(await it.field.photoUrl(id(11)), /^blob:/);
  // … corrected, and saved again under the same id
  it.server.verdict = () => null;
  assert.deepEqual(await it.save(report(1, [id(11)]), named(11)), { answer: "ok" });
  assert.deepEqual(await it.standing(), { 1: "stored" });
});

test("a step on a hazard whose report waits for a person waits with it", async () => {
  const it = await ready();
  const refused = { outcome: "refused", fault: { code: "invalid" } };
  it.server.verdict = ({ command }) => (command.id === id(1) ? refused : null);
  it.server.script = [lost];
  await it.save(report(1));
  await it.save(step(2, 1, 1));
  await it.save(report(3));
  await inTime(it);
  assert.deepEqual(await it.standing(), { 1: "refused", 2: "waiting", 3: "stored" });
});

test("the session has ended: everything stays, and is said; signed in again it goes on", async () => {
  const it = await ready();
  it.server.signedIn = false;
  await it.save(report(1));
  assert.deepEqual(await it.standing(), { 1: "waiting" });
  const state = await it.field.state();
  assert.deepEqual([state.signed_in, state.online, state.unsent.commands], [false, true, 1]);
  assert.equal((await it.field.syncNow()).fault.code, "unauthenticated");
  it.server.signedIn = true;
  assert.deepEqual(await it.field.syncNow(), { answer: "ok" });
  assert.deepEqual(await it.standing(), { 1: "stored" });
});

test("another person is signed in on the server: nothing is sent, nothing is loaded", async () => {
  const it = await ready();
  it.server.me = person(2);
  it.server.changes = [{ seq: 99, sites: [{ id: id(5), key: 1 }] }];
  await it.save(report(1));
  const state = await it.field.state();
  assert.deepEqual([state.other_person, state.signed_in], ["检查员2", false]);
  assert.equal((await it.field.syncNow()).fault.code, "unauthenticated");
  assert.equal(it.server.records.size, 0);
  // nor seen: the tablet is locked, and the PIN is its owner's
  assert.equal(state.locked, true);
  assert.deepEqual(await it.field.outbox(), []);
});

test("whoever opens the tablet with the PIN works on, whoever else is signed in; nothing is sent in their name", async () => {
  const it = await ready({ pin: true });
  it.server.me = person(2);
  await it.save(report(1));
  assert.equal((await it.field.state()).locked, true);
  assert.deepEqual(await it.field.unlock("1357"), { answer: "ok" });
  await inTime(it, 2);
  assert.equal((await it.field.state()).locked, false);
  assert.equal((await it.field.syncNow()).fault.code, "forbidden");
  assert.deepEqual(await it.standing(), { 1: "waiting" });
  assert.equal(it.server.records.size, 0);
});

test("whoever is signed in takes a locked tablet over without the PIN of the one before, and finds nothing of theirs", async () => {
  const it = await ready({ pin: true });
  it.server.sites = [{ id: id(5), key: 1 }];
  assert.deepEqual(await it.field.lock(), { answer: "ok" });
  // the same person's session does not open what the PIN keeps shut
  assert.equal((await it.field.prepare()).fault.code, "unauthenticated");
  it.server.me = person(2);
  await it.field.syncNow();
  assert.deepEqual(await it.field.prepare(), { answer: "ok" });
  const state = await it.field.state();
  assert.deepEqual([state.me.actor.user, state.locked, state.has_pin], [id(2), false, false]);
  assert.equal(await it.db.get("keys", id(1)), undefined);
});

test("somebody else signs in while much is being sent", async () => {
  const it = await ready({ pin: true });
  for (let n = 11; n < 16; n += 1) await it.addPhoto(n, 1000);
  let asked = 0;
  it.server.script = Array.from({ length: 60 }, () => (answer, url) => {
    it.clock.at += 4000;
    asked += 1;
    if (asked === 4) it.server.me = person(2);
    assert.ok(asked < 9 || !url.pathname.includes("photos"), "not under another name");
    return answer();
  });
  await it.save(report(1, [11, 12, 13, 14, 15].map(id)), named(11, 12, 13, 14, 15));
  assert.equal((await it.field.state()).other_person, "检查员2");
  await it.field.unlock("1357");
  assert.deepEqual(await it.standing(), { 1: "photos" });
});

test("a server that is too new for this program: update first, with everything kept", async () => {
  const it = await ready();
  it.server.updateFirst = true;
  await it.save(report(1));
  assert.equal((await it.field.state()).update_first, true);
  assert.deepEqual(Object.keys(await it.standing()).length, 1);
  assert.equal((await it.field.syncNow()).fault.code, "update_first");
  it.server.updateFirst = false;
  assert.deepEqual(await it.field.syncNow(), { answer: "ok" });
  assert.deepEqual(await it.standing(), { 1: "stored" });
  assert.equal((await it.field.state()).update_first, false);
});

test("answers are taken by their id, and a receipt of something else proves nothing", async () => {
  const it = await ready();
  it.server.script = Array.from({ length: 20 }, () => lost);
  for (const n of [1, 2, 3]) await it.save(report(n));
  const turned = async (answer) => {
    const told = await (await answer()).json();
    told.answers.reverse();
    told.answers.find(({ id: of }) => of === id(2)).receipt.sha256 = "0".repeat(64);
    return Response.json(told);
  };
  it.clock.at += 60_000;
  it.server.script = [(a) => a(), turned];
  await it.engine.wake();
  assert.deepEqual(await it.standing(), { 1: "stored", 2: "refused", 3: "stored" });
  assert.equal((await it.field.outbox()).find(({ id: of }) => of === id(2)).fault.code, "content_conflict");
});

test("a busy server gets each at last", async () => {
  const it = await ready();
  const busy = () => new Response(JSON.stringify({ code: "busy" }), { status: 503 });
  it.server.script = Array.from({ length: 20 }, () => lost);
  for (const n of [1, 2, 3]) await it.save(report(n));
  it.clock.at += 60_000;
  it.server.script = [(a) => a(), busy];
  await it.engine.wake();
  assert.deepEqual(await it.standing(), { 1: "unanswered", 2: "unanswered", 3: "unanswered" });
  await inTime(it);
  assert.deepEqual(await it.standing(), { 1: "stored", 2: "stored", 3: "stored" });
});

test("a command that a whole batch fails of is found out, and the others arrive", async () => {
  const it = await ready();
  it.server.script = Array.from({ length: 20 }, () => lost);
  for (const n of [1, 2, 3]) await it.save(report(n));
  const broken = new Response(JSON.stringify({ code: "too_large" }), { status: 413 });
  const fails = (answer, url, { body } = {}) =>
    url.pathname.endsWith("/sync") && body.includes(id(2)) ? broken.clone() : answer();
  it.server.script = Array.from({ length: 60 }, () => fails);
  await inTime(it);
  assert.deepEqual(await it.standing(), { 1: "stored", 2: "refused", 3: "stored" });
});

test("a proxy without its server is no line", async () => {
  const it = await ready();
  it.server.script = [() => new Response("<h1>Bad Gateway</h1>", { status: 502 })];
  await it.save(report(1));
  assert.equal((await it.field.state()).online, false);
  await inTime(it);
  assert.deepEqual(await it.standing(), { 1: "stored" });
});

const NOTHING = { records: 0, photos: 0, oldest: null };

test("the server is told what stays here: with each batch, and whenever it is something else", async () => {
  const it = await ready();
  const said = () => it.server.held.splice(0);
  assert.deepEqual(said(), [NOTHING], "made ready");
  await it.save(report(1));
  assert.deepEqual(said(), [NOTHING], "besides the batch, and nothing more to say afterwards");

  const invalid = { outcome: "refused", fault: { code: "invalid" } };
  it.server.verdict = ({ command }) => (command.id === id(2) ? invalid : null);
  await it.addPhoto(11, 1000);
  it.clock.at += 60_000;
  const refused = { records: 1, photos: 1, oldest: new Date(it.clock.at).toISOString() };
  await it.save(report(2, [id(11)]), named(11));
  assert.deepEqual(said(), [NOTHING, refused], "refused, it stays with its photo");
  it.clock.at += 60_000;
  await it.save(report(3));
  assert.deepEqual(said(), [refused], "the next batch says it too");
  await inTime(it, 2);
  assert.deepEqual(said(), [], "what it knows it is not told again");
  assert.deepEqual(await it.field.prepare(), { answer: "ok" });
  await it.engine.wake();
  assert.deepEqual(said(), [refused], "unless the tablet is made ready");
  assert.deepEqual(await it.field.decide(id(2), "drop", ""), { answer: "ok" });
  await it.engine.wake();
  assert.deepEqual(said(), [NOTHING], "given up");
});

test("photos that the server awaits are its own to count; those that it does not take stay here", async () => {
  const it = await ready();
  it.server.held.length = 0;
  it.server.refusePhoto = (photo) => photo === id(11);
  for (const n of [11, 12]) await it.addPhoto(n, 1000);
  const oldest = new Date(it.clock.at).toISOString();
  await it.save(report(1, [id(11), id(12)]), named(11, 12));
  assert.deepEqual(it.server.held, [NOTHING, { records: 0, photos: 1, oldest }]);
});

test("what could not be told is told later, and a server that does not take it is not pressed", async () => {
  const it = await ready();
  it.server.verdict = () => ({ outcome: "refused", fault: { code: "invalid" } });
  const busy = () => new Response(JSON.stringify({ code: "busy" }), { status: 503 });
  for (const [n, fails] of [[1, lost], [2, busy]]) {
    it.server.held.length = 0;
    const told = () => it.server.held.map(({ records }) => records);
    // whose session; the batch; what stays
    it.server.script = [(a) => a(), (a) => a(), fails];
    await it.save(report(n));
    assert.deepEqual(told(), [n - 1]);
    await inTime(it, 2);
    assert.deepEqual(told(), [n - 1, n]);
  }
});

test("a site that was merged meanwhile: what was never sent goes to the one that took its place", async () => {
  const it = await ready();
  it.server.script = [lost];
  await it.save(report(1, [], id(500)));
  it.server.script = [];
  it.server.changes = [{ seq: 9, gone: [{ kind: "site", id: id(500), into: id(501) }] }];
  // the change is known before the record goes
  it.server.signedIn = true;
  await it.receiver.changes(id(1), await it.vault.key(id(1)));
  await inTime(it);
  assert.equal(JSON.parse(it.server.records.get(id(1)).body).command.site, id(501));
  assert.deepEqual(await it.standing(), { 1: "stored" });
});

test("how far the clock is off is known from the server's answers", async () => {
  const it = await ready({ at: Date.parse("2033-06-01T09:00:00Z") });
  const years = (await it.field.state()).skew_ms / (365.25 * 24 * 3600 * 1000);
  assert.ok(years > 6.9 && years < 7.1);
  await it.save(report(1));
  assert.deepEqual(await it.standing(), { 1: "stored" });
});

test("two pages: one sends, the other looks again later", async () => {
  const held = { request: async (_name, _how, work) => work(null) };
  const it = await ready();
  const { createEngine } = await import("./field/engine.js");
  const timers = { set: [], setTimeout: (_w, ms) => timers.set.push(ms), clearTimeout: () => {} };
  const second = createEngine({ ...it, sender: null, emit: () => {}, locks: held, timers });
  assert.deepEqual(await second.wake(), { answer: "ok" });
  assert.deepEqual(timers.set, [3000]);
});

test("the rescue file holds everything unsent, readable with the person's key", async () => {
  const it = await ready();
  await it.addPhoto(11, 5000);
  // the ciphertext is more than one piece of base64
  await it.addPhoto(12, 1_000_000);
  it.server.script = Array.from({ length: 9 }, () => lost);
  await it.save(report(1, [id(11), id(12)]), named(11, 12));
  assert.deepEqual(await it.field.rescue(), { answer: "ok" });
  const [{ blob, name }] = it.downloads;
  assert.match(name, /^xunan-rescue-2026-06-01\.txt$/);
  const [head, body] = (await blob.text()).split("\n");
  const { xunan_rescue: version, device, user, iv } = JSON.parse(head);
  assert.deepEqual([version, user, device.length], [1, id(1), 36]);
  const sealed = Buffer.from(body, "base64");
  const open = createDecipheriv("aes-256-gcm", Buffer.from(KEY, "base64"), Buffer.from(iv, "base64"));
  open.setAuthTag(sealed.subarray(-16));
  const { commands, photos } = JSON.parse(Buffer.concat([open.update(sealed.subarray(0, -16)), open.final()]));
  assert.equal(commands[0].sha256, sha(commands[0].body));
  const data = Buffer.from(photos[0].base64, "base64");
  assert.deepEqual([photos[0].id, photos[0].kind, photos[0].sha256, data.length], [id(11), "before", sha(data), 5000]);
  const other = Buffer.from(photos[1].base64, "base64");
  assert.deepEqual([photos.length, photos[1].sha256, other.length], [2, sha(other), 1_000_000]);
});

/** Random numbers that are the same every time. */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

for (let seed = 1; seed <= 12; seed += 1) {
  test(`whatever the line does, each record and photo arrives once (seed ${seed})`, async () => {
    const random = seeded(seed);
    const it = await ready();
    const chaos = (answer) => {
      const luck = random();
      if (luck < 0.25) return lost();
      if (luck < 0.5) return unheard(answer);
      if (luck < 0.6) return new Response(JSON.stringify({ code: "busy" }), { status: 503 });
      if (luck < 0.65) return new Response(JSON.stringify({ code: "unauthenticated" }), { status: 401 });
      return answer();
    };
    it.server.script = Array.from({ length: 150 }, () => chaos);
    for (let n = 1; n <= 6; n += 1) {
      const photos = n % 2 ? [100 + n, 200 + n] : [];
      for (const photo of photos) await it.addPhoto(photo, 200_000 + n);
      await it.save(report(n, photos.map(id)), named(...photos));
      await inTime(it, 2);
    }
    it.server.script = [];
    await inTime(it);
    assert.deepEqual(await it.standing(), Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [n, "stored"])));
    const ledger = await it.field.outbox();
    for (const { id: of, sha256, photos } of ledger) {
      assert.equal(it.server.records.get(of).sha256, sha256);
      for (const photo of photos) assert.equal(sha(it.server.photos.get(photo.id).data), photo.sha256);
    }
    assert.equal((await it.db.count("photos")) + (await it.db.count("outbox")), 0);
  });
}
