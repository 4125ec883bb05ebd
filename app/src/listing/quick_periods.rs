//! Periods that are chosen with one tap.

use crate::tr;
use chrono::{Datelike, NaiveDate};
use domain::period::{Month, Period};

/// This month, the last one, this year: name and days.
pub(super) fn quick_periods(today: NaiveDate) -> Vec<(&'static str, Period)> {
    let month = Month::of_day(today);
    let mut periods =
        vec![(tr!(lists.this_month), month.period()), (tr!(lists.last_month), month.previous().period())];
    periods.extend(Period::year(today.year()).map(|year| (tr!(lists.this_year), year)));
    periods
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn january_has_december_before_it() {
        let today = NaiveDate::from_ymd_opt(2024, 1, 3).expect("day");
        let days: Vec<String> =
            quick_periods(today).iter().map(|(_, p)| format!("{} {}", p.from, p.to)).collect();
        assert_eq!(days, ["2024-01-01 2024-01-31", "2023-12-01 2023-12-31", "2024-01-01 2024-12-31"]);
    }
}
