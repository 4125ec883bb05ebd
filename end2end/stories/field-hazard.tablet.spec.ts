// A hazard without signal: reported as rectified with a photo from the viewpoint of the finding, another one reviewed on the
// spot; later both steps are on the server with their photos, once.
import { FAKE_CAMERA } from "../support/chromium";
import { addFile, addHazard, addSite, allThere, step } from "../support/doors";
import { picture } from "../support/picture";
import { addPhoto } from "../support/recording";
import { Tablet, beginStep, openField, readyOffline, saveHere } from "../support/tablet";
import { expect, shot, test } from "../support/test";

/** Of no other picture of the demo. */
const BEFORE = { width: 600, height: 450 };

type Photo = { id: string };
type Detail = {
  state: { status: string };
  photos_before: Photo[];
  photos_after: Photo[];
  events: { kind: string; actor: string; note: string | null; photos: string[] }[];
};

test("a rectification from the same viewpoint and a review without network, both there once", async ({ problems, openAs }) => {
  test.setTimeout(480_000);
  const office = await openAs("office");
  const detailOf = async (id: string) => (await (await office.request.get(`/api/v1/hazards/${id}`)).json()) as Detail;
  const me = await (await (await openAs("inspector")).request.get("/api/v1/me")).json();
  const assign = { do: "assign", assignee: me.actor.user, note: null };
  const mark = Date.now();
  const site = await addSite(office, "small_unit", `小店 ${mark}`);

  // --- one that the inspector is to see rectified, one that somebody else has reported as rectified
  const before = await addFile(office, "before", picture(mark, BEFORE.width, BEFORE.height));
  const open = await addHazard(office, site, `后厨软管老化 ${mark}`, "general", [before]);
  const rectified = await addHazard(office, site, `通道堆物 ${mark}`);
  for (const hazard of [open, rectified]) expect(await step(office, hazard, assign)).toBe(200);
  const after = await addFile(office, "after", picture(mark + 1));
  expect(await step(office, rectified, { do: "rectify", note: "已清走", photos: [after] })).toBe(200);

  const tablet = new Tablet(problems, undefined, FAKE_CAMERA);
  try {
    const page = await readyOffline(tablet, "inspector");

    // --- what it looked like lies over what the camera shows
    await beginStep(page, open, "上报整改");
    await page.locator("textarea").first().fill("软管已更换");
    const photos = page.locator(".shots", { hasText: "整改后照片" });
    await photos.getByRole("button", { name: "拍照" }).click();
    const camera = page.locator("dialog.camera");
    const shutter = camera.getByRole("button", { name: "拍一张" });
    await expect(shutter).toBeEnabled();
    const under = camera.locator(".camera-under");
    expect(await under.boundingBox()).toEqual(await camera.locator("video").boundingBox());
    await expect(under).toHaveCSS("opacity", "0.4");
    await expect(under).toHaveJSProperty("naturalWidth", BEFORE.width);
    await expect(under).toHaveJSProperty("naturalHeight", BEFORE.height);
    await camera.getByLabel("对照整改前").fill("70");
    await expect(under).toHaveCSS("opacity", "0.7");
    await shot(page, "field-camera-under");
    await shutter.click();
    await expect(camera.locator(".camera-strip img")).toHaveCount(1);
    await camera.getByRole("button", { name: "完成" }).click();
    await expect(photos.locator('.shot[data-state="stored"]')).toHaveCount(1);
    await saveHere(page);

    // --- it waits for a review, by another person
    await openField(page, `/field/hazards/${open}`);
    await expect(page.locator(".hazard-marks")).toContainText("待复查");
    await expect(page.locator(".field-steps").getByRole("button", { name: "复查" })).toHaveCount(0);
    await expect(page.locator(".refused-actions")).toContainText("整改由您上报，须由他人复查");

    // --- the other one: seen with its photo of afterwards, and reviewed
    await beginStep(page, rectified, "复查");
    await expect(page.locator(".photo-side").nth(1).locator(".photos img")).toHaveCount(1);
    const passed = page.locator(".segment.pass");
    await expect(passed).toHaveCount(3);
    for (const line of await passed.all()) await line.click();
    await addPhoto(page, page.locator(".shots", { hasText: "现场照片" }), "复查");
    await saveHere(page);

    // --- nothing of it is on the server before the line is back
    expect((await detailOf(open)).state.status).toBe("assigned");
    expect((await detailOf(rectified)).state.status).toBe("rectified");
    await tablet.line(true);
    await allThere(page);

    const reported = await detailOf(open);
    expect(reported.state.status).toBe("rectified");
    expect(reported.photos_before.map(({ id }) => id)).toEqual([before]);
    expect(reported.photos_after).toHaveLength(1);
    const report = { kind: "rectified", actor: "王敏", note: "软管已更换", photos: [reported.photos_after[0]?.id] };
    expect(reported.events.slice(2), "beyond registering and assigning").toMatchObject([report]);
    const reviewed = await detailOf(rectified);
    expect(reviewed.state.status).toBe("closed");
    const seen = reviewed.photos_after.map(({ id }) => id).filter((id) => id !== after);
    expect(seen).toHaveLength(1);
    expect(reviewed.events.slice(3), "beyond the report").toMatchObject([{ kind: "closed", actor: "王敏", photos: seen }]);
    for (const id of [...seen, ...report.photos]) {
      expect((await office.request.get(`/files/${id}`)).status(), "the photo itself").toBe(200);
    }
  } finally {
    await tablet.end();
  }
});
