//! Which of the first rows are the headings.

use super::{
    table::{Column, Record, folded},
    trim,
};

/// The headings of a table.
pub(super) struct Found {
    /// The line on which they begin; 1 when there is nothing.
    pub line: u64,
    /// As written, without blanks around them.
    pub names: Vec<String>,
    /// Rows up to their end.
    pub rows: usize,
}

/// The row that names most columns, the first of equals, with the rows of headings below it: a second row says what stands
/// under a common heading (位置: 经度, 纬度), or says the same in another language.
pub(super) fn find(columns: &[Column], records: &[&Record]) -> Found {
    let rows: Vec<Names> = records.iter().map(|record| Names::of(columns, record)).collect();
    let most = rows.iter().map(Names::known).max().unwrap_or_default();
    let Some(first) = rows.iter().position(|row| row.known() == most) else {
        return Found { line: 1, names: Vec::new(), rows: 0 };
    };
    let mut found = rows[first].clone();
    let mut end = first + 1;
    while let Some(below) = rows.get(end).filter(|below| below.goes_on(&found)) {
        found.take_in(below);
        end += 1;
    }
    Found { line: records[first].line, names: found.names, rows: end }
}

/// A row looked at as headings.
#[derive(Clone)]
struct Names {
    names: Vec<String>,
    /// The column that each answers to.
    columns: Vec<Option<usize>>,
}

impl Names {
    fn of(columns: &[Column], record: &Record) -> Self {
        let names: Vec<String> = record.cells.iter().map(|name| trim(name).to_owned()).collect();
        let known = |name: &String| {
            let wanted = folded(name);
            columns.iter().position(|column| column.answers_to(&wanted))
        };
        let columns = names.iter().map(known).collect();
        Self { names, columns }
    }

    fn known(&self) -> usize {
        let mut known: Vec<usize> = self.columns.iter().copied().flatten().collect();
        known.sort_unstable();
        known.dedup();
        known.len()
    }

    /// Whether it is a further row of the headings above it. A row of data may well hold a word that is a heading too
    /// (小区, under 类型), but not two, half of what it holds, and none where the heading says something else.
    fn goes_on(&self, above: &Self) -> bool {
        let filled = self.names.iter().filter(|name| !name.is_empty()).count();
        let agrees = self
            .columns
            .iter()
            .zip(&above.columns)
            .all(|(own, above)| own.is_none() || above.is_none() || own == above);
        self.known() >= 2 && 2 * self.known() >= filled && agrees
    }

    fn take_in(&mut self, below: &Self) {
        for (at, (name, column)) in below.names.iter().zip(&below.columns).enumerate() {
            if at >= self.names.len() {
                self.names.push(name.clone());
                self.columns.push(*column);
            } else if self.columns[at].is_none() && !name.is_empty() {
                self.names[at].clone_from(name);
                self.columns[at] = *column;
            }
        }
    }
}
