//! What the pages of summaries are given.

use super::{
    SafetySummary, SummaryPeriod,
    correction::Correction,
    lifecycle::{SummaryAction, SummaryState, SummaryStatus},
    record::{FrozenRow, Names, RowField},
    text::SectionText,
};
use crate::{
    area::{AreaCode, AreaRef},
    fault::Fault,
    ids::SummaryId,
    period::DayRange,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// One row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryRow {
    /// Which.
    pub id: SummaryId,
    /// The one that it corrects.
    pub corrects: Option<SummaryId>,
    /// P.
    pub period: SummaryPeriod,
    /// The area.
    pub area: AreaRef,
    /// Where it stands.
    pub status: SummaryStatus,
    /// Its number, once issued.
    pub number: Option<String>,
    /// T.
    pub as_of: DateTime<Utc>,
    /// When it was issued.
    pub issued_at: Option<DateTime<Utc>>,
    /// Rows of an issued one that changed since, as far as it was looked at; 0 is none.
    pub changed_rows: i64,
}

/// A page of the list, newest period first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryList {
    /// The rows.
    pub rows: Vec<SummaryRow>,
    /// Where the next page begins.
    pub next: Option<i64>,
    /// This person may draft one.
    pub may_write: bool,
}

/// What a person was told of a summary and has not looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryNote {
    /// The summary.
    pub row: SummaryRow,
    /// The step of theirs that the note tells of; none: the summary was drafted by itself, or issued.
    pub ended: Option<StepEnd>,
}

/// How a step ended whose page waited no longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepEnd {
    /// Which.
    pub action: SummaryAction,
    /// Why it was not carried out; none when it was.
    pub refusal: Option<Fault>,
}

/// A button, and why it cannot be pressed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryButton {
    /// Which.
    pub action: SummaryAction,
    /// Nothing: it may be pressed now.
    pub refusal: Option<Fault>,
}

/// The page of one summary: a draft as of its last reading, a checked or issued one as it was frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryPage {
    /// What decides the next steps.
    pub state: SummaryState,
    /// The figures.
    pub summary: SafetySummary,
    /// The text in the language of the page.
    pub text: Vec<SectionText>,
    /// The buttons.
    pub buttons: Vec<SummaryButton>,
    /// What stands in the way of the issue.
    pub not_ready: Option<Fault>,
    /// The corrections of an issued one, oldest first: id, number once issued.
    pub corrections: Vec<(SummaryId, Option<String>)>,
    /// Names of the people of `state`: writers, checker, issuer.
    pub names: Vec<(crate::ids::UserId, String)>,
}

/// "What changed since": of an issued summary, or the page of its correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedSince {
    /// The state of the correction, when there is one as a record.
    pub state: Option<SummaryState>,
    /// What changed.
    pub correction: Correction,
    /// The buttons.
    pub buttons: Vec<SummaryButton>,
}

/// Which of the rows behind a figure: all, or those behind a number that is a part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowsPart {
    /// Of one of the areas inside.
    pub area: Option<AreaCode>,
    /// Of these values.
    pub only: OnlyRows,
    /// Of what happened on these local days.
    pub happened: Option<DayRange>,
}

/// Values that rows have; an empty one that they do not have any. As text: `kind:complaint,done_at:`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OnlyRows(pub Vec<(RowField, String)>);

impl fmt::Display for OnlyRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (field, value)) in self.0.iter().enumerate() {
            write!(f, "{}{field}:{value}", if i == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

/// A text that names no values of rows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no values of rows")]
pub struct NotRows;

impl FromStr for OnlyRows {
    type Err = NotRows;

    fn from_str(text: &str) -> Result<Self, NotRows> {
        let one = |text: &str| {
            let (field, value) = text.split_once(':').ok_or(NotRows)?;
            Ok((field.parse().map_err(|_| NotRows)?, value.to_owned()))
        };
        let parts = text.split(',').filter(|part| !part.is_empty());
        parts.map(one).collect::<Result<_, _>>().map(Self)
    }
}

/// The rows behind a figure of an issued summary, as they were frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenRows {
    /// How many in all.
    pub total: i64,
    /// A page of them.
    pub rows: Vec<FrozenRow>,
    /// What the areas, places and campaigns of the page are called now.
    pub names: Names,
    /// Where the next page begins.
    pub next: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_rows_come_back_from_their_text() {
        for text in ["", "category:fire", "kind:complaint,done_at:"] {
            let only: OnlyRows = text.parse().expect(text);
            assert_eq!(only.to_string(), text);
        }
        for bad in ["fire", "colour:red", "category:fire,kind"] {
            assert_eq!(bad.parse::<OnlyRows>(), Err(NotRows), "{bad}");
        }
    }
}
