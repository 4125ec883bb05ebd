// Long work lets go of the page for what somebody has tapped for.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createQuiet } from "./field/quiet.js";

/** A page whose clock goes on when it waits. `touches` are the times at which somebody taps. */
function page(touches = []) {
  const window = new EventTarget();
  window.requestIdleCallback = (done) => done();
  const it = { at: 1_000, window, idle: 0 };
  const goTo = (at) => {
    for (const touch of touches.filter((touch) => touch > it.at && touch <= at)) {
      it.at = touch;
      window.dispatchEvent(new Event("pointerdown"));
    }
    it.at = at;
  };
  const setTimeout = (done, ms) => queueMicrotask(() => done(goTo(it.at + ms)));
  it.quiet = createQuiet({ window, document: { hidden: false }, timers: { setTimeout }, now: () => it.at });
  return it;
}

test("where nobody taps the next piece begins at once", async () => {
  const it = page();
  await it.quiet();
  assert.equal(it.at, 1_000);
});

test("what was tapped for comes before the next piece", async () => {
  for (const [name, next] of [["pointerdown", 1_200], ["click", 1_200], ["input", 1_000]]) {
    const it = page();
    it.window.dispatchEvent(new Event(name));
    await it.quiet();
    assert.equal(it.at, next, name);
  }
});

test("another tap meanwhile is waited for too, but not for ever", async () => {
  const twice = page([1_150]);
  twice.window.dispatchEvent(new Event("click"));
  await twice.quiet();
  assert.equal(twice.at, 1_350);
  const always = page(Array.from({ length: 100 }, (_, i) => 1_000 + i * 100));
  always.window.dispatchEvent(new Event("click"));
  await always.quiet();
  assert.equal(always.at, 2_000);
});

test("a page that nobody sees, and a browser without moments of rest, go on", async () => {
  const timers = { setTimeout: (done) => queueMicrotask(done) };
  await createQuiet({ window: new EventTarget(), document: { hidden: false }, timers })();
  const never = new EventTarget();
  never.requestIdleCallback = () => {};
  await createQuiet({ window: never, document: { hidden: true }, timers })();
});
