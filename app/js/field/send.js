// Sending: asks the rules what goes next, does it, tells the rules how it went, until they say that nothing is left or
// that it has to wait. One page at a time does this (see engine.js); ending it at any moment loses nothing and doubles
// nothing.

import { encryptJson } from "./crypt.js";
import { meta } from "./db.js";
import { heldIn, lastTold } from "./held.js";

const FINE = { failures: 0, not_before: 0 };
/** A line on which a part goes in less than this takes whole photos, in milliseconds. */
const QUICK_MS = 1500;
/** Statuses that say nothing about what was sent. */
const PASSING = [408, 425, 429, 500, 502, 503, 504];
/** Somebody else may sign in on another page: whose session it is, is asked again after so long, in milliseconds. */
const ASK_AGAIN_MS = 10_000;

/** What is known before anything was asked. */
const fresh = () => ({
  session: "unknown",
  updateFirst: false,
  other: null,
  online: null,
  fault: null,
  sent: 0,
  askedAt: 0,
  // the server did not take what stays here: not again at once
  silent: false,
});

/**
 * Its `send` answers what is known after trying: what `fresh` has, and `left`: "rest", "wait" (`until` says for when),
 * "locked", "sign_in", "update_first" or "other_person".
 */
export function createSender({ db, vault, rules, server, outbox, photos, told, now = Date.now, spread = 0 }) {
  /** The line takes whole photos; found out with the first part. */
  let quick = false;

  const lineOf = async (user) => (await meta.get(db, `line ${user}`)) ?? FINE;
  const setLine = (user, line) => meta.set(db, `line ${user}`, line);

  async function send(user) {
    const state = fresh();
    for (;;) {
      const key = await vault.keyToSend(user);
      if (!key) return { ...state, left: "locked" };
      if (state.session === "own" && now() - state.askedAt > ASK_AGAIN_MS) state.session = "unknown";
      const records = await outbox.records(user);
      const plan = rules.plan({
        now: now(),
        session: state.session,
        update_first: state.updateFirst,
        line: await lineOf(user),
        untold: !state.silent && !(await lastTold.is(db, user, heldIn(records))),
        entries: records.map(({ entry }) => entry),
      });
      const record = (id) => records.find((record) => record.id === id);
      switch (plan.next) {
        case "ask_who":
          await who(user, state);
          break;
        case "commands":
          await commands(user, key, plan.ids.map(record), records, state);
          break;
        case "tell":
          state.silent = !(await post(user, [], heldIn(records), state))?.ok;
          break;
        case "photo":
          await photo(user, key, record(plan.command), plan, state);
          break;
        case "wait":
          return { ...state, left: "wait", until: plan.until };
        default:
          return { ...state, left: plan.next };
      }
    }
  }

  /** Whose session is it? */
  async function who(user, state) {
    const answer = await server.me();
    if (!(await heard(user, answer, state))) return;
    if (!answer.ok) {
      await failed(user);
      return;
    }
    const me = JSON.parse(answer.text);
    state.askedAt = now();
    state.session = me.actor.user === user ? "own" : "other";
    state.other = state.session === "other" ? me.actor.name : null;
  }

  const failed = async (user) => setLine(user, rules.lineFailed(await lineOf(user), now(), spread));

  /** Whether the server said something about what was sent: not when there is no line, no session, or it is too new. */
  async function heard(user, answer, state) {
    state.online = answer.reached;
    state.fault = answer.fault;
    if (!answer.reached) {
      await failed(user);
      return false;
    }
    await setLine(user, FINE);
    if (answer.status === 426) state.updateFirst = true;
    else if (answer.status === 401) state.session = "ended";
    else return true;
    return false;
  }

  /**
   * Sends a batch, and what stays here besides it.
   *
   * @returns the answer, unless the server said nothing about what was sent
   */
  async function post(user, commands, held, state) {
    const device = await meta.get(db, "device");
    const sentAt = now();
    const batch = { api: rules.api, device, sent_at: new Date(sentAt).toISOString(), held, commands };
    const answer = await server.sync(user, batch);
    if (!(await heard(user, answer, state))) return null;
    if (!answer.ok) return answer;
    const said = JSON.parse(answer.text);
    await lastTold.set(db, user, held);
    await meta.set(db, "skew", Math.round((sentAt + now()) / 2 - Date.parse(said.now)));
    return { ...answer, answers: said.answers };
  }

  /** Sends `records`, which are some of `all`. */
  async function commands(user, key, records, all, state) {
    const bodies = await Promise.all(records.map((record) => outbox.open(key, record)));
    // kept before the first byte goes: from now on they may have arrived
    await outbox.change(records.map(({ id }) => id), rules.sent);
    told("outbox");
    const sealed = records.map(({ id, entry }, i) => ({ id, sha256: entry.sha256, body: bodies[i].body }));
    const besides = heldIn(all.filter((record) => !records.includes(record)));
    const answer = await post(user, sealed, besides, state);
    if (!answer) return;
    if (!answer.ok) {
      await notTaken(records, answer);
      return;
    }
    const { answers } = answer;
    const byId = new Map(answers.map((answer) => [answer.id, answer]));
    const also = {};
    for (const { id } of records) {
      const { receipt, theirs } = byId.get(id) ?? {};
      if (receipt) also[id] = { receipt: { receivedAt: receipt.received_at, hazards: receipt.hazards ?? [] } };
      if (theirs) {
        const { body } = bodies[records.findIndex((record) => record.id === id)];
        also[id] = { data: await encryptJson(key, { body, theirs }) };
      }
    }
    await outbox.change(
      [...byId.keys()],
      (entry) => rules.answered(entry, byId.get(entry.id), now(), spread),
      also,
    );
    // a server that leaves one out has put it off
    const left = records.filter(({ id }) => !byId.has(id)).map(({ id }) => id);
    await outbox.change(left, (entry) => rules.answered(entry, { outcome: "later" }, now(), spread));
    state.sent += answers.length;
    told("outbox");
  }

  /** The whole batch is not taken: of a single command that is its answer, several are put off and later go alone. */
  async function notTaken(records, { status, fault }) {
    const refused = records.length === 1 && fault && !PASSING.includes(status);
    const outcome = refused ? { outcome: "refused", fault } : { outcome: "later" };
    await outbox.change(records.map(({ id }) => id), (entry) => rules.answered(entry, outcome, now(), spread));
    told("outbox");
  }

  async function photo(user, key, record, { photo: id, ask, offset }, state) {
    const entry = record.entry.photos.find((photo) => photo.id === id);
    const tell = async (answer) => {
      await outbox.change([record.id], (entry) => rules.photoAnswered(entry, id, answer, now(), spread));
      told("outbox");
    };
    let answer;
    if (ask) {
      answer = await server.askPhoto(user, id);
    } else {
      const bytes = await photos.bytes(user, key, id);
      if (bytes?.length !== entry.bytes) {
        // the browser threw it away, or the disk is bad: the record stays, and says what is missing
        await tell({ state: "refused", fault: { code: "damaged_file", args: { here: "true" } } });
        return;
      }
      const end = quick ? bytes.length : Math.min(bytes.length, offset + rules.chunkBytes);
      const { kind } = (await db.get("photos", id)) ?? {};
      const begin = now();
      const what = { sha256: entry.sha256, bytes: entry.bytes, kind, offset };
      answer = await server.sendPhoto(user, id, what, bytes.subarray(offset, end));
      quick = answer.ok && (now() - begin) * rules.chunkBytes < QUICK_MS * Math.max(end - offset, rules.chunkBytes);
    }
    if (!(await heard(user, answer, state))) {
      await outbox.change([record.id], (entry) => rules.photoUnanswered(entry, id));
      return;
    }
    if (answer.ok) await tell(JSON.parse(answer.text));
    else if (ask && answer.status === 404) await tell({ state: "partial", offset: 0 });
    else {
      // what passes by itself counts as put off
      const fault = PASSING.includes(answer.status) ? null : answer.fault;
      await tell({ state: "refused", fault: fault ?? { code: "busy" } });
    }
  }

  return {
    send,
    /** Whose session it is, without sending anything. */
    async whose(user) {
      const state = fresh();
      await who(user, state);
      return state;
    },
    /** The line is back, or a person does not want to wait. */
    resetLine: (user) => setLine(user, FINE),
  };
}
