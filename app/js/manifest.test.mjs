// What a device is told when somebody puts the field app on its first screen: `public/manifest.webmanifest`.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { SHELL } from "./sw/shell.js";

const PUBLIC = new URL("../../public/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("manifest.webmanifest", PUBLIC), "utf8"));
const file = (src) => new URL(src.slice(1), PUBLIC);

/** What the head of a PNG says of it. */
function png(src) {
  const bytes = readFileSync(file(src));
  assert.equal(bytes.subarray(0, 8).toString("latin1"), "\x89PNG\r\n\x1a\n", `${src} is a PNG`);
  assert.equal(bytes.subarray(12, 16).toString("latin1"), "IHDR", src);
  // colours with an alpha, or a list of them with one
  const clear = [4, 6].includes(bytes[25]) || bytes.includes("tRNS");
  return { sizes: `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, clear };
}

test("the app starts where the service worker answers without network, and is the same app for ever", () => {
  assert.equal(manifest.start_url, SHELL);
  // another id would be another app beside the one that people have
  assert.equal(manifest.id, "/field");
  assert.equal(manifest.display, "standalone");
});

test("the app holds the whole site: signing in and the pages with a line open in it, not beside it", () => {
  assert.equal(manifest.scope, "/");
  for (const { url } of [{ url: manifest.start_url }, ...manifest.shortcuts]) {
    assert.ok(url.startsWith(manifest.scope), url);
  }
});

test("what can be begun from the first screen begins without network too", () => {
  assert.ok(manifest.shortcuts.length > 0);
  for (const { name, url } of manifest.shortcuts) {
    assert.ok(name && url.startsWith(`${SHELL}/`), `${name}: ${url}`);
  }
});

test("every icon is there, with the size and of the kind that is said", () => {
  const icons = [...manifest.icons, ...manifest.shortcuts.flatMap(({ icons }) => icons ?? [])];
  for (const { src, sizes, type } of icons) {
    assert.match(src, /^\/[^/]+$/);
    assert.ok(existsSync(file(src)), src);
    if (type === "image/svg+xml") {
      assert.equal(sizes, "any", src);
      assert.match(readFileSync(file(src), "utf8"), /<svg[\s>]/, src);
    } else {
      assert.equal(type, "image/png", src);
      assert.equal(png(src).sizes, sizes, src);
    }
  }
});

test("there are icons in both sizes that browsers ask for, and one that may be cut to any shape", () => {
  const of = (purpose) => manifest.icons.filter((icon) => (icon.purpose ?? "any").split(" ").includes(purpose));
  for (const { src, purpose } of manifest.icons) {
    // one that is cut has a margin, which would be shown elsewhere
    assert.match(purpose ?? "any", /^(any|maskable|monochrome)$/, src);
  }
  const sizes = of("any").map((icon) => icon.sizes);
  for (const size of ["192x192", "512x512"]) assert.ok(sizes.includes(size), size);
  const whole = of("maskable").filter(({ type }) => type === "image/png");
  assert.ok(whole.some((icon) => icon.sizes === "512x512"));
  for (const { src } of whole) assert.equal(png(src).clear, false, `${src}: what is cut has to be filled to its edges`);
});
