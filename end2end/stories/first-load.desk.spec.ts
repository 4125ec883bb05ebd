// What a browser fetches: at the desk nothing of the field app, for an inspector that app too, once there is time.
import type { Page } from "@playwright/test";
import { fillIn } from "../support/signIn";
import { lively } from "../support/steps";
import { expect, signIn, test } from "../support/test";

/** How many programs are kept on this device for a start without network. */
const kept = (page: Page) =>
  page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);

/** What every page needs of the program, and the part that most begin with: its files and what it shares with other parts. */
const first = /^\/pkg\/(app\.[0-9a-f]+\.(js|wasm|css)|__wasm_split\.[0-9a-f]+\.js|snippets\/.+\.js)$/;
const beginning = /^\/pkg\/(split_beginning_\d+|chunk_\d+)\.[0-9a-f]+\.wasm$/;

test("the form to sign in fetches the program for the page behind it, and starts nothing", async ({ page }) => {
  const fetched: string[] = [];
  page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
  const program = page.waitForResponse(/\/pkg\/app\.[0-9a-f]+\.wasm$/, { timeout: 60_000 });
  await page.goto("/sign-in");
  await (await program).finished();
  await page.waitForLoadState("networkidle");
  // a program that is started asks for more of its scripts
  const programs = fetched.filter((path) => /\.(m?js|wasm|css)$/.test(path)).sort();
  expect(programs).toEqual(["css", "js", "wasm"].map((kind) => expect.stringMatching(`^/pkg/app\\.[0-9a-f]+\\.${kind}$`)));
  await expect(page.locator("html")).not.toHaveAttribute("data-lively");

  // the next page has it, and takes nothing of it over the line again
  await fillIn(page, "office");
  await lively(page);
  const sizes = await page.evaluate(() => {
    const all = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    return all.filter((one) => /\/pkg\/app\.[0-9a-f]+\.(js|wasm)$/.test(one.name)).map((one) => one.transferSize);
  });
  expect(sizes).toEqual([0, 0]);
});

test("the part of a page is fetched beside the program", async ({ page }) => {
  await signIn(page, "office");
  await page.goto("about:blank");
  // the program itself is kept back: what is asked for nevertheless does not wait for it
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route(/\/pkg\/app\.[0-9a-f]+\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  const part = page.waitForRequest(/\/pkg\/split_looking_\d+\.[0-9a-f]+\.wasm$/, { timeout: 60_000 });
  await page.goto("/dashboard");
  await part;
  release();
  await expect(page.locator("html[data-lively]")).toBeAttached({ timeout: 60_000 });
});

test("the list of hazards fetches the first part of the program, its own, the map, and nothing else", async ({ page }) => {
  await signIn(page, "office");
  // what the first page began to fetch is its own affair
  await page.goto("about:blank");
  const fetched: string[] = [];
  page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
  await page.goto("/hazards");
  await expect(page.locator(".map-stage[data-map=drawn]")).toBeVisible({ timeout: 60_000 });

  const map = /^\/(js\/map\/view\.js|vendor\/maplibre-gl\/.+)$/;
  const programs = fetched.filter((path) => /\.(m?js|wasm|css)$/.test(path));
  expect(programs.some((path) => first.test(path))).toBe(true);
  expect(programs.some((path) => /^\/pkg\/split_beginning_/.test(path))).toBe(true);
  expect(programs.filter((path) => !first.test(path) && !beginning.test(path) && !map.test(path))).toEqual([]);
  expect(await kept(page)).toBe(0);
});

test("a page is painted before it asks for the program", async ({ page }) => {
  await signIn(page, "office");
  for (const path of ["/hazards", "/dashboard", "/desk"]) {
    const html = await (await page.request.get(path)).text();
    // on a slow line they would come before what is read
    expect(html).not.toMatch(/<link [^>]*preload"/);
    const [style, program] = ['rel="stylesheet"', '<script type="module"'].map((text) => html.indexOf(text));
    expect(style).toBeGreaterThan(0);
    expect(program).toBeGreaterThan(style!);
  }
});

test("an inspector's device keeps the field app once the first page is at rest", async ({ page }) => {
  await signIn(page, "inspector");
  await expect(page).toHaveURL("/");
  await expect.poll(() => kept(page), { timeout: 90_000 }).toBe(1);
});
