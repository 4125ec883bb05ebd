//! What is wrong with a table, and exactly where.

use std::fmt;

use serde::Serialize;

/// Most characters of a value that a report repeats.
const EXCERPT_CHARACTERS: usize = 40;

/// A column as the file names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnName {
    /// Position in the file, from 1; 0 for a column that is not there.
    pub number: usize,
    /// Heading as written in the file, or the canonical field for a column that is not there.
    pub name: String,
}

/// The kind of a fault; serialised as its [`code`](RowFaultCode::code).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowFaultCode {
    /// A heading that no column answers to. The column is not read.
    UnknownColumn,
    /// A required column is not there.
    MissingColumn,
    /// Two columns answer to the same field.
    DuplicateColumn,
    /// More cells than headings.
    TooManyCells,
    /// A quotation mark is opened and never closed, so following rows are swallowed.
    UnclosedQuote,
    /// A value is required.
    Required,
    /// Too many characters.
    TooLong,
    /// An invisible control character.
    ControlCharacter,
    /// Not a date such as 2023-01-02, 2023/1/2, 2023年1月2日 or 20230102.
    NotADate,
    /// Not a date with a time.
    NotATime,
    /// Not a number.
    NotANumber,
    /// A number or date outside what is allowed.
    OutOfRange,
    /// Not a phone number with 11 digits or an area code.
    NotAPhone,
    /// Not one of the words allowed here.
    NotAllowed,
    /// Found in the file or in the data already.
    Duplicate,
    /// Names something that does not exist.
    NotFound,
    /// Contradicts another value of the row.
    Inconsistent,
    /// Fits several things; more must be said.
    Ambiguous,
    /// Longitude and latitude have changed places.
    SwappedCoordinates,
    /// A position outside of China.
    OutsideChina,
    /// Outside of the areas that are known, or that this person looks after.
    OutsideArea,
    /// Not an outline: no GeoJSON, or rings that are not closed or cross.
    NotABoundary,
}

impl RowFaultCode {
    /// Stable code, the key of the text on the screen.
    pub fn code(self) -> &'static str {
        match self {
            Self::UnknownColumn => "unknown_column",
            Self::MissingColumn => "missing_column",
            Self::DuplicateColumn => "duplicate_column",
            Self::TooManyCells => "too_many_cells",
            Self::UnclosedQuote => "unclosed_quote",
            Self::Required => "required",
            Self::TooLong => "too_long",
            Self::ControlCharacter => "control_character",
            Self::NotADate => "not_a_date",
            Self::NotATime => "not_a_time",
            Self::NotANumber => "not_a_number",
            Self::OutOfRange => "out_of_range",
            Self::NotAPhone => "not_a_phone",
            Self::NotAllowed => "not_allowed",
            Self::Duplicate => "duplicate",
            Self::NotFound => "not_found",
            Self::Inconsistent => "inconsistent",
            Self::Ambiguous => "ambiguous",
            Self::SwappedCoordinates => "swapped_coordinates",
            Self::OutsideChina => "outside_china",
            Self::OutsideArea => "outside_area",
            Self::NotABoundary => "not_a_boundary",
        }
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowFault {
    /// Line in the file on which the row starts, from 1.
    pub line: u64,
    /// The column, unless the whole row is concerned.
    pub column: Option<ColumnName>,
    /// What is wrong.
    pub code: RowFaultCode,
    /// The beginning of the value found.
    pub value: String,
    /// What would be right, where that can be said shortly, such as `1–99` or `一般 | 重大`.
    pub expects: String,
}

impl RowFault {
    /// A fault of a whole row.
    pub fn of_row(line: u64, code: RowFaultCode) -> Self {
        Self { line, column: None, code, value: String::new(), expects: String::new() }
    }

    /// With the column concerned.
    pub fn in_column(mut self, number: usize, name: impl Into<String>) -> Self {
        let name = name.into();
        self.column = Some(ColumnName { number, name });
        self
    }

    /// With the beginning of the value found.
    pub fn with_value(mut self, value: &str) -> Self {
        self.value = value.chars().take(EXCERPT_CHARACTERS).collect();
        if self.value.len() < value.len() {
            self.value.push('…');
        }
        self
    }

    /// With what would be right.
    pub fn expecting(mut self, expects: impl Into<String>) -> Self {
        self.expects = expects.into();
        self
    }
}

impl fmt::Display for RowFault {
    /// One line for a log or a terminal: `line 3, column 2 (日期): not_a_date "昨天"`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        match &self.column {
            Some(ColumnName { number: 0, name }) => write!(f, ", column {name}")?,
            Some(ColumnName { number, name }) => write!(f, ", column {number} ({name})")?,
            None => {}
        }
        write!(f, ": {}", self.code.code())?;
        if !self.value.is_empty() {
            write!(f, " {:?}", self.value)?;
        }
        if !self.expects.is_empty() {
            write!(f, " (expected {})", self.expects)?;
        }
        Ok(())
    }
}

/// Collects the faults of a row while its values are read, so that all of them are reported.
#[derive(Debug, Default)]
pub struct RowFaults(Vec<RowFault>);

impl RowFaults {
    /// The value, or `None` after noting the fault.
    pub fn keep<T>(&mut self, read: Result<T, RowFault>) -> Option<T> {
        read.map_err(|fault| self.0.push(fault)).ok()
    }

    /// Notes a fault found by other means.
    pub fn add(&mut self, fault: RowFault) {
        self.0.push(fault);
    }

    /// All of them, in the order in which they were found.
    pub fn into_vec(self) -> Vec<RowFault> {
        self.0
    }
}
