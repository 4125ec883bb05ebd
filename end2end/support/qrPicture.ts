// What a picture of a QR says, read by the reader that the program brings for browsers without one of their own.
import type { Page } from "@playwright/test";

/** Where the build puts that reader. */
const READER = "/js/scanner/index.js";

type Reader = { createLibraryReader(): Promise<(picture: unknown) => Promise<string | null>> };

/** Reads a PNG file in a page of the program. */
export function readQr(page: Page, png: Buffer): Promise<string | null> {
  return page.evaluate(
    async ([path, base64]) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      // it reads pictures of a camera, which say their size so
      const picture = Object.assign(bitmap, { videoWidth: bitmap.width, videoHeight: bitmap.height });
      const reader = (await import(path)) as Reader;
      return (await reader.createLibraryReader())(picture);
    },
    [READER, png.toString("base64")] as const,
  );
}
