import { addShop, answer, part, ready, stand } from "../support/recording";
import { expect, shot, test } from "../support/test";

test("whoever was met signs with a finger", async ({ openAs }) => {
  const page = await openAs("inspector");
  await stand(page);
  await page.goto("/visit/new");
  await ready(page);
  await addShop(page, "巡安签名小店");
  await part(page, "检查");
  await answer(page, []);
  await part(page, "确认");
  const signing = page.locator(".signature");
  await signing.getByText("签名", { exact: true }).click();
  await page.locator(".capture-bar .save").click();
  await expect(page.locator("#f-signature-name")).toBeFocused();
  await expect(page.locator(".form-errors")).toContainText("签名人姓名");
  await page.locator("#f-signature-name").fill("王大明");

  const canvas = page.locator("#f-signature-strokes");
  const clear = signing.getByRole("button", { name: "重签" });
  const draw = async () => {
    // with its buttons and messages the page above and below it comes and goes
    await canvas.scrollIntoViewIfNeeded();
    let box = (await canvas.boundingBox())!;
    const rests = async () => {
      const before = box;
      box = (await canvas.boundingBox())!;
      return before.y === box.y && before.height === box.height;
    };
    await expect.poll(rests).toBe(true);
    for (const [x, y] of [[0.15, 0.3], [0.55, 0.5]] as const) {
      await page.mouse.move(box.x + box.width * x, box.y + box.height * y);
      await page.mouse.down();
      for (let i = 1; i <= 12; i += 1) {
        const [dx, dy] = [x + i * 0.02, y + 0.2 * Math.sin(i)];
        await page.mouse.move(box.x + box.width * dx, box.y + box.height * dy);
      }
      await page.mouse.up();
    }
    await expect(clear).toBeEnabled();
  };
  await draw();
  // the field becomes narrower in the middle of a stroke, as when a tablet is turned: it can be drawn on afterwards
  const { width, height } = page.viewportSize()!;
  const [x, y] = [0.3, 0.6];
  const before = (await canvas.boundingBox())!;
  await page.mouse.move(before.x + before.width * x, before.y + before.height * y);
  await page.mouse.down();
  await page.mouse.move(before.x + before.width * x + 20, before.y + before.height * y);
  await page.setViewportSize({ width: 600, height });
  await expect.poll(async () => (await canvas.boundingBox())?.width).not.toBe(before.width);
  await page.mouse.up();
  await page.setViewportSize({ width, height });
  await clear.click();
  await expect(clear).toBeHidden();
  await draw();
  await shot(page, "signature");
  // what was drawn survives a reload
  await page.reload();
  await ready(page);
  await expect(clear).toBeEnabled();
  await expect(page.locator("#f-signature-name")).toHaveValue("王大明");
  await page.locator(".capture-bar .save").click();
  await page.getByRole("link", { name: "查看检查记录" }).click();
  await expect(page.locator(".signature-view svg")).toBeVisible();
  await expect(page.locator("main")).toContainText("王大明");
  await shot(page, "signature-visit");
});

test("a refusal needs a witness", async ({ openAs }) => {
  const page = await openAs("inspector");
  await stand(page);
  await page.goto("/visit/new");
  await ready(page);
  await addShop(page, "巡安拒签小店");
  await part(page, "检查");
  await answer(page, []);
  await part(page, "确认");
  await page.locator(".signature").getByText("拒签", { exact: true }).click();
  await page.locator(".capture-bar .save").click();
  await expect(page.locator("#f-signature-witness")).toBeFocused();
  await page.locator("#f-signature-witness").fill("李居委");
  await page.locator("#f-signature-reason").fill("店主不愿签");
  await page.locator(".capture-bar .save").click();
  await page.getByRole("link", { name: "查看检查记录" }).click();
  await expect(page.locator("main")).toContainText("李居委");
  await expect(page.locator("main")).toContainText("店主不愿签");
});
