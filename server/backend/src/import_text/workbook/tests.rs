//! Workbooks that claim, hide or break something.

use super::*;
use crate::import_text::TextFault;
use rust_xlsxwriter::{Format, Formula, Workbook};
use std::io::{Cursor, Read, Write};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

/// A workbook with a row of headings and one of values, a hidden sheet and another.
fn small() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("台账").unwrap();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write(0, 0, "名称").unwrap();
    sheet.write(1, 0, "老王面馆").unwrap();
    sheet.write(1, 1, 13_800_000_001.0).unwrap();
    sheet.write_number_with_format(1, 2, 45_047.0, &day).unwrap();
    sheet.write_formula(1, 3, Formula::new("=6*7").set_result("42")).unwrap();
    sheet.write_formula(1, 4, Formula::new("=A99").set_result("#REF!")).unwrap();
    sheet.write(1, 5, true).unwrap();
    sheet.write(1, 6, "  ").unwrap();
    sheet.merge_range(2, 0, 3, 0, "合并", &Format::new()).unwrap();
    book.add_worksheet().set_name("设置").unwrap().set_hidden(true);
    book.add_worksheet().set_name("另一").unwrap().write(0, 0, "别处").unwrap();
    book.save_to_buffer().unwrap()
}

/// The file with one of the files inside changed.
fn with(bytes: &[u8], name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let own = file.name().unwrap().into_owned();
        let mut content = String::new();
        file.read_to_string(&mut content).unwrap();
        let content = if own == name { change(content) } else { content };
        out.start_file(own, SimpleFileOptions::default()).unwrap();
        out.write_all(content.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn fault(bytes: &[u8]) -> Option<FileFaultCode> {
    read(bytes, None).err().map(|fault| fault.kind())
}

#[test]
fn cells_are_what_they_show() {
    let book = read(&small(), None).unwrap();
    assert_eq!(book.names, ["台账", "另一"], "hidden sheets are nobody's choice");
    let row = &book.sheet.rows[1];
    let expected = [
        (0, Value::Text("老王面馆".into())),
        (1, Value::Number(13_800_000_001.0)),
        (2, Value::Date(45_047.0)),
        (3, Value::Number(42.0)),
        (4, Value::Error("#REF!".into())),
        (5, Value::Bool(true)),
    ];
    assert_eq!((row.number, row.cells.as_slice()), (1, expected.as_slice()));
    assert_eq!(book.sheet.merges, [Merge { first: (2, 0), last: (3, 0) }]);
    let other = read(&small(), Some("另一")).unwrap();
    assert_eq!(other.sheet.rows[0].cells, [(0, Value::Text("别处".into()))]);
    let hidden = read(&small(), Some("设置")).err().map(|fault| fault.kind());
    assert_eq!(hidden, Some(FileFaultCode::NoSheet));
}

#[test]
fn days_are_counted_from_1900_or_1904() {
    assert_eq!(day_text(45_047.0, false), "2023-05-01");
    assert_eq!(day_text(45_047.0 - 1_462.0, true), "2023-05-01");
    assert_eq!(day_text(45_047.395_833_333_336, false), "2023-05-01 09:30:00");
    let old =
        with(&small(), "xl/workbook.xml", |xml| xml.replace("<workbookPr", "<workbookPr date1904=\"1\""));
    assert!(read(&old, None).unwrap().sheet.is_1904);
}

#[test]
fn what_a_sheet_claims_of_its_size_is_not_believed() {
    let sheet = "xl/worksheets/sheet1.xml";
    for claimed in ["A1:XFD1048576", "A1:G2147483648"] {
        let claims = with(&small(), sheet, |xml| {
            let (before, rest) = xml.split_once("<dimension ref=\"").unwrap();
            let (_, after) = rest.split_once('"').unwrap();
            format!("{before}<dimension ref=\"{claimed}\"{after}")
        });
        assert_eq!(read(&claims, None).unwrap().sheet.rows.len(), 3, "{claimed}");
    }
    // a value at the very end is a row like any other
    let last = with(&small(), sheet, |xml| {
        let cell = "<row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c></row></sheetData>";
        xml.replace("</sheetData>", cell)
    });
    let rows = read(&last, None).unwrap().sheet.rows;
    assert_eq!((rows.len(), rows[3].number), (4, 1_048_575));
    // behind the end there is nothing
    let beyond = with(&small(), sheet, |xml| {
        xml.replace(
            "</sheetData>",
            "<row r=\"9999999999\"><c r=\"A9999999999\"><v>1</v></c></row></sheetData>",
        )
    });
    assert_eq!(fault(&beyond), Some(FileFaultCode::Damaged));
}

#[test]
fn more_than_may_be_read_is_refused() {
    let mut rows = Collector::default();
    for row in 0..=MOST_ROWS {
        rows.put((u32::try_from(row).unwrap() * 2, 0), Value::Bool(true)).unwrap();
    }
    let one_more = rows.put((u32::MAX, 0), Value::Bool(true));
    assert_eq!(one_more.map_err(|fault| fault.kind()), Err(FileFaultCode::TooManyRows));
    let wide = Collector::default().put((0, MOST_COLUMNS), Value::Bool(true));
    assert_eq!(wide.map_err(|fault| fault.kind()), Err(FileFaultCode::TooManyRows));
    // a hundred kilobytes that unpack to more than is allowed
    let zeros = vec![0; usize::try_from(MOST_UNPACKED).unwrap() + 1];
    let bomb = packed(&[("xl/workbook.xml", b"<workbook/>"), ("xl/sharedStrings.xml", &zeros)]);
    assert!(bomb.len() < 1024 * 1024);
    assert_eq!(fault(&bomb), Some(FileFaultCode::Inflates));
}

#[test]
fn other_office_files_are_named() {
    assert_eq!(fault(&packed(&[("word/document.xml", b"<w/>")])), Some(FileFaultCode::Spreadsheet));
    assert_eq!(fault(b"PK\x03\x04\x14\0nothing"), Some(FileFaultCode::Damaged));
    assert_eq!(fault(&small()[..2_000]), Some(FileFaultCode::Damaged));
    assert_eq!(fault(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), Some(FileFaultCode::Damaged));
    let compound = |name: &str| {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        file.create_stream(name).unwrap().write_all(b"something").unwrap();
        file.flush().unwrap();
        file.into_inner().into_inner()
    };
    assert_eq!(fault(&compound("/EncryptedPackage")), Some(FileFaultCode::Protected));
    assert_eq!(fault(&compound("/WordDocument")), Some(FileFaultCode::Spreadsheet));
}

/// Records of the older format: kind, length, body.
fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    let mut out = kind.to_le_bytes().to_vec();
    out.extend(u16::try_from(body.len()).unwrap().to_le_bytes());
    out.extend(body);
    out
}

fn size(first: u32, end: u32, columns: (u16, u16)) -> Vec<u8> {
    let mut body = first.to_le_bytes().to_vec();
    body.extend(end.to_le_bytes());
    body.extend([columns.0.to_le_bytes(), columns.1.to_le_bytes(), [0, 0]].concat());
    record(0x0200, &body)
}

fn number(row: u16, column: u16) -> Vec<u8> {
    let mut body = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
    body.extend(1.0_f64.to_le_bytes());
    record(0x0203, &body)
}

#[test]
fn old_workbooks_are_measured_before_they_are_read() {
    let checked =
        |records: &[Vec<u8>]| xls::check(&records.concat()).map_err(|fault: TextFault| fault.kind());
    let too_many = Err(FileFaultCode::TooManyRows);
    let sheet = || record(0x0809, &[0; 16]);
    assert_eq!(checked(&[sheet(), size(0, 65_536, (0, 256)), number(0, 0), number(4_999, 30)]), Ok(()));
    assert_eq!(checked(&[sheet(), size(0, 0, (0, 0))]), Ok(()), "an empty sheet");
    assert_eq!(checked(&[sheet(), size(0, 1 << 31, (0, 4))]), too_many);
    assert_eq!(checked(&[sheet(), size(0, 60_000, (0, u16::MAX))]), too_many);
    assert_eq!(checked(&[sheet(), size(9, 5, (0, 4))]), too_many, "the end before the beginning");
    assert_eq!(checked(&[sheet(), number(0, 0), number(u16::MAX, u16::MAX)]), too_many);
    // each sheet by itself
    assert_eq!(checked(&[sheet(), number(0, 0), sheet(), number(60_000, 250)]), Ok(()));
    // cut off in the middle of a record
    assert_eq!(checked(&[number(0, 0)[..6].to_vec()]), Ok(()));
}

const ODS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
    xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
    xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
    xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
    <table:table table:name=\"台账\"><table:table-row><table:table-cell office:value-type=\"string\">\
    <text:p>名称</text:p></table:table-cell><table:table-cell office:value-type=\"date\" \
    office:date-value=\"2023-05-01\"><text:p>2023-05-01</text:p></table:table-cell></table:table-row>\
    ROWS</table:table></office:spreadsheet></office:body></office:document-content>";

fn ods(rows: &str) -> Vec<u8> {
    let content = ODS.replace("ROWS", rows);
    packed(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        (
            "META-INF/manifest.xml",
            b"<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>",
        ),
    ])
}

#[test]
fn opendocument_is_read_within_the_same_bounds() {
    let book = read(&ods(""), None).unwrap();
    assert_eq!((book.format, book.names.as_slice()), ("OpenDocument", ["台账".to_owned()].as_slice()));
    let expected = [(0, Value::Text("名称".into())), (1, Value::Text("2023-05-01".into()))];
    assert_eq!(book.sheet.rows[0].cells, expected);
    let claims = "<table:table-row table:number-rows-repeated=\"2147483648\"><table:table-cell \
        office:value-type=\"float\" office:value=\"1\"/></table:table-row>";
    assert_eq!(fault(&ods(claims)), Some(FileFaultCode::TooManyRows));
}
