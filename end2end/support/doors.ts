// Doors of a story's own: sites and what is on a list there, made by the API, and the forms about them on a tablet.
import { randomBytes } from "node:crypto";
import { expect, type Locator, type Page } from "@playwright/test";
import { addPhoto } from "./recording";
import { file } from "./steps";

/** An id as callers make them. */
export function newId(): string {
  const at = Date.now().toString(16).padStart(12, "0");
  const rest = randomBytes(10).toString("hex");
  return `${at.slice(0, 8)}-${at.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
}

/** Sends JSON as the page's own program would; not from within the page, which may be on its way somewhere. */
async function post(page: Page, path: string, body: object): Promise<void> {
  const answer = await page.request.post(path, { data: body, headers: { origin: new URL(page.url()).origin } });
  expect(answer.status(), path).toBeLessThan(300);
}

/** The first committee of the person's area, where the sites of stories lie. */
export async function committee(page: Page): Promise<string> {
  const me = (await (await page.request.get("/api/v1/me")).json()) as { areas: { code: string }[] };
  return me.areas.map(({ code }) => code).find((code) => code.length === 12) ?? "";
}

/** A site that the register did not have, in the first committee of the person's area; with a position when one is given. */
export async function addSite(page: Page, kind: string, name: string, at?: [lon: number, lat: number]): Promise<string> {
  const area = await committee(page);
  const id = newId();
  const position = at && { point: { lon: at[0], lat: at[1] }, accuracy_m: 5, source: "gps" };
  await post(page, "/api/v1/sites", { id, kind, name, address: `仙霞路 ${name}`, area, position });
  return id;
}

/** Brings a photo to the server, for a record to name; answers its id. */
export async function addFile(page: Page, kind: "before" | "after", content: Buffer): Promise<string> {
  const id = newId();
  const headers = { origin: new URL(page.url()).origin };
  const multipart = { id, kind, file: file(`${kind}.png`, content) };
  const answer = await page.request.post("/api/v1/files", { multipart, headers });
  expect(answer.status()).toBe(201);
  return id;
}

/** A hazard of now at a site, which nobody has yet, with what it looked like; answers its id. */
export async function addHazard(
  page: Page,
  site: string,
  description: string,
  severity = "general",
  before: string[] = [],
): Promise<string> {
  const id = newId();
  const what = { id, source: "inspection", category: "fire", severity, description, site, photos_before: before };
  await post(page, "/api/v1/hazards", { ...what, found_at: new Date().toISOString() });
  return id;
}

/** Asks for a step in the life of a hazard as the page's own program would; answers the status. */
export async function step(page: Page, hazard: string, command: object): Promise<number> {
  const path = `/api/v1/hazards/${hazard}/changes`;
  const headers = { "content-type": "application/json", origin: new URL(page.url()).origin };
  const answer = await page.request.post(path, { data: { id: newId(), hazard, command }, headers });
  return answer.status();
}

/** A device for the list of a site. */
export async function planDevice(page: Page, site: string, kind: string): Promise<string> {
  const id = newId();
  await post(page, "/api/v1/detectors", { id, kind, site });
  return id;
}

/** A visit of now that ended so. */
async function visit(page: Page, site: string, nature: string, outcome: string): Promise<void> {
  const now = new Date().toISOString();
  const visit = { id: newId(), site: { known: site }, kind: "routine", nature, outcome };
  await post(page, "/api/v1/inspections", { ...visit, started_at: now, finished_at: now });
}

/** A visit of now during which nobody was met. */
export const nobodyThere = (page: Page, site: string): Promise<void> => visit(page, site, "household", "not_at_home");

/** A visit of now that was carried out. */
export const patrol = (page: Page, site: string): Promise<void> => visit(page, site, "grid_patrol", "done");

/** What the server has behind a door. */
export async function door(page: Page, site: string) {
  const answer = await page.request.get(`/api/v1/sites/${site}/door`);
  return (await answer.json()) as {
    stoves: { id: string; status: string }[];
    devices: { id: string; status: string; serial: string | null }[];
    gas: { id: string; unit: { trade: string } | null; lpg: { standing: string; cylinders: number } | null } | null;
  };
}

/** One of few, by what it is about. */
export async function choose(page: Page, about: string, answer: string): Promise<void> {
  await page.locator(".segments", { hasText: about }).getByText(answer, { exact: true }).click();
}

/** The photos of a part of a form. */
export const photosOf = (page: Page, about: string): Locator => page.locator(".shots", { hasText: about });

/** Opens a form of the site's page. */
export async function openForm(page: Page, where: Locator, name: string): Promise<void> {
  // a line says what it does on a wide screen only; it is pressed as a whole anyway
  const named = page.getByText(name, { exact: true });
  await where.locator("a, button, summary").filter({ has: named }).first().click();
  await expect(page.locator(".capture-bar .save")).toBeVisible();
}

/** Fills in how an alarm was hung up, on the form for it: everything but its serial number. */
export async function fillInstallation(page: Page): Promise<void> {
  await page.locator("#f-installation-place").fill("厨房");
  await page.locator("#f-installation-installer").fill("燃气公司 钱师傅");
  await choose(page, "检测气体", "天然气");
  await addPhoto(page, photosOf(page, "安装后照片"), "报警器");
  await choose(page, "试验正常", "是");
}

/** Saves the form that is open, and goes back to the site's page. */
export async function saveForm(page: Page): Promise<void> {
  await page.locator(".capture-bar .save").click();
  // with a line the server may have it before anybody has read that it is on the tablet
  const hasLine = await page.evaluate(() => navigator.onLine);
  await expect(page.locator(".saved-line")).toContainText(hasLine ? /已保存在本机|服务器已收到/ : "已保存在本机");
  await page.locator(".saved").getByRole("link", { name: "返回" }).click();
  await expect(page.locator(".card", { hasText: "这次上门要办的" })).toBeVisible();
}

/** Waits until the server has confirmed everything. */
export async function allThere(page: Page): Promise<void> {
  await page.locator(".field-nav").getByText("对账").click();
  await expect(page.locator(".ledger-total")).toHaveAttribute("data-complete", "true", { timeout: 120_000 });
}
