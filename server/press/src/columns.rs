//! Columns of tables: how wide they are and in what size their text is set, the same for both writers.

use crate::sheet::{DENSE, DENSE_LINE, DENSE_PAD, PAD, SMALL, SMALL_LINE, TEXT_WIDTH};
use domain::papers::Table;

/// A table of so many columns is set small: the page has no room for it otherwise.
const MANY: usize = 7;

/// A longer word is cut rather than given room: numbers of hazards would leave none for what is wrong.
const LONGEST: usize = 12;

/// What a character takes at most, in parts of its size: letters and digits, and all others.
const NARROW: f32 = 0.6;
const WIDE: f32 = 1.0;

/// How a table is set.
pub(crate) struct Columns {
    /// Of many columns, so set small.
    pub dense: bool,
    /// Size of the text.
    pub size: f32,
    /// From one line of text to the next.
    pub line: f32,
    /// Around the text of a cell.
    pub pad: f32,
    /// From line to line of the table.
    pub widths: Vec<f32>,
}

impl Columns {
    /// Of a table; none when its widths say nothing.
    pub fn of(table: &Table) -> Option<Self> {
        let parts: f32 = table.widths.iter().map(|part| f32::from(*part)).sum();
        if parts <= 0.0 {
            return None;
        }
        let asked: Vec<f32> = table.widths.iter().map(|part| f32::from(*part) / parts * TEXT_WIDTH).collect();
        if asked.len() < MANY {
            return Some(Self { dense: false, size: SMALL, line: SMALL_LINE, pad: PAD, widths: asked });
        }
        let needed = |kept: Kept| -> Vec<f32> {
            (0..asked.len()).map(|at| longest(table, at, kept) * DENSE + 2.0 * DENSE_PAD).collect()
        };
        let widths = KEPT.iter().find_map(|kept| fitted(&asked, &needed(*kept))).unwrap_or(asked);
        Some(Self { dense: true, size: DENSE, line: DENSE_LINE, pad: DENSE_PAD, widths })
    }
}

/// Whether a word of the head, or of a row, is to stay in one piece.
type Kept = fn(bool, &str) -> bool;

/// All words; those of the rows; numbers alone. The first that the page has room for.
const KEPT: [Kept; 3] =
    [|_, _| true, |head, _| !head, |head, word| !head && word.contains(|c: char| c.is_ascii_digit())];

/// The longest word of a column, in parts of the size of its text.
fn longest(table: &Table, at: usize, kept: Kept) -> f32 {
    let head = table.head.get(at).map_or(0.0, |text| longest_word(text, |word| kept(true, word)));
    let cells = table.rows.iter().filter_map(|row| row.get(at));
    let row = cells.map(|text| longest_word(text, |word| kept(false, word))).fold(head, f32::max);
    row.max(2.0 * WIDE)
}

fn longest_word(text: &str, kept: impl Fn(&str) -> bool) -> f32 {
    // what stands around a number stays with it: 98.0%, (552/563)
    let words = text.split(|c: char| !c.is_ascii_graphic()).filter(|word| kept(word));
    let length = |word: &str| {
        let all = word.chars().count();
        if all > LONGEST { all.div_ceil(2).min(LONGEST) } else { all }
    };
    words.map(length).max().unwrap_or(0) as f32 * NARROW
}

/// The widths that were asked for, where they hold what they must; what others lack is taken from those that have more than they
/// need. None when there is not enough for all.
fn fitted(asked: &[f32], needed: &[f32]) -> Option<Vec<f32>> {
    let pairs = || asked.iter().zip(needed);
    let lacking: f32 = pairs().map(|(asked, needed)| (needed - asked).max(0.0)).sum();
    let spare: f32 = pairs().map(|(asked, needed)| (asked - needed).max(0.0)).sum();
    if lacking > spare {
        return None;
    }
    let kept = if spare > 0.0 { 1.0 - lacking / spare } else { 1.0 };
    Some(pairs().map(|(asked, needed)| needed + (asked - needed).max(0.0) * kept).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(columns: usize, cell: &str) -> Table {
        let mut row = vec!["一二三四五六七八".to_owned(); columns];
        row[0] = cell.to_owned();
        Table { head: vec!["甲".into(); columns], widths: vec![1; columns], rows: vec![row] }
    }

    #[test]
    fn a_number_is_not_cut_where_another_column_has_room() {
        let few = Columns::of(&table(6, "(1234/1312)")).expect("columns");
        assert!(!few.dense && few.widths.iter().all(|width| (width - TEXT_WIDTH / 6.0).abs() < 0.01));
        let many = Columns::of(&table(13, "(1234/1312)")).expect("columns");
        assert!(many.dense && many.widths[0] >= 11.0 * NARROW * DENSE + 2.0 * DENSE_PAD - 0.01);
        assert!(many.widths[1] >= 2.0 * DENSE + 2.0 * DENSE_PAD - 0.01);
        assert!((many.widths.iter().sum::<f32>() - TEXT_WIDTH).abs() < 0.1);
    }

    #[test]
    fn a_number_is_kept_whole_before_the_words_of_a_head() {
        let mut long = table(13, "(1234/1312)");
        long.head = vec!["Inspections".into(); 13];
        let columns = Columns::of(&long).expect("columns");
        assert!(columns.widths[0] >= 11.0 * NARROW * DENSE);
        assert!((columns.widths.iter().sum::<f32>() - TEXT_WIDTH).abs() < 0.1);
    }

    #[test]
    fn what_cannot_fit_is_as_asked() {
        assert_eq!(fitted(&[10.0, 10.0], &[15.0, 15.0]), None);
        assert_eq!(fitted(&[10.0, 10.0], &[15.0, 5.0]), Some(vec![15.0, 5.0]));
        let none = Columns::of(&table(30, "(1234/1312)")).expect("columns");
        assert!(none.widths.iter().all(|width| (width - TEXT_WIDTH / 30.0).abs() < 0.01), "as asked");
        assert!(Columns::of(&Table { head: vec![], widths: vec![], rows: vec![] }).is_none());
    }
}
