//! The cells of a row, whatever kind of file they stand in.

use super::{RowFaultCode, workbook::day_text};
use csv::StringRecord;

/// Days since the epoch that Excel shows as a date: up to the end of 9999.
const DAYS: std::ops::Range<f64> = 1.0..2_958_466.0;

/// A cell of a sheet.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct SheetCell {
    /// As it would stand in a text.
    pub text: String,
    /// The number, when it is one.
    pub number: Option<f64>,
    /// The sheet shows it as a day.
    pub is_date: bool,
    /// Why it cannot be read.
    pub fault: Option<RowFaultCode>,
}

/// Without the apostrophe that keeps a spreadsheet from taking a text for a formula, as [`domain::csv`] writes it.
fn plain(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r'])).unwrap_or(text)
}

/// The cells of a row.
#[derive(Debug, Clone)]
pub(super) enum Cells {
    /// Of a text.
    Text(StringRecord),
    /// Of a sheet.
    Sheet {
        /// By column.
        cells: Vec<SheetCell>,
        /// Days are counted from 1904 instead of 1900.
        is_1904: bool,
    },
}

impl Cells {
    /// The cell of a column, as written.
    pub fn get(&self, at: usize) -> Option<&str> {
        match self {
            Self::Text(record) => record.get(at).map(plain),
            Self::Sheet { cells, .. } => cells.get(at).map(|cell| cell.text.as_str()),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(record) => record.len(),
            Self::Sheet { cells, .. } => cells.len(),
        }
    }

    /// All of them, as written.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.get(at).unwrap_or_default())
    }

    /// The day that a bare number of a sheet means: somebody changed the format of the column.
    pub fn day(&self, at: usize) -> Option<String> {
        let Self::Sheet { cells, is_1904 } = self else { return None };
        let number = cells.get(at)?.number.filter(|number| DAYS.contains(number))?;
        Some(day_text(number, *is_1904))
    }

    /// Whether a sheet shows it as a day.
    pub fn is_date(&self, at: usize) -> bool {
        self.sheet_cell(at).is_some_and(|cell| cell.is_date)
    }

    /// Why it cannot be read.
    pub fn fault(&self, at: usize) -> Option<RowFaultCode> {
        self.sheet_cell(at)?.fault
    }

    fn sheet_cell(&self, at: usize) -> Option<&SheetCell> {
        match self {
            Self::Text(_) => None,
            Self::Sheet { cells, .. } => cells.get(at),
        }
    }
}
