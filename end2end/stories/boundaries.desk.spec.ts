// An administrator brings the outline of a committee in: upload, preview on the map with what was put right, confirmation.
import { layoutFaults } from "../support/layout";
import { expect, signIn, test } from "../support/test";

const committee = "310105008001";

type Ring = [number, number][];

test("an outline comes in after a look at what it changes", async ({ page }) => {
  await signIn(page, "admin");
  const base = (await (await page.request.get("/api/v1/base.geojson")).json()) as {
    features: { properties: { code?: string }; geometry: { type: string; coordinates: Ring[] } }[];
  };
  const there = base.features.find((feature) => feature.properties.code === committee);
  if (!there) throw new Error("the demo has outlines");
  // the same place on the ground, so that no other story sees a difference: a corner more, one said twice, and not closed
  const ring = there.geometry.coordinates[0]!.slice(0, -1);
  const [[x0, y0], [x1, y1]] = [ring[0]!, ring[1]!];
  const changed: Ring = [ring[0]!, ring[0]!, [(x0 + x1) / 2, (y0 + y1) / 2], ...ring.slice(1)];
  const feature = (code: string, coordinates: Ring[]) => ({
    type: "Feature", properties: { JWDM: code }, geometry: { type: "Polygon", coordinates },
  });
  const file = { type: "FeatureCollection", features: [feature(committee, [changed]), feature("没有这个", [ring])] };

  await page.goto("/import");
  await page.getByRole("link", { name: /区域边界/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "导入区域边界" })).toBeVisible();
  await page.locator("input[name=file]").setInputFiles({
    name: "居委.geojson", mimeType: "application/geo+json", buffer: Buffer.from(JSON.stringify(file)),
  });
  await page.locator("label", { hasText: "WGS-84" }).click();
  await page.getByRole("button", { name: "读取文件" }).click();

  await expect(page).toHaveURL(/\/boundaries\?job=/);
  await page.reload();
  await expect(page.locator(".import-counted")).toContainText("替换边界 1 个");
  const row = page.locator("tr", { hasText: committee });
  await expect(row).toContainText("未闭合");
  await expect(row).toContainText("重复点");
  await expect(row).toContainText("100 %");
  await expect(page.locator("tr[data-code=unknown_area]")).toContainText("没有这个");
  await page.locator(".boundaries-map").scrollIntoViewIfNeeded();
  await expect(page.locator(".boundaries-map [data-map=drawn]")).toBeVisible({ timeout: 60_000 });
  // what fits no area keeps all out until somebody says otherwise
  await expect(page.getByRole("button", { name: /^替换 1 个边界/ })).toBeDisabled();
  await page.locator("input[name=skip_bad]").check();
  await page.locator("input[name=keep_sites]").check();
  await page.locator("input[name=approximate]").check();
  await page.getByRole("button", { name: "重新读取" }).click();
  expect((await layoutFaults(page)).filter((fault) => fault.startsWith("the page"))).toEqual([]);
  await page.getByRole("button", { name: "替换 1 个边界，移动 0 个场所" }).click();
  await expect(page.locator(".stat", { hasText: "替换的边界" })).toContainText("1");
});

test("a file that is no outline says so", async ({ page }) => {
  await signIn(page, "admin");
  await page.goto("/boundaries");
  await page.locator("input[name=file]").setInputFiles({
    name: "a.geojson", mimeType: "application/geo+json", buffer: Buffer.from("[]"),
  });
  await page.locator("label", { hasText: "WGS-84" }).click();
  await page.getByRole("button", { name: "读取文件" }).click();
  await expect(page.locator(".form-errors")).toContainText("GeoJSON");
});
