//! Deadlines by category and severity: an editable table with validity dates.

use super::state::{Category, Severity};
use crate::calendar::{DayCount, WorkCalendar};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineRule {
    /// `None` is any category; a row for the category itself wins.
    pub category: Option<Category>,
    /// Severity.
    pub severity: Severity,
    /// How long.
    pub count: DayCount,
    /// First day found to which it applies.
    pub valid_from: NaiveDate,
    /// Last day; `None` is until further notice.
    pub valid_to: Option<NaiveDate>,
}

impl DeadlineRule {
    fn applies(&self, category: Category, severity: Severity, found: NaiveDate) -> bool {
        self.severity == severity
            && self.category.is_none_or(|c| c == category)
            && self.valid_from <= found
            && self.valid_to.is_none_or(|to| found <= to)
    }
}

/// The table with the holiday calendar it counts by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeadlineRules {
    /// The rows.
    pub rules: Vec<DeadlineRule>,
    /// Which days are worked.
    pub calendar: WorkCalendar,
}

/// No row applies: the table must have one for every severity.
pub const FALLBACK: [(Severity, u16); 2] = [(Severity::General, 15), (Severity::Major, 30)];

impl DeadlineRules {
    /// The original deadline of a hazard found on the local day `found`: its last day, which ends at 24:00.
    /// A library entry may bring its own count; then the category's row, then the row for any category, and
    /// of several valid rows the one that came into force last.
    pub fn due(
        &self,
        category: Category,
        severity: Severity,
        found: NaiveDate,
        own: Option<DayCount>,
    ) -> NaiveDate {
        let count = own.or_else(|| {
            self.rules
                .iter()
                .filter(|r| r.applies(category, severity, found))
                .max_by_key(|r| (r.category.is_some(), r.valid_from))
                .map(|r| r.count)
        });
        let count = count.unwrap_or_else(|| {
            let days = FALLBACK.iter().find(|(s, _)| *s == severity).map_or(15, |(_, days)| *days);
            DayCount { days, kind: crate::calendar::DayKind::Calendar }
        });
        self.calendar.add(found, count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::DayKind;

    fn day(s: &str) -> NaiveDate {
        s.parse().expect(s)
    }

    fn rule(
        category: Option<Category>,
        severity: Severity,
        days: u16,
        from: &str,
        to: Option<&str>,
    ) -> DeadlineRule {
        let count = DayCount { days, kind: DayKind::Calendar };
        DeadlineRule { category, severity, count, valid_from: day(from), valid_to: to.map(day) }
    }

    #[test]
    fn the_most_particular_valid_row_wins() {
        let rules = DeadlineRules {
            rules: vec![
                rule(None, Severity::General, 15, "2020-01-01", None),
                rule(Some(Category::Ebike), Severity::General, 3, "2020-01-01", Some("2023-06-30")),
                rule(Some(Category::Ebike), Severity::General, 7, "2023-07-01", None),
                rule(None, Severity::Major, 30, "2020-01-01", None),
            ],
            calendar: WorkCalendar::default(),
        };
        for (category, severity, found, due) in [
            (Category::Fire, Severity::General, "2023-01-01", "2023-01-16"),
            (Category::Ebike, Severity::General, "2023-06-30", "2023-07-03"),
            (Category::Ebike, Severity::General, "2023-07-01", "2023-07-08"),
            (Category::Ebike, Severity::Major, "2023-07-01", "2023-07-31"),
            (Category::Fire, Severity::General, "2019-12-31", "2020-01-15"), // before every row: the fallback
        ] {
            assert_eq!(
                rules.due(category, severity, day(found), None),
                day(due),
                "{category} {severity} {found}"
            );
        }
        let own = DayCount { days: 0, kind: DayKind::Calendar };
        assert_eq!(
            rules.due(Category::Fire, Severity::General, day("2023-01-01"), Some(own)),
            day("2023-01-01")
        );
    }
}
