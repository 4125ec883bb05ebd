// Photos that the server does not have yet, kept on the device so that a reload loses none.

import { createStore, del, entries, get, set } from "idb-keyval";

/** What nobody came back for within this time is thrown away. */
const KEPT_FOR_MS = 30 * 24 * 3600 * 1000;

let store;
const photos = () => (store ??= createStore("xunan-capture", "photos"));

/**
 * @param {string} id
 * @param {Blob} blob the picture as it will be sent: byte for byte the same on every try
 * @param {string} kind
 */
export function put(id, blob, kind) {
  return set(id, { blob, kind, at: Date.now() }, photos());
}

/** @returns {Promise<{blob: Blob, kind: string} | undefined>} */
export function take(id) {
  return get(id, photos());
}

export function remove(id) {
  return del(id, photos());
}

/** Drafts of other people on the same tablet keep theirs; only what is long forgotten goes. */
export async function tidy() {
  const oldest = Date.now() - KEPT_FOR_MS;
  for (const [id, { at }] of await entries(photos())) {
    if (!(at > oldest)) await remove(id);
  }
}
