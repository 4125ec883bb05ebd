import { addPhoto, HERE, ready, stand } from "../support/recording";
import { expect, shot, test } from "../support/test";

test("a hazard is reported photo first, and classified by its words", async ({ openAs }) => {
  const page = await openAs("inspector");
  await stand(page);
  // where no other story stands: what is found here is the nearest
  await page.context().setGeolocation({ ...HERE, longitude: HERE.longitude - 0.0015 });
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

  // whoever stands there finds it on the first page, and goes on to list and map
  await page.goto("/");
  const near = page.locator(".card", { hasText: "附近未销号的隐患" });
  await expect(near.locator(".hazard-card").first()).toContainText("楼道飞线充电");
  await near.getByRole("link", { name: "在列表和地图中看全部" }).click();
  await expect(page).toHaveURL(/\/hazards\?.*in_map=1/);
  await expect(page.locator("table.rows tbody tr", { hasText: "楼道飞线充电" }).first()).toBeVisible();
});
