// The first page of a PDF file as a picture, drawn by whichever of the usual programs this machine has.
import { spawnSync } from "node:child_process";

const DRAWERS: [string, string[]][] = [
  ["pdftoppm", ["-png", "-r", "60", "-f", "1", "-l", "1", "-"]],
  ["gs", ["-q", "-dSAFER", "-sDEVICE=png16m", "-r60", "-dFirstPage=1", "-dLastPage=1", "-o", "-", "-"]],
];

/** A PNG file; nothing where no such program is installed. */
export function firstPage(pdf: Buffer): Buffer | undefined {
  for (const [program, args] of DRAWERS) {
    const drawn = spawnSync(program, args, { input: pdf, maxBuffer: 64 * 1024 * 1024 });
    if (drawn.status === 0 && drawn.stdout.length > 0) return drawn.stdout;
  }
  return undefined;
}
