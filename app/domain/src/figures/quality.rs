//! How good the work was: 一次复查合格率, 重复率, 整改天数. Figure A cannot tell, because it only counts what is closed.

use super::{HazardFacts, Ratio, median, p90};
use crate::{calendar::local_date, hazards::Category, ids::SiteId, period::Period};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, ops::AddAssign};

/// Found again within so many local days after the closing is a repeat: the twelve months of the definition, counted as
/// 365 days, so that databases that add months differently agree on the last of February.
pub const REPEAT_DAYS: i64 = 365;

/// One hazard with what these figures need besides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// What the other figures need.
    pub facts: HazardFacts,
    /// Where. Without a site nothing can be said to have come back.
    pub site: Option<SiteId>,
    /// What.
    pub category: Category,
    /// How its first review ended; `None` when nobody has reviewed it. The first one stays the first after a reopening.
    pub first_review_passed: Option<bool>,
}

/// The figures of one period and one set of hazards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quality {
    /// 一次复查合格率: of those found in P and reviewed, those that passed at the first review.
    pub first_review: Ratio,
    /// 重复率: of those found in P, those at whose site one of the same category had been closed within
    /// [`REPEAT_DAYS`] before.
    pub repeat: Ratio,
    /// 整改天数: how many of those found in P and closed took how many local days.
    pub days: BTreeMap<i64, i64>,
}

impl Quality {
    /// The median of the days to close.
    pub fn days_median(&self) -> Option<f64> {
        median(&mut self.each())
    }

    /// The 90th percentile of the days to close.
    pub fn days_p90(&self) -> Option<i64> {
        p90(&mut self.each())
    }

    fn each(&self) -> Vec<i64> {
        let times = |n: i64| usize::try_from(n).unwrap_or(0);
        self.days.iter().flat_map(|(days, n)| std::iter::repeat_n(*days, times(*n))).collect()
    }
}

/// The figures of two sets that have no hazard in common, put together.
impl AddAssign<&Quality> for Quality {
    fn add_assign(&mut self, other: &Self) {
        self.first_review += other.first_review;
        self.repeat += other.repeat;
        for (days, n) in &other.days {
            *self.days.entry(*days).or_default() += n;
        }
    }
}

/// The definition: figures of the hazards in `rows` that were found in `p`, as of `t`, which must not lie before the
/// last thing that happened to them. `rows` holds the earlier hazards of their sites as well.
pub fn quality(rows: &[Found], p: Period, t: DateTime<Utc>) -> Quality {
    let mut q = Quality::default();
    for h in rows.iter().filter(|h| p.contains(h.facts.found_at) && h.facts.in_base(t)) {
        if let Some(passed) = h.first_review_passed {
            q.first_review.add(passed);
        }
        q.repeat.add(rows.iter().any(|earlier| h.repeats(earlier, t)));
        if let Some(at) = h.facts.closed_at(t) {
            let days = (local_date(at) - local_date(h.facts.found_at)).num_days();
            *q.days.entry(days.max(0)).or_default() += 1;
        }
    }
    q
}

