// The tablet's store as the screens have it: app/src/field/tablet.rs calls the methods of `openField`. What crosses is
// text. Promises here never fail.

import { createField } from "./field.js";
import { fault } from "./done.js";
import { pictureMaker } from "./pictures.js";
import { loadRules } from "./program.js";
import { download } from "./rescue.js";
import { openTablet } from "./tablet.js";
import { followProgram } from "./update.js";

/** Whether the tablet was left alone is looked at so often, in milliseconds. */
const IDLE_LOOK_MS = 15_000;
/** What pages and the service worker tell each other. */
const CHANNEL = "xunan-field";
/** Answers that are text already. */
const TEXTS = ["pack", "readDraft", "photoUrl", "picture", "locale"];

/** A name by which a person recognises this device. */
function label({ userAgentData, userAgent }) {
  const known = /^(Google Chrome|Microsoft Edge|Chromium)$/;
  const brand = userAgentData?.brands?.map(({ brand }) => brand).find((name) => known.test(name));
  const system = userAgentData?.platform || /Android|iPad|iPhone|Windows|Mac OS X|Linux/.exec(userAgent)?.[0] || "?";
  const browser = brand ?? /Edg|Firefox|Chrome|Safari/.exec(userAgent)?.[0] ?? "?";
  return `${system} · ${browser}`;
}

/**
 * @param {(event: string) => void} report is told of every change, as JSON of `Event`
 */
export function openField(report) {
  const channel = new BroadcastChannel(CHANNEL);
  const here = (event) => report(JSON.stringify(event));
  const emit = (event) => {
    here(event);
    // what another page shows has changed too; progress and pictures are this page's own
    if (["state", "outbox", "packs"].includes(event.event)) channel.postMessage(event);
  };
  channel.addEventListener("message", ({ data }) => here(data));

  let engine = null;
  const program = followProgram({
    ready: () => here({ event: "state" }),
    wake: () => engine?.wake({ now: true }),
  });
  const make = pictureMaker();

  const opening = (async () => {
    const tablet = await openTablet({
      rules: await loadRules(),
      emit,
      make,
      label: label(navigator),
      wakeLater: program.wakeLater,
      // a newer version of the program waits for the database: this page is to make room
      inTheWay: () => location.reload(),
    });
    engine = tablet.engine;
    const page = { emit, make, storage: globalThis.localStorage, download };
    const field = createField(tablet, program, page);
    engine.start(window, document);
    setInterval(() => field.lockWhenIdle(), IDLE_LOOK_MS);
    return field;
  })();

  const method = (name) => async (...values) => {
    try {
      const field = await opening;
      const answer = await field[name](...values);
      return TEXTS.includes(name) ? answer : JSON.stringify(answer);
    } catch (error) {
      console.error(error);
      return TEXTS.includes(name) ? "" : JSON.stringify(fault("internal"));
    }
  };

  const names = [
    "state", "prepare", "setPin", "unlock", "lock", "touch", "signOut", "pack", "drafts", "readDraft", "writeDraft",
    "dropDraft", "save", "outbox", "decide", "addPhoto", "photoUrl", "removePhoto", "picture", "syncNow", "rescue",
    "takeUpdate", "setLocale", "locale",
  ];
  return Object.fromEntries(names.map((name) => [name, method(name)]));
}
