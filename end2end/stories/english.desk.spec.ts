// Two languages, never mixed: an English page has no Chinese but the records' own, a Chinese one no English.
import type { Page } from "@playwright/test";
import { addItem, newChecklist } from "../support/checklists";
import { PAGES, pagesOfTicked } from "../support/pages";
import { expect, signIn, test } from "../support/test";

// what the server writes is what the program writes: they are the same components
test.use({ javaScriptEnabled: false });

/** Texts, labels and headings of the frame and the controls: everything that no record has written. */
function words(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    // what records, areas and people are called
    const data =
      "tbody td, tbody th, option, textarea, .account, .rates-scope, .hazard-card, .visit-line, .facts dd, .line-list, .walk-what, .walk-tick, h1[lang], .condition, .desk-views li, .desk-lines a + span, .card:has(.desk-lines) h2, #assignment-rule-save label.chip, .document, .document-template, .template-words, .checklist-edited, code, pre";
    // the map of areas begins what it says with the name of one, and so does the way to a summary's draft, which is there
    // on the first days of a month
    const named = (element: Element, text: string) => {
      if (element.closest(".area-map-box, .area-map-said")) return text.replace(/^\p{Script=Han}+(?=,|$)/u, "");
      return element.closest(".summary-changes > li > a") ? text.replace(/^\p{Script=Han}+(?= · )/u, "") : text;
    };
    const out: string[] = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const element = node.parentElement;
      const text = (node.textContent ?? "").trim();
      if (!element || !text || element.closest(`script, style, template, noscript, ${data}`)) continue;
      out.push(named(element, text));
    }
    for (const element of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
      if (element.closest(data)) continue;
      for (const name of ["aria-label", "title", "placeholder"]) out.push(named(element, element.getAttribute(name) ?? ""));
    }
    out.push(document.title);
    // a paper's number is what it is called, also in the middle of a sentence
    return out.map((text) => text.replace(/\p{Script=Han}+〔\d{4}〕\d+号/gu, "").trim()).filter((text) => text !== "");
  });
}

/** The pages of one record of each kind, found through the lists. */
async function records(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const list of ["/hazards", "/inspections", "/sites"]) {
    await page.goto(list);
    found.push((await page.locator("a.row-link").first().getAttribute("href")) ?? "");
  }
  return found;
}

for (const who of ["inspector", "office", "leader"] as const) {
  test(`English has no Chinese: ${who}`, async ({ page, context, baseURL, problems }) => {
    test.setTimeout(480_000);
    // a leader records nothing, only the office watches tablets, and the pages that say so are read too
    if (who === "leader") problems.expect(/403 \(Forbidden\).*\/(new|paper-templates)/);
    if (who === "inspector") problems.expect(/403 \(Forbidden\).*\/desk/);
    if (who !== "office") {
      problems.expect(/403 \(Forbidden\).*\/(devices|import|deliveries|assignment|(penalties|orders|fires)\/new)/);
    }
    await signIn(page, who);
    await context.addCookies([{ name: "lang", value: "en", url: baseURL ?? "" }]);
    const mixed: string[] = [];
    const ticked = who === "office" ? await pagesOfTicked(page) : [];
    for (const path of [...PAGES, ...ticked]) {
      await page.goto(path);
      await expect(page.locator("html")).toHaveAttribute("lang", "en");
      // the switch names the other language in that language
      const chinese = (await words(page)).filter((text) => /\p{Script=Han}/u.test(text) && text !== "中文");
      mixed.push(...chinese.map((text) => `${path}: ${text}`));
    }
    expect(mixed).toEqual([]);
  });
}

test("Chinese has no English", async ({ page }) => {
  test.setTimeout(480_000);
  await signIn(page, "office");
  const mixed: string[] = [];
  for (const path of [...PAGES, ...(await pagesOfTicked(page)), ...(await records(page))]) {
    await page.goto(path);
    const allowed = /^(English|BD|CSV|FIRE|GCJ|GPS|JavaScript|JPEG|PNG|WebP|MB|km|m|A|B|C|P90|N|n\/N)$/;
    const english = (await words(page)).filter((text) =>
      (text.match(/[A-Za-z][A-Za-z0-9/]*/g) ?? []).some((word) => !allowed.test(word)),
    );
    mixed.push(...english.map((text) => `${path}: ${text}`));
  }
  expect(mixed).toEqual([]);
});

test("the checklist editor speaks one language at a time", async ({ page, context, baseURL }) => {
  await signIn(page, "office");
  const code = `words_${Date.now()}`;
  await newChecklist(page, code, "用词检查");
  await addItem(page, { key: "exits", zh: "出口畅通", en: "Exits are clear" });
  const own = `/checklists/${code}`;
  const editor = [`${own}/draft`, `${own}/draft?item=exits`, `${own}/preview`];
  const mixed: string[] = [];
  for (const path of editor) {
    await page.goto(path);
    // the code is what the office has typed itself, examples of keys are Latin in both languages
    const known = /words|bike_shed|piped|lpg|gas/i;
    const latin = (await words(page)).filter((text) => /[A-Za-z]{3}/.test(text) && text !== "English");
    const english = latin.filter((text) => !known.test(text));
    mixed.push(...english.map((text) => `${path}: ${text}`));
  }
  await context.addCookies([{ name: "lang", value: "en", url: baseURL ?? "" }]);
  for (const path of editor) {
    await page.goto(path);
    const chinese = (await words(page)).filter((text) => /\p{Script=Han}/u.test(text) && text !== "中文");
    mixed.push(...chinese.map((text) => `${path}: ${text}`));
  }
  expect(mixed).toEqual([]);
});

test("the sign-in page speaks both, and the switch stays", async ({ page }) => {
  await page.goto("/sign-in");
  await expect(page.getByRole("button", { name: "登录" })).toBeVisible();
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  const chinese = (await words(page)).filter((text) => /\p{Script=Han}/u.test(text) && text !== "中文");
  expect(chinese).toEqual([]);
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});
