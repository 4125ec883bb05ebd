// Measures the field app in the browser, on the release build. Not a test: nothing here fails for being slow.
import { defineConfig } from "@playwright/test";
import { browser } from "./support/browser";

export default defineConfig({
  testDir: "bench",
  testMatch: "*.bench.ts",
  outputDir: "test-results/bench",
  workers: 1,
  timeout: 1_800_000,
  expect: { timeout: 120_000 },
  reporter: [["list"]],
  use: { ...browser, trace: "off", screenshot: "off", viewport: { width: 820, height: 1180 } },
});
