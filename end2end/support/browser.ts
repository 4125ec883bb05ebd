// The browser of all tests: the system's Chromium where there is one, in Chinese, at Shanghai's time.
import type { PlaywrightTestOptions, PlaywrightWorkerOptions } from "@playwright/test";
import { ARGS, findChromium } from "./chromium";

export const browser = {
  locale: "zh-CN",
  timezoneId: "Asia/Shanghai",
  // a click that sends a form lasts until the answer comes: a paper is drawn, a period is counted
  actionTimeout: 60_000,
  navigationTimeout: 60_000,
  // nothing slides: what is about to be pressed stays where it is, and a map is at once where it goes
  contextOptions: { reducedMotion: "reduce" },
  // recording each story costs a third of its time; `npx playwright test --trace on` when one fails
  trace: "off",
  // of how a story ends; what it shows on its way it keeps itself (shot.ts)
  screenshot: process.env.SHOTS ? { mode: "on", fullPage: true } : "only-on-failure",
  launchOptions: {
    executablePath: findChromium(),
    args: ARGS,
  },
} satisfies Partial<PlaywrightTestOptions & PlaywrightWorkerOptions>;
