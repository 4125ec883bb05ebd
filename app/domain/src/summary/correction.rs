//! 更正说明: what changed in the rows of an issued summary since, with before and after.
//!
//! A month goes on after its summary: what was open is rectified, what was due is closed. That is the next month's story and no
//! correction ([`is_progress`]). A correction lists what the summary could not state today: a row that came late, one that is
//! gone, a closing that was undone, another category, day, place; a row that counts elsewhere while it says the same.

use super::{
    Column, Figure, FigureRef, SafetySummary, SummaryPeriod, Value,
    record::{FrozenRow, Names, RowField, RowKey},
};
use crate::{area::AreaRef, ids::SummaryId, text_enum};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::{cmp::Ordering, collections::BTreeSet, iter::Peekable};

text_enum! {
    /// What became of a row.
    RowChange {
        /// It came after the issue.
        Added = "added",
        /// It counts no longer.
        Removed = "removed",
        /// It says something else.
        Changed = "changed",
    }
}

text_enum! {
    /// The tables of a correction; also the names of their files.
    CorrectionTable {
        /// The figures that would be others.
        Figures = "figures",
        /// The rows that changed.
        Rows = "rows",
    }
}

/// One row that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionLine {
    /// Which.
    pub key: RowKey,
    /// What people call it.
    pub label: String,
    /// What became of it.
    pub change: RowChange,
    /// What differs; of a row that came or went, what it is ([`OF_WHOLE`]), which older corrections do not say.
    pub fields: Vec<FieldChange>,
    /// The figures that it left or joined; bases of rates are told by these.
    pub figures: BTreeSet<FigureRef>,
}

/// What differs in a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// What.
    pub field: RowField,
    /// As issued.
    pub before: Option<String>,
    /// As of now.
    pub after: Option<String>,
}

/// A figure that would be another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureChange {
    /// Which.
    pub figure: FigureRef,
    /// As issued.
    pub before: Option<Value>,
    /// As of now.
    pub after: Option<Value>,
}

/// The correction of an issued summary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// What it corrects.
    pub of: SummaryId,
    /// Its number.
    pub number: String,
    /// P.
    pub period: SummaryPeriod,
    /// The area.
    pub area: AreaRef,
    /// T of what it corrects.
    pub issued_as_of: DateTime<Utc>,
    /// As of when the rows were compared.
    pub as_of: DateTime<Utc>,
    /// The rows that changed, in the order of their keys.
    pub lines: Vec<CorrectionLine>,
    /// The figures that would be others.
    pub figures: Vec<FigureChange>,
    /// What the areas, places and campaigns of the lines are called, so that a paper names them.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub names: Names,
}

impl Correction {
    /// Whether there is anything to correct.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

/// Whether a difference is what happens to a row by itself: it was not done at T and is done now, at a time after T, or it
/// left the register after T; or it was not done, and its deadline moved, a first review came.
pub fn is_progress(before: &FrozenRow, field: RowField, after: Option<&str>, t: DateTime<Utc>) -> bool {
    let was = before.fields.get(&field);
    match field {
        RowField::DoneAt | RowField::EndedAt => was.is_none() && after.is_some_and(|at| is_later(at, t)),
        RowField::EffectiveDue => !before.fields.contains_key(&RowField::DoneAt),
        RowField::FirstReview | RowField::OnTheSpot => {
            was.is_none() && !before.fields.contains_key(&RowField::DoneAt)
        }
        RowField::Reached => true,
        _ => false,
    }
}

/// An instant after `t`, or a local day whose end lies after it.
fn is_later(text: &str, t: DateTime<Utc>) -> bool {
    if let Ok(at) = text.parse::<DateTime<Utc>>() {
        return at > t;
    }
    text.parse::<NaiveDate>().is_ok_and(|day| crate::calendar::day_end(day) > t)
}

/// The lines of a correction: rows as issued (as of `t`) against rows as of now, both in the order of their keys. Lines come
/// one by one, so that a city's year needs no memory.
pub fn diff<B, A>(before: B, after: A, t: DateTime<Utc>) -> Diff<B::IntoIter, A::IntoIter>
where
    B: IntoIterator<Item = FrozenRow>,
    A: IntoIterator<Item = FrozenRow>,
{
    Diff { before: before.into_iter().peekable(), after: after.into_iter().peekable(), t }
}

/// See [`diff`].
pub struct Diff<B: Iterator<Item = FrozenRow>, A: Iterator<Item = FrozenRow>> {
    before: Peekable<B>,
    after: Peekable<A>,
    t: DateTime<Utc>,
}

impl<B: Iterator<Item = FrozenRow>, A: Iterator<Item = FrozenRow>> Iterator for Diff<B, A> {
    type Item = CorrectionLine;

