// The screens of the field app, each in the states it has, on every screen size: they fit, a finger hits what it is to
// hit, and what they say follows from what is on the tablet.
import type { Page } from "@playwright/test";
import {
  atWork, conflict, EATERY, fakeTablet, formAt, hazard, HOME, id, LICENSED, photoRefused, saved, serialRefused, site, stoveConflict,
  visitRefused, type Records,
} from "../support/fakeTablet";
import { layoutFaults } from "../support/layout";
import { addPhoto, HERE, ready } from "../support/recording";
import { expect, shot, test } from "../support/test";

declare global {
  interface Window {
    /** Lets the map's library be there. */
    style?: () => void;
    /** So many maps were begun. */
    maps: number;
  }
}

/** The lines of a list that are seen: a browser keeps some for the next letter. */
const LINES = ".field-lines:not(.unseen) > li:not([hidden])";

test.beforeEach(async ({ context, problems }) => {
  await context.grantPermissions(["geolocation"]);
  await context.setGeolocation(HERE);
  problems.expect(/sw\.js/, /ServiceWorker/, /404/);
});

async function open(page: Page, path: string, change: (records: Records) => void = () => {}): Promise<void> {
  const records = atWork();
  change(records);
  await fakeTablet(page, records);
  await page.goto(path);
  await expect(page.locator("#main :is(h1, .pin, .field-lock)").first()).toBeVisible();
  await expect(page.locator("#main .skeleton")).toHaveCount(0);
}

async function fits(page: Page, name: string): Promise<void> {
  await shot(page, `field-${name}`, { fullPage: true });
  const faults = await layoutFaults(page);
  const desk = test.info().project.name === "desk";
  expect(desk ? faults.filter((fault) => fault.startsWith("the page")) : faults, name).toEqual([]);
}

