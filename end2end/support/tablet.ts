// A tablet: one browser with a profile of its own that outlives the window, as a device that was switched off and on.
import { chromium, expect, test, type BrowserContext, type Page } from "@playwright/test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { browser } from "./browser";
import type { Problems } from "./problems";
import { removeFolder } from "./process";
import { HERE } from "./recording";
import { PASSWORD, people, type Person } from "./signIn";

export const PIN = "2580";

export class Tablet {
  private readonly folder = mkdtempSync(join(tmpdir(), "xunan-tablet-"));
  private context: BrowserContext | undefined;

  constructor(
    private readonly problems: Problems,
    /** Where its server is, when it is not that of the other stories. */
    private readonly base?: string,
    /** How its browser is started besides, such as with a camera. */
    private readonly args: string[] = [],
  ) {
    // without a line requests fail, and the browser says so
    problems.expect(/ERR_INTERNET_DISCONNECTED/, /Failed to fetch/, /ERR_FAILED/);
  }

  /** Switches it on: a window on the profile that it had before. */
  async on(online: boolean): Promise<Page> {
    const { use } = test.info().project;
    this.context = await chromium.launchPersistentContext(this.folder, {
      ...use.launchOptions,
      args: [...(use.launchOptions?.args ?? []), ...this.args],
      baseURL: this.base ?? use.baseURL,
      viewport: use.viewport,
      hasTouch: use.hasTouch,
      isMobile: use.isMobile,
      locale: use.locale,
      timezoneId: use.timezoneId,
      ...use.contextOptions,
      permissions: ["geolocation"],
      geolocation: HERE,
    });
    this.context.setDefaultTimeout(browser.actionTimeout);
    this.context.setDefaultNavigationTimeout(browser.navigationTimeout);
    await this.context.setOffline(!online);
    await this.problems.watch(this.context);
    return this.context.pages()[0] ?? this.context.newPage();
  }

  /** Switches it off. */
  async off(): Promise<void> {
    await this.context?.close();
    this.context = undefined;
  }

  async line(there: boolean): Promise<void> {
    await this.context?.setOffline(!there);
  }

  /** Throws it away. */
  async end(): Promise<void> {
    await this.off();
    removeFolder(this.folder);
  }
}

/** Types the PIN into the pad. */
export async function typePin(page: Page, pin: string): Promise<void> {
  const pad = page.locator(".pin");
  for (const digit of pin) await pad.getByRole("button", { name: digit, exact: true }).click();
  await pad.getByRole("button", { name: "确定" }).click();
}

/** Whether everything is in the tablet's store that a start without network needs; the map is the last of it. */
function hasLoaded(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const db = await done(indexedDB.open("xunan-field"));
    const values: unknown[] = await done(db.transaction("meta").objectStore("meta").getAll());
    db.close();
    return values.some((value) => value instanceof Object && "baseTag" in value);
  });
}

/** Signs in and gets ready for today: data, PIN, and the program kept for a start without network. */
export async function getReady(page: Page, who: Person): Promise<void> {
  await page.goto("/sign-in?next=/field/ready");
  await page.locator("input[name=login]").fill(people[who]);
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("form:has(input[name=password]) [type=submit]").click();
  await loadToday(page);
  await choosePin(page);
  // the pad comes with the first records; the checklists are still on their way then
  await expect.poll(() => hasLoaded(page), { timeout: 120_000, message: "everything is loaded" }).toBe(true);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await page.getByRole("button", { name: "开始作业" }).click();
  await expect(page.getByRole("heading", { name: "今天" })).toBeVisible();
}

/** Presses "get ready" and waits until the records are on the tablet. */
export async function loadToday(page: Page): Promise<void> {
  await page.getByRole("button", { name: "准备今日工作" }).click();
  await expect(page.locator(".card", { hasText: "本机数据" })).toBeVisible({ timeout: 120_000 });
}

/** Chooses the PIN, which is asked for where the tablet has no key: typed twice. */
export async function choosePin(page: Page): Promise<void> {
  await expect(page.locator(".pin")).toBeVisible({ timeout: 120_000 });
  await typePin(page, PIN);
  await typePin(page, PIN);
}

/** A tablet that was made ready, and is on again without a line. */
export async function readyOffline(tablet: Tablet, who: Person): Promise<Page> {
  await getReady(await tablet.on(true), who);
  await tablet.line(false);
  await tablet.off();
  return tablet.on(false);
}

/** Opens the field app; the PIN is typed where it is asked for. */
export async function openField(page: Page, path = "/field"): Promise<void> {
  await page.goto(path);
  const pad = page.locator(".pin");
  const ways = page.locator(".field-nav");
  // a start without network reads the whole program anew, and a PIN is hard to find out by trying
  await expect(pad.or(ways)).toBeVisible({ timeout: 60_000 });
  if (await pad.isVisible()) await typePin(page, PIN);
  await expect(ways).toBeVisible({ timeout: 60_000 });
  // the screen stands before everything that was taken along is in memory
  await expect(page.locator("#main .skeleton")).toHaveCount(0);
}

/** Begins a step of a hazard, by the name of its button. */
export async function beginStep(page: Page, hazard: string, action: string): Promise<void> {
  await openField(page, `/field/hazards/${hazard}`);
  await page.locator(".field-steps").getByRole("button", { name: action }).click();
  await expect(page.locator(".capture-bar .save")).toBeVisible();
}

/** Saves the form that is open, without a line: it is on the tablet then. */
export async function saveHere(page: Page): Promise<void> {
  await page.locator(".capture-bar .save").click();
  await expect(page.locator(".saved-line")).toContainText("已保存在本机");
}
