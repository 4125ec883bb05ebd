//! The lists of hazards that a paper cuts, whole: for what has room for them.

use super::{HazardLine, Listed, MOST_LISTED, SummaryFacts, tables::TableKey};
use serde::{Deserialize, Serialize};

/// Those lists of a summary that are longer than a paper prints, each with all of its rows, up to
/// [`MOST_IN_WORKBOOK`](super::MOST_IN_WORKBOOK); a list that is printed as it is stands here empty. They are no part of the
/// figures: a page that shows these never has to carry them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WholeLists {
    /// Overdue ones, the latest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overdue: Vec<HazardLine>,
    /// Major ones, by number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub major: Vec<HazardLine>,
    /// Those that repeat another, by number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repeated: Vec<HazardLine>,
}

impl WholeLists {
    /// Leaves the facts what a paper prints, and answers the lists that were longer; `None` when none was.
    pub(super) fn cut(facts: &mut SummaryFacts) -> Option<Self> {
        let lists = Self {
            overdue: cut(&mut facts.overdue),
            major: cut(&mut facts.major),
            repeated: cut(&mut facts.repeated),
        };
        (lists != Self::default()).then_some(lists)
    }

    /// The rows of a table; `None` when the paper prints all of them, and of any other table.
    pub fn of(&self, key: TableKey) -> Option<&[HazardLine]> {
        let rows = match key {
            TableKey::Overdue => &self.overdue,
            TableKey::Major => &self.major,
            TableKey::Repeated => &self.repeated,
            _ => return None,
        };
        (!rows.is_empty()).then_some(rows.as_slice())
    }
}

/// Leaves the first rows in a list that is longer, and answers all of it; nothing of one that is not.
fn cut(list: &mut Listed<HazardLine>) -> Vec<HazardLine> {
    if list.rows.len() <= MOST_LISTED {
        return Vec::new();
    }
    let first = list.rows[..MOST_LISTED].to_vec();
    std::mem::replace(&mut list.rows, first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        area::AreaRef,
        hazards::{Category, Severity, Status},
        ids::HazardId,
        summary::{
            Lang, SafetySummary,
            record::Content,
            tables::{one, whole},
            text::Edits,
        },
    };
    use uuid::Uuid;

    fn list(n: usize) -> Listed<HazardLine> {
        let area = AreaRef { code: "310105008001".parse().expect("code"), name: "虹霞居民区".into() };
        let line = |i: usize| HazardLine {
            id: HazardId(Uuid::from_u128(i as u128)),
            number: format!("310105008-2023-{i:06}"),
            description: "楼道堆物".into(),
            place: "仙霞路88弄".into(),
            area: area.clone(),
            category: Category::Fire,
            severity: Severity::Major,
            status: Status::Assigned,
            found_at: "2023-06-07T02:00:00Z".parse().expect("time"),
            effective_due: "2023-06-20".parse().expect("day"),
            days_late: 10,
            supervised: false,
            repeats: None,
        };
        Listed { total: n as i64, rows: (1..=n).map(line).collect() }
    }

    fn made(overdue: usize, major: usize) -> (SafetySummary, Option<WholeLists>) {
        let area = AreaRef { code: "310105008".parse().expect("code"), name: "仙霞新村街道".into() };
        let as_of = "2023-06-30T16:00:00Z".parse().expect("time");
        let mut facts = SummaryFacts::empty("2023-06".parse().expect("period"), area, as_of);
        (facts.overdue, facts.major) = (list(overdue), list(major));
        SafetySummary::with_lists(facts)
    }

    #[test]
    fn a_list_is_whole_beside_what_a_paper_prints_of_it() {
        let (summary, lists) = made(MOST_LISTED + 1, MOST_LISTED);
        let lists = lists.expect("one is longer");
        let printed = one(&summary, TableKey::Overdue, Lang::Zh);
        assert_eq!((printed.rows.len(), printed.more), (MOST_LISTED, 1));
        let table = |key, total: usize| whole(&lists, key, total as i64, Lang::Zh);
        let all = table(TableKey::Overdue, MOST_LISTED + 1).expect("the list");
        assert_eq!((all.rows.len(), all.more), (MOST_LISTED + 1, 0));
        assert_eq!(all.rows[..MOST_LISTED], printed.rows);
        assert_eq!((&all.head, &all.title), (&printed.head, &printed.title));
        for key in TableKey::ALL.iter().filter(|key| **key != TableKey::Overdue) {
            assert_eq!(table(*key, MOST_LISTED), None, "{key} is printed as it is");
        }
        // more than were read
        let some = table(TableKey::Overdue, 5 * MOST_LISTED).expect("the list");
        assert_eq!((&some.rows, some.more), (&all.rows, 4 * MOST_LISTED as i64 - 1));
    }

    #[test]
    fn a_content_whose_lists_are_printed_whole_says_no_more_than_before() {
        let said = |(summary, lists): (SafetySummary, Option<WholeLists>)| {
            let content = Content::of(summary, &Edits::default(), String::new()).with_lists(lists);
            let text = String::from_utf8(content.canonical()).expect("text");
            assert_eq!(serde_json::from_str::<Content>(&text).expect("content"), content);
            text
        };
        assert!(!said(made(MOST_LISTED, 1)).contains("\"lists\""));
        let longer = said(made(MOST_LISTED + 1, 1));
        assert!(
            longer.contains("\"lists\":{\"overdue\":[") && !longer.contains("\"repeated\":[]}"),
            "{longer}"
        );
    }
}
