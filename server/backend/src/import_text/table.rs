//! Finding the columns of a table and walking through its rows.

use std::io::Cursor;
use std::sync::Arc;

use bytes::Bytes;
use csv::{Reader, ReaderBuilder, StringRecord};

use super::{Row, RowFault, RowFaultCode, half_width, trim};

/// Most characters of one cell. A 10,000-character note fits; the rest of a file behind a forgotten
/// quotation mark does not.
const MAX_CELL_CHARACTERS: usize = 20_000;

/// A column that an import knows.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// The canonical name, by which the import reads it.
    pub field: &'static str,
    /// Headings it answers to besides `field`. Case, width, spaces, `_`, `-` and `*` do not matter.
    pub aliases: &'static [&'static str],
    /// Whether the file must have it.
    pub required: bool,
}

impl Column {
    fn answers_to(&self, heading: &str) -> bool {
        std::iter::once(&self.field).chain(self.aliases).any(|alias| folded(alias) == heading)
    }
}

/// The form in which headings are compared.
fn folded(heading: &str) -> String {
    half_width(trim(heading)).to_lowercase().replace([' ', '_', '-', '*', '\t', '\n', '\r'], "")
}

/// Where the known columns stand in this file.
#[derive(Debug)]
pub(super) struct Layout {
    columns: &'static [Column],
    /// For each known column its position from 0.
    positions: Vec<Option<usize>>,
    /// The headings as written.
    headings: Vec<String>,
}

impl Layout {
    pub fn position(&self, field: &str) -> Option<usize> {
        let at = self.columns.iter().position(|c| c.field == field);
        debug_assert!(at.is_some(), "{field} is not among the columns asked for");
        self.positions[at?]
    }

    pub fn heading(&self, position: usize) -> &str {
        self.headings.get(position).map_or("", String::as_str)
    }
}

/// A table being read. Iterating yields each row that is not empty, or why it cannot be read.
pub struct Table {
    reader: Reader<Cursor<Bytes>>,
    text: Bytes,
    layout: Arc<Layout>,
    unknown: Vec<RowFault>,
    place: Place,
}

impl Table {
    /// Reads the headings, which stand on the first line that is not empty, and finds the columns.
    ///
    /// Cells are separated by commas, tabs or semicolons, whichever the headings use. All faults of the
    /// headings are reported at once; headings that nobody knows are no fault, see
    /// [`Table::unknown_columns`].
    pub fn open(text: String, columns: &'static [Column]) -> Result<Self, Vec<RowFault>> {
        let delimiter = separator(&text);
        let text = Bytes::from(text);
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(Cursor::new(text.clone()));
        let mut table = Self {
            reader,
            text,
            layout: Arc::new(Layout { columns, positions: Vec::new(), headings: Vec::new() }),
            unknown: Vec::new(),
            place: Place { line: 1, byte: 0 },
        };
        let (line, headings) = match table.next_record() {
            Some(Ok(found)) => found,
            Some(Err(fault)) => return Err(vec![fault]),
            None => (1, StringRecord::new()),
        };
        let (layout, unknown) = arrange(columns, line, &headings)?;
        table.layout = Arc::new(layout);
        table.unknown = unknown;
        Ok(table)
    }

    /// Headings that belong to no column, in file order; their cells are not read.
    pub fn unknown_columns(&self) -> &[RowFault] {
        &self.unknown
    }

    /// Whether the file has this column.
    pub fn has(&self, field: &str) -> bool {
        self.layout.position(field).is_some()
    }

    /// Bytes read so far and in all, for a progress bar.
    pub fn progress(&self) -> (u64, u64) {
        (self.reader.position().byte(), self.text.len() as u64)
    }

    /// The next record with something in it, and the line on which it starts.
    fn next_record(&mut self) -> Option<Result<(u64, StringRecord), RowFault>> {
        loop {
            let start = self.reader.position().byte() as usize;
            let mut record = StringRecord::new();
            // the text is in memory and valid, so reading it cannot fail
            if !self.reader.read_record(&mut record).unwrap_or(false) {
                return None;
            }
            let end = (self.reader.position().byte() as usize).min(self.text.len());
            let line = self.place.move_to(&self.text, start);
            if record.iter().all(|cell| trim(cell).is_empty()) {
                continue;
            }
            let raw = &self.text[self.place.byte..end];
            return Some(check_record(raw, end == self.text.len(), line, &record).map(|()| (line, record)));
        }
    }
}

impl Iterator for Table {
    type Item = Result<Row, RowFault>;

