// Forms that wait until their photos are small. A press of a button meanwhile is kept, and the form goes when they are:
// a button that is switched off for a moment swallows the press of whoever is quick.

/** The forms that wait: for how many of their inputs, and the press that is kept. */
const waiting = new WeakMap();

/**
 * Lets a form wait.
 *
 * @param {HTMLFormElement} form
 * @returns {() => void} ends this wait; the form goes with the last one if somebody wanted to send it
 */
export function hold(form) {
  const held = waiting.get(form) ?? begin(form);
  held.inputs += 1;
  return () => {
    held.inputs -= 1;
    if (held.inputs === 0) end(form, held);
  };
}

function begin(form) {
  const held = { inputs: 0, pressed: undefined, keep: undefined };
  held.keep = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    held.pressed = { button: event.submitter };
  };
  // before anybody else hears of it
  form.addEventListener("submit", held.keep, { capture: true });
  form.setAttribute("aria-busy", "true");
  waiting.set(form, held);
  return held;
}

function end(form, held) {
  form.removeEventListener("submit", held.keep, { capture: true });
  form.removeAttribute("aria-busy");
  waiting.delete(form);
  // the page may have been left, or the button have gone with what it belonged to
  if (!held.pressed || !form.isConnected) return;
  const { button } = held.pressed;
  form.requestSubmit(button?.form === form ? button : undefined);
}
