// The browser of all tests: the system's Chromium where there is one, in Chinese, at Shanghai's time.
import type { PlaywrightTestOptions, PlaywrightWorkerOptions } from "@playwright/test";
import { ARGS, findChromium } from "./chromium";

export const browser = {
  locale: "zh-CN",
  timezoneId: "Asia/Shanghai",
  actionTimeout: 15_000,
  navigationTimeout: 30_000,
  // recording each story costs a third of its time; `npx playwright test --trace on` when one fails
  trace: "off",
  screenshot: "only-on-failure",
  launchOptions: {
    executablePath: findChromium(),
    args: ARGS,
  },
} satisfies Partial<PlaywrightTestOptions & PlaywrightWorkerOptions>;
