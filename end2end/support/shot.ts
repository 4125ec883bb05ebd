import { test, type Page } from "@playwright/test";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../shots/", import.meta.url));
/** Somebody wants to look at them: `SHOTS=1 make e2e`. Without a graphics card each takes longer than the page itself. */
const wanted = !!process.env.SHOTS;

/** Keeps a picture of what the window shows, as shots/<screen>-<name>.png, when pictures are wanted. */
export async function shot(page: Page, name: string, options: { fullPage?: boolean } = {}): Promise<void> {
  if (!wanted) return;
  const path = `${folder}${test.info().project.name}-${name}.png`;
  await page.screenshot({ path, animations: "disabled", ...options });
}

/** Keeps the pages of a paper as pictures, as shots/<screen>-<name>-<page>.png, when pictures are wanted. */
export function keepPages(name: string, pages: Buffer[]): void {
  if (!wanted) return;
  mkdirSync(folder, { recursive: true });
  pages.forEach((page, i) => writeFileSync(`${folder}${test.info().project.name}-${name}-${i + 1}.png`, page));
}
