import { test, type Page } from "@playwright/test";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../shots/", import.meta.url));

/** Keeps a picture of what the window shows, as shots/<screen>-<name>.png. */
export async function shot(page: Page, name: string, options: { fullPage?: boolean } = {}): Promise<void> {
  const path = `${folder}${test.info().project.name}-${name}.png`;
  await page.screenshot({ path, animations: "disabled", ...options });
}

/** Keeps the pages of a paper as pictures, as shots/<screen>-<name>-<page>.png, for whoever looks at them. */
export function keepPages(name: string, pages: Buffer[]): void {
  pages.forEach((page, i) => writeFileSync(`${folder}${test.info().project.name}-${name}-${i + 1}.png`, page));
}
