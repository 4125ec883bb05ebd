import assert from "node:assert/strict";
import { test } from "node:test";
import { hold } from "./capture/held.js";

/** A form as far as waiting needs one: it counts how often it was sent, and by which button. */
class Form extends EventTarget {
  isConnected = true;
  sent = [];
  attributes = new Map();
  setAttribute(name, value) {
    this.attributes.set(name, value);
  }
  removeAttribute(name) {
    this.attributes.delete(name);
  }
  requestSubmit(button) {
    const event = Object.assign(new Event("submit", { cancelable: true }), { submitter: button ?? null });
    if (this.dispatchEvent(event)) this.sent.push(button);
  }
}

test("what is pressed while photos are shrunk is sent once, by the same button, when the last is small", () => {
  const form = new Form();
  const save = { form };
  const [first, second] = [hold(form), hold(form)];
  assert.equal(form.attributes.get("aria-busy"), "true");
  form.requestSubmit(save);
  form.requestSubmit(save);
  first();
  assert.deepEqual(form.sent, [], "one of two inputs is not ready");
  second();
  assert.deepEqual(form.sent, [save]);
  assert.equal(form.attributes.has("aria-busy"), false);
  form.requestSubmit();
  assert.deepEqual(form.sent, [save, undefined], "afterwards it is a form like any other");
});

test("what nobody pressed is not sent, and neither is a form that has gone", () => {
  const form = new Form();
  hold(form)();
  assert.deepEqual(form.sent, []);
  const gone = new Form();
  const release = hold(gone);
  gone.requestSubmit();
  gone.isConnected = false;
  release();
  assert.deepEqual(gone.sent, []);
});

test("a button that has gone meanwhile does not keep the form", () => {
  const form = new Form();
  const release = hold(form);
  form.requestSubmit({ form: null });
  release();
  assert.deepEqual(form.sent, [undefined]);
});
