// QR codes as a film for the fake camera of Chromium (`--use-file-for-fake-video-capture`). The browser reads the file
// when the camera is opened, so a story may write it after it knows what the code should say.
import { renameSync, writeFileSync } from "node:fs";
import qrcode from "qrcode-generator";

const WIDTH = 640;
const HEIGHT = 480;
/** What is white around a code: four of its squares, as readers want it. */
const QUIET = 4;
/** Pictures of each code, ten a second: long enough to be looked at. */
const PICTURES = 10;

/** Writes a film that shows the codes one after the other, again and again. */
export function writeQrVideo(file: string, ...texts: string[]): void {
  const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
  const pictures = texts.flatMap((text) => Array<Buffer>(PICTURES).fill(picture(text)));
  // put in its place as a whole: a camera that is only just being closed may still read the one before
  writeFileSync(`${file}.next`, Buffer.concat([head, ...pictures]));
  renameSync(`${file}.next`, file);
}

/** A code as a picture of the film, a little darkened as in a stairwell. */
function picture(text: string): Buffer {
  const code = qrcode(0, "M");
  code.addData(text);
  code.make();
  const squares = code.getModuleCount() + 2 * QUIET;
  const size = Math.floor((HEIGHT * 0.8) / squares);
  const [left, top] = [WIDTH, HEIGHT].map((side) => Math.floor((side - squares * size) / 2)) as [number, number];
  const light = Buffer.alloc(WIDTH * HEIGHT, 120);
  for (let y = 0; y < squares * size; y += 1) {
    for (let x = 0; x < squares * size; x += 1) {
      const [column, row] = [Math.floor(x / size) - QUIET, Math.floor(y / size) - QUIET];
      const inside = [column, row].every((at) => at >= 0 && at < code.getModuleCount());
      light[(top + y) * WIDTH + left + x] = inside && code.isDark(row, column) ? 40 : 200;
    }
  }
  const colours = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  return Buffer.concat([Buffer.from("FRAME\n"), light, colours]);
}
