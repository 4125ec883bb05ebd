//! The workbook: a sheet for each table and one that says what they mean.
//!
//! Numbers and days are such, so that a reader can go on reckoning. A rate is the one that is shown, floored to the same digit, with
//! its n and N in columns of their own.

use super::{Printed, grid::Grid};
use crate::error::{Error, Result};
use chrono::{DateTime, Datelike, NaiveDateTime, NaiveTime, Timelike, Utc};
use domain::{
    calendar::SHANGHAI,
    figures::Ratio,
    money::Fen,
    summary::{DIGITS, Lang, Value, record::Body, tables::Cell},
};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// Characters of a column for each part of its width.
const PART: f64 = 4.5;

/// Widest and narrowest column.
const WIDTHS: (f64, f64) = (8.0, 60.0);

/// How cells look.
struct Formats {
    head: Format,
    text: Format,
    count: Format,
    rate: Format,
    half: Format,
    money: Format,
    day: Format,
    instant: Format,
    month: Format,
}

impl Formats {
    fn new() -> Self {
        let number = |form: &str| Format::new().set_align(FormatAlign::Top).set_num_format(form);
        Self {
            head: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top),
            text: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            count: number("0"),
            rate: number("0.0%"),
            half: number("0.0"),
            money: number("0.00"),
            day: number("yyyy-mm-dd"),
            instant: number("yyyy-mm-dd hh:mm"),
            month: number("yyyy-mm"),
        }
    }
}

/// Writes it. The time in its properties is that of the figures, so that the same content is the same file.
pub(super) fn write(printed: Printed<'_>, title: &str, grids: &[Grid], lang: Lang) -> Result<Vec<u8>> {
    let as_of = match &printed.content.body {
        Body::Summary(summary) => summary.as_of,
        Body::Correction(correction) => correction.as_of,
    };
    book(as_of, title, grids, lang).map_err(Error::internal)
}

fn book(as_of: DateTime<Utc>, title: &str, grids: &[Grid], lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let properties = DocProperties::new().set_title(title);
    book.set_properties(&properties.set_creation_datetime(&excel(as_of.naive_utc())?));
    let formats = Formats::new();
    for grid in grids {
        sheet(book.add_worksheet(), grid, &formats, lang)?;
    }
    book.save_to_buffer()
}

fn sheet(sheet: &mut Worksheet, grid: &Grid, formats: &Formats, lang: Lang) -> Result<(), XlsxError> {
    sheet.set_name(&grid.title)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape();
    let mut column = 0;
    for (at, heading) in grid.head.iter().enumerate() {
        let rates = has_rates(grid, at);
        let width = f64::from(grid.widths.get(at).copied().unwrap_or(1)) * PART;
        sheet.set_column_width(column, width.clamp(WIDTHS.0, WIDTHS.1))?;
        sheet.write_string_with_format(0, column, heading, &formats.head)?;
        if rates {
            sheet.write_string_with_format(0, column + 1, format!("{heading} n"), &formats.head)?;
            sheet.write_string_with_format(0, column + 2, format!("{heading} N"), &formats.head)?;
        }
        for (row, cells) in (1..).zip(&grid.rows) {
            if let Some(cell) = cells.get(at) {
                write_cell(sheet, (row, column), cell, formats, lang)?;
            }
        }
        column += if rates { 3 } else { 1 };
    }
    Ok(())
}

/// Whether a column needs room for n and N.
pub(super) fn has_rates(grid: &Grid, at: usize) -> bool {
    grid.rows.iter().any(|row| matches!(row.get(at).and_then(Cell::value), Some(Value::Ratio(_))))
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    formats: &Formats,
    lang: Lang,
) -> Result<(), XlsxError> {
    let mut number = |column: u16, number: f64, format: &Format| {
        sheet.write_number_with_format(row, column, number, format).map(|_| ())
    };
    match cell {
        Cell::Figure(_, value) | Cell::Value(value) => match value {
            Value::Count(n) => return number(column, *n as f64, &formats.count),
            Value::Money(Fen(fen)) => return number(column, *fen as f64 / 100.0, &formats.money),
            Value::HalfDays(Some(halves)) => {
                return number(column, *halves as f64 / 2.0, &formats.half);
            }
            Value::Ratio(ratio) => {
                number(column + 1, ratio.n as f64, &formats.count)?;
                number(column + 2, ratio.of as f64, &formats.count)?;
                if let Some(rate) = shown(*ratio) {
                    return number(column, rate, &formats.rate);
                }
            }
            Value::HalfDays(None) => {}
        },
        Cell::Day(day) => {
            let at = excel(day.and_time(NaiveTime::MIN))?;
            return sheet.write_datetime_with_format(row, column, &at, &formats.day).map(|_| ());
        }
        Cell::Month(month) => {
            let at = excel(month.first_day().and_time(NaiveTime::MIN))?;
            return sheet.write_datetime_with_format(row, column, &at, &formats.month).map(|_| ());
        }
        Cell::Instant(at) => {
            let at = excel(at.with_timezone(&SHANGHAI).naive_local())?;
            return sheet.write_datetime_with_format(row, column, &at, &formats.instant).map(|_| ());
        }
        Cell::Text(_) | Cell::None => {}
    }
    sheet.write_string_with_format(row, column, cell.show(lang), &formats.text).map(|_| ())
}

/// The rate as it is shown: a spreadsheet would round 99.96 % to a hundred.
fn shown(ratio: Ratio) -> Option<f64> {
    let digits: i64 = ratio.percent(DIGITS)?.replace('.', "").parse().ok()?;
    Some(digits as f64 / (100 * 10_i64.pow(DIGITS)) as f64)
}

/// To the second.
fn excel(at: NaiveDateTime) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(at.year()).unwrap_or_default();
    let (month, day) = (at.month() as u8, at.day() as u8);
    ExcelDateTime::from_ymd(year, month, day)?.and_hms(at.hour() as u16, at.minute() as u8, at.second())
}
