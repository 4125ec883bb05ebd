// The browser of all tests: the system's Chromium where there is one, in Chinese, at Shanghai's time.
import type { PlaywrightTestOptions, PlaywrightWorkerOptions } from "@playwright/test";
import { findChromium } from "./chromium";

export const browser = {
  locale: "zh-CN",
  timezoneId: "Asia/Shanghai",
  actionTimeout: 10_000,
  navigationTimeout: 20_000,
  trace: "retain-on-failure",
  screenshot: "only-on-failure",
  launchOptions: {
    executablePath: findChromium(),
    args: [
      "--no-sandbox",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // maps draw with WebGL; a test machine has no graphics card
      "--use-angle=swiftshader",
      "--enable-unsafe-swiftshader",
      "--ignore-gpu-blocklist",
    ],
  },
} satisfies Partial<PlaywrightTestOptions & PlaywrightWorkerOptions>;
