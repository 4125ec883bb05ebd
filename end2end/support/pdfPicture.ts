// Pages of PDF and Word files as pictures, drawn by whichever of the usual programs this machine has.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const DRAWERS: [string, string[]][] = [
  ["pdftoppm", ["-png", "-r", "60", "-f", "1", "-l", "1", "-"]],
  ["gs", ["-q", "-dSAFER", "-sDEVICE=png16m", "-r60", "-dFirstPage=1", "-dLastPage=1", "-o", "-", "-"]],
];

/** What a program prints; nothing where it is not installed. One that is there and fails is a failure of what it was given. */
function printed(program: string, args: string[], input?: Buffer): Buffer | undefined {
  const run = spawnSync(program, args, { input, maxBuffer: 64 * 1024 * 1024 });
  if ((run.error as NodeJS.ErrnoException | undefined)?.code === "ENOENT") return undefined;
  if (run.error ?? run.status !== 0) throw new Error(`${program}: ${run.error?.message ?? run.stderr.toString()}`);
  return run.stdout;
}

/** A PNG file; nothing where no such program is installed. */
export function firstPage(pdf: Buffer): Buffer | undefined {
  for (const [program, args] of DRAWERS) {
    const drawn = printed(program, args, pdf);
    if (drawn) return drawn;
  }
  return undefined;
}

/** Does something in a folder of its own, which is removed afterwards. */
function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "pages-"));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Every page as a PNG file, in order; none where no such program is installed. */
export function everyPage(pdf: Buffer): Buffer[] {
  return inFolder((folder) => {
    const to = join(folder, "page");
    const drawers: [string, string[]][] = [
      ["pdftoppm", ["-png", "-r", "60", "-", to]],
      ["gs", ["-q", "-dSAFER", "-sDEVICE=png16m", "-r60", "-o", `${to}-%03d.png`, "-"]],
    ];
    for (const [program, args] of drawers) {
      if (printed(program, args, pdf)) break;
    }
    const pages = readdirSync(folder).filter((name) => name.endsWith(".png"));
    return pages.sort().map((name) => readFileSync(join(folder, name)));
  });
}

/** A Word file as others would print it, as PDF; nothing where LibreOffice is not installed. */
export function printedWord(word: Buffer): Buffer | undefined {
  return inFolder((folder) => {
    const file = join(folder, "paper.docx");
    writeFileSync(file, word);
    const own = `-env:UserInstallation=file://${join(folder, "profile")}`;
    const done = printed("soffice", [own, "--headless", "--convert-to", "pdf", "--outdir", folder, file]);
    return done && readFileSync(join(folder, "paper.pdf"));
  });
}