const screens: [string, string, ((records: Records) => void)?][] = [
  ["first", "/field", (r) => Object.assign(r.state, { me: null, packs: null, signed_in: null, has_pin: false })],
  ["ready", "/field/ready"],
  ["pin", "/field", (r) => Object.assign(r.state, { has_pin: false })],
  ["lock", "/field", (r) => Object.assign(r.state, { locked: true, unsent: { commands: 2, photos: 3, bytes: 900_000, stuck: 0, oldest: null, drafts: 1 } })],
  ["home", "/field", (r) => {
    r.drafts = [{ id: id(8, 1), kind: "visit", title: "老王面馆", changed_at: new Date(Date.now() - 300_000).toISOString() }];
    Object.assign(r.state, { unsent: { commands: 3, photos: 2, bytes: 600_000, stuck: 1, oldest: null, drafts: 1 } });
  }],
  ["banners", "/field", (r) => Object.assign(r.state, {
    update_ready: true, signed_in: false, skew_ms: 3 * 3_600_000, packs: { ...(r.state.packs as object), at: "2026-01-01T00:00:00Z" },
  })],
  ["update-first", "/field", (r) => Object.assign(r.state, {
    update_first: true, unsent: { commands: 3, photos: 2, bytes: 600_000, stuck: 0, oldest: null, drafts: 0 },
  })],
  ["no-tasks", "/field", (r) => { r.hazards = 0; }],
  ["hazards", "/field/hazards"],
  ["hazard", `/field/hazards/${hazard(0).summary.id}`],
  ["review", `/field/step/${id(9, 1)}?hazard=${hazard(1).summary.id}&do=review`],
  ["rectify", `/field/step/${id(9, 2)}?hazard=${hazard(0).summary.id}&do=rectify`],
  ["sites", "/field/sites"],
  ["site", `/field/sites/${site(0).id}`],
  ["home-door", `/field/sites/${HOME.id}`],
  ["eatery-door", `/field/sites/${EATERY.id}`],
  ["stove-survey", formAt(11, HOME, "new-stove")],
  ["stove-plan", formAt(12, HOME, "stove-plan", 1)],
  ["stove-replace", formAt(13, HOME, "stove-replace", 2)],
  ["stove-hose", formAt(14, HOME, "stove-replace_hose", 1)],
  ["device-list", formAt(15, HOME, "new-device")],
  ["device-install", formAt(16, HOME, "device-install", 11)],
  ["device-repair", formAt(17, HOME, "device-repair", 12)],
  ["gas-unit", formAt(18, EATERY, "gas-unit")],
  ["lpg-user", formAt(19, EATERY, "lpg-user")],
  ["attempt", formAt(20, HOME, "attempt")],
  ["fire", `/field/entry/${id(9, 21)}?do=fires&site=${EATERY.id}`],
  ["order", `/field/entry/${id(9, 22)}?do=orders`],
  ["penalty", `/field/entry/${id(9, 23)}?do=penalties&site=${HOME.id}`],
  ["map", "/field/map"],
  ["visit", "/field/visit"],
  ["report", "/field/report"],
  ["ledger", "/field/ledger", (r) => {
    r.outbox = [saved(1, "waiting"), saved(2, "photos"), saved(3, "stored"), conflict(5), saved(6, "refused", {
      fault: { code: "invalid", fields: [{ field: "hazards[0].description", code: "required", args: {} }], args: {} },
    })];
  }],
  ["ledger-complete", "/field/ledger", (r) => { r.outbox = [saved(1, "stored"), saved(2, "stored")]; }],
  ["ledger-late", "/field/ledger", (r) => {
    r.outbox = [saved(1, "waiting", { saved_at: new Date(Date.now() - 30 * 3_600_000).toISOString() })];
    Object.assign(r.state, { online: false, unsent: { commands: 1, photos: 1, bytes: 210_000, stuck: 0, oldest: null, drafts: 0 } });
  }],
  ["ledger-undated", "/field/ledger", (r) => {
    r.outbox = [saved(1, "waiting", { saved_at: new Date(Date.now() + 400 * 86_400_000).toISOString() })];
  }],
  ["visit-taken", `/field/conflict/${id(7, 6)}`, (r) => { r.outbox = [visitRefused(6, "content_conflict", "下午又去")]; }],
  ["conflict", `/field/conflict/${id(7, 5)}`, (r) => { r.outbox = [conflict(5)]; }],
  ["stove-conflict", `/field/conflict/${id(7, 31)}`, (r) => { r.outbox = [stoveConflict(31)]; }],
  ["serial-refused", `/field/conflict/${id(7, 32)}`, (r) => { r.outbox = [serialRefused(32)]; }],
  ["settings", "/field/settings"],
  ["nowhere", "/field/nowhere"],
];

// one after the other in one browser: starting it anew for each would take most of the time
test("every screen fits", async ({ context }) => {
  test.setTimeout(900_000);
  let before: Page | undefined;
  for (const [name, path, change] of screens) {
    await test.step(name, async () => {
      const page = await context.newPage();
      await open(page, path, change);
      if (name === "map") await expect(page.locator('[data-map="drawn"]')).toBeVisible({ timeout: 60_000 });
      await fits(page, name);
      await before?.close();
      before = page;
    });
  }
});

test("a long list is drawn as far as somebody looks, and goes on below", async ({ page }) => {
  await open(page, "/field/sites");
  const lines = page.locator(LINES);
  await expect(page.getByRole("status").filter({ hasText: "60" })).toBeVisible();
  await expect.poll(() => lines.count()).toBeGreaterThanOrEqual(12);
  await expect(async () => {
    await lines.last().scrollIntoViewIfNeeded();
    await expect(lines).toHaveCount(60, { timeout: 500 });
  }).toPass();
  // what is typed begins at the top again
  await page.locator("#site-search").fill("老王面馆");
  await expect(lines.first()).toContainText("老王面馆");
  // those below the first ones follow, as far as somebody looks
  const said = () => lines.locator("strong").allTextContents();
  await expect.poll(async () => (await said()).length).toBeGreaterThan(8);
  await expect.poll(async () => (await said()).every((name) => name.includes("老王面馆"))).toBe(true);
  // nothing is found, and then something again: in the line that was first before, which nobody had to wait for
  const first = (await lines.first().elementHandle())!;
  await page.locator("#site-search").fill("没有这一家");
  await expect(page.getByText("没有找到")).toBeVisible();
  await expect(lines).toHaveCount(0);
  await expect(page.locator(".field-lines")).toBeHidden();
  await fits(page, "nothing-found");
  await expect.poll(() => page.locator(".field-lines > li").count(), "those that are too many go").toBeLessThan(12);
  await page.locator("#site-search").fill("老王面馆");
  await expect(lines.first()).toContainText("老王面馆");
  await expect(page.getByText("没有找到")).toBeHidden();
  expect(await lines.first().evaluate((line, before) => line === before, first), "it was kept").toBe(true);
});

