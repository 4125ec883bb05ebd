import { expect, type Page } from "@playwright/test";

/** The people of the demo. */
export const people = {
  inspector: "wang.min",
  office: "li.office",
  colleague: "zhou.office",
  leader: "chen.lead",
  admin: "admin",
} as const;

export type Person = keyof typeof people;

/** The password of all of them. */
export const PASSWORD = "Xunan-2023";

/** Signs in with the form, as a person would, and stands on the page that follows. */
export async function signIn(page: Page, who: Person): Promise<void> {
  await page.goto("/sign-in");
  await fillIn(page, who);
}

/** Signs in on the form that stands here already, having come from another page. */
export async function fillIn(page: Page, who: Person): Promise<void> {
  await page.locator("input[name=login]").fill(people[who]);
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("form:has(input[name=password]) [type=submit]").click();
  // a password takes a moment to be looked at, on purpose
  await expect(page).not.toHaveURL(/\/sign-in/, { timeout: 60_000 });
}
