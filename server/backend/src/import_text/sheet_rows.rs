//! Walking through the rows of a sheet.

use super::{
    RowFaultCode,
    cells::{Cells, SheetCell},
    workbook::{Merge, Sheet, SheetRow, Value, day_text},
};
use std::vec::IntoIter;

/// The rows of a sheet in order. A value that was merged down over several rows stands in each of them; one that was merged
/// over several columns stands in all of them too, for headings, but cannot be read from any but the first.
pub(super) struct SheetRows {
    rows: IntoIter<SheetRow>,
    total: u64,
    is_1904: bool,
    /// Merged areas that begin below, the next one last.
    waiting: Vec<Merge>,
    /// Those that the current row is part of, with their value.
    open: Vec<(Merge, SheetCell)>,
}

impl SheetRows {
    pub fn new(sheet: Sheet) -> Self {
        let mut waiting = sheet.merges;
        waiting.sort_by_key(|merge| std::cmp::Reverse(merge.first));
        Self {
            total: sheet.rows.len() as u64,
            rows: sheet.rows.into_iter(),
            is_1904: sheet.is_1904,
            waiting,
            open: Vec::new(),
        }
    }

    /// Rows read so far and in all.
    pub fn progress(&self) -> (u64, u64) {
        (self.total - self.rows.len() as u64, self.total)
    }

    /// The next row and its number from 1.
    pub fn next(&mut self) -> Option<(u64, Cells)> {
        let row = self.rows.next()?;
        let width = row.cells.last().map_or(0, |(column, _)| *column as usize + 1);
        let mut cells = vec![SheetCell::default(); width];
        for (column, value) in row.cells {
            cells[column as usize] = cell(value, self.is_1904);
        }
        self.fill(row.number, &mut cells);
        Some((u64::from(row.number) + 1, Cells::Sheet { cells, is_1904: self.is_1904 }))
    }

    /// Puts the values of merged cells where they hold.
    fn fill(&mut self, row: u32, cells: &mut Vec<SheetCell>) {
        self.open.retain(|(merge, _)| merge.last.0 >= row);
        while let Some(merge) = self.waiting.pop_if(|merge| merge.first.0 <= row) {
            // a merged area whose first row is not there has no value
            let value = cells.get(merge.first.1 as usize).filter(|_| merge.first.0 == row);
            if let Some(value) = value.filter(|value| !value.text.is_empty()).cloned() {
                self.open.push((merge, value));
            }
        }
        for (merge, value) in &self.open {
            let (left, right) = (merge.first.1 as usize, merge.last.1 as usize);
            for column in left..=right.min(left + 255) {
                if (row, column) == (merge.first.0, left) {
                    continue;
                }
                if cells.len() <= column {
                    cells.resize(column + 1, SheetCell::default());
                }
                cells[column] = value.clone();
                if column > left {
                    cells[column].fault = Some(RowFaultCode::MergedCell);
                }
            }
        }
    }
}

fn cell(value: Value, is_1904: bool) -> SheetCell {
    match value {
        Value::Text(text) => SheetCell { text, ..SheetCell::default() },
        Value::Number(number) => {
            SheetCell { text: number.to_string(), number: Some(number), ..SheetCell::default() }
        }
        Value::Date(days) => {
            SheetCell { text: day_text(days, is_1904), is_date: true, ..SheetCell::default() }
        }
        Value::Bool(flag) => SheetCell { text: flag.to_string(), ..SheetCell::default() },
        Value::Error(text) => {
            SheetCell { text, fault: Some(RowFaultCode::ErrorCell), ..SheetCell::default() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    #[test]
    fn merged_down_holds_in_every_row_and_merged_across_only_in_the_first_column() {
        let sheet = Sheet {
            rows: vec![
                SheetRow { number: 0, cells: vec![(0, text("位置")), (2, text("电话"))] },
                SheetRow {
                    number: 1, cells: vec![(0, text("虹仙")), (2, Value::Number(13_800_000_001.0))]
                },
                SheetRow { number: 2, cells: vec![(2, Value::Number(0.5))] },
                SheetRow { number: 9, cells: vec![(2, Value::Bool(true))] },
            ],
            merges: vec![
                Merge { first: (1, 0), last: (2, 0) },
                Merge { first: (0, 0), last: (0, 1) },
                // an area without a value, and one that nothing ends
                Merge { first: (1, 1), last: (u32::MAX, 1) },
            ],
            is_1904: false,
        };
        let mut rows = SheetRows::new(sheet);
        let mut all = Vec::new();
        while let Some((line, cells)) = rows.next() {
            all.push((line, cells.iter().map(str::to_owned).collect::<Vec<_>>(), cells.fault(1)));
        }
        let expected = [
            (1, vec!["位置", "位置", "电话"], Some(RowFaultCode::MergedCell)),
            (2, vec!["虹仙", "", "13800000001"], None),
            (3, vec!["虹仙", "", "0.5"], None),
            (10, vec!["", "", "true"], None),
        ];
        let expected: Vec<(u64, Vec<String>, Option<RowFaultCode>)> = expected
            .into_iter()
            .map(|(line, cells, fault)| (line, cells.into_iter().map(str::to_owned).collect(), fault))
            .collect();
        assert_eq!(all, expected);
    }
}
