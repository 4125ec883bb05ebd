// What a list page asks the browser for: its filter form, its rows, and handing out text.
// Part of the first load, so it is small and has no imports.

/** How long a person must have stopped typing before the list follows, in milliseconds. */
const TYPING = 350;

/** The drop-downs of a form that lie over the page; on a phone they are parts of it and stay as they are. */
const OVER_THE_PAGE = "(width > 600px)";

/** What a form would send, as a query. */
export function readForm(form) {
  return new URLSearchParams(new FormData(form)).toString();
}

/**
 * Calls `changed` with the form's query whenever its content has changed: at once for a choice, after a pause
 * for typing, never in the middle of composing a Chinese word. Controls may stand outside the form (`form="…"`).
 * Also closes drop-downs that were left.
 *
 * @param {HTMLFormElement} form
 * @param {(query: string) => void} changed
 */
export function watchForm(form, changed) {
  const listening = new AbortController();
  const { signal } = listening;
  let timer = 0;
  const tell = () => {
    clearTimeout(timer);
    changed(readForm(form));
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(tell, TYPING);
  };
  const isOurs = (target) => target instanceof Element && target.form === form && target.name;
  const isTyped = (target) => target.type === "search" || target.type === "text";

  document.addEventListener("change", (event) => isOurs(event.target) && tell(), { signal });
  form.addEventListener("input", (event) => isTyped(event.target) && !event.isComposing && later(), { signal });
  form.addEventListener("compositionend", later, { signal });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    tell();
  }, { signal });

  const closeAllBut = (kept) => {
    for (const open of form.querySelectorAll("details[open]")) {
      if (!open.contains(kept) && matchMedia(OVER_THE_PAGE).matches) open.open = false;
    }
  };
  document.addEventListener("click", (event) => closeAllBut(event.target), { signal });
  form.addEventListener("focusin", (event) => closeAllBut(event.target), { signal });
  form.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && event.target.closest("details[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  }, { signal });

  return {
    stop() {
      clearTimeout(timer);
      listening.abort();
    },
  };
}

/** Makes the form show what the query says. Leaves alone what is being typed. */
export function fillForm(form, query) {
  const wanted = new URLSearchParams(query);
  for (const control of form.elements) {
    if (!control.name || control.type === "hidden") continue;
    const values = wanted.getAll(control.name).flatMap((value) => value.split(","));
    if (control.type === "checkbox") control.checked = values.includes(control.value);
    else if (control.type === "radio") control.checked = control.value === (values[0] ?? "");
    else if (control !== document.activeElement || control.tagName === "SELECT") {
      control.value = wanted.get(control.name) ?? "";
    }
  }
}

/** Brings an element into view, if it is on the page and has a place there; says whether. */
export function bringIntoView(id) {
  const element = document.getElementById(id);
  if (!element || element.getClientRects().length === 0) return false;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  return true;
}

/** Hands a text over as a file. */
export function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // the browser has taken hold of the content by the next turn
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

/** Copies a text; says whether that worked. Without a secure connection browsers offer only the old way. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}
