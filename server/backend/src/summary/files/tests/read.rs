//! Reads the files back, by other means than those that wrote them.

use super::super::{grid::Grid, workbook::has_rates};
use calamine::{Data, Range, Reader, Xlsx};
use chrono::{DateTime, Days, NaiveDate, TimeDelta};
use domain::{
    calendar::SHANGHAI,
    figures::Ratio,
    money::Fen,
    summary::{Lang, Value, tables::Cell},
};
use std::{
    collections::HashMap,
    io::{Cursor, Read},
};

/// The bytes of a part of a Word file or workbook.
pub(super) fn bytes(file: &[u8], name: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    let mut bytes = Vec::new();
    archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

/// The text of such a part.
pub(super) fn part(file: &[u8], name: &str) -> String {
    String::from_utf8(bytes(file, name)).unwrap()
}

/// What the runs of some XML say; a break is a line end.
fn said(xml: &str) -> String {
    let mut said = String::new();
    for part in xml.split("<w:t xml:space=\"preserve\">").skip(1) {
        let (text, rest) = part.split_once("</w:t>").unwrap();
        said.push_str(text);
        if rest.starts_with("<w:br/>") {
            said.push('\n');
        }
    }
    said.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Everything that a Word file says.
pub(super) fn words_of_word(file: &[u8]) -> String {
    said(&part(file, "word/document.xml"))
}

/// The tables of a Word file with the heading above each.
pub(super) fn tables_of_word(file: &[u8]) -> Vec<(String, Vec<Vec<String>>)> {
    let xml = part(file, "word/document.xml");
    let mut tables = Vec::new();
    let mut before = xml.as_str();
    while let Some((above, rest)) = before.split_once("<w:tbl>") {
        let (table, after) = rest.split_once("</w:tbl>").unwrap();
        let heading = above.rsplit("w:val=\"Heading2\"").next().unwrap();
        let title = said(heading.split("</w:p>").next().unwrap());
        let cells = |row: &str| row.split("<w:tc>").skip(1).map(said).collect::<Vec<_>>();
        tables.push((title, table.split("<w:tr>").skip(1).map(cells).collect()));
        before = after;
    }
    tables
}

/// What a PDF says, without its spaces and line ends.
pub(super) fn pdf_of(file: &[u8]) -> String {
    let text = pdf_extract::extract_text_from_mem(file).unwrap();
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The rows of a CSV file, its head first; what guards a cell from being a formula is taken off.
pub(super) fn csv_of(file: &[u8]) -> Vec<Vec<String>> {
    let text = file.strip_prefix("\u{feff}".as_bytes()).expect("a mark of UTF-8");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    let bare = |cell: &str| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
    reader.records().map(|row| row.unwrap().iter().map(bare).collect()).collect()
}

/// A workbook.
pub(super) struct Workbook {
    book: Xlsx<Cursor<Vec<u8>>>,
    ranges: HashMap<String, Range<Data>>,
}

impl Workbook {
    pub(super) fn open(file: &[u8]) -> Self {
        Self { book: Xlsx::new(Cursor::new(file.to_vec())).unwrap(), ranges: HashMap::new() }
    }

    /// The sheets by name, in order.
    pub(super) fn sheets(&self) -> Vec<String> {
        self.book.sheet_names()
    }

    /// The words of a sheet, row by row.
    pub(super) fn words(&mut self, sheet: &str) -> Vec<Vec<String>> {
        let range = self.book.worksheet_range(sheet).unwrap();
        range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
    }

    /// A row of a table, each number and day of the workbook shown as papers show it.
    pub(super) fn row(&mut self, grid: &Grid, at: usize, lang: Lang) -> Vec<String> {
        let book = &mut self.book;
        let range = self
            .ranges
            .entry(grid.title.clone())
            .or_insert_with(|| book.worksheet_range(&grid.title).unwrap());
        let mut column = 0;
        let mut shown = Vec::new();
        for (place, cell) in grid.rows[at].iter().enumerate() {
            let value = |offset: u32| {
                let at = (u32::try_from(at).unwrap() + 1, column + offset);
                range.get_value(at).cloned().unwrap_or(Data::Empty)
            };
            shown.push(show(cell, value, lang));
            column += if has_rates(grid, place) { 3 } else { 1 };
        }
        shown
    }
}

/// What stands there, read as the kind that the cell is of.
fn show(cell: &Cell, value: impl Fn(u32) -> Data, lang: Lang) -> String {
    let number = |offset| match value(offset) {
        Data::Float(number) => number,
        Data::Int(number) => number as f64,
        other => panic!("{other:?} is no number"),
    };
    let whole = |number: f64| number.round() as i64;
    if let Data::String(text) = value(0) {
        return text;
    }
    let Some(kind) = cell.value() else {
        return match (cell, value(0)) {
            (Cell::Text(text), Data::Empty) if text.is_empty() => String::new(),
            (Cell::Day(_), Data::DateTime(at)) => instant(at.as_f64()).0,
            (Cell::Month(_), Data::DateTime(at)) => instant(at.as_f64()).0[..7].to_owned(),
            (Cell::Instant(_), Data::DateTime(at)) => instant(at.as_f64()).1,
            (cell, data) => panic!("{data:?} for {cell:?}"),
        };
    };
    match kind {
        Value::Count(_) => Value::Count(whole(number(0))).show(lang),
        Value::Money(_) => Value::Money(Fen(whole(number(0) * 100.0))).show(lang),
        Value::HalfDays(_) => Value::HalfDays(Some(whole(number(0) * 2.0))).show(lang),
        Value::Ratio(_) => {
            let ratio = Ratio::new(whole(number(1)), whole(number(2)));
            let rate = format!("{:.1}", number(0) * 100.0);
            assert_eq!(Some(rate), ratio.percent(1), "the rate as it is shown");
            Value::Ratio(ratio).show_with_base(lang)
        }
    }
}

/// A day of the workbook, and the minute of it.
fn instant(serial: f64) -> (String, String) {
    let minutes = (serial * 1440.0).round() as i64;
    let day = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap() + Days::new((minutes / 1440) as u64);
    let local = day.and_hms_opt(0, 0, 0).unwrap() + TimeDelta::minutes(minutes % 1440);
    let at: DateTime<_> = local.and_local_timezone(SHANGHAI).unwrap();
    (at.date_naive().to_string(), at.format("%Y-%m-%d %H:%M").to_string())
}
