//! Reading tables that people bring: CSV and tab-separated text from Excel, WPS and other systems.
//!
//! [`decode`] turns bytes into text (UTF-8, GB18030, UTF-16 with a mark), [`Table`] finds the columns by
//! their Chinese or English headings and yields rows one by one with their line in the file, and
//! [`Row`] reads values (dates, numbers, phones, choices). Everything that is wrong is reported with
//! line, column and reason; nothing is guessed.

mod decode;
mod fault;
mod row;
mod table;
mod values;
mod width;

#[cfg(test)]
mod table_tests;

pub use decode::{Decoded, TextEncoding, TextFault, decode};
pub use fault::{ColumnName, RowFault, RowFaultCode, RowFaults};
pub use row::Row;
pub use table::{Column, Table};
pub use values::{parse_date, parse_integer, parse_moment, parse_phone, parse_real};
pub use width::{half_width, trim};
