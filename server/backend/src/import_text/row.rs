//! One row and the reading of its values.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::cells::Cells;
use super::table::Layout;
use super::{
    RowFault, RowFaultCode, half_width, parse_date, parse_integer, parse_moment, parse_phone, parse_real,
    trim,
};

/// A row of a table. Readers give `None` for an empty cell and for a column that is not there.
#[derive(Debug, Clone)]
pub struct Row {
    line: u64,
    cells: Cells,
    layout: Arc<Layout>,
}

impl Row {
    pub(super) fn new(line: u64, cells: Cells, layout: Arc<Layout>) -> Self {
        Self { line, cells, layout }
    }

    /// The line in the file on which the row starts, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Whether the table can have such a column.
    pub fn knows(&self, field: &str) -> bool {
        self.layout.knows(field)
    }

    /// The cell as written, without blanks around it.
    pub fn cell(&self, field: &str) -> &str {
        let position = self.layout.position(field);
        trim(position.and_then(|at| self.cells.get(at)).unwrap_or(""))
    }

    /// What of the row cannot be read at all: errors of formulas, and values of merged cells that belong to no column of
    /// their own.
    pub fn broken(&self) -> Vec<RowFault> {
        let fault = |(field, at)| Some(self.fault(field, self.cells.fault(at)?));
        self.layout.fields().filter_map(fault).collect()
    }

    /// What stands in a column of the file, without blanks around it.
    pub fn at(&self, position: usize) -> &str {
        trim(self.cells.get(position).unwrap_or(""))
    }

    /// A fault of this cell, for checks that only the import can make.
    pub fn fault(&self, field: &str, code: RowFaultCode) -> RowFault {
        let fault = RowFault::of_row(self.line, code).with_value(self.cell(field));
        match self.layout.position(field) {
            Some(at) => fault.in_column(at + 1, self.layout.heading(at)),
            None => fault.in_column(0, field),
        }
    }

    /// Text of at most `max` characters.
    pub fn text(&self, field: &str, max: usize) -> Result<Option<&str>, RowFault> {
        let cell = self.cell(field);
        if self.layout.position(field).is_some_and(|at| self.cells.is_date(at)) {
            return Err(self.fault(field, RowFaultCode::BecameDate));
        }
        if cell.chars().any(|c| c.is_control() && !"\n\r\t".contains(c)) {
            return Err(self.fault(field, RowFaultCode::ControlCharacter));
        }
        if cell.chars().count() > max {
            let fault = self.fault(field, RowFaultCode::TooLong);
            return Err(fault.expecting(format!("≤ {max}")));
        }
        Ok((!cell.is_empty()).then_some(cell))
    }

    /// A date, see [`parse_date`].
    pub fn date(&self, field: &str) -> Result<Option<NaiveDate>, RowFault> {
        self.read_day(field, RowFaultCode::NotADate, "2023-01-31", parse_date)
    }

    /// A point in time, see [`parse_moment`].
    pub fn moment(&self, field: &str) -> Result<Option<DateTime<Utc>>, RowFault> {
        self.read_day(field, RowFaultCode::NotATime, "2023-01-31 08:30", parse_moment)
    }

    /// A phone number in its normal form, see [`parse_phone`].
    pub fn phone(&self, field: &str) -> Result<Option<String>, RowFault> {
        let expects = "13800000000 | 021-60000000";
        self.read(field, RowFaultCode::NotAPhone, expects, parse_phone)
    }

    /// A whole number within `allowed`.
    pub fn integer(&self, field: &str, allowed: RangeInclusive<i64>) -> Result<Option<i64>, RowFault> {
        let number = self.read(field, RowFaultCode::NotANumber, "", parse_integer)?;
        self.within(field, number, &allowed)
    }

    /// A number within `allowed`.
    pub fn real(&self, field: &str, allowed: RangeInclusive<f64>) -> Result<Option<f64>, RowFault> {
        let number = self.read(field, RowFaultCode::NotANumber, "", parse_real)?;
        self.within(field, number, &allowed)
    }

    /// One of several words, each with its meaning; width and case do not matter.
    pub fn choice<T: Copy>(&self, field: &str, choices: &[(&[&str], T)]) -> Result<Option<T>, RowFault> {
        let cell = half_width(self.cell(field)).to_lowercase();
        if cell.is_empty() {
            return Ok(None);
        }
        let means = |words: &[&str]| words.iter().any(|w| half_width(w).to_lowercase() == cell);
        if let Some((_, meaning)) = choices.iter().find(|(words, _)| means(words)) {
            return Ok(Some(*meaning));
        }
        let first = choices.iter().filter_map(|(words, _)| words.first());
        let expects = first.copied().collect::<Vec<_>>().join(" | ");
        Err(self.fault(field, RowFaultCode::NotAllowed).expecting(expects))
    }

    /// Yes or no in Chinese or English.
    pub fn flag(&self, field: &str) -> Result<Option<bool>, RowFault> {
        self.choice(
            field,
            &[
                (&["是", "有", "√", "yes", "y", "true", "1"], true),
                (&["否", "无", "×", "no", "n", "false", "0"], false),
            ],
        )
    }

    /// Turns "nothing there" into a fault: `row.need("found_at", row.date("found_at"))`.
    pub fn need<T>(&self, field: &str, read: Result<Option<T>, RowFault>) -> Result<T, RowFault> {
        read?.ok_or_else(|| self.fault(field, RowFaultCode::Required))
    }

    /// As [`Row::read`], also of a number of days as sheets keep them.
    fn read_day<T>(
        &self,
        field: &str,
        code: RowFaultCode,
        expects: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, RowFault> {
        let day = self.layout.position(field).and_then(|at| self.cells.day(at));
        self.read(field, code, expects, |cell| parse(day.as_deref().unwrap_or(cell)))
    }

    fn read<T>(
        &self,
        field: &str,
        code: RowFaultCode,
        expects: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, RowFault> {
        let cell = self.cell(field);
        if cell.is_empty() {
            return Ok(None);
        }
        match parse(cell) {
            Some(value) => Ok(Some(value)),
            None => Err(self.fault(field, code).expecting(expects)),
        }
    }

    fn within<T: PartialOrd + Display>(
        &self,
        field: &str,
        number: Option<T>,
        allowed: &RangeInclusive<T>,
    ) -> Result<Option<T>, RowFault> {
        match number {
            Some(number) if !allowed.contains(&number) => Err(self
                .fault(field, RowFaultCode::OutOfRange)
                .expecting(format!("{} – {}", allowed.start(), allowed.end()))),
            number => Ok(number),
        }
    }
}
