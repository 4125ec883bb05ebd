//! Workbooks made for a test.

use rust_xlsxwriter::{Format, Formula, Workbook};

/// What stands in a cell.
#[derive(Clone, Debug)]
pub enum Cell {
    /// Nothing.
    Blank,
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// A number of days that is shown as a date.
    Date(f64),
    /// A formula with what it came to.
    Formula(&'static str),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Blank } else { Self::Text(text.into()) }
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

/// A workbook of one sheet with these rows, and cells merged from (row, column) to (row, column), from 0.
pub fn workbook(rows: &[Vec<Cell>], merged: &[((u32, u16), (u32, u16))]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for (first, last) in merged {
        sheet.merge_range(first.0, first.1, last.0, last.1, "", &plain).unwrap();
    }
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Blank => continue,
                Cell::Text(text) => sheet.write(row, column, text.as_str()),
                Cell::Number(number) => sheet.write(row, column, *number),
                Cell::Date(days) => sheet.write_number_with_format(row, column, *days, &day),
                Cell::Formula(result) => {
                    sheet.write_formula(row, column, Formula::new("=A1").set_result(*result))
                }
            }
            .unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}
