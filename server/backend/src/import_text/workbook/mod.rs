//! Reading spreadsheets: .xlsx and .xls of Excel and WPS, and OpenDocument's .ods.
//!
//! A sheet is taken into memory cell by cell where something stands; what a file claims about its size is never believed.
//! A few kilobytes can claim 2³¹ rows or unpack to gigabytes, and the libraries that read the formats would make room for
//! them, so each format has its bounds checked before they see it.

mod bounds;
mod ods;
mod xls;
mod xlsx;

#[cfg(test)]
mod tests;

use super::TextFault;
use calamine::{Dimensions, ExcelDateTime, ExcelDateTimeType, Sheet as SheetInfo, SheetType, SheetVisible};
use domain::table::FileFaultCode;
use std::collections::BTreeMap;

/// Most rows with something in them.
pub const MOST_ROWS: usize = 50_000;
/// Most cells of a sheet: as many rows of forty columns.
const MOST_CELLS: usize = 2_000_000;
/// Most columns: the 256 of the old Excel.
const MOST_COLUMNS: u32 = 256;
/// Most merged areas that are looked at.
const MOST_MERGES: usize = 20_000;
/// Largest content of a packed file, in bytes: a full sheet takes about as much.
const MOST_UNPACKED: u64 = 64 * 1024 * 1024;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// Text.
    Text(String),
    /// A number, or a day that the sheet does not show as one.
    Number(f64),
    /// A day, perhaps with a time, as the days since the workbook's epoch.
    Date(f64),
    /// Yes or no.
    Bool(bool),
    /// A formula that came to an error.
    Error(String),
}

/// A row with something in it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SheetRow {
    /// From 0.
    pub number: u32,
    /// By column from 0, in order.
    pub cells: Vec<(u32, Value)>,
}

/// Cells that were merged: the first holds the value of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Merge {
    pub first: (u32, u32),
    pub last: (u32, u32),
}

/// One sheet of a workbook.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    pub rows: Vec<SheetRow>,
    pub merges: Vec<Merge>,
    /// Days are counted from 1904 instead of 1900.
    pub is_1904: bool,
}

/// The sheet that was asked for, and what others there are.
#[derive(Clone, Debug)]
pub(super) struct Book {
    /// `Excel`, `Excel 97` or `OpenDocument`.
    pub format: &'static str,
    /// The sheets that show, in order.
    pub names: Vec<String>,
    pub sheet: Sheet,
}

/// Whether these are the bytes of an office file of any kind.
pub(super) fn is_office_file(bytes: &[u8]) -> bool {
    is_packed(bytes) || is_compound(bytes)
}

/// ZIP: xlsx, ods, and much else.
fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// The older compound format: xls, et, and files with a password.
fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xD0\xCF\x11\xE0")
}

/// Reads a sheet: the one of that name, else the first that shows.
pub(super) fn read(bytes: &[u8], wanted: Option<&str>) -> Result<Book, TextFault> {
    // unwind safe: a file that trips the library up leaves nothing behind but this answer
    std::panic::catch_unwind(|| read_any(bytes, wanted))
        .unwrap_or_else(|_| Err(FileFaultCode::Damaged.into()))
}

fn read_any(bytes: &[u8], wanted: Option<&str>) -> Result<Book, TextFault> {
    if is_compound(bytes) {
        return xls::read(bytes, wanted);
    }
    let names = bounds::unpacked(bytes)?;
    let has = |name: &str| names.iter().any(|n| n == name);
    if has("xl/workbook.xml") {
        xlsx::read(bytes, wanted)
    } else if has("content.xml") {
        ods::read(bytes, wanted)
    } else {
        Err(FileFaultCode::Spreadsheet.into())
    }
}

/// The sheet to read, and all that show.
fn choose(sheets: &[SheetInfo], wanted: Option<&str>) -> Result<(String, Vec<String>), TextFault> {
    let shown =
        |sheet: &&SheetInfo| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible;
    let names: Vec<String> = sheets.iter().filter(shown).map(|sheet| sheet.name.clone()).collect();
    let chosen = match wanted {
        Some(wanted) => names.iter().find(|name| *name == wanted),
        None => names.first(),
    };
    match chosen.cloned() {
        Some(name) => Ok((name, names)),
        None => Err(FileFaultCode::NoSheet.into()),
    }
}

fn merges(areas: Vec<Dimensions>) -> Vec<Merge> {
    let merge = |area: Dimensions| Merge { first: area.start, last: area.end };
    areas.into_iter().map(merge).filter(|m| m.first <= m.last).take(MOST_MERGES).collect()
}

/// Collects cells into rows, up to the limits.
#[derive(Default)]
struct Collector {
    rows: BTreeMap<u32, Vec<(u32, Value)>>,
    cells: usize,
}

impl Collector {
    fn put(&mut self, (row, column): (u32, u32), value: Value) -> Result<(), TextFault> {
        if matches!(&value, Value::Text(text) if super::trim(text).is_empty()) {
            return Ok(());
        }
        self.cells += 1;
        self.rows.entry(row).or_default().push((column, value));
        if self.cells > MOST_CELLS || self.rows.len() > MOST_ROWS + 1 || column >= MOST_COLUMNS {
            return Err(FileFaultCode::TooManyRows.into());
        }
        Ok(())
    }

    fn finish(self) -> Vec<SheetRow> {
        let row = |(number, mut cells): (u32, Vec<(u32, Value)>)| {
            cells.sort_by_key(|(column, _)| *column);
            SheetRow { number, cells }
        };
        self.rows.into_iter().map(row).collect()
    }
}

/// The day (and time) of a number of days since the epoch, as a table would write it.
pub(super) fn day_text(serial: f64, is_1904: bool) -> String {
    let moment = ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, is_1904);
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date} {hour:02}:{minute:02}:{second:02}")
    }
}