    fn next(&mut self) -> Option<Self::Item> {
        let (line, record) = match self.next_record()? {
            Ok(found) => found,
            Err(fault) => return Some(Err(fault)),
        };
        let extra = record.iter().enumerate().skip(self.layout.headings.len());
        if let Some((at, cell)) = extra.into_iter().find(|(_, cell)| !trim(cell).is_empty()) {
            let fault = RowFault::of_row(line, RowFaultCode::TooManyCells)
                .in_column(at + 1, "")
                .with_value(trim(cell))
                .expecting(self.layout.headings.len().to_string());
            return Some(Err(fault));
        }
        Some(Ok(Row::new(line, record, Arc::clone(&self.layout))))
    }
}

fn check_record(raw: &[u8], is_last: bool, line: u64, record: &StringRecord) -> Result<(), RowFault> {
    // the reader takes everything up to the end of the file as one cell when a quotation mark stays
    // open; an odd number of marks over several lines gives that away
    if is_last && raw.trim_ascii_end().contains(&b'\n') {
        let open = raw.iter().fold(false, |open, byte| open ^ (*byte == b'"'));
        let opened = record.iter().next_back().unwrap_or_default();
        if open {
            return Err(RowFault::of_row(line, RowFaultCode::UnclosedQuote).with_value(trim(opened)));
        }
    }
    let too_long =
        |cell: &str| cell.len() > MAX_CELL_CHARACTERS && cell.chars().count() > MAX_CELL_CHARACTERS;
    match record.iter().enumerate().find(|(_, cell)| too_long(cell)) {
        Some((at, cell)) => Err(RowFault::of_row(line, RowFaultCode::TooLong)
            .in_column(at + 1, "")
            .with_value(trim(cell))
            .expecting(format!("≤ {MAX_CELL_CHARACTERS}"))),
        None => Ok(()),
    }
}

/// A position in the text, counted along as the table is read.
struct Place {
    line: u64,
    byte: usize,
}

impl Place {
    /// The line of the first byte at or behind `byte` that does not end a line.
    fn move_to(&mut self, text: &[u8], byte: usize) -> u64 {
        let blank_lines = text[byte..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let target = byte + blank_lines;
        let passed = &text[self.byte..target];
        for (at, b) in passed.iter().enumerate() {
            // \n, \r\n, and \r alone as old Macs wrote it
            let ends_line = match b {
                b'\n' => true,
                b'\r' => passed.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            self.line += u64::from(ends_line);
        }
        self.byte = target;
        self.line
    }
}

/// The separator that the first line with text uses most, outside quotation marks.
fn separator(text: &str) -> u8 {
    let first = text.lines().find(|line| !trim(line).is_empty());
    let mut counts = [(b',', 0), (b'\t', 0), (b';', 0)];
    let mut quoted = false;
    for byte in first.unwrap_or_default().bytes() {
        quoted ^= byte == b'"';
        for (separator, count) in &mut counts {
            *count += usize::from(!quoted && byte == *separator);
        }
    }
    // max_by_key takes the last of equals, and the comma is to win
    let winner = counts.iter().rev().max_by_key(|(_, count)| *count);
    winner.map_or(b',', |(separator, _)| *separator)
}

fn arrange(
    columns: &'static [Column],
    line: u64,
    headings: &StringRecord,
) -> Result<(Layout, Vec<RowFault>), Vec<RowFault>> {
    let mut positions: Vec<Option<usize>> = vec![None; columns.len()];
    let mut faults = Vec::new();
    let mut unknown = Vec::new();
    for (at, heading) in headings.iter().enumerate() {
        let name = trim(heading);
        let fault = |code| RowFault::of_row(line, code).in_column(at + 1, name);
        let wanted = folded(heading);
        match columns.iter().position(|column| column.answers_to(&wanted)) {
            Some(column) if positions[column].is_some() => {
                let fault = fault(RowFaultCode::DuplicateColumn);
                faults.push(fault.expecting(columns[column].field));
            }
            Some(column) => positions[column] = Some(at),
            None if name.is_empty() => {}
            None => unknown.push(fault(RowFaultCode::UnknownColumn)),
        }
    }
    for (column, position) in columns.iter().zip(&positions) {
        if column.required && position.is_none() {
            faults.push(
                RowFault::of_row(line, RowFaultCode::MissingColumn)
                    .in_column(0, column.field)
                    .expecting(column.aliases.join(" | ")),
            );
        }
    }
    if !faults.is_empty() {
        // a misspelt heading explains a missing column
        faults.extend(unknown);
        return Err(faults);
    }
    let layout =
        Layout { columns, positions, headings: headings.iter().map(|h| trim(h).to_owned()).collect() };
    Ok((layout, unknown))
}
