// Faults: the page, the network and the server die while a tablet sends. Each file starts a server of its own.
import { defineConfig } from "@playwright/test";
import { browser } from "./support/browser";

export default defineConfig({
  testDir: "faults",
  testMatch: "*.fault.ts",
  outputDir: "test-results/faults",
  workers: 1,
  retries: 0,
  expect: { timeout: 30_000 },
  reporter: [["list"], ["json", { outputFile: "test-results/faults.json" }]],
  use: { ...browser, viewport: { width: 820, height: 1180 } },
});
