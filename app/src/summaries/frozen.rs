//! What was frozen of a row, in words.

use crate::{labels::Label, tr, ui::time::minute_text};
use chrono::{DateTime, Utc};
use domain::{
    hazards::{Category, Severity, Source},
    money::Fen,
    summary::record::RowField,
};

/// The value of a field as people read it. What has no words of its own stays as it was kept.
pub(super) fn field_text(field: RowField, value: &str) -> String {
    let said = match field {
        RowField::Category => value.parse::<Category>().ok().map(|it| it.label().to_owned()),
        RowField::Severity => value.parse::<Severity>().ok().map(|it| it.label().to_owned()),
        RowField::Source => value.parse::<Source>().ok().map(|it| it.label().to_owned()),
        RowField::OnTheSpot | RowField::FirstReview => match value {
            "true" => Some(tr!(ui.yes).to_owned()),
            "false" => Some(tr!(ui.no).to_owned()),
            _ => None,
        },
        RowField::Amount => value.parse::<i64>().ok().map(|fen| Fen(fen).to_string()),
        RowField::HappenedAt | RowField::DoneAt | RowField::EndedAt => {
            value.parse::<DateTime<Utc>>().ok().map(minute_text)
        }
        _ => None,
    };
    said.unwrap_or_else(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_in_words() {
        for (field, value, text) in [
            (RowField::Category, "fire", "消防"),
            (RowField::DoneAt, "2023-06-30T16:00:00Z", "2023-07-01 00:00"),
            (RowField::DoneAt, "2023-06-30", "2023-06-30"),
            (RowField::Amount, "123450", "1234.50"),
            (RowField::Category, "a later word", "a later word"),
        ] {
            assert_eq!(field_text(field, value), text);
        }
    }
}