test("a line leads to what it says, in the moment of a letter too", async ({ page }) => {
  await open(page, "/field/sites");
  const lines = page.locator(LINES);
  /** Types, and says the first line's name before anything is drawn; a tap at that moment if wanted. */
  const type = (text: string, tap: boolean) =>
    page.evaluate(
      async ([text, tap]) => {
        const field = document.querySelector<HTMLInputElement>("#site-search")!;
        field.value = text;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        const line = document.querySelector<HTMLAnchorElement>(".field-lines a")!;
        const name = () => line.querySelector("strong")!.textContent;
        const before = name();
        for (let turn = 0; turn < 10_000 && name() === before; turn++) await null;
        if (tap) line.click();
        return name();
      },
      [text, tap] as const,
    );
  const placeOf = (name: string) => `/field/sites/${site(Number(name.split(" ").at(-1))).id}`;

  // the address may come a frame later than the name, for all lines
  const name = await type("便利店 3", false);
  expect(name).toMatch(/^虹桥便利店 \d+$/);
  await expect(lines.first().locator("a")).toHaveAttribute("href", placeOf(name));
  await expect.poll(() => lines.evaluateAll((all) => all.every((line) => line.querySelector("strong")!.textContent.startsWith("虹桥便利店")))).toBe(true);
  const said = () => lines.evaluateAll((all) => all.map((line) => [line.querySelector("strong")!.textContent, line.querySelector("a")!.getAttribute("href")] as const));
  await expect.poll(async () => (await said()).filter(([name, href]) => href !== placeOf(name))).toEqual([]);

  // a tap that does not wait for it
  const tapped = await type("茅台花苑 4", true);
  expect(tapped).toMatch(/^茅台花苑 \d+$/);
  await expect(page).toHaveURL(new RegExp(`${placeOf(tapped)}$`));
  await expect(page.getByRole("heading", { level: 1 })).toContainText(tapped);
});

test("a name too long for two lines is cut off there, and its place shows a short one again", async ({ page }) => {
  await open(page, "/field/sites");
  const search = page.locator("#site-search");
  const name = page.locator(LINES).first().locator("strong");
  const lines = () =>
    name.evaluate((title) => {
      const height = parseFloat(getComputedStyle(title).lineHeight);
      return { shown: Math.round(title.clientHeight / height), whole: Math.round(title.scrollHeight / height) };
    });
  await search.fill("宏瑞祥和");
  await expect(name).toHaveText(LICENSED.name);
  const long = await lines();
  expect(long.shown).toBeLessThanOrEqual(2);
  // on the others there is room for it
  if (test.info().project.name === "phone") expect(long.whole).toBeGreaterThan(long.shown);
  await fits(page, "long-name");
  await search.fill("老王面馆");
  await expect(name).toContainText("老王面馆");
  expect(await lines()).toEqual({ shown: 1, whole: 1 });
});

test("a set that is chosen while the map is still coming is drawn", async ({ page }) => {
  await page.addInitScript(() => {
    // the library is there when its style is, and that is when the story says so
    const late = (event: Event) => {
      const link = event.target;
      if (!event.isTrusted || !(link instanceof HTMLLinkElement) || link.id !== "map-library-css") return;
      event.stopImmediatePropagation();
      window.style = () => link.dispatchEvent(new Event("load"));
    };
    document.addEventListener("load", late, true);
    window.maps = 0;
    const context = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, ...args: never) {
      // each map asks at first whether this device can draw any
      if (args[0] === "webgl2" && !this.isConnected) window.maps += 1;
      return context.apply(this, args);
    } as typeof context;
  });
  await open(page, "/field/map");
  await page.waitForFunction(() => window.style !== undefined);
  await page.locator(".field-chips").getByText("场所", { exact: true }).click();
  await page.waitForFunction(() => window.maps > 1);
  await page.evaluate(() => window.style?.());
  const map = page.locator('.map-stage[data-map="drawn"]');
  await expect(map.getByRole("button", { name: "我的位置" })).toBeVisible({ timeout: 60_000 });
  await expect(map.locator(".map-ground canvas")).toHaveCount(1);
});

