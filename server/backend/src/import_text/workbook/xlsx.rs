//! Excel since 2007. Its cells are read one by one as they stand in the file, so no claim of a size matters.

use super::{Book, Collector, Sheet, Value, choose, merges};
use crate::import_text::TextFault;
use calamine::{DataRef, Reader, Xlsx, XlsxError};
use domain::table::FileFaultCode;
use std::io::Cursor;

pub(super) fn read(bytes: &[u8], wanted: Option<&str>) -> Result<Book, TextFault> {
    let mut book: Xlsx<Cursor<&[u8]>> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let (name, names) = choose(book.sheets_metadata(), wanted)?;
    let is_1904 = book.has_1904_epoch();
    let merges = merges(book.merge_cells_by_sheet_name(&name).map_err(broken)?);
    let mut collected = Collector::default();
    let mut cells = book.worksheet_cells_reader(&name).map_err(broken)?;
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        if let Some(value) = value(cell.get_value()) {
            collected.put(cell.get_position(), value)?;
        }
    }
    Ok(Book { format: "Excel", names, sheet: Sheet { rows: collected.finish(), merges, is_1904 } })
}

fn broken(error: XlsxError) -> TextFault {
    match error {
        XlsxError::Password => FileFaultCode::Protected.into(),
        error => {
            tracing::debug!(%error, "a workbook cannot be read");
            FileFaultCode::Damaged.into()
        }
    }
}

/// Of a formula the value that it came to when the file was saved.
fn value(data: &DataRef<'_>) -> Option<Value> {
    Some(match data {
        DataRef::Empty => return None,
        DataRef::Int(n) => Value::Number(*n as f64),
        DataRef::Float(n) => Value::Number(*n),
        DataRef::String(text) => Value::Text(text.clone()),
        DataRef::SharedString(text) => Value::Text((*text).to_owned()),
        DataRef::Bool(flag) => Value::Bool(*flag),
        DataRef::DateTime(at) if at.is_datetime() => Value::Date(at.as_f64()),
        DataRef::DateTime(span) => Value::Number(span.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Value::Text(text.clone()),
        DataRef::Error(error) => Value::Error(error.to_string()),
    })
}
