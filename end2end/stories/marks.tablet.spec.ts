import { addPhoto, ready, stand } from "../support/recording";
import { expect, shot, test } from "../support/test";

test("arrows and words over a photo, by finger and by keys, with the picture itself untouched", async ({ openAs }) => {
  const page = await openAs("inspector");
  await stand(page);
  await page.goto("/hazards/new");
  await ready(page);
  await addPhoto(page, page.locator(".report"), "配电箱");
  const id = await page.locator(".shot-mark").getAttribute("id");
  const original = await (await page.request.get(`/files/${id!.replace("f-marks-", "")}`)).body();

  const mark = page.getByRole("button", { name: "标注照片 1" });
  await mark.click();
  const editor = page.locator("dialog.marks");
  const surface = editor.locator("svg.marks-surface");
  await expect(editor).toContainText("拖动画箭头");
  await expect.poll(async () => (await surface.boundingBox())!.width).toBeGreaterThan(600);
  // it grows with the picture in it
  let box = (await surface.boundingBox())!;
  const grown = async (): Promise<boolean> => {
    const before = JSON.stringify(box);
    box = (await surface.boundingBox())!;
    return JSON.stringify(box) !== before;
  };
  await expect.poll(grown, "it has its size").toBe(false);
  const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
  await page.mouse.move(...at(0.2, 0.8));
  await page.mouse.down();
  await page.mouse.move(...at(0.4, 0.6), { steps: 5 });
  await page.mouse.move(...at(0.5, 0.45), { steps: 5 });
  await page.mouse.up();
  await expect(editor.locator(".mark-arrow")).toHaveCount(1);
  // a tap points at what was tapped
  await page.mouse.click(...at(0.85, 0.2));
  await expect(editor.locator(".mark-arrow")).toHaveCount(2);
  await editor.getByRole("button", { name: "撤销" }).click();
  await expect(editor.locator(".mark-arrow")).toHaveCount(1);

  // words without a finger: typed, then moved with the keys
  await editor.getByRole("button", { name: "加文字" }).click();
  await expect(page.locator("#f-mark-words")).toBeFocused();
  await page.keyboard.type("线路老化");
  const words = editor.locator(".mark-text");
  await expect(words).toHaveText("线路老化");
  const from = (await words.boundingBox())!;
  await page.locator("#f-mark-at").focus();
  for (let i = 0; i < 4; i += 1) await page.keyboard.press("Shift+ArrowUp");
  await expect.poll(async () => from.y - (await words.boundingBox())!.y).toBeGreaterThan(box.height * 0.15);
  await shot(page, "marks");
  await editor.getByRole("button", { name: "完成" }).click();
  await expect(mark).toBeFocused();
  await expect(page.locator(".shot svg.layer")).toHaveAttribute("aria-label", "标注：线路老化");
  await expect(page.locator('.shot[data-state="stored"]')).toHaveCount(1);

  // a reload in the middle loses none of it
  await page.reload();
  await ready(page);
  await expect(page.locator(".shot svg.layer .mark-arrow")).toHaveCount(1);
  await shot(page, "marks-strip");
  await page.locator("#f-description").fill("配电箱线路老化");
  await page.locator("input[name=category][value=electricity]").check({ force: true });
  await page.locator(".capture-bar .save").click();
  await page.getByRole("link", { name: "查看隐患" }).click();

  const gallery = page.locator(".photo-side").first();
  await expect(gallery.locator("a.photo svg.layer")).toHaveAttribute("aria-label", "标注：线路老化");
  await gallery.locator("a.photo").click();
  const full = gallery.locator("dialog");
  await expect(full.locator("svg.layer .mark-text")).toHaveText("线路老化");
  // once the picture has come
  const apart = async (): Promise<number> => {
    const [picture, layer] = [await full.locator("img").boundingBox(), await full.locator("svg.layer").boundingBox()];
    return Math.max(Math.abs(picture!.width - layer!.width), Math.abs(picture!.height - layer!.height));
  };
  await expect.poll(apart, "the drawing lies over the whole picture").toBeLessThan(2);
  await shot(page, "marks-full");
  await full.getByRole("button", { name: "看原照片" }).click();
  await expect(full.locator("svg.layer")).toHaveCount(0);
  const kept = await (await page.request.get((await gallery.locator("a.photo").getAttribute("href"))!)).body();
  expect(kept.equals(original)).toBe(true);
});
