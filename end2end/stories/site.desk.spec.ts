// The register at the desk: a site is added above the list, corrected on its page, and closed down when it is gone.
import { lively } from "../support/steps";
import { expect, shot, test } from "../support/test";

test("a site is added, corrected and closed down", async ({ openAs }) => {
  const page = await openAs("office");
  const mark = Date.now() % 1_000_000;
  await page.goto("/sites");
  await lively(page);
  await page.locator("summary", { hasText: "新增场所" }).click();
  const add = page.locator("form[action='/do/sites']");
  await add.getByLabel("类型").selectOption({ label: "九小场所" });
  await add.getByLabel("名称").fill(`𠮷祥裁缝铺${mark}`);
  await add.getByLabel("地址").fill("仙霞路 700 弄 9 号");
  await add.getByLabel("居委会").selectOption({ index: 1 });
  await add.getByLabel("联系电话").fill("13900001111");
  await shot(page, "site-add");
  await add.locator("button[type=submit]").click();
  await expect(page).toHaveURL(/\/sites\/[0-9a-f-]{36}$/);
  await expect(page.locator("h1")).toHaveText(`𠮷祥裁缝铺${mark}`);
  await expect(page.locator("dd", { hasText: "139****1111" })).toBeVisible();
  const address = page.url();

  await lively(page);
  await page.locator("summary", { hasText: "更正信息" }).click();
  const correct = page.locator("form[action$='/change']");
  // what is masked stands in no field
  await expect(correct.getByLabel("联系电话")).toHaveValue("");
  await correct.getByLabel("名称").fill(`𠮷祥面馆${mark}`);
  await shot(page, "site-change");
  await correct.locator("button[type=submit]").click();
  await expect(page.locator("h1")).toHaveText(`𠮷祥面馆${mark}`);
  await expect(page.locator("dd", { hasText: "139****1111" })).toBeVisible();

  await page.goto(`/sites?q=${encodeURIComponent(`面馆${mark}`)}`);
  await expect(page.locator(".results-total")).toHaveText("共 1 条");
  await page.goto(`/sites?q=${encodeURIComponent(`裁缝铺${mark}`)}`);
  await expect(page.locator(".results-total")).toHaveText("共 0 条");

  // a list that is narrowed to it says its name
  await page.goto(`/inspections?site=${address.split("/").pop()}`);
  await expect(page.locator(".conditions")).toContainText(`场所：𠮷祥面馆${mark}`);
  // and leaves as a table
  await expect(page.locator("a[href^='/api/v1/tables/inspections.csv?site=']")).toBeVisible();
  await page.goto(address);
  await lively(page);
  await page.locator("summary", { hasText: "更正信息" }).click();
  await correct.getByText("已关停").click();
  await correct.locator("button[type=submit]").click();
  await expect(page.locator("dd", { hasText: "已关停" })).toBeVisible();
});

test("a site without a position is placed on the map, and a committee follows only when somebody says so", async ({
  openAs,
}) => {
  const page = await openAs("office");
  const mark = Date.now() % 1_000_000;
  await page.goto("/sites");
  await lively(page);
  await page.locator("summary", { hasText: "新增场所" }).click();
  const add = page.locator("form[action='/do/sites']");
  await add.getByLabel("类型").selectOption({ label: "九小场所" });
  await add.getByLabel("名称").fill(`无位置小店${mark}`);
  await add.getByLabel("地址").fill("仙霞路 700 弄 11 号");
  await add.getByLabel("居委会").selectOption("310105008002");
  await add.locator("button[type=submit]").click();
  await expect(page.locator("h1")).toHaveText(`无位置小店${mark}`);

  const form = page.locator("form[action$='/change']");
  await lively(page);
  await page.locator("summary", { hasText: "更正信息" }).click();
  await form.getByRole("button", { name: "地图标注" }).click();
  const map = form.locator(".map-stage[data-map=drawn]");
  await expect(map).toBeVisible({ timeout: 60_000 });
  await map.click();
  // what was picked stands in the fields, and what is typed moves the pin
  await expect(form.getByLabel("经度")).toHaveValue(/^12\d\.\d{6}$/);
  await shot(page, "site-place");
  await form.getByLabel("经度").fill("121.3917");
  await form.getByLabel("纬度").fill("31.213");
  await form.getByLabel("坐标系").selectOption("wgs84");
  await form.locator("button[type=submit]").click();
  await expect(form.getByText("这个位置按边界在").first()).toBeVisible();
  await shot(page, "site-place-asked");
  await form.getByText("改归位置所在的居委会").click();
  await form.locator("button[type=submit]").click();
  await expect(page.locator("dd", { hasText: "121.39170, 31.21300" })).toBeVisible();
});
