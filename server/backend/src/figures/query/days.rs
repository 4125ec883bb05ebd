//! How many days hazards take from finding to closing.

use super::places::{by_subdistrict, of_area};
use crate::{
    error::Result,
    hazards::query::figure_set::{FOUND_DAY, day_number},
    listing::{Sql, rows, rows_of},
    reference::Reference,
};
use domain::{
    area::AreaCode,
    figures::{median, p90},
    period::Period,
};
use sea_orm::QueryResult;

/// Local days from finding to closing. The time of the finding stands in the sort key, so that one index holds
/// both.
pub(super) fn days_to_close(sqlite: bool) -> String {
    format!("{} - {FOUND_DAY}", day_number("h.closed_at", sqlite))
}

/// Asks how many of the hazards found in the period that are closed now took how many days.
pub(super) fn question(sqlite: bool, reference: &Reference, area: &AreaCode, period: Period) -> Sql {
    let mut closed = of_area(reference, area);
    closed.days("h.sort_key", Some(period.from), Some(period.to));
    closed.add("h.closed_at IS NOT NULL", []);
    let mut sql = Sql::new(format!(
        "SELECT {} FROM (SELECT {} AS days, count(*) AS n{}",
        rows_of(sqlite, "c.days, c.n"),
        days_to_close(sqlite),
        by_subdistrict(sqlite)
    ));
    sql.filter(&closed).push(" GROUP BY 1) c");
    sql
}

/// Median and 90th percentile, in whole local days, from the answer.
pub(super) fn read(answer: &QueryResult, column: usize) -> Result<(Option<f64>, Option<i64>)> {
    let mut all: Vec<i64> = Vec::new();
    for (days, n) in rows::<(i64, usize)>(answer, column)? {
        all.extend(std::iter::repeat_n(days.max(0), n));
    }
    Ok((median(&mut all), p90(&mut all)))
}