test("what is due at a door leads to its form, and is not due any more once that is saved", async ({ page }) => {
  await open(page, `/field/sites/${HOME.id}`);
  const due = page.locator(".card", { hasText: "这次上门要办的" });
  await expect(due).toContainText("非安全型，未排期");
  await expect(page.locator(".slots")).toContainText("下次建议");
  await due.locator(".field-line", { hasText: "非安全型，未排期" }).click();
  await page.locator("#f-on").fill(new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10));
  await page.locator(".capture-bar .save").click();
  await expect(page.locator(".saved-line")).toContainText("已保存在本机");
  await page.getByRole("link", { name: "返回" }).click();
  await expect(due).not.toContainText("非安全型，未排期");
  await expect(page.locator(".door-row", { hasText: "已保存在本机" })).toHaveCount(1);
});

test("a conflict leaves out what neither side says", async ({ page }) => {
  await open(page, `/field/conflict/${id(7, 5)}`, (r) => { r.outbox = [conflict(5)]; });
  await expect(page.getByRole("rowheader", { name: "整改情况" })).toBeVisible();
  // nobody has reported a rectification but the step that is in question
  await expect(page.getByRole("rowheader", { name: "整改上报人" })).toHaveCount(0);
});

test("a conflict about a stove is shown field by field, a taken number goes back to its field", async ({ page }) => {
  await open(page, `/field/conflict/${id(7, 31)}`, (r) => { r.outbox = [stoveConflict(31), serialRefused(32)]; });
  await expect(page.locator(".conflict-events")).toContainText("居民来电，已换好");
  await expect(page.locator("table.conflict tr.differs")).not.toHaveCount(0);
  // what was replaced meanwhile cannot be planned any more
  await expect(page.getByRole("button", { name: "按现在的状态再办一次" })).toBeDisabled();
  await page.goto(`/field/conflict/${id(7, 32)}`);
  await expect(page.locator(".form-errors")).toContainText("XF230100077");
  await page.getByRole("button", { name: "修改后再上报" }).click();
  await expect(page.locator("#f-installation-serial")).toHaveValue("XF230100077");
  await expect(page.locator("#f-installation-serial-problem")).toBeVisible();
});

test("a visit that the server has otherwise goes back into its form as one of its own", async ({ page }) => {
  await open(page, `/field/conflict/${id(7, 6)}`, (r) => { r.outbox = [visitRefused(6, "content_conflict", "下午又去")]; });
  await expect(page.locator("#main")).toContainText("作为另一条记录上报");
  await page.getByRole("button", { name: "修改后再上报" }).click();
  await expect(page.locator("#f-note")).toHaveValue("下午又去");
  expect(new URL(page.url()).pathname).toMatch(/^\/field\/visit\/./);
  expect(page.url()).not.toContain(id(7, 6));
});

test("what has no form any more is sent again as it is, and a photo is given up without its record", async ({ page }) => {
  await open(page, `/field/conflict/${id(7, 8)}`, (r) => {
    r.outbox = [visitRefused(8, "outside_area", "已到现场", id(1, 9999)), photoRefused(9)];
  });
  await expect(page.locator(".form-errors")).toContainText("不在您现在的辖区内");
  await expect(page.getByRole("button", { name: "修改后再上报" })).toHaveCount(0);
  await page.getByRole("button", { name: "原样再报一次" }).click();
  await expect(page).toHaveURL(/\/field\/ledger$/);
  await page.goto(`/field/conflict/${id(7, 9)}`);
  await expect(page.getByRole("button", { name: "不再等这些照片" })).toBeVisible();
  await expect(page.locator("#main")).toContainText("记录已经收到");
  await expect(page.getByRole("button", { name: "修改后再上报" })).toHaveCount(0);
});

