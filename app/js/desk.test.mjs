// Run with `node --test app/js/`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { watchChanges } from "./desk.js";

/** A page that can be hidden. */
class Page extends EventTarget {
  visibilityState = "visible";

  show(state) {
    this.visibilityState = state;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

/** A server whose answers are given by hand. */
class Server {
  asked = [];
  #waiting = [];

  fetch = (address, { signal }) => {
    this.asked.push(new URL(address, "http://x").searchParams.get("seen"));
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      this.#waiting.push({ resolve, reject });
    });
  };

  async answer(status, mark) {
    this.#waiting.shift().resolve({ ok: status < 300, status, json: async () => ({ mark }) });
    await settled();
  }

  async fail() {
    this.#waiting.shift().reject(new TypeError("no line"));
    await settled();
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

function watching(mark = "a") {
  const [page, server] = [new Page(), new Server()];
  let heard = 0;
  const watch = watchChanges(mark, () => (heard += 1), { fetch: server.fetch, page, pause: 5 });
  return { page, server, watch, heard: () => heard };
}

test("another mark is a change, the same is none", async () => {
  const { server, watch, heard } = watching();
  await settled();
  await server.answer(200, "a");
  assert.equal(heard(), 0);
  await server.answer(200, "b");
  assert.equal(heard(), 1);
  assert.deepEqual(server.asked, ["a", "a", "b"]);
  watch.stop();
});

test("without a line it asks again by the same mark", async () => {
  const { server, watch, heard } = watching();
  await settled();
  await server.fail();
  await server.answer(503);
  await server.answer(200, "b");
  assert.equal(heard(), 1);
  assert.deepEqual(server.asked.slice(0, 3), ["a", "a", "a"]);
  watch.stop();
});

test("a hidden window does not ask, and hears later of what it has missed", async () => {
  const { page, server, watch, heard } = watching();
  await settled();
  page.show("hidden");
  await settled();
  assert.deepEqual(server.asked, ["a"]);
  page.show("visible");
  await settled();
  assert.deepEqual(server.asked, ["a", "a"]);
  // the first question was given up; the second is answered
  await server.answer(200, "z");
  await server.answer(200, "b");
  assert.equal(heard(), 1);
  watch.stop();
});

test("whoever is signed out, or has left the page, asks no more", async () => {
  const out = watching();
  await settled();
  await out.server.answer(401);
  await settled();
  assert.equal(out.server.asked.length, 1);
  const left = watching();
  await settled();
  left.watch.stop();
  await settled();
  assert.equal(left.server.asked.length, 1);
  assert.equal(left.heard(), 0);
});
