//! Which entry of the library is meant by a clause that was written down.

use super::Standard;
use crate::{hazards::Category, text::tidy};
use chrono::NaiveDate;
use std::cmp::Reverse;

/// What a clause is written down for.
#[derive(Clone, Copy, Debug)]
pub struct Cited {
    /// The category of what was found.
    pub category: Category,
    /// The day on which it was found.
    pub found: NaiveDate,
    /// Today: what is still to come into force cannot be cited.
    pub today: NaiveDate,
}

/// The entry that a record cites in these words: of those with the clause the one in force on the day found, else the last that was.
/// Of several it is one of the category, then one in force still, so that a clause which goes on under another code is not taken for one
/// that has ended.
pub fn naming<'a>(library: &'a [Standard], clause: &str, of: Cited) -> Option<&'a Standard> {
    let clause = tidy(clause)?;
    let order = |entry: &&Standard| {
        let fits = (entry.in_force(of.found), entry.category == of.category, entry.in_force(of.today));
        (fits, entry.valid_from, Reverse(entry.code.clone()))
    };
    let named = library.iter().filter(|entry| entry.valid_from <= of.today && entry.clause == clause);
    named.max_by_key(order)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{hazards::Severity, ids::StandardId};
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn entry(
        id: u128,
        code: &str,
        category: Category,
        clause: &str,
        from: &str,
        to: Option<&str>,
    ) -> Standard {
        Standard {
            id: StandardId(Uuid::from_u128(id)),
            code: code.into(),
            rise: None,
            category,
            subcategory: None,
            severity: Severity::General,
            text_zh: "楼道堆物".into(),
            text_en: "Things in a stairwell".into(),
            clause: clause.into(),
            document: "消防法".into(),
            count: None,
            valid_from: day(from),
            valid_to: to.map(day),
        }
    }

    #[test]
    fn a_clause_means_the_entry_in_force_on_the_day_found() {
        let (fire, gas) = (Category::Fire, Category::Gas);
        let library = [
            entry(1, "A", fire, "第一条", "2020-01-01", Some("2023-06-30")),
            entry(2, "A", fire, "第一条", "2023-07-01", Some("2023-12-31")),
            entry(3, "A", fire, "第二条", "2024-01-01", None),
            entry(4, "B", fire, "第三条", "2020-01-01", Some("2023-06-30")),
            entry(5, "C", fire, "第三条", "2020-01-01", None),
            entry(6, "D", gas, "第三条", "2020-01-01", None),
            entry(7, "E", fire, "第四条", "2030-01-01", None),
        ];
        let named = |clause: &str, category, found: &str| {
            let cited = Cited { category, found: day(found), today: day("2024-02-01") };
            naming(&library, clause, cited).map(|entry| entry.id.0.as_u128())
        };
        for (what, clause, category, found, expected) in [
            ("of the day", "第一条", fire, "2023-06-01", Some(1)),
            ("of the next version", "第一条", fire, "2023-07-01", Some(2)),
            ("in other words", " 第一条\n", fire, "2023-07-01", Some(2)),
            ("over when it was found: the last", "第一条", fire, "2024-01-10", Some(2)),
            ("younger than the finding", "第二条", fire, "2023-07-01", Some(3)),
            ("it goes on under another code", "第三条", fire, "2023-06-01", Some(5)),
            ("of its category", "第三条", gas, "2023-06-01", Some(6)),
            ("of no such category", "第三条", Category::Food, "2023-06-01", Some(5)),
            ("still to come", "第四条", fire, "2024-01-10", None),
            ("of no entry", "内部规定", fire, "2023-06-01", None),
            ("none", "  ", fire, "2023-06-01", None),
        ] {
            assert_eq!(named(clause, category, found), expected, "{what}");
        }
    }
}
