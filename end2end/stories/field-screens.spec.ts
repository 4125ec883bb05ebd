// The screens of the field app, each in the states it has, on every screen size: they fit, a finger hits what it is to
// hit, and what they say follows from what is on the tablet.
import type { Page } from "@playwright/test";
import { atWork, conflict, fakeTablet, hazard, id, saved, site, type Records } from "../support/fakeTablet";
import { layoutFaults } from "../support/layout";
import { HERE } from "../support/recording";
import { expect, shot, test } from "../support/test";

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
  ["no-tasks", "/field", (r) => { r.hazards = 0; }],
  ["hazards", "/field/hazards"],
  ["hazard", `/field/hazards/${hazard(0).summary.id}`],
  ["review", `/field/step/${id(9, 1)}?hazard=${hazard(1).summary.id}&do=review`],
  ["rectify", `/field/step/${id(9, 2)}?hazard=${hazard(0).summary.id}&do=rectify`],
  ["sites", "/field/sites"],
  ["site", `/field/sites/${site(0).id}`],
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
  ["conflict", `/field/conflict/${id(7, 5)}`, (r) => { r.outbox = [conflict(5)]; }],
  ["settings", "/field/settings"],
  ["nowhere", "/field/nowhere"],
];

for (const [name, path, change] of screens) {
  test(`the screen "${name}" fits`, async ({ page }) => {
    await open(page, path, change);
    if (name === "map") await expect(page.locator('[data-map="drawn"]')).toBeVisible();
    await fits(page, name);
  });
}
