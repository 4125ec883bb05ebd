//! Tables that people bring: what is wrong with one, and exactly where.

use crate::text_enum;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Most characters of a value that a report repeats.
const EXCERPT_CHARACTERS: usize = 40;

/// A column as the file names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnName {
    /// Position in the file, from 1; 0 for a column that is not there.
    pub number: usize,
    /// Heading as written in the file, or the canonical field for a column that is not there.
    pub name: String,
}

text_enum! {
    /// The kind of a fault of a table's row or heading.
    RowFaultCode {
        /// A heading that no column answers to. The column is not read.
        UnknownColumn = "unknown_column",
        /// A required column is not there.
        MissingColumn = "missing_column",
        /// Two columns answer to the same field.
        DuplicateColumn = "duplicate_column",
        /// More cells than headings.
        TooManyCells = "too_many_cells",
        /// A quotation mark is opened and never closed, so following rows are swallowed.
        UnclosedQuote = "unclosed_quote",
        /// A value is required.
        Required = "required",
        /// Too many characters.
        TooLong = "too_long",
        /// An invisible control character.
        ControlCharacter = "control_character",
        /// Not a date such as 2023-01-02, 2023/1/2, 2023年1月2日 or 20230102.
        NotADate = "not_a_date",
        /// Not a date with a time.
        NotATime = "not_a_time",
        /// Not a number.
        NotANumber = "not_a_number",
        /// A number or date outside what is allowed.
        OutOfRange = "out_of_range",
        /// Not a phone number with 11 digits or an area code.
        NotAPhone = "not_a_phone",
        /// Not one of the words allowed here.
        NotAllowed = "not_allowed",
        /// Found in the file or in the data already.
        Duplicate = "duplicate",
        /// Names something that does not exist.
        NotFound = "not_found",
        /// Contradicts another value of the row.
        Inconsistent = "inconsistent",
        /// Fits several things; more must be said.
        Ambiguous = "ambiguous",
        /// Longitude and latitude have changed places.
        SwappedCoordinates = "swapped_coordinates",
        /// A position that lies in the area only when it is read in another datum, which `expects` names.
        WrongDatum = "wrong_datum",
        /// A position outside of China.
        OutsideChina = "outside_china",
        /// Outside of the areas that are known, or that this person looks after.
        OutsideArea = "outside_area",
        /// Not an outline: no GeoJSON, or rings that are not closed or cross.
        NotABoundary = "not_a_boundary",
        /// A formula that came to an error, such as `#REF!`.
        ErrorCell = "error_cell",
        /// One value stands over several columns, as of merged cells: which of them it belongs to is not said.
        MergedCell = "merged_cell",
        /// A spreadsheet made a date of what was typed, such as of 3-2: what it was is lost.
        BecameDate = "became_date",
    }
}

impl RowFaultCode {
    /// Stable code, the key of the text on the screen.
    pub const fn code(self) -> &'static str {
        self.as_str()
    }
}

text_enum! {
    /// Why a file cannot be read as a table at all.
    FileFaultCode {
        /// Nothing in it.
        Empty = "file_empty",
        /// Larger than allowed.
        TooLarge = "file_too_large",
        /// An office file of a kind that is not read.
        Spreadsheet = "file_is_spreadsheet",
        /// A byte 0, which no text has.
        NulByte = "file_has_nul",
        /// A byte that cannot be in the encoding.
        Undecodable = "file_undecodable",
        /// More rows or cells than are read.
        TooManyRows = "file_too_many_rows",
        /// Packed so densely that unpacking it would fill the memory.
        Inflates = "file_inflates",
        /// Cut off, or broken otherwise.
        Damaged = "file_damaged",
        /// Locked with a password.
        Protected = "file_protected",
        /// No sheet of that name.
        NoSheet = "file_no_sheet",
        /// Of outlines: neither a collection of GeoJSON features nor one zipped Shapefile or GeoPackage.
        NotOutlines = "file_not_outlines",
        /// Of outlines: not in degrees, or in another system of coordinates than the three that are read.
        OtherSystem = "file_other_system",
        /// Of outlines: more positions than are read.
        TooManyPositions = "file_too_many_positions",
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
