// What stands beside each other fits every width that a window may have, in both languages.
import type { Locator, Page } from "@playwright/test";
import { addSite } from "../support/doors";
import { fillReplacement } from "../support/gear";
import { resize } from "../support/layout";
import { picture } from "../support/picture";
import { file, openForm, pick, send } from "../support/steps";
import { expect, signIn, test } from "../support/test";

/** A stove is found behind a new door; answers the form of its survey. */
async function survey(page: Page): Promise<Locator> {
  await page.goto(`/sites/${await addSite(page, "household", `安龙路 1234 弄 ${Date.now() % 100_000} 室`)}`);
  return await openForm(page, "stove-new");
}

/** The widest that rows of stoves say of a day and of where they stand: the demo has replaced all and knows when each was sold. */
async function widestStoves(page: Page): Promise<void> {
  // only the plate tells the age: the end of its life is presumed
  const byPlate = await survey(page);
  await pick(byPlate, "survey.flame_failure", "1");
  await byPlate.locator("input[name='survey.dates.made_on']").fill("2025-05-01");
  await send(byPlate);
  await expect(page.locator("main")).toContainText("推定");
  // replaced, and nobody has accepted it yet
  const old = await survey(page);
  await old.locator("select[name='survey.fuel']").selectOption("natural_gas");
  await old.locator("select[name='survey.supply']").selectOption("natural_gas");
  await pick(old, "survey.flame_failure", "0");
  await old.locator("input[name='survey.dates.made_on']").fill("2012-05-01");
  await send(old);
  await send(await openForm(page, "stove-plan"));
  const replace = await openForm(page, "stove-replace");
  await fillReplacement(replace, `S-${Date.now()}`);
  await replace.locator("input[name=photos_before]").setInputFiles(file("before.png", picture(1)));
  await replace.locator("input[name=photos]").setInputFiles(file("after.png", picture(2)));
  await send(replace);
  await expect(page.locator(".hazard-lead .hazard-marks")).toContainText("已更换待验收");
}

/**
 * Puts a row of every kind that the filter knows into the table: what a column needs at most is so no matter of which
 * rows happen to be on the first page.
 */
async function showEveryKind(page: Page): Promise<void> {
  const rows = await page.evaluate(async () => {
    const body = document.querySelector("table.rows tbody")!;
    const kinds = [...document.querySelectorAll<HTMLInputElement>(".filter-group input:is([type=checkbox], [type=radio])")];
    for (const { name, value } of kinds) {
      if (!value) continue;
      const answer = await fetch(`${location.pathname}?${new URLSearchParams({ [name]: value })}`);
      const other = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const row of other.querySelectorAll("table.rows tbody > tr")) body.append(document.importNode(row, true));
    }
    return { kinds: kinds.length, rows: body.children.length };
  });
  expect(rows.kinds, `${page.url()}: kinds to filter by`).toBeGreaterThan(2);
  expect(rows.rows, `${page.url()}: rows of them`).toBeGreaterThan(50);
}

test("the frame fits every width in both languages", async ({ page, context, baseURL }) => {
  await signIn(page, "office");
  for (const lang of ["zh", "en"]) {
    await context.addCookies([{ name: "lang", value: lang, url: baseURL ?? "" }]);
    for (const width of [390, 820, 1024, 1112, 1180, 1248, 1280, 1366, 1440, 1536, 1920]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto("/rates");
      const where = `${lang} at ${width}`;
      const box = async (selector: string) => {
        const found = await page.locator(selector).first().boundingBox();
        expect(found, `${selector} in ${where}`).not.toBeNull();
        return found!;
      };
      const [brand, nav, bell, account] = [
        await box(".top > .brand"),
        await box(".main-nav"),
        await box(".inbox-link"),
        await box(".account > summary"),
      ];
      // side by side, each in one line, and all of them on the screen; or the navigation at the foot
      for (const part of [brand, bell, account]) expect(part.height, where).toBeLessThanOrEqual(50);
      expect(account.x + account.width, where).toBeLessThanOrEqual(width);
      expect(bell.x + bell.width, where).toBeLessThanOrEqual(account.x + 1);
      if (nav.y < 100) {
        expect(brand.x + brand.width, where).toBeLessThanOrEqual(nav.x + 1);
        expect(nav.x + nav.width, where).toBeLessThanOrEqual(bell.x + 1);
        // none of its ways is out of sight
        const hidden = await page.locator(".main-nav").evaluate((all) => all.scrollWidth - all.clientWidth);
        expect(hidden, where).toBeLessThanOrEqual(1);
      }
    }
  }
});

test.describe("no table hides behind its map", () => {
  // thousands of rows at seven widths: the languages beside each other
  test.describe.configure({ mode: "parallel" });

  for (const lang of ["zh", "en"]) {
    test(`in ${lang}`, async ({ browser, page, context, problems, baseURL }) => {
      test.setTimeout(480_000);
      await signIn(page, "office");
      // plain forms
      const plain = await browser.newContext({ javaScriptEnabled: false, baseURL });
      await problems.watch(plain);
      const inspector = await plain.newPage();
      await signIn(inspector, "inspector");
      await widestStoves(inspector);
      await plain.close();
      await context.addCookies([{ name: "lang", value: lang, url: baseURL ?? "" }]);
      for (const path of ["/hazards", "/inspections", "/sites", "/desk", "/stoves", "/detectors", "/orders"]) {
        await page.goto(path);
        await expect(page.locator("table.rows")).toBeVisible();
        await showEveryKind(page);
        for (const width of [820, 1024, 1180, 1280, 1366, 1440, 1920]) {
          await resize(page, { width, height: 820 });
          const [over, beside] = await page.evaluate(() => {
            const box = (selector: string) => document.querySelector(selector)!.getBoundingClientRect();
            const results = box(".results");
            return [box("table.rows").right - results.right, results.right <= box(".map-pane").left] as const;
          });
          expect(over, `${path} at ${width}`).toBeLessThanOrEqual(1);
          expect(beside, `${path} at ${width}: list and map beside each other`).toBe(true);
        }
      }
    });
  }
});
