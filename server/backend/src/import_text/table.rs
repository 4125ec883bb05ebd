//! Finding the columns of a table and walking through its rows.

use super::{
    Row, RowFault, RowFaultCode,
    cells::Cells,
    content::{Content, Inner},
    half_width,
    headings::{Found, find},
    sheet_rows::SheetRows,
    text_rows::TextRows,
    trim,
};
use std::{collections::VecDeque, sync::Arc};

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
    pub(super) fn answers_to(&self, heading: &str) -> bool {
        std::iter::once(&self.field).chain(self.aliases).any(|alias| folded(alias) == heading)
    }
}

/// The form in which headings are compared.
pub(super) fn folded(heading: &str) -> String {
    half_width(trim(heading)).to_lowercase().replace([' ', '_', '-', '*', '\t', '\n', '\r'], "")
}

/// What somebody has said about the columns of a table.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The position from 0 of each field, instead of what the headings say.
    pub positions: Option<Vec<(&'static str, usize)>>,
    /// Fields that need no column here.
    pub not_required: Vec<&'static str>,
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

    /// Whether it is among the columns asked for.
    pub fn knows(&self, field: &str) -> bool {
        self.columns.iter().any(|column| column.field == field)
    }

    pub fn heading(&self, position: usize) -> &str {
        self.headings.get(position).map_or("", String::as_str)
    }

    /// The fields that have a column.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, usize)> + '_ {
        self.columns.iter().zip(&self.positions).filter_map(|(column, at)| Some((column.field, (*at)?)))
    }
}

/// A row with the line on which it starts.
pub(super) struct Record {
    pub line: u64,
    pub cells: Cells,
}

/// The rows of a file in order, without empty ones.
enum Source {
    Text(Box<TextRows>),
    Sheet(SheetRows),
}

impl Source {
    fn next(&mut self) -> Option<Result<Record, RowFault>> {
        match self {
            Self::Text(rows) => Some(rows.next()?.map(|(line, cells)| Record { line, cells })),
            Self::Sheet(rows) => rows.next().map(|(line, cells)| Ok(Record { line, cells })),
        }
    }

    fn progress(&self) -> (u64, u64) {
        match self {
            Self::Text(rows) => rows.progress(),
            Self::Sheet(rows) => rows.progress(),
        }
    }
}

/// Rows among which the headings are looked for: titles and notes may stand above them.
const LOOKED_AT: usize = 10;

/// A table being read. Iterating yields each row that is not empty, or why it cannot be read.
pub struct Table {
    source: Source,
    /// Rows that were read while the headings were looked for, and how far the file was read with each.
    ahead: VecDeque<(Result<Record, RowFault>, u64)>,
    done: u64,
    header_line: u64,
    layout: Arc<Layout>,
    faults: Vec<RowFault>,
    unknown: Vec<RowFault>,
}

impl Table {
    /// Reads a text by its headings. All faults of the headings are reported at once; headings that nobody knows are no
    /// fault, see [`Table::unknown_columns`].
    pub fn open(text: String, columns: &'static [Column]) -> Result<Self, Vec<RowFault>> {
        Self::begin(Content::of_text(text), columns, &Reading::default())?.sound()
    }

    /// Finds the headings and the columns. Their faults are kept, see [`Table::sound`]; only a file whose first row cannot
    /// be read has none.
    pub fn begin(
        content: Content,
        columns: &'static [Column],
        reading: &Reading,
    ) -> Result<Self, Vec<RowFault>> {
        let source = match content.0 {
            Inner::Text(decoded) => Source::Text(Box::new(TextRows::new(decoded.text))),
            Inner::Sheet(book) => Source::Sheet(SheetRows::new(book.sheet)),
        };
        let mut table = Self {
            source,
            ahead: VecDeque::new(),
            done: 0,
            header_line: 1,
            layout: Arc::new(Layout { columns, positions: Vec::new(), headings: Vec::new() }),
            faults: Vec::new(),
            unknown: Vec::new(),
        };
        while table.ahead.len() < LOOKED_AT
            && let Some(record) = table.source.next()
        {
            let broken = record.is_err();
            table.ahead.push_back((record, table.source.progress().0));
            if broken {
                break;
            }
        }
        if let Some((Err(fault), _)) = table.ahead.front() {
            return Err(vec![fault.clone()]);
        }
        let sound: Vec<&Record> = table.ahead.iter().filter_map(|(record, _)| record.as_ref().ok()).collect();
        let Found { line, names, rows } = find(columns, &sound);
        table.ahead.drain(..rows);
        table.header_line = line;
        table.arrange(columns, names, reading);
        Ok(table)
    }