test("a serial number, scanned or typed, leads to the door where the device hangs", async ({ page }) => {
  await open(page, "/field");
  await page.locator(".field-buttons").getByRole("button", { name: "扫码" }).click();
  const scanner = page.locator("dialog.scanner");
  await scanner.locator("#f-code").fill("S/N: xf2301 00077");
  await scanner.getByRole("button", { name: "确定" }).click();
  await expect(page).toHaveURL(new RegExp(`/field/sites/${HOME.id}$`));
  // in the list of sites it is found too, and nothing else is called so
  await page.goto("/field/sites?q=XF230100077");
  const lines = page.locator(".field-lines > li");
  await expect(lines).toHaveCount(1);
  await expect(lines).toContainText(HOME.name);
});

test("a photo that was taken away with a wrong tap can be had back", async ({ page }) => {
  await open(page, "/field/report");
  await ready(page);
  const photos = page.locator(".shots").first();
  for (const text of ["一", "二"]) await addPhoto(page, photos, text);
  const shown = photos.locator(".shot-picture img");
  const first = await shown.nth(0).getAttribute("src");
  await photos.locator(".shot-remove").first().click();
  await expect(shown).toHaveCount(1);
  await fits(page, "photo-away");
  await photos.getByRole("button", { name: "撤销" }).click();
  await expect(shown).toHaveCount(2);
  await expect(shown.nth(0), "in its place").toHaveAttribute("src", first!);
  await expect(photos.locator(".shot-away")).toHaveCount(0);
  await expect(photos.locator('.shot[data-state="stored"]')).toHaveCount(2);
});

test("what waits to be sent counts in the lists, and goes back into its form from the ledger", async ({ page }) => {
  // the first of those that are open is this person's
  const mine = hazard(0).summary;
  await open(page, `/field/step/${id(9, 40)}?hazard=${mine.id}&do=rectify`);
  await page.locator("textarea").first().fill("已清走纸箱");
  await addPhoto(page, page.locator(".shots").last(), "整改后");
  await page.locator(".capture-bar .save").click();
  await expect(page.locator(".saved-line")).toContainText("已保存在本机");
  await page.locator(".field-nav").getByText("隐患").click();
  await page.locator("#hazard-search").fill(mine.number);
  await expect(page.locator(LINES)).toHaveCount(1);
  await expect(page.locator(LINES)).toContainText("待复查");

  await page.locator(".field-nav").getByText("对账").click();
  const row = page.locator('.ledger-row[data-standing="waiting"]').first();
  await row.locator("summary").click();
  await row.getByRole("link", { name: "修改后再上报" }).click();
  await expect(page.locator("#main")).toContainText("还没有上报，可以回到表单修改");
  await page.getByRole("button", { name: "修改后再上报" }).click();
  await expect(page.locator("textarea").first()).toHaveValue("已清走纸箱");
});

test("a form that is left in the middle stands among the drafts at once", async ({ page }) => {
  await open(page, "/field/report");
  await ready(page);
  await page.locator("#f-description").fill("地下室堆放油漆桶");
  await page.locator(".field-nav").getByText("首页").click();
  const draft = page.locator(".card", { hasText: "没有填完的" }).locator("a.field-line");
  await expect(draft).toHaveCount(1);
  await draft.click();
  await ready(page);
  await expect(page.locator("#f-description")).toHaveValue("地下室堆放油漆桶");
});

/** So many hours ago. */
const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();

