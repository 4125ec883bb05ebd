// A tablet without its screens: the store and the sending of /js/field/, called from a page of the field app. For tests
// and measurements that save more than a person could type.
import { expect, type Page } from "@playwright/test";

/** What the tests use of the tablet's store; every answer is JSON text. */
type Store = Record<
  "state" | "prepare" | "setPin" | "unlock" | "touch" | "addPhoto" | "save" | "outbox" | "syncNow" | "pack",
  (...args: unknown[]) => Promise<string>
>;
declare global {
  interface Window {
    tablet?: Store;
  }
}

/** The PIN of these tablets. */
const PIN = "135790";

/** A visit saved on the tablet, with what the server must have of it in the end. */
export type SavedVisit = { id: string; hazards: string[]; photos: { id: string; sha256: string }[] };

/** Makes the store reachable in a page of the field app. */
export async function openTablet(page: Page): Promise<void> {
  await page.evaluate(async () => {
    if (window.tablet) return;
    // served by the program, unknown to the compiler
    const path = "/js/field/index.js";
    const { openField } = await import(/* @vite-ignore */ path);
    window.tablet = openField(() => {}) as Store;
  });
}

/** Calls the store and reads its answer. */
export async function ask<T>(page: Page, name: keyof Store, ...args: unknown[]): Promise<T> {
  const text = await page.evaluate(([name, args]) => window.tablet![name](...args), [name, args] as const);
  return JSON.parse(text) as T;
}

/** Makes a tablet ready for work: data is loaded, a PIN is chosen. */
export async function makeReady(page: Page): Promise<void> {
  await openTablet(page);
  expect(await ask(page, "prepare")).toMatchObject({ answer: "ok" });
  expect(await ask(page, "setPin", PIN)).toMatchObject({ answer: "ok" });
}

/** Opens a tablet that nobody has touched for longer than it stays open, as whoever works on it would. */
export async function keepOpen(page: Page): Promise<void> {
  const { locked } = await ask<{ locked: boolean }>(page, "state");
  const done = locked ? await ask(page, "unlock", PIN) : await ask(page, "touch");
  expect(done).toMatchObject({ answer: "ok" });
}

/** A photo of this width is sent in more than one part. */
export const WIDE = 900;

/** Saves visits with one finding each on the tablet: photos of `pixels` width, made from `seed`. */
export async function saveVisits(
  page: Page,
  n: number,
  photosEach: number,
  seed: number,
  pixels = 320,
): Promise<SavedVisit[]> {
  return page.evaluate(
    async ([n, photosEach, seed, pixels]) => {
      const tablet = window.tablet!;
      const hex = (length: number) =>
        Array.from(crypto.getRandomValues(new Uint8Array(length)), (b) => b.toString(16).padStart(2, "0")).join("");
      const newId = () => {
        const time = Date.now().toString(16).padStart(12, "0");
        const [a, b] = [hex(2), hex(2)];
        return `${time.slice(0, 8)}-${time.slice(8)}-7${a.slice(1)}-8${b.slice(1)}-${hex(6)}`;
      };
      const picture = async (text: string) => {
        const canvas = new OffscreenCanvas(pixels, Math.round((pixels * 3) / 4));
        const pen = canvas.getContext("2d")!;
        // noise, so that the picture has the weight of a real one
        const noise = pen.createImageData(canvas.width, canvas.height);
        let state = (seed * 2654435761 + text.length) >>> 0;
        for (let i = 0; i < noise.data.length; i += 4) {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          const light = 90 + ((state >>> 24) % 70);
          noise.data.set([light, light, light + 20, 255], i);
        }
        pen.putImageData(noise, 0, 0);
        pen.font = "40px sans-serif";
        pen.fillText(text, 20, 60);
        return canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
      };
      const must = (answer: string) => {
        const done = JSON.parse(answer);
        if (done.answer !== "ok") throw new Error(answer);
      };
      const sites = JSON.parse(await tablet.pack("sites")) as { id: string; name: string }[];
      const saved = [];
      for (let i = 0; i < n; i++) {
        const site = sites[(seed * 31 + i) % sites.length]!;
        const [id, hazard] = [newId(), newId()];
        const photos: string[] = [];
        for (let j = 0; j < photosEach; j++) {
          const photo = newId();
          must(await tablet.addPhoto(photo, "before", await picture(`${seed}/${i}/${j}`)));
          photos.push(photo);
        }
        const now = new Date().toISOString();
        const command = {
          kind: "save_visit",
          command: {
            id,
            site: { known: site.id },
            kind: "routine",
            nature: "grid_patrol",
            outcome: "done",
            started_at: now,
            finished_at: now,
            hazards: [
              {
                id: hazard,
                source: "inspection",
                category: "fire",
                severity: "general",
                description: `楼道堆物 ${seed}-${i}`,
                location: "2层楼道",
                site: site.id,
                found_at: now,
                photos_before: photos,
              },
            ],
          },
        };
        const named = photos.map((photo) => ({ id: photo, kind: "before" }));
        must(await tablet.save(JSON.stringify(command), JSON.stringify(named), site.name, id));
        saved.push({ id, hazards: [hazard], photos });
      }
      const rows = JSON.parse(await tablet.outbox()) as { id: string; photos: { id: string; sha256: string }[] }[];
      return saved.map(({ id, hazards, photos }) => {
        const known = rows.find((row) => row.id === id)?.photos ?? [];
        return { id, hazards, photos: photos.map((p) => known.find((k) => k.id === p) ?? { id: p, sha256: "" }) };
      });
    },
    [n, photosEach, seed, pixels] as const,
  );
}

/** Waits until the server has confirmed everything. */
export async function untilStored(page: Page, timeout: number): Promise<void> {
  type Row = { standing: string; id: string };
  const left = async () => {
    await ask(page, "syncNow");
    return (await ask<Row[]>(page, "outbox")).filter((row) => row.standing !== "stored").map((row) => row.standing);
  };
  await expect.poll(left, { timeout, message: "what the server has not confirmed" }).toEqual([]);
}

/** The visit is on the server with its finding and its photos, each with the hash that the tablet took. */
export async function isThereOnce(page: Page, visit: SavedVisit): Promise<void> {
  const inspection = await page.request.get(`/api/v1/inspections/${visit.id}`);
  expect(inspection.status()).toBe(200);
  const detail = (await inspection.json()) as { hazards: { id: string }[] };
  expect(detail.hazards.map((hazard) => hazard.id)).toEqual(visit.hazards);
  for (const photo of visit.photos) {
    const answer = await page.request.get(`/api/v1/photos/${photo.id}`);
    expect(await answer.json()).toMatchObject({ state: "stored", receipt: { sha256: photo.sha256 } });
    const picture = await page.request.get(`/files/${photo.id}`);
    expect(picture.status()).toBe(200);
  }
}
