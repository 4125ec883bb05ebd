//! The word of a figure in the edited form. In Chinese it is what people call the figure: `查出隐患`, `查出隐患·上期`,
//! `已整改销号（消防）`; in English its stable word: `found`, `found.previous`, `closed@fire`. Both are read in either language, so
//! that a sentence can be taken from one to the other.

use crate::{
    hazards::{Category, Source},
    summary::{
        Column, Figure, FigureRef, Lang, Subject,
        names::{Named, figure_name},
    },
    text::narrow,
};

/// Between a figure and its column.
const DOT: char = '·';

/// Before the id of a campaign: two campaigns may have one title.
pub(super) const CAMPAIGN: &str = "行动:";

/// Before the id of a target of the year.
pub(super) const TARGET: &str = "目标:";

/// The word of a figure, which [`parse_parts`](super::parse_parts) reads.
pub fn figure_word(figure: FigureRef, lang: Lang) -> String {
    if lang == Lang::En {
        return figure.to_string();
    }
    let mut word = figure_name(figure, lang);
    match figure.subject {
        Some(Subject::Campaign(id)) => word.push_str(&format!("（{CAMPAIGN}{id}）")),
        Some(Subject::Target(id)) => word.push_str(&format!("（{TARGET}{id}）")),
        // told by the name
        Some(Subject::Category(_) | Subject::Source(_)) | None => {}
    }
    if figure.column != Column::Now {
        word.push(DOT);
        word.push_str(figure.column.name(lang));
    }
    word
}

/// The figure of a word, whether its brackets and digits are wide or plain.
pub(super) fn figure_of(word: &str) -> Option<FigureRef> {
    let word: String = word.chars().map(narrow).collect();
    let word = word.trim();
    if let Ok(figure) = word.parse::<FigureRef>() {
        return Some(figure);
    }
    let (name, column) = match word.rsplit_once(DOT) {
        Some((name, column)) => (name.trim(), named(Column::ALL, column.trim())?),
        None => (word, Column::Now),
    };
    // brackets belong to some names: 整改率（发现口径）
    if let Some(figure) = named(Figure::ALL, name) {
        return Some(FigureRef::now(figure).at(column));
    }
    let (name, of) = name.strip_suffix(')')?.rsplit_once('(')?;
    Some(FigureRef::of(named(Figure::ALL, name)?, subject(of)?).at(column))
}

fn subject(of: &str) -> Option<Subject> {
    if let Some(id) = of.strip_prefix(CAMPAIGN) {
        return id.parse().ok().map(Subject::Campaign);
    }
    if let Some(id) = of.strip_prefix(TARGET) {
        return id.parse().ok().map(Subject::Target);
    }
    let category = named(Category::ALL, of).map(Subject::Category);
    category.or_else(|| named(Source::ALL, of).map(Subject::Source))
}

/// The one that people call so in Chinese.
fn named<T: Named>(all: &[T], name: &str) -> Option<T> {
    all.iter().copied().find(|one| one.name(Lang::Zh).chars().map(narrow).eq(name.chars()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{CampaignId, TargetId};
    use uuid::Uuid;

    #[test]
    fn every_figure_is_read_back_from_its_word_in_either_language() {
        let id = Uuid::from_u128(7);
        let mut subjects =
            vec![None, Some(Subject::Campaign(CampaignId(id))), Some(Subject::Target(TargetId(id)))];
        subjects.extend(Category::ALL.iter().map(|category| Some(Subject::Category(*category))));
        subjects.extend(Source::ALL.iter().map(|source| Some(Subject::Source(*source))));
        for figure in Figure::ALL {
            for column in Column::ALL {
                for subject in &subjects {
                    let figure = FigureRef { figure: *figure, column: *column, subject: *subject };
                    for lang in Lang::ALL {
                        let word = figure_word(figure, *lang);
                        assert_eq!(figure_of(&word), Some(figure), "{word}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_chinese_word_names_no_code() {
        for figure in Figure::ALL {
            let word = figure_word(FigureRef::now(*figure).at(Column::Previous), Lang::Zh);
            assert!(!word.contains(figure.as_str()) && !word.contains('_'), "{word}");
        }
    }

    #[test]
    fn words_as_they_are_typed() {
        let fire = FigureRef::of(Figure::Closed, Subject::Category(Category::Fire));
        for (word, figure) in [
            ("查出隐患", FigureRef::now(Figure::Found)),
            (" 查出隐患 · 上期 ", FigureRef::now(Figure::Found).at(Column::Previous)),
            ("整改率(发现口径)", FigureRef::now(Figure::RateFound)),
            (
                "整改率（发现口径）（消防）",
                FigureRef::of(Figure::RateFound, Subject::Category(Category::Fire)),
            ),
            ("整改天数Ｐ９０", FigureRef::now(Figure::DaysP90)),
            ("已整改销号（消防）", fire),
            ("已整改销号(消防)·同比", fire.at(Column::YearOnYear)),
            ("查出隐患（12345 热线）", FigureRef::of(Figure::Found, Subject::Source(Source::Hotline))),
            ("closed@fire", fire),
        ] {
            assert_eq!(figure_of(word), Some(figure), "{word}");
        }
        for word in [
            "",
            "查出",
            "查出隐患·",
            "查出隐患·昨天",
            "查出隐患（火星）",
            "查出隐患（行动:7）",
            "·上期",
            "（消防）",
        ] {
            assert_eq!(figure_of(word), None, "{word}");
        }
    }
}
