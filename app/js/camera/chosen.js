// A photo taken for a plain form: put into its file input as if it had been chosen there.

/**
 * @param {string} id the input's id
 * @param {Blob} picture
 * @returns {number} how many files the input holds now
 */
export function putInto(id, picture) {
  const input = document.getElementById(id);
  if (!input) return 0;
  const all = new DataTransfer();
  for (const file of input.files) all.items.add(file);
  const name = `photo-${all.items.length + 1}.jpg`;
  all.items.add(new File([picture], name, { type: picture.type, lastModified: Date.now() }));
  input.files = all.files;
  return input.files.length;
}
