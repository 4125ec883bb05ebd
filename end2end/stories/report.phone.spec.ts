import { addPhoto, ready, stand } from "../support/recording";
import { expect, shot, test } from "../support/test";

test("a hazard is reported photo first, and classified by its words", async ({ openAs }) => {
  const page = await openAs("inspector");
  await stand(page);
  await page.goto("/hazards/new");
  await ready(page);
  await addPhoto(page, page.locator(".report"), "飞线充电");
  await expect(page.locator(".position-now")).toContainText("误差约 12 米");

  // without a word nothing is sent, and the keyboard is where the word belongs
  await page.locator(".capture-bar .save").click();
  await expect(page.locator("#f-description")).toBeFocused();
  await expect(page.locator("#f-description")).toHaveAttribute("aria-invalid", "true");
  await page.locator("#f-description").fill("楼道飞线充电");
  await expect(page.locator("input[name=category][value=ebike]")).toBeChecked();
  await shot(page, "report");
  await page.locator(".capture-bar .save").click();
  await expect(page.locator(".saved")).toContainText("隐患已登记");
  await page.getByRole("link", { name: "查看隐患" }).click();
  await expect(page.locator(".hazard-description")).toHaveText("楼道飞线充电");
  await expect(page.locator(".photo-side").first().locator(".photos img")).toHaveCount(1);
});
