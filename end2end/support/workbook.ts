// A workbook as Excel saves it, of one sheet: a ZIP file of a few XML files, none of them packed.
import { crc32 } from "node:zlib";

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships";
const DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES = "http://schemas.openxmlformats.org/package/2006/content-types";
const KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/**
 * What stands in a cell. A number of days that is shown as a date is a `day`; a `formula` is what it came to, a word with # an
 * error.
 */
export type Cell = string | number | { day: number } | { formula: string };

/** What a sheet says besides its cells. */
export interface Sheet {
  /** Cells that are merged, as A1:B1. */
  merged?: string[];
  /** The range that it claims to fill. */
  claims?: string;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function sheet(rows: Cell[][], { merged = [], claims }: Sheet): string {
  const cell = (value: Cell, row: number, column: number): string => {
    const place = `${String.fromCharCode(65 + column)}${row + 1}`;
    if (value === "") return "";
    if (typeof value === "number") return `<c r="${place}"><v>${value}</v></c>`;
    if (typeof value === "string") {
      return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;
    }
    if ("day" in value) return `<c r="${place}" s="1"><v>${value.day}</v></c>`;
    const kind = value.formula.startsWith("#") ? "e" : "str";
    return `<c r="${place}" t="${kind}"><f>A1</f><v>${escaped(value.formula)}</v></c>`;
  };
  const lines = rows.map(
    (cells, row) => `<row r="${row + 1}">${cells.map((value, column) => cell(value, row, column)).join("")}</row>`,
  );
  const size = claims === undefined ? "" : `<dimension ref="${claims}"/>`;
  const together = merged.map((range) => `<mergeCell ref="${range}"/>`).join("");
  const merges = together === "" ? "" : `<mergeCells count="${merged.length}">${together}</mergeCells>`;
  return `${HEAD}<worksheet xmlns="${MAIN}">${size}<sheetData>${lines.join("")}</sheetData>${merges}</worksheet>`;
}

/** The second style shows a number of days as a date. */
const STYLES =
  `${HEAD}<styleSheet xmlns="${MAIN}"><cellXfs count="2"><xf numFmtId="0"/>` +
  '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>';

/** A ZIP file with these files, stored as they are. */
function packed(files: [string, string][]): Buffer {
  const parts: Buffer[] = [];
  const index: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of files) {
    const [called, content] = [Buffer.from(name), Buffer.from(text)];
    // what the two headers say alike: version, flags, method, time, day (1980-01-01), sum, sizes, length of the name
    const said = Buffer.alloc(26);
    said.writeUInt16LE(20, 0);
    said.writeUInt16LE(33, 8);
    said.writeUInt32LE(crc32(content), 10);
    said.writeUInt32LE(content.length, 14);
    said.writeUInt32LE(content.length, 18);
    said.writeUInt16LE(called.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), said, called, content]);
    const behind = Buffer.alloc(14);
    behind.writeUInt32LE(offset, 10);
    index.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00", "latin1"), said, behind, called]));
    parts.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(index);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}

/** A table of OpenDocument with these rows, as they stand in the file. */
export function openDocument(rows: string): Buffer {
  const [office, text] = ["office", "text"].map((part) => `urn:oasis:names:tc:opendocument:xmlns:${part}:1.0`);
  const table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0";
  return packed([
    ["mimetype", "application/vnd.oasis.opendocument.spreadsheet"],
    [
      "content.xml",
      `${HEAD}<office:document-content xmlns:office="${office}" xmlns:table="${table}" xmlns:text="${text}">` +
        `<office:body><office:spreadsheet><table:table table:name="表">${rows}</table:table>` +
        "</office:spreadsheet></office:body></office:document-content>",
    ],
    ["META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'],
  ]);
}

/** The bytes of a workbook with these rows. */
export function workbook(rows: Cell[][], besides: Sheet = {}): Buffer {
  const part = (name: string, kind: string): string =>
    `<Override PartName="${name}" ContentType="${KIND}.${kind}+xml"/>`;
  const relation = (target: string, kind: string): string =>
    `${HEAD}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${DOCUMENT}/${kind}" Target="${target}"/></Relationships>`;
  return packed([
    [
      "[Content_Types].xml",
      `${HEAD}<Types xmlns="${TYPES}">` +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        `${part("/xl/workbook.xml", "sheet.main")}${part("/xl/worksheets/sheet1.xml", "worksheet")}</Types>`,
    ],
    ["_rels/.rels", relation("xl/workbook.xml", "officeDocument")],
    [
      "xl/workbook.xml",
      `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT}"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    ["xl/_rels/workbook.xml.rels", relation("worksheets/sheet1.xml", "worksheet")],
    ["xl/styles.xml", STYLES],
    ["xl/worksheets/sheet1.xml", sheet(rows, besides)],
  ]);
}
