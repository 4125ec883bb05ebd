//! What was frozen of a row, as people read it.

use super::Cell;
use crate::{
    hazards::{Category, Severity, Source},
    money::Fen,
    summary::{Lang, Value, names::Named, record::RowField},
};
use std::str::FromStr;

impl Cell {
    /// A frozen value. What has no words of its own, or came of a later program, stays as it was frozen.
    pub fn of_field(field: RowField, text: &str, lang: Lang) -> Self {
        let known = match field {
            RowField::Category => named::<Category>(text, lang),
            RowField::Severity => named::<Severity>(text, lang),
            RowField::Source => named::<Source>(text, lang),
            RowField::OnTheSpot | RowField::FirstReview => match (text, lang) {
                ("true", Lang::Zh) => Some("是"),
                ("false", Lang::Zh) => Some("否"),
                ("true", Lang::En) => Some("yes"),
                ("false", Lang::En) => Some("no"),
                _ => None,
            }
            .map(Self::text),
            RowField::Amount => text.parse().ok().map(|fen| Self::money(Fen(fen))),
            RowField::Reached => text.parse().ok().map(|n| Self::Value(Value::Count(n))),
            RowField::HappenedAt
            | RowField::OriginalDue
            | RowField::EffectiveDue
            | RowField::DoneAt
            | RowField::EndedAt => {
                text.parse().map(Self::Instant).ok().or_else(|| text.parse().map(Self::Day).ok())
            }
            RowField::Area
            | RowField::Kind
            | RowField::Site
            | RowField::Voided
            | RowField::Outcome
            | RowField::Campaign => None,
        };
        known.unwrap_or_else(|| Self::text(text))
    }
}

fn named<T: Named + FromStr>(text: &str, lang: Lang) -> Option<Cell> {
    text.parse::<T>().ok().map(|word| Cell::text(word.name(lang)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_in_words() {
        for (field, value, zh) in [
            (RowField::Category, "fire", "消防"),
            (RowField::DoneAt, "2023-06-30T16:00:00Z", "2023-07-01 00:00"),
            (RowField::DoneAt, "2023-06-30", "2023-06-30"),
            (RowField::Amount, "123450", "1234.50"),
            (RowField::OnTheSpot, "true", "是"),
            (RowField::Category, "a later word", "a later word"),
        ] {
            assert_eq!(Cell::of_field(field, value, Lang::Zh).show(Lang::Zh), zh);
        }
    }
}
