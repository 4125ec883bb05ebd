// Pages of PDF and Word files as pictures, drawn by whichever of the usual programs this machine has.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

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
      if (spawnSync(program, args, { input: pdf }).status === 0) break;
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
    const printed = spawnSync("soffice", [own, "--headless", "--convert-to", "pdf", "--outdir", folder, file]);
    return printed.status === 0 ? readFileSync(join(folder, "paper.pdf")) : undefined;
  });
}
