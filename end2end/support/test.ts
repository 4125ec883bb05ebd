// What stories import instead of @playwright/test: `test` fails on any problem in the browser that it did not expect,
// and opens windows for several people.
import { test as base, type Page } from "@playwright/test";
import { Problems } from "./problems";
import { signIn, type Person } from "./signIn";

type Fixtures = {
  /** Collects what went wrong in the browsers of this story. */
  problems: Problems;
  /** Opens a window of its own, with its own cookies, for a person who is signed in there. */
  openAs: (who: Person) => Promise<Page>;
};

export const test = base.extend<Fixtures>({
  problems: [
    async ({}, use) => {
      const problems = new Problems();
      await use(problems);
      base.expect(await problems.unexpected(), "problems in the browser").toEqual([]);
    },
    { auto: true },
  ],
  context: async ({ context, problems }, use) => {
    await problems.watch(context);
    await use(context);
  },
  openAs: async ({ browser, problems }, use) => {
    const opened: Page[] = [];
    await use(async (who) => {
      // takes over screen, language and address of the project
      const context = await browser.newContext();
      await problems.watch(context);
      const page = await context.newPage();
      opened.push(page);
      await signIn(page, who);
      return page;
    });
    for (const page of opened) await page.context().close();
  },
});

export { expect } from "@playwright/test";
export { PASSWORD, people, signIn, type Person } from "./signIn";
export { shot } from "./shot";