test("the ledger is red when something is unsent for more than a day, and names its age", async ({ context }) => {
  const look = async (outbox: Records["outbox"]) => {
    const page = await context.newPage();
    await open(page, "/field/ledger", (r) => { r.outbox = outbox; });
    return { total: page.locator(".ledger-total"), head: page.locator(".sync-state"), page };
  };
  const late = await look([saved(1, "waiting", { saved_at: hoursAgo(25) }), saved(2, "stored")]);
  await expect(late.total).toHaveClass(/\btone-bad\b/);
  await expect(late.total).toContainText("有内容超过 24 小时没有上报，最早保存于 1 天前。请尽快找网络上报，或导出救援文件。");
  await expect(late.head).toHaveClass(/\btone-bad\b/);
  await expect(late.head).toContainText("超时未报");
  // it says so on every screen
  await late.page.locator(".field-nav").getByText("首页").click();
  await expect(late.head).toHaveClass(/\btone-bad\b/);

  const photos = await look([saved(1, "photos", { saved_at: hoursAgo(25) })]);
  await expect(photos.total, "a photo that is missing is late too").toHaveClass(/\btone-bad\b/);
  const waits = await look([saved(1, "waiting", { saved_at: hoursAgo(23) })]);
  await expect(waits.total).toHaveClass(/\btone-warn\b/);
  await expect(waits.total).toContainText("还有内容没有得到服务器确认");
  await expect(waits.head).not.toHaveClass(/\btone-bad\b/);
  const there = await look([saved(1, "stored", { saved_at: hoursAgo(25) }), saved(2, "stored")]);
  await expect(there.total).toHaveClass(/\btone-good\b/);
  await expect(there.total).toContainText("今天的记录和照片服务器都已确认");
  const stuck = await look([saved(1, "refused", { fault: { code: "invalid", fields: [], args: {} } })]);
  await expect(stuck.total).toHaveClass(/\btone-bad\b/);
  await expect(stuck.total).toContainText("有 1 条需要您处理");
});

test("little room, and a browser that may throw the data away, are said where the data is", async ({ context }) => {
  const MB = 1024 * 1024;
  const keeping = async (path: string, state: object) => {
    const page = await context.newPage();
    await open(page, path, (r) => { Object.assign(r.state, state); });
    return page.locator(".card", { hasText: "已用" });
  };
  const low = "剩余空间不足，照片可能存不下。请清理设备空间，并尽快上报。";
  const forgets = "浏览器没有承诺长期保留：设备空间紧张，或者多日不打开，数据可能被清除。请把本应用添加到主屏幕，并当天上报。";
  for (const path of ["/field/ready", "/field/settings"]) {
    const bad = await keeping(path, { persisted: false, storage: [850 * MB, 1000 * MB] });
    await expect(bad).toContainText("已用 850 MB，还可用 150 MB。");
    await expect(bad.locator(".message.tone-bad")).toHaveText(low);
    await expect(bad.locator(".message.tone-warn")).toHaveText(forgets);
    const good = await keeping(path, { persisted: true, storage: [700 * MB, 1000 * MB] });
    await expect(good).toContainText("还可用 300 MB");
    await expect(good.locator(".message.tone-good")).toHaveText("浏览器已承诺保留这些数据。");
    await expect(good).not.toContainText("空间不足");
    await expect(good).not.toContainText("没有承诺");
  }
});

test("old data and a clock that is wrong are said on every screen, small differences are not", async ({ context }) => {
  const banners = async (path: string, at: string, skew_ms: number) => {
    const page = await context.newPage();
    await open(page, path, (r) => {
      Object.assign(r.state, { skew_ms, packs: { ...(r.state.packs as object), at } });
    });
    return page.locator(".field-banners .banner.tone-warn");
  };
  const clock = "期限按服务器时间计算，记录照常保存。";
  for (const path of ["/field", "/field/ledger", "/field/sites"]) {
    // by the server's clock 27 hours have passed
    const said = await banners(path, hoursAgo(30), 3 * 3_600_000);
    await expect(said).toHaveText([`本机时钟比服务器快 3 小时。${clock}`, /^数据更新于 1 天前，有网络时请更新。\s*更新$/]);
  }
  const slow = await banners("/field", hoursAgo(1), -5 * 60_000);
  await expect(slow).toHaveText([`本机时钟比服务器慢 5 分钟。${clock}`]);
  const right = await banners("/field", hoursAgo(23), 60_000);
  await expect(right).toHaveCount(0);
  const old = await banners("/field", hoursAgo(24 * 40), 0);
  await old.getByRole("link", { name: "更新" }).click();
  await expect(old.page().getByRole("heading", { name: "准备今日工作" })).toBeVisible();
});
