// Photos of a plain form: shrunk where they were chosen, so that the form sends small ones. Whoever has no scripts
// sends them as they are.

import { hold } from "./held.js";
import { shrink } from "./shrink.js";

/** A shrunk picture is a JPEG, whatever it was before. */
function named(file, blob) {
  if (blob === file) return file;
  const name = file.name.replace(/\.[^.]*$/, "");
  return new File([blob], `${name}.jpg`, { type: "image/jpeg", lastModified: file.lastModified });
}

/**
 * Puts shrunk copies in the place of the files of an input. Its form waits until that is done.
 *
 * @param {HTMLInputElement} input
 */
export async function shrinkChosen(input) {
  const chosen = [...input.files];
  const release = input.form ? hold(input.form) : () => undefined;
  try {
    const small = new DataTransfer();
    // one after the other: a camera's picture takes 50 MB while it is open
    for (const file of chosen) small.items.add(named(file, await shrink(file)));
    const same = input.files.length === chosen.length && chosen.every((file, i) => input.files[i] === file);
    // somebody may have chosen others meanwhile
    if (same) input.files = small.files;
  } catch {
    // a file that went away meanwhile: the form sends what is still there
  } finally {
    release();
  }
}

/** Where this page finds the picture of a file; they go with the page. */
const urls = new WeakMap();

/**
 * @param {string} id of a file input
 * @returns {string[]} where this page finds its pictures, in their order
 */
export function pictures(id) {
  const files = document.getElementById(id)?.files ?? [];
  return Array.from(files, (file) => {
    if (!urls.has(file)) urls.set(file, URL.createObjectURL(file));
    return urls.get(file);
  });
}
