//! What was frozen of a row, as people read it.

use super::Cell;
use crate::{
    hazards::{Category, Severity, Source, VoidReason},
    inspections::{InspectionKind, Outcome},
    money::Fen,
    programmes::{device::DeviceKind, register::OrderKind, stove::Appliance},
    relapse::RelapseOutcome,
    summary::{
        Lang, Value,
        names::{Named, figure_name},
        record::{Names, RowField},
    },
};
use std::str::FromStr;

impl Cell {
    /// A frozen value; codes and ids by what they are called. What has no words of its own, or came of a later program, stays as it was
    /// frozen.
    pub fn of_field(field: RowField, text: &str, names: &Names, lang: Lang) -> Self {
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
            // each kind of row has kinds of its own, and no two of them a word in common
            RowField::Kind => named::<InspectionKind>(text, lang)
                .or_else(|| named::<DeviceKind>(text, lang))
                .or_else(|| named::<OrderKind>(text, lang))
                .or_else(|| named::<Appliance>(text, lang)),
            RowField::Voided => named::<VoidReason>(text, lang),
            // several of a row of several campaigns or months
            RowField::Outcome => each(text, lang, |word| {
                let visit = word.parse().ok().map(|outcome: Outcome| outcome.name(lang));
                let seen = || word.parse().ok().map(|outcome: RelapseOutcome| outcome.name(lang));
                visit.or_else(seen).map(str::to_owned)
            }),
            RowField::Area | RowField::Site | RowField::Campaign => {
                each(text, lang, |word| names.get(word).cloned())
            }
            RowField::Figures => each(text, lang, |word| Some(figure_name(word.parse().ok()?, lang))),
        };
        known.unwrap_or_else(|| Self::text(text))
    }
}

/// Every word of a list in other words; nothing when there is one without.
fn each(text: &str, lang: Lang, called: impl Fn(&str) -> Option<String>) -> Option<Cell> {
    let words: Vec<String> = text.split(',').map(called).collect::<Option<_>>()?;
    let comma = match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    };
    Some(Cell::text(words.join(comma)))
}

fn named<T: Named + FromStr>(text: &str, lang: Lang) -> Option<Cell> {
    text.parse::<T>().ok().map(|word| Cell::text(word.name(lang)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_in_words() {
        let called = [("310105008001", "五一居委"), ("a", "百日行动"), ("b", "节前检查")];
        let names: Names = called.map(|(text, name)| (text.to_owned(), name.to_owned())).into();
        for (field, value, zh) in [
            (RowField::Category, "fire", "消防"),
            (RowField::DoneAt, "2023-06-30T16:00:00Z", "2023-07-01 00:00"),
            (RowField::DoneAt, "2023-06-30", "2023-06-30"),
            (RowField::Amount, "123450", "1234.50"),
            (RowField::OnTheSpot, "true", "是"),
            (RowField::Category, "a later word", "a later word"),
            (RowField::Kind, "routine", "日常检查"),
            (RowField::Kind, "gas_alarm", "燃气报警器"),
            (RowField::Kind, "complaint", "投诉"),
            (RowField::Kind, "water_heater", "热水器"),
            (RowField::Outcome, "done", "已完成"),
            (RowField::Outcome, "held,came_back", "保持良好、回潮"),
            (RowField::Voided, "site_gone", "灭失"),
            (RowField::Area, "310105008001", "五一居委"),
            (RowField::Site, "a place that is not known", "a place that is not known"),
            (RowField::Campaign, "a,b", "百日行动、节前检查"),
            (RowField::Figures, "repeated,found@fire", "重复隐患、查出隐患（消防）"),
        ] {
            assert_eq!(Cell::of_field(field, value, &names, Lang::Zh).show(Lang::Zh), zh);
        }
    }

    #[test]
    fn a_kind_is_read_one_way() {
        let mut words: Vec<&str> = InspectionKind::ALL.iter().map(|kind| kind.as_str()).collect();
        words.extend(DeviceKind::ALL.iter().map(|kind| kind.as_str()));
        words.extend(OrderKind::ALL.iter().map(|kind| kind.as_str()));
        words.extend(Appliance::ALL.iter().map(|kind| kind.as_str()));
        let apart: std::collections::BTreeSet<_> = words.iter().collect();
        assert_eq!(apart.len(), words.len());
    }
}
