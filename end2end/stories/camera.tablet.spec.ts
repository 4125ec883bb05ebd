import { ARGS, FAKE_CAMERA, findChromium } from "../support/chromium";
import { openAction, photo, ready, stand } from "../support/recording";
import { expect, shot, test } from "../support/test";

test.use({ launchOptions: { executablePath: findChromium(), args: [...ARGS, ...FAKE_CAMERA] } });

test("several photos in a row with the camera inside the form, then the next ones from the same viewpoint", async ({ openAs }) => {
  // a recording, an assignment, a rectification; the live picture is drawn by the processor
  test.setTimeout(360_000);
  const page = await openAs("inspector");
  await stand(page);
  await page.goto("/hazards/new");
  await ready(page);
  const before = Date.now();
  await page.getByRole("button", { name: "拍照" }).click();
  const camera = page.locator("dialog.camera");
  const shutter = camera.getByRole("button", { name: "拍一张" });
  await expect(shutter).toBeEnabled();
  await shot(page, "camera");
  // the shutter has the keyboard; elsewhere the space bar shoots too
  await expect(shutter).toBeFocused();
  await page.keyboard.press("Space");
  await expect(camera.locator(".camera-strip img")).toHaveCount(1);
  await shutter.click();
  await camera.evaluate((dialog: HTMLElement) => (document.activeElement as HTMLElement).blur() ?? dialog);
  await page.keyboard.press("Space");
  await expect(camera.locator(".camera-strip img")).toHaveCount(3);
  await expect(camera).toContainText("已拍 3 张，还可拍 9 张");
  await shot(page, "camera-strip");
  await page.keyboard.press("Escape");
  await expect(camera).toHaveCount(0);
  await expect(page.locator("#f-photos-before")).toBeFocused();
  const stored = page.locator('.shot[data-state="stored"]');
  await expect(stored).toHaveCount(3);

  await page.locator("#f-description").fill("楼道堆放杂物");
  await page.locator(".capture-bar .save").click();
  await page.getByRole("link", { name: "查看隐患" }).click();
  await expect(page.locator(".photo-side").first().locator(".photos img")).toHaveCount(3);
  await expect(page).toHaveURL(/\/hazards\/[0-9a-f-]{36}$/);
  const hazard = new URL(page.url()).pathname;

  // what the camera writes into the picture arrives: size, time
  const detail = await (await page.request.get(`/api/v1${hazard}`)).json();
  for (const taken of detail.photos_before) {
    expect(Math.max(taken.width, taken.height)).toBeLessThanOrEqual(1600);
    expect(Date.parse(taken.taken_at)).toBeGreaterThan(before - 2_000);
    expect(Date.parse(taken.taken_at)).toBeLessThan(Date.now() + 2_000);
  }

  const office = await openAs("office");
  await office.goto(hazard);
  const assign = await openAction(office, "assign");
  await assign.locator("select[name=assignee]").selectOption({ label: "王敏 · 检查员" });
  await assign.locator("button[type=submit]").click();
  await expect(office.locator(".hazard-marks")).toContainText("整改中");

  await page.reload();
  const form = await openAction(page, "rectify");
  await form.locator("textarea[name=note]").fill("已清理");
  await form.getByRole("button", { name: "拍照" }).click();
  await expect(shutter).toBeEnabled();
  const under = camera.locator(".camera-under");
  await expect(under).toHaveCSS("opacity", "0.4");
  await camera.getByLabel("对照整改前").fill("80");
  await expect(under).toHaveCSS("opacity", "0.8");
  await shot(page, "camera-under");
  await shutter.click();
  await shutter.click();
  await expect(camera.locator(".camera-strip img")).toHaveCount(2);
  await camera.getByRole("button", { name: "完成" }).click();
  const files = form.locator("input[name=photos]");
  await expect.poll(() => files.evaluate((input: HTMLInputElement) => input.files?.length)).toBe(2);
  await form.locator("button[type=submit]:not(:disabled)").click();
  await expect(page.locator(".hazard-marks")).toContainText("待复查");
  await expect(page.locator(".photo-side").nth(1).locator(".photos img")).toHaveCount(2);
});

test("without a camera the form says so and takes files", async ({ openAs }) => {
  const page = await openAs("inspector");
  await page.addInitScript(() => {
    const refuse = async () => {
      throw new DOMException("", "NotAllowedError");
    };
    navigator.mediaDevices.getUserMedia = refuse;
  });
  await page.goto("/hazards/new");
  await ready(page);
  await page.getByRole("button", { name: "拍照" }).click();
  const camera = page.locator("dialog.camera");
  await expect(camera.getByRole("alert")).toContainText("没有相机权限");
  await expect(camera.getByRole("button", { name: "拍一张" })).toBeDisabled();
  await shot(page, "camera-refused");
  await camera.locator("input[type=file][capture=environment]").setInputFiles(await photo(page, "自带相机"));
  await camera.getByRole("button", { name: "完成" }).click();
  await expect(page.locator('.shot[data-state="stored"]')).toHaveCount(1);
});
