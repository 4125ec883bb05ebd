// The tablet's store as the screens have it: app/src/field/tablet.rs calls the methods of `openField`. What crosses is
// text, large collections bytes. Promises here never fail.

import { createField } from "./field.js";
import { fault } from "./done.js";
import { pictureMaker } from "./pictures.js";
import { loadRules } from "./program.js";
import { createQuiet } from "./quiet.js";
import { download } from "./rescue.js";
import { openTablet } from "./tablet.js";
import { followProgram } from "./update.js";

export { keepProgram } from "./update.js";

/** Whether the tablet was left alone is looked at so often, in milliseconds. */
const IDLE_LOOK_MS = 15_000;
/** What pages and the service worker tell each other. */
const CHANNEL = "xunan-field";
/** Answers that cross as they are; the others as JSON. */
const AS_IS = ["pack", "packParts", "readDraft", "photoUrl", "picture", "locale"];
const NAMES = [
  "state", "prepare", "setPin", "unlock", "lock", "touch", "signOut", "pack", "packParts", "quiet", "drafts", "readDraft",
  "writeDraft", "dropDraft", "save", "outbox", "decide", "addPhoto", "photoUrl", "removePhoto", "picture", "syncNow",
  "rescue", "takeUpdate", "setLocale", "locale",
];
/** What changes nothing. */
const READS = ["state", "pack", "packParts", "drafts", "readDraft", "outbox", "photoUrl", "locale", "touch", "quiet"];
/** What seals, plans, or speaks with the server: it waits for the rules. */
const RULED = ["prepare", "setPin", "unlock", "signOut", "save", "decide", "picture", "syncNow"];
/** What the program asks for first, whatever its address. */
const FIRST = [["state"], ["outbox"], ["drafts"], ["pack", "reference"]];
/** What it asks for then. Much, and no first screen shows any of it: the database would give the others after it. */
const THEN = [["packParts", "sites"], ["packParts", "hazards"]];

/** A name by which a person recognises this device. */
function label({ userAgentData, userAgent }) {
  const known = /^(Google Chrome|Microsoft Edge|Chromium)$/;
  const brand = userAgentData?.brands?.map(({ brand }) => brand).find((name) => known.test(name));
  const system = userAgentData?.platform || /Android|iPad|iPhone|Windows|Mac OS X|Linux/.exec(userAgent)?.[0] || "?";
  const browser = brand ?? /Edg|Firefox|Chrome|Safari/.exec(userAgent)?.[0] ?? "?";
  return `${system} · ${browser}`;
}

/** A store that was opened before the program asked for one. */
let begun = null;

/**
 * Opens the store and reads what the program will ask for first. It takes nothing of the program, so this goes on while
 * that is compiled.
 */
export function begin() {
  if (begun) return;
  begun = open();
  begun.readAhead();
}

/**
 * @param {(event: string) => void} report is told of every change, as JSON of `Event`
 */
export function openField(report) {
  const store = begun ?? open();
  begun = null;
  store.listen(report);
  return store.methods;
}

function open() {
  /** What happened before somebody listened. */
  const early = [];
  let report = (event) => early.push(event);
  const channel = new BroadcastChannel(CHANNEL);
  const here = (event) => report(JSON.stringify(event));
  const emit = (event) => {
    here(event);
    // what another page shows has changed too; progress and pictures are this page's own
    if (["state", "outbox", "packs"].includes(event.event)) channel.postMessage(event);
  };
  channel.addEventListener("message", ({ data }) => here(data));

  /** Come when the first screen stands: it needs none of them. */
  const rules = {};
  let coming = null;
  const ruled = () => {
    coming ??= loadRules().then(
      (there) => Object.assign(rules, there),
      (error) => {
        // the next one who needs them tries again
        coming = null;
        throw error;
      },
    );
    return coming;
  };

  /** Answers to what nobody has asked yet, each given away once. */
  const ahead = new Map();
  /** What is read ahead when its time has come. */
  const later = new Map();

  let engine = null;
  let stands = null;
  const standing = new Promise((done) => (stands = done));
  const program = followProgram({
    standing,
    ready: () => here({ event: "state" }),
    wake: () => ruled().then(() => engine?.wake({ now: true }), console.error),
  });
  const make = pictureMaker();
  const quiet = createQuiet({ window, document });

  const opening = (async () => {
    const tablet = await openTablet({
      rules,
      emit,
      make,
      label: label(navigator),
      wakeLater: program.wakeLater,
      // a newer version of the program waits for the database: this page is to make room
      inTheWay: () => location.reload(),
    });
    engine = tablet.engine;
    // the screens read the store anew when it has changed, and sending begins: the person's answer comes before
    const afterwards = (work) => setTimeout(work);
    const storage = globalThis.localStorage;
    const page = { emit, make, storage, download, quiet, afterwards, standing };
    const field = createField(tablet, program, page);
    setInterval(() => {
      // what nobody has asked for by now is not kept in the clear
      forget();
      void field.lockWhenIdle();
    }, IDLE_LOOK_MS);
    return field;
  })();

  async function answer(name, values) {
    try {
      const field = await opening;
      if (RULED.includes(name)) await ruled();
      const answer = await field[name](...values);
      return AS_IS.includes(name) ? answer : JSON.stringify(answer);
    } catch (error) {
      console.error(error);
      return AS_IS.includes(name) ? "" : JSON.stringify(fault("internal"));
    }
  }

  function forget() {
    ahead.clear();
    later.clear();
  }

  function read(asked) {
    const [name, ...values] = asked;
    const coming = answer(name, values);
    ahead.set(asked.join(" "), coming);
    return coming;
  }

  /** One after the other, so that none is in the way of a tap. */
  async function readOn() {
    for (const [key, asked] of later) {
      later.delete(key);
      await read(asked);
      await quiet();
    }
  }

  const method = (name) => (...values) => {
    const asked = [name, ...values].join(" ");
    const known = ahead.get(asked);
    ahead.delete(asked);
    // whatever is done may make them untrue
    if (!READS.includes(name)) forget();
    const given = known ?? answer(name, values);
    // whoever asks for one of these asks for the next as soon as it is there
    if (later.delete(asked)) given.then(readOn);
    return given;
  };

  return {
    methods: Object.fromEntries(NAMES.map((name) => [name, method(name)])),
    readAhead() {
      for (const asked of THEN) later.set(asked.join(" "), asked);
      // while the program is compiled the page may be at rest; where it is not, the program asks by itself
      Promise.all(FIRST.map(read)).then(() => globalThis.requestIdleCallback?.(readOn));
    },
    /** The program is there: it is told what has happened, and sending begins. */
    listen(listener) {
      report = listener;
      for (const event of early.splice(0)) listener(event);
      opening
        .then(quiet)
        // without a store the program may be kept all the same
        .finally(stands)
        .then(ruled)
        .then(() => engine.start(window, document), console.error);
    },
  };
}