    fn next(&mut self) -> Option<CorrectionLine> {
        loop {
            let order = match (self.before.peek(), self.after.peek()) {
                (None, None) => return None,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(before), Some(after)) => before.key.cmp(&after.key),
            };
            match order {
                Ordering::Less => {
                    if let Some(line) = self.before.next().and_then(|row| whole(row, RowChange::Removed)) {
                        return Some(line);
                    }
                }
                Ordering::Greater => {
                    if let Some(line) = self.after.next().and_then(|row| whole(row, RowChange::Added)) {
                        return Some(line);
                    }
                }
                Ordering::Equal => {
                    let (before, after) = (self.before.next()?, self.after.next()?);
                    if let Some(line) = changed(&before, after, self.t) {
                        return Some(line);
                    }
                }
            }
        }
    }
}

/// What is told of a row that came or went: where and what it is, when it happened, what came of it.
pub const OF_WHOLE: [RowField; 7] = [
    RowField::Area,
    RowField::Kind,
    RowField::Category,
    RowField::Site,
    RowField::HappenedAt,
    RowField::DoneAt,
    RowField::Amount,
];

fn whole(row: FrozenRow, change: RowChange) -> Option<CorrectionLine> {
    let told = |field: &RowField| {
        let text = row.fields.get(field).cloned()?;
        let (before, after) = match change {
            RowChange::Removed => (Some(text), None),
            RowChange::Added | RowChange::Changed => (None, Some(text)),
        };
        Some(FieldChange { field: *field, before, after })
    };
    let fields = OF_WHOLE.iter().filter_map(told).collect();
    let figures = row.figures.into_iter().filter(|figure| figure.column == Column::Now).collect();
    let line = CorrectionLine { key: row.key, label: row.label, change, fields, figures };
    (!row.key.kind.is_derived()).then_some(line)
}

/// Whether a row that says the same left or joined the figure although nothing of that kind happens by itself. Campaigns go on
/// after the period: whoever lets somebody in then is no correction, but who did so before stays let in.
fn is_moved(figure: FigureRef, joined: bool) -> bool {
    let settled = figure.figure.is_settled() || !joined && figure.figure == Figure::CampaignCoverage;
    settled && figure.column == Column::Now
}

/// The figures of one side that are not on the other, and were to be.
fn moved(one: &FrozenRow, other: &FrozenRow, joined: bool) -> Option<String> {
    let only = one.figures.difference(&other.figures).filter(|figure| is_moved(**figure, joined));
    let names: Vec<String> = only.map(ToString::to_string).collect();
    (!names.is_empty()).then(|| names.join(","))
}

fn changed(before: &FrozenRow, after: FrozenRow, t: DateTime<Utc>) -> Option<CorrectionLine> {
    if after.key.kind.is_derived() {
        return None;
    }
    let mut fields: Vec<FieldChange> = RowField::ALL
        .iter()
        .filter_map(|field| {
            let (was, is) = (before.fields.get(field), after.fields.get(field));
            let differs = was != is && !is_progress(before, *field, is.map(String::as_str), t);
            differs.then(|| FieldChange { field: *field, before: was.cloned(), after: is.cloned() })
        })
        .collect();
    if fields.is_empty() {
        let (left, joined) = (moved(before, &after, false), moved(&after, before, true));
        if left.is_none() && joined.is_none() {
            return None;
        }
        fields.push(FieldChange { field: RowField::Figures, before: left, after: joined });
    }
    let differ = before.figures.symmetric_difference(&after.figures);
    let figures = differ.filter(|figure| figure.column == Column::Now).copied().collect();
    Some(CorrectionLine { key: after.key, label: after.label, change: RowChange::Changed, fields, figures })
}

/// Whether all that changed is that a hazard repeats another, or does not: that is said by the other, where it has a line.
pub fn only_repeats(line: &CorrectionLine) -> bool {
    let [FieldChange { field: RowField::Figures, before, after }] = line.fields.as_slice() else {
        return false;
    };
    let repeated = Figure::Repeated.as_str();
    [before, after].into_iter().flatten().all(|figures| figures == repeated)
}

/// The figures of P that would be others, in the order of the summary: as issued against as of now.
pub fn figure_changes(before: &SafetySummary, after: &SafetySummary) -> Vec<FigureChange> {
    let mut names: Vec<FigureRef> = before.lines.iter().map(super::Line::reference).collect();
    names.extend(after.lines.iter().map(super::Line::reference).filter(|name| before.line(*name).is_none()));
    let value = |summary: &SafetySummary, name| summary.line(name).map(|line| line.now);
    let changes = names.into_iter().map(|figure| FigureChange {
        figure,
        before: value(before, figure),
        after: value(after, figure),
    });
    changes.filter(|change| change.before != change.after).collect()
}