impl Found {
    /// Whether this one is what `earlier` was, found again. Closed in the instant of the finding is not before it: two
    /// findings of one visit that are rectified on the spot repeat nothing.
    pub fn repeats(&self, earlier: &Self, t: DateTime<Utc>) -> bool {
        let same = self.site.is_some() && self.site == earlier.site && self.category == earlier.category;
        same && earlier.facts.in_base(t)
            && earlier.facts.closed_at(t).is_some_and(|closed| {
                let days = (local_date(self.facts.found_at) - local_date(closed)).num_days();
                closed < self.facts.found_at && days <= REPEAT_DAYS
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{calendar::day_start, figures::Closing, hazards::VoidReason, period::Month};
    use chrono::{NaiveDate, TimeDelta};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn noon(day: &str) -> DateTime<Utc> {
        day_start(day.parse::<NaiveDate>().expect(day)) + TimeDelta::hours(12)
    }

    fn found(site: u128, found_at: &str, closed: Option<&str>) -> Found {
        let due = found_at.parse().expect(found_at);
        Found {
            facts: HazardFacts {
                found_at: noon(found_at),
                original_due: due,
                effective_due: due,
                on_the_spot: false,
                awaiting_since: None,
                closings: closed.iter().map(|c| Closing { closed_at: noon(c), reopened_at: None }).collect(),
                voided: None,
            },
            site: (site > 0).then(|| SiteId(Uuid::from_u128(site))),
            category: Category::Fire,
            first_review_passed: None,
        }
    }

    fn june(rows: &[Found]) -> Quality {
        quality(rows, "2023-06".parse::<Month>().expect("month").period(), noon("2025-01-01"))
    }

    #[test]
    fn a_repeat_is_the_same_site_and_category_within_a_year_of_the_closing() {
        for (case, earlier, repeated) in [
            ("closed in May", found(1, "2023-05-01", Some("2023-05-10")), true),
            ("closed 365 days before", found(1, "2022-06-01", Some("2022-06-15")), true),
            ("closed 366 days before", found(1, "2022-06-01", Some("2022-06-14")), false),
            ("still open", found(1, "2023-05-01", None), false),
            ("closed after the finding", found(1, "2023-05-01", Some("2023-06-20")), false),
            ("another site", found(2, "2023-05-01", Some("2023-05-10")), false),
            ("no site", found(0, "2023-05-01", Some("2023-05-10")), false),
        ] {
            let rows = [earlier, found(1, "2023-06-15", None)];
            assert_eq!(june(&rows).repeat, Ratio::new(i64::from(repeated), 1), "{case}");
        }
        let mut other = found(1, "2023-05-01", Some("2023-05-10"));
        other.category = Category::Gas;
        assert_eq!(june(&[other, found(1, "2023-06-15", None)]).repeat.n, 0, "another category");
        let mut reopened = found(1, "2023-05-01", Some("2023-05-10"));
        reopened.facts.closings[0].reopened_at = Some(noon("2023-05-20"));
        assert_eq!(june(&[reopened, found(1, "2023-06-15", None)]).repeat.n, 0, "the closing did not hold");
        let without = [found(0, "2023-05-01", Some("2023-05-10")), found(0, "2023-06-15", None)];
        assert_eq!(june(&without).repeat, Ratio::new(0, 1), "nothing comes back without a place");
    }

    #[test]
    fn two_of_one_visit_that_are_closed_at_once_repeat_nothing() {
        let rows = [found(1, "2023-06-15", Some("2023-06-15")), found(1, "2023-06-15", Some("2023-06-15"))];
        assert_eq!(june(&rows).repeat, Ratio::new(0, 2));
    }

    #[test]
    fn the_first_review_counts_whatever_came_later() {
        let reviewed = |passed| Found {
            first_review_passed: Some(passed),
            ..found(1, "2023-06-01", Some("2023-06-08"))
        };
        let rows = [reviewed(true), reviewed(false), found(1, "2023-06-01", None), {
            let mut void = reviewed(true);
            void.facts.voided = Some((noon("2023-06-02"), VoidReason::FalseAlarm));
            void
        }];
        assert_eq!(june(&rows).first_review, Ratio::new(1, 2));
    }

    #[test]
    fn days_are_local_ones_from_the_finding_to_the_closing() {
        let mut late = found(1, "2023-06-01", Some("2023-06-02"));
        late.facts.found_at = day_start("2023-06-02".parse().expect("day")) - TimeDelta::minutes(1);
        let rows = [late, found(2, "2023-06-01", Some("2023-06-08")), found(3, "2023-06-01", None)];
        let q = june(&rows);
        assert_eq!(q.days, BTreeMap::from([(1, 1), (7, 1)]));
        assert_eq!((q.days_median(), q.days_p90()), (Some(4.0), Some(7)));
        assert_eq!(june(&[]).days_median(), None);
    }

    proptest! {
        /// Months have no finding in common, so their sum is the figure of the year.
        #[test]
        fn the_parts_of_a_period_make_up_the_period(
            days in prop::collection::vec((0i64..364, 0i64..60, any::<bool>(), 1u128..4), 0..25),
        ) {
            let first: NaiveDate = "2023-01-01".parse().expect("day");
            let rows: Vec<Found> = days.iter().map(|(day, open, passed, site)| {
                let (from, to) = (first + TimeDelta::days(*day), first + TimeDelta::days(day + open));
                Found {
                    first_review_passed: Some(*passed),
                    ..found(*site, &from.to_string(), Some(&to.to_string()))
                }
            }).collect();
            let t = noon("2025-01-01");
            let year = Period::year(2023).expect("year");
            let mut sum = Quality::default();
            for month in year.whole_months().expect("months") {
                sum += &quality(&rows, month.period(), t);
            }
            prop_assert_eq!(&sum, &quality(&rows, year, t));
            prop_assert_eq!(sum.repeat.of, rows.len() as i64);
        }
    }
}