    /// The table, unless something is wrong with its headings.
    pub fn sound(mut self) -> Result<Self, Vec<RowFault>> {
        if self.faults.is_empty() {
            return Ok(self);
        }
        // a misspelt heading explains a missing column
        self.faults.append(&mut self.unknown);
        Err(self.faults)
    }

    /// What is wrong with the headings.
    pub fn heading_faults(&self) -> &[RowFault] {
        &self.faults
    }

    /// Headings that belong to no column, in file order; their cells are not read.
    pub fn unknown_columns(&self) -> &[RowFault] {
        &self.unknown
    }

    /// The line of the headings.
    pub fn header_line(&self) -> u64 {
        self.header_line
    }

    /// The headings as written, each with the field that is read from it.
    pub fn headings(&self) -> Vec<(&str, Option<&'static str>)> {
        let field =
            |at: usize| self.layout.fields().find(|(_, position)| *position == at).map(|(field, _)| field);
        self.layout.headings.iter().enumerate().map(|(at, name)| (name.as_str(), field(at))).collect()
    }

    /// Whether the file has this column.
    pub fn has(&self, field: &str) -> bool {
        self.layout.position(field).is_some()
    }

    /// Read so far and in all, for a progress bar: bytes of a text, rows of a sheet.
    pub fn progress(&self) -> (u64, u64) {
        let (done, total) = self.source.progress();
        (if self.ahead.is_empty() { done } else { self.done }, total)
    }

    fn arrange(&mut self, columns: &'static [Column], names: Vec<String>, reading: &Reading) {
        let mut positions: Vec<Option<usize>> = vec![None; columns.len()];
        for (at, name) in names.iter().enumerate() {
            let fault = |code| RowFault::of_row(self.header_line, code).in_column(at + 1, name);
            let column = match &reading.positions {
                Some(said) => {
                    let field = said.iter().find(|(_, position)| *position == at).map(|(field, _)| *field);
                    columns.iter().position(|column| Some(column.field) == field)
                }
                None => {
                    let wanted = folded(name);
                    columns.iter().position(|column| column.answers_to(&wanted))
                }
            };
            match column {
                Some(column) if positions[column].is_some() => {
                    let fault = fault(RowFaultCode::DuplicateColumn);
                    self.faults.push(fault.expecting(columns[column].field));
                }
                Some(column) => positions[column] = Some(at),
                None if name.is_empty() => {}
                None => self.unknown.push(fault(RowFaultCode::UnknownColumn)),
            }
        }
        for (column, position) in columns.iter().zip(&positions) {
            let required = column.required && !reading.not_required.contains(&column.field);
            if required && position.is_none() {
                self.faults.push(
                    RowFault::of_row(self.header_line, RowFaultCode::MissingColumn)
                        .in_column(0, column.field)
                        .expecting(column.aliases.join(" | ")),
                );
            }
        }
        self.layout = Arc::new(Layout { columns, positions, headings: names });
    }
}

impl Iterator for Table {
    type Item = Result<Row, RowFault>;

    fn next(&mut self) -> Option<Self::Item> {
        let record = match self.ahead.pop_front() {
            Some((record, done)) => {
                self.done = done;
                record
            }
            None => self.source.next()?,
        };
        let Record { line, cells } = match record {
            Ok(record) => record,
            Err(fault) => return Some(Err(fault)),
        };
        // in a text too many cells mean that a separator stands in one of them; in a sheet it is a note beside the table
        let width = self.layout.headings.len();
        let extra = (width..cells.len()).find(|at| !trim(cells.get(*at).unwrap_or_default()).is_empty());
        if let (Cells::Text(_), Some(at)) = (&cells, extra) {
            let fault = RowFault::of_row(line, RowFaultCode::TooManyCells)
                .in_column(at + 1, "")
                .with_value(trim(cells.get(at).unwrap_or_default()))
                .expecting(width.to_string());
            return Some(Err(fault));
        }
        Some(Ok(Row::new(line, cells, Arc::clone(&self.layout))))
    }
}
