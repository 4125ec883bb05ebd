// Stories played in Chromium against the real server.
//
// A story named *.tablet.spec.ts, *.phone.spec.ts or *.desk.spec.ts is played on that screen alone, any other *.spec.ts
// on all three; with SCREEN=phone every story is played there, to see what can be done on it. Each worker has a server
// of its own with the demo in it, which its stories share one after the other: a story makes the records it changes, and
// none that count in the demo's year 2023, whose figures others state.
import { defineConfig, type Project } from "@playwright/test";
import { browser } from "./support/browser";
import { serverOfWorker } from "./support/server";

const screens = {
  tablet: { viewport: { width: 820, height: 1180 }, hasTouch: true, isMobile: true },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  desk: { viewport: { width: 1366, height: 768 } },
};

const only = process.env.SCREEN;
const played = Object.entries(screens).filter(([name]) => !only || name === only);

const projects: Project[] = played.map(([name, use]) => ({
  name,
  use,
  testIgnore: only
    ? []
    : Object.keys(screens)
        .filter((other) => other !== name)
        .map((other) => `**/*.${other}.spec.ts`),
}));

export default defineConfig({
  testDir: "stories",
  outputDir: "test-results",
  globalSetup: "./support/server.ts",
  projects,
  workers: 2,
  // a story that passes only sometimes is broken
  retries: 0,
  forbidOnly: !!process.env.CI,
  // limits, not waits: two stories at a time on two cores, each with a server and a browser that nobody has optimised
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: [["list"], ["json", { outputFile: "test-results/report.json" }]],
  use: {
    // set by the global setup before any worker reads this
    baseURL: serverOfWorker(),
    ...browser,
  },
});
