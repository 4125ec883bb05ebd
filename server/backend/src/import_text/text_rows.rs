//! Walking through the rows of a text.

use super::{RowFault, RowFaultCode, cells::Cells, trim};
use bytes::Bytes;
use csv::{Reader, ReaderBuilder, StringRecord};
use std::io::Cursor;

/// Most characters of one cell. A 10,000-character note fits; the rest of a file behind a forgotten
/// quotation mark does not.
const MAX_CELL_CHARACTERS: usize = 20_000;

/// The rows of a text in order, without empty ones.
pub(super) struct TextRows {
    reader: Reader<Cursor<Bytes>>,
    text: Bytes,
    place: Place,
}

impl TextRows {
    /// Cells are separated by commas, tabs or semicolons, whichever the first line that has any uses most.
    pub fn new(text: String) -> Self {
        let delimiter = separator(&text);
        let text = Bytes::from(text);
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(Cursor::new(text.clone()));
        Self { reader, text, place: Place { line: 1, byte: 0 } }
    }

    /// Bytes read so far and in all.
    pub fn progress(&self) -> (u64, u64) {
        (self.reader.position().byte(), self.text.len() as u64)
    }

    /// The next record with something in it, and the line on which it starts.
    pub fn next(&mut self) -> Option<Result<(u64, Cells), RowFault>> {
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
            let checked = check_record(raw, end == self.text.len(), line, &record);
            return Some(checked.map(|()| (line, Cells::Text(record))));
        }
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

/// The separator that the first line with any uses most, outside quotation marks. A title above the table has none.
fn separator(text: &str) -> u8 {
    let counted = text.lines().map(separators).find(|counts| counts.iter().any(|(_, count)| *count > 0));
    // max_by_key takes the last of equals, and the comma is to win
    let winner = counted.unwrap_or_default().into_iter().rev().max_by_key(|(_, count)| *count);
    winner.filter(|(_, count)| *count > 0).map_or(b',', |(separator, _)| separator)
}

fn separators(line: &str) -> [(u8, usize); 3] {
    let mut counts = [(b',', 0), (b'\t', 0), (b';', 0)];
    let mut quoted = false;
    for byte in line.bytes() {
        quoted ^= byte == b'"';
        for (separator, count) in &mut counts {
            *count += usize::from(!quoted && byte == *separator);
        }
    }
    counts
}
