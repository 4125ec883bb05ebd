//! How many days hazards take from finding to closing.

use crate::{
    error::Result,
    listing::{Conditions, Scope, Sql, places, rows, rows_of},
    reference::Reference,
};
use domain::{
    area::{AreaCode, AreaLevel},
    figures::{median, p90},
    period::Period,
};
use sea_orm::{QueryResult, Value};

/// Local days from finding to closing. The time of the finding stands in the sort key, so that one index holds
/// both.
const DAYS_SQLITE: &str =
    "(unixepoch(h.closed_at) + 28800) / 86400 - ((h.sort_key >> 22) / 1000 + 28800) / 86400";
const DAYS_POSTGRES: &str = "CAST(floor((extract(epoch FROM h.closed_at) + 28800) / 86400) AS bigint) \
     - ((h.sort_key >> 22) / 1000 + 28800) / 86400";

/// Asks how many of the hazards found in the period that are closed now took how many days.
pub(super) fn question(sqlite: bool, reference: &Reference, area: &AreaCode, period: Period) -> Sql {
    let mut closed = Conditions::default();
    if area.level() <= AreaLevel::Subdistrict {
        // by the index of each subdistrict, which knows the closing as well
        let codes: Vec<Value> = match area.at(AreaLevel::Subdistrict) {
            Some(own) => vec![own.as_str().into()],
            None => {
                let inside =
                    reference.areas.subtree(area).filter(|a| a.code.level() == AreaLevel::Subdistrict);
                inside.map(|a| a.code.as_str().into()).collect()
            }
        };
        closed.add(format!("h.subdistrict_code IN ({})", places(codes.len())), codes);
    } else {
        closed = Scope::from(area.clone()).by_subdistrict("h");
        if area.level() == AreaLevel::Grid {
            let committee = area.at(AreaLevel::Committee).map(String::from).unwrap_or_default();
            closed.add("h.committee_code = ?", [committee.into()]);
        }
    }
    closed.days("h.sort_key", Some(period.from), Some(period.to));
    closed.add("h.closed_at IS NOT NULL", []);
    let (index, days) =
        if sqlite { (" INDEXED BY ix_hazard_subdistrict", DAYS_SQLITE) } else { ("", DAYS_POSTGRES) };
    let mut sql = Sql::new(format!(
        "SELECT {} FROM (SELECT {days} AS days, count(*) AS n FROM hazard h{index}",
        rows_of(sqlite, "c.days, c.n")
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
