//! Reading tables that people bring: CSV and tab-separated text, and workbooks of Excel, WPS and LibreOffice.
//!
//! [`Content`] reads a file: [`decode`] turns bytes into text (UTF-8, GB18030, UTF-16 with a mark), `workbook` reads a
//! sheet. [`Table`] finds the columns by their Chinese or English headings and yields rows one by one with their line in
//! the file, and [`Row`] reads values (dates, numbers, phones, choices). Everything that is wrong is reported with
//! line, column and reason; nothing is guessed.

mod cells;
mod content;
mod decode;
mod headings;
mod row;
mod sheet_rows;
mod table;
mod text_rows;
mod values;
mod width;
mod workbook;

#[cfg(test)]
mod table_tests;

pub use content::Content;
pub use decode::{Decoded, TextEncoding, TextFault, decode};
pub use domain::table::{ColumnName, RowFault, RowFaultCode, RowFaults};
pub use row::Row;
pub use table::{Column, Reading, Table};
pub use values::{parse_date, parse_integer, parse_moment, parse_phone, parse_real};
pub use width::{half_width, trim};
pub use workbook::MOST_ROWS;
