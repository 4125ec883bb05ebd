// What is missing in the field is said in a plain word, and the work goes on: no position, no camera, no room, no session.
import { answer, part, ready } from "../support/recording";
import { PASSWORD, people } from "../support/signIn";
import { Tablet, getReady, openField } from "../support/tablet";
import { expect, shot, test } from "../support/test";

/** Whether nothing can be written on this device. */
type Scarce = { full: boolean };

test("without position, camera, room and session a visit is recorded all the same", async ({ problems }) => {
  test.setTimeout(360_000);
  problems.expect(/status of 401/, /QuotaExceeded/);
  const tablet = new Tablet(problems);
  try {
    const page = await tablet.on(true);
    await getReady(page, "inspector");
    await tablet.line(false);
    // the session ends while nobody can hear of it
    await page.context().clearCookies();
    await page.addInitScript(() => {
      navigator.geolocation.getCurrentPosition = (_found, refused) => refused?.({ code: 1 } as GeolocationPositionError);
      navigator.mediaDevices.getUserMedia = async () => {
        throw new DOMException("", "NotAllowedError");
      };
      const store = IDBObjectStore.prototype;
      const put = store.put;
      store.put = function (...what) {
        if ((window as unknown as Scarce).full) throw new DOMException("", "QuotaExceededError");
        return put.apply(this, what);
      };
    });
    await openField(page, "/field/visit");
    await ready(page);
    await page.locator("#f-site").fill("九小场所");
    await page.locator(".site-hit").nth(3).click();
    await part(page, "检查");
    await answer(page, []);
    await part(page, "确认");

    // --- no position: said, and never asked for again by itself
    const position = page.getByRole("group", { name: "检查位置" });
    await expect(position).toContainText("没有位置");
    await position.getByRole("button", { name: "定位", exact: true }).click();
    await expect(position).toContainText("没有定位权限");

    // --- no camera: said; the album is there
    const photos = page.locator(".shots", { hasText: "现场照片" });
    await photos.getByRole("button", { name: "拍照" }).click();
    const camera = page.locator("dialog.camera");
    await expect(camera.getByRole("alert")).toContainText("没有相机权限");
    await camera.getByRole("button", { name: "完成" }).click();

    // --- no room: said, and nothing is lost
    const save = page.getByRole("button", { name: "保存检查" });
    const room = (full: boolean) => page.evaluate((full) => void Object.assign(window, { full }), full);
    await room(true);
    await save.click();
    await expect(page.locator(".capture-bar .message")).toContainText("本机空间不足");
    await shot(page, "field-no-room");
    await room(false);
    await save.click();
    await expect(page.locator(".saved-line")).toContainText("已保存在本机");

    // --- a line again, and no session: said, and sent once somebody has signed in
    await tablet.line(true);
    await openField(page, "/field/ledger");
    await expect(page.locator(".field-banners")).toContainText("登录已过期");
    await expect(page.locator(".ledger-total")).toHaveAttribute("data-complete", "false");
    await page.goto("/sign-in?next=/field/ledger");
    await page.locator("input[name=login]").fill(people.inspector);
    await page.locator("input[name=password]").fill(PASSWORD);
    await page.locator("form:has(input[name=password]) [type=submit]").click();
    await expect(page.locator(".ledger-total")).toHaveAttribute("data-complete", "true", { timeout: 120_000 });
  } finally {
    await tablet.end();
  }
});
