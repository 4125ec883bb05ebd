// What no finger can hit and what does not fit, on the page as it stands.
import { expect, type Page } from "@playwright/test";

/** The smallest side of something that is touched, CSS pixels; half a pixel for rounding. */
const TARGET = 43.5;

/**
 * What is wrong with the layout: a page wider than the screen, controls smaller than a finger. Links within a
 * sentence are as tall as their line; a link whose click area covers its whole row counts as that row.
 */
export async function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate((target) => {
    const faults: string[] = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth + 1) faults.push(`the page is ${scrollWidth} wide on ${clientWidth}`);
    const controls = "a[href], button, input:not([type=hidden]), select, summary, textarea";
    for (const control of document.querySelectorAll<HTMLElement>(controls)) {
      if (!control.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      let touched: Element = control;
      if (control.matches("input[type=checkbox], input[type=radio], input[type=file]")) {
        touched = control.closest("label") ?? control;
      } else if (control.matches("a") && getComputedStyle(control, "::after").position === "absolute") {
        touched = control.closest("tr, li, article") ?? control;
      } else if (control.matches("a") && getComputedStyle(control).display === "inline") {
        const around = control.parentElement?.textContent?.trim().length ?? 0;
        if (around > (control.textContent?.trim().length ?? 0)) continue;
      }
      const { width, height } = touched.getBoundingClientRect();
      // what only a screen reader or the keyboard meets has no size
      if (width <= 1 || height <= 1) continue;
      if (width < target || height < target) {
        const name = (control.textContent?.trim() || control.getAttribute("name") || control.className).slice(0, 20);
        faults.push(`${control.tagName.toLowerCase()} "${name}" is ${Math.round(width)} by ${Math.round(height)}`);
      }
    }
    return [...new Set(faults)];
  }, TARGET);
}

/** Gives the window another size. What stands in it has been laid out for that afterwards: a browser does so with the next frame. */
export async function resize(page: Page, size: { width: number; height: number }): Promise<void> {
  await page.setViewportSize(size);
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(size.width);
  await page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  });
}
