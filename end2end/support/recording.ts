// The steps of recording a visit, as a person takes them, and the figures it changes.
import { expect, type Locator, type Page } from "@playwright/test";

/** Where the inspector stands in these stories: inside the subdistrict of the demo. */
export const HERE = { longitude: 121.39343, latitude: 31.20311, accuracy: 12 };

/** A JPEG drawn in the browser: larger than what is sent, so that it has to be shrunk. */
export async function photo(page: Page, text: string, width = 2400, height = 1800) {
  const base64 = await page.evaluate(
    ([text, width, height]) => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [width, height];
      const pen = canvas.getContext("2d")!;
      pen.fillStyle = "#46708a";
      pen.fillRect(0, 0, width, height);
      pen.fillStyle = "#fff";
      pen.font = `${height / 8}px sans-serif`;
      pen.fillText(text, width / 10, height / 2);
      return canvas.toDataURL("image/jpeg", 0.9).split(",")[1]!;
    },
    [text, width, height] as const,
  );
  return { name: `${text}.jpg`, mimeType: "image/jpeg", buffer: Buffer.from(base64, "base64") };
}

/** Lets the page know where it is, as a device whose owner has allowed it. */
export async function stand(page: Page): Promise<void> {
  await page.context().grantPermissions(["geolocation"]);
  await page.context().setGeolocation(HERE);
}

/** The forms for recording take nothing before the program runs. */
export async function ready(page: Page): Promise<void> {
  await expect(page.locator(".capture:not(.not-ready)")).toBeVisible();
}

/** Chooses a picture where photos are taken, and waits until the server has it. */
export async function addPhoto(page: Page, where: Locator, text: string): Promise<void> {
  const stored = where.locator('.shot[data-state="stored"]');
  const before = await stored.count();
  await where.locator("input[type=file][multiple]").first().setInputFiles(await photo(page, text));
  await expect(stored).toHaveCount(before + 1, { timeout: 60_000 });
}

/** One of the four parts of the form. */
export async function part(page: Page, name: "场所" | "检查" | "隐患" | "确认"): Promise<void> {
  await page.locator(".step", { hasText: name }).click();
}

/** A shop that the register does not have yet. */
export async function addShop(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "新增场所" }).click();
  await page.locator("#f-site-kind").selectOption("small_unit");
  await page.locator("#f-site-name").fill(name);
  await page.locator("#f-site-address").fill("仙霞路 475 号");
  await page.locator("#f-site-area").selectOption({ index: 1 });
}

/** Answers the checklist of a shop without gas: all is well but these items, each with a photo. */
export async function answer(page: Page, failed: string[]): Promise<void> {
  const items = page.locator(".check-item:visible");
  await items.filter({ hasText: "用火用气" }).getByText("不用气", { exact: true }).click();
  for (const pass of await items.locator(".segment.pass").all()) await pass.click();
  for (const question of failed) {
    const item = items.filter({ hasText: question });
    await item.locator(".segment.fail").click();
    await addPhoto(page, item, "整改前");
  }
}

/** Chooses the nth of the shops that a tablet finds, and goes on to its checklist; answers what it is called. */
export async function chooseShop(page: Page, n: number): Promise<string> {
  // the tablet finds out by itself where it is: the list is another one then, and in another order
  await expect(page.locator(".site-picker button[aria-pressed=true]")).toBeVisible();
  await page.locator("#f-site").fill("九小场所");
  const hits = page.locator(".site-hit");
  await expect(hits.filter({ hasNotText: "九小场所" }), "what was near, whatever it is").toHaveCount(0);
  await hits.nth(n).click();
  const name = await page.locator(".chosen-site h3").innerText();
  await part(page, "检查");
  return name;
}

/** n and N of the rectification rate of the current month. */
export async function monthRate(page: Page): Promise<{ n: number; of: number }> {
  await page.goto("/rates");
  const month = page.locator(".chip-links a", { hasText: "本月" });
  await page.goto((await month.getAttribute("href")) ?? "");
  const tile = page.locator(".stat").first();
  if ((await tile.count()) === 0) return { n: 0, of: 0 };
  const note = tile.locator(".stat-note");
  if ((await note.count()) === 0) return { n: 0, of: 0 };
  const [n, of] = (await note.innerText()).split("/").map(Number);
  return { n: n ?? 0, of: of ?? 0 };
}

/** Opens the form of an action on the page of a hazard. */
export async function openAction(page: Page, action: string): Promise<Locator> {
  const form = page.locator(`form#hazard-${action}`);
  const part = page.locator("details.disclosure", { has: form });
  await part.locator("summary").first().click();
  await expect(form).toBeVisible();
  return form;
}
