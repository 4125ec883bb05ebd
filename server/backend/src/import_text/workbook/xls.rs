//! Excel 97 to 2003.
//!
//! The library makes room for the rectangle from the first to the last cell of every sheet, and for what a record claims to
//! be the sheet's size. Both are looked at in the records first.

use super::{Book, Collector, MOST_CELLS, MOST_UNPACKED, Sheet, Value, choose, merges};
use crate::import_text::TextFault;
use calamine::{Data, Reader, Xls, XlsError};
use cfb::CompoundFile;
use domain::table::FileFaultCode;
use std::io::{Cursor, Read};

pub(super) fn read(bytes: &[u8], wanted: Option<&str>) -> Result<Book, TextFault> {
    check(&records(bytes)?)?;
    let mut book: Xls<Cursor<&[u8]>> = Xls::new(Cursor::new(bytes)).map_err(broken)?;
    let (name, names) = choose(book.sheets_metadata(), wanted)?;
    let is_1904 = book.has_1904_epoch();
    let merges = merges(book.merge_cells_by_sheet_name(&name).map_err(broken)?);
    let range = book.worksheet_range(&name).map_err(broken)?;
    let rows = rows(&range)?;
    Ok(Book { format: "Excel 97", names, sheet: Sheet { rows, merges, is_1904 } })
}

fn broken(error: XlsError) -> TextFault {
    match error {
        XlsError::Password => FileFaultCode::Protected.into(),
        error => {
            tracing::debug!(%error, "a workbook cannot be read");
            FileFaultCode::Damaged.into()
        }
    }
}

/// The rows of a range as the library keeps it.
pub(super) fn rows(range: &calamine::Range<Data>) -> Result<Vec<super::SheetRow>, TextFault> {
    let mut collected = Collector::default();
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, data) in range.used_cells() {
        let at = (u32::try_from(row).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX));
        if let Some(value) = value(data) {
            collected.put((top.saturating_add(at.0), left.saturating_add(at.1)), value)?;
        }
    }
    Ok(collected.finish())
}

fn value(data: &Data) -> Option<Value> {
    Some(match data {
        Data::Empty => return None,
        Data::Int(n) => Value::Number(*n as f64),
        Data::Float(n) => Value::Number(*n),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Value::Text(text.clone()),
        Data::Bool(flag) => Value::Bool(*flag),
        Data::DateTime(at) if at.is_datetime() => Value::Date(at.as_f64()),
        Data::DateTime(span) => Value::Number(span.as_f64()),
        Data::Error(error) => Value::Error(error.to_string()),
    })
}

/// The stream of records of a workbook.
fn records(bytes: &[u8]) -> Result<Vec<u8>, TextFault> {
    let mut file = CompoundFile::open(Cursor::new(bytes)).map_err(|_| FileFaultCode::Damaged)?;
    // what newer Excel makes of a workbook with a password
    if file.exists("/EncryptedPackage") {
        return Err(FileFaultCode::Protected.into());
    }
    let Some(name) = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name)) else {
        return Err(FileFaultCode::Spreadsheet.into());
    };
    let stream = file.open_stream(name).map_err(|_| FileFaultCode::Damaged)?;
    let mut content = Vec::new();
    let size =
        stream.take(MOST_UNPACKED + 1).read_to_end(&mut content).map_err(|_| FileFaultCode::Damaged)?;
    if size as u64 > MOST_UNPACKED { Err(FileFaultCode::Inflates.into()) } else { Ok(content) }
}

/// Records, as [MS-XLS] numbers them.
const BEGIN: u16 = 0x0809;
const SIZE: u16 = 0x0200;
const SEVERAL_NUMBERS: u16 = 0x00BD;
/// Formula, BoolErr, Number, Label, RString, RK, LabelSst: each begins with its row and column.
const CELLS: [u16; 7] = [0x0006, 0x0205, 0x0203, 0x0204, 0x00D6, 0x027E, 0x00FD];

/// The largest sheet that the format can hold. What claims to be larger is no file of Excel's.
const LARGEST: u64 = 65_536 * 256;

/// The rectangle that holds the cells of a sheet.
#[derive(Clone, Copy)]
struct Extent {
    rows: (u16, u16),
    columns: (u16, u16),
}

impl Extent {
    fn around(before: Option<Self>, row: u16, columns: (u16, u16)) -> Self {
        let b = before.unwrap_or(Self { rows: (row, row), columns });
        Self {
            rows: (b.rows.0.min(row), b.rows.1.max(row)),
            columns: (b.columns.0.min(columns.0), b.columns.1.max(columns.1)),
        }
    }

    fn cells(self) -> usize {
        let length = |(first, last): (u16, u16)| usize::from(last - first) + 1;
        length(self.rows) * length(self.columns)
    }
}

/// What a record says of the size of its sheet: the first row and column, and those behind the last.
struct Claim {
    rows: (u64, u64),
    columns: (u64, u64),
}

impl Claim {
    fn of(rows: [Option<u64>; 2], columns: [Option<u16>; 2]) -> Option<Self> {
        Some(Self { rows: (rows[0]?, rows[1]?), columns: (u64::from(columns[0]?), u64::from(columns[1]?)) })
    }

    /// Whether it is an empty sheet, or one with its ends in order that is no larger than the format's largest.
    fn can_be(&self) -> bool {
        let ((top, bottom), (left, right)) = (self.rows, self.columns);
        let empty = bottom == 0 || right == 0;
        // the reader takes a first column that cannot be for the first of all
        let in_order = top < bottom && (left < right || left > 255);
        empty || (in_order && (bottom - top).saturating_mul(right) <= LARGEST)
    }
}

/// Refuses sheets whose rectangle is larger than what may be read.
pub(super) fn check(records: &[u8]) -> Result<(), TextFault> {
    let number = |body: &[u8], at: usize| body.get(at..at + 2).map(|b| u16::from_le_bytes([b[0], b[1]]));
    let long =
        |body: &[u8], at: usize| Some(u64::from(number(body, at)?) | u64::from(number(body, at + 2)?) << 16);
    let mut held: Option<Extent> = None;
    let mut rest = records;
    while let (Some(kind), Some(length)) = (number(rest, 0), number(rest, 2)) {
        let Some(body) = rest.get(4..4 + usize::from(length)) else { break };
        rest = &rest[4 + usize::from(length)..];
        if kind == BEGIN {
            held = None;
        } else if kind == SIZE {
            // row numbers are long since 97
            let claimed = if length == 10 {
                Claim::of(
                    [number(body, 0).map(u64::from), number(body, 2).map(u64::from)],
                    [number(body, 4), number(body, 6)],
                )
            } else {
                Claim::of([long(body, 0), long(body, 4)], [number(body, 8), number(body, 10)])
            };
            if claimed.is_some_and(|claim| !claim.can_be()) {
                return Err(FileFaultCode::TooManyRows.into());
            }
        } else if (kind == SEVERAL_NUMBERS || CELLS.contains(&kind))
            && let (Some(row), Some(column)) = (number(body, 0), number(body, 2))
        {
            let last = match kind {
                SEVERAL_NUMBERS => number(body, body.len().saturating_sub(2)).unwrap_or(column),
                _ => column,
            };
            let now = Extent::around(held, row, (column, last.max(column)));
            if now.cells() > MOST_CELLS {
                return Err(FileFaultCode::TooManyRows.into());
            }
            held = Some(now);
        }
    }
    Ok(())
}
