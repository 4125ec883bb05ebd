import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ARGS, FAKE_CAMERA, findChromium } from "../support/chromium";
import { writeQrVideo } from "../support/qrVideo";
import { addSite, allThere, door, fillInstallation, openForm, planDevice, saveForm } from "../support/doors";
import { ready } from "../support/recording";
import { Tablet, openField, readyOffline } from "../support/tablet";
import { expect, shot, test } from "../support/test";

const film = join(mkdtempSync(join(tmpdir(), "xunan-qr-")), "code.y4m");
const CAMERA = [...FAKE_CAMERA, `--use-file-for-fake-video-capture=${film}`];

test.use({ launchOptions: { executablePath: findChromium(), args: [...ARGS, ...CAMERA] } });

test("a sticker at the door is read by the camera, or its code typed", async ({ openAs }) => {
  const page = await openAs("inspector");
  const [site] = await (await page.request.get("/api/v1/sites/search?q=" + encodeURIComponent("仙霞路"))).json();
  writeQrVideo(film, `https://xunan.example.cn/sites/${site.id}`);
  await page.goto("/visit/new");
  await ready(page);
  await page.getByRole("button", { name: "扫码" }).click();
  await expect(page.locator(".chosen-site h3")).toHaveText(site.name, { timeout: 60_000 });
  await expect(page.locator("dialog.scanner")).toHaveCount(0);

  await page.getByRole("button", { name: "换一个场所" }).click();
  writeQrVideo(film, " ");
  await page.getByRole("button", { name: "扫码" }).click();
  const code = page.locator("#f-code");
  await expect(page.locator(".scan-frame")).toBeVisible();
  await shot(page, "scanner");
  await code.fill(`xunan:site:${site.id}`);
  await code.press("Enter");
  await expect(page.locator(".chosen-site h3")).toHaveText(site.name);

  // what is no code of ours is searched for
  await page.getByRole("button", { name: "换一个场所" }).click();
  await page.getByRole("button", { name: "扫码" }).click();
  await code.fill(site.name);
  await page.locator("dialog.scanner").getByRole("button", { name: "确定" }).click();
  await expect(page.locator(".site-hit", { hasText: site.name }).first()).toBeVisible();
  await page.getByRole("button", { name: "扫码" }).click();
  await code.fill("310105008-2023-000001");
  await code.press("Enter");
  await expect(page.locator(".site-hits")).toContainText("隐患的编码");
});

test("without network the camera reads a sticker as well, and leads to its place", async ({ problems, openAs }) => {
  test.setTimeout(360_000);
  const name = `扫码小店 ${Date.now()}`;
  const site = await addSite(await openAs("office"), "small_unit", name);
  writeQrVideo(film, `https://xunan.example.cn/sites/${site}`);
  const tablet = new Tablet(problems, undefined, CAMERA);
  try {
    const page = await readyOffline(tablet, "inspector");
    await openField(page);
    await page.getByRole("button", { name: "扫码" }).click();
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible({ timeout: 60_000 });
    await expect(page).toHaveURL(new RegExp(`/field/sites/${site}$`));
  } finally {
    await tablet.end();
  }
});

test("the serial of an alarm is scanned as it is hung up; a code without one leaves the scanner open", async ({
  problems,
  openAs,
}) => {
  test.setTimeout(360_000);
  const mark = Date.now();
  const office = await openAs("office");
  const site = await addSite(office, "household", `扫编号 ${mark} 室`);
  await planDevice(office, site, "gas_alarm");
  const sticker = `https://xunan.example.cn/sites/${site}`;
  writeQrVideo(film, sticker);
  const tablet = new Tablet(problems, undefined, CAMERA);
  try {
    const page = await readyOffline(tablet, "inspector");
    await openField(page, `/field/sites/${site}`);
    await openForm(page, page.locator(".card", { hasText: "这次上门要办的" }), "上报安装");
    const serial = page.locator("#f-installation-serial");
    const scan = page.getByRole("button", { name: "扫编号" });
    const scanner = page.locator("dialog.scanner");
    const said = scanner.locator(".scan-said");

    // the sticker of the door holds none
    await scan.click();
    await expect(said).toContainText("没有设备编号", { timeout: 60_000 });
    await shot(page, "scanner-serial");
    await expect(serial).toHaveValue("");
    // nor does what is typed here
    await scanner.locator("#f-code").fill("厨房报警器");
    await expect(said).toBeEmpty();
    await scanner.getByRole("button", { name: "确定" }).click();
    await expect(said).toContainText("没有设备编号");
    await scanner.getByRole("button", { name: "关闭" }).click();
    await expect(scanner).toHaveCount(0);
    await expect(serial).toHaveValue("");

    // beside the plate, as it is printed there: whichever comes first, the number is found
    writeQrVideo(film, sticker, `S/N: qr-${mark}`);
    await scan.click();
    await expect(serial).toHaveValue(`QR${mark}`, { timeout: 60_000 });
    await expect(scanner).toHaveCount(0);
    await fillInstallation(page);
    await saveForm(page);
    await expect(page.locator(".door-row")).toContainText("待验收");

    await tablet.line(true);
    await allThere(page);
    expect((await door(office, site)).devices.map((device) => device.serial)).toEqual([`QR${mark}`]);
  } finally {
    await tablet.end();
  }
});
