//! How many days hazards take from finding to closing.

use crate::{
    ctx::Ctx,
    error::Result,
    listing::{Conditions, Scope, Sql, places},
    reference::Reference,
};
use domain::{
    area::{AreaCode, AreaLevel},
    figures::{median, p90},
    period::Period,
};
use sea_orm::Value;

/// Local days from finding to closing. The time of the finding stands in the sort key, so that one index holds
/// both.
const DAYS_SQLITE: &str =
    "(unixepoch(h.closed_at) + 28800) / 86400 - ((h.sort_key >> 22) / 1000 + 28800) / 86400";
const DAYS_POSTGRES: &str = "CAST(floor((extract(epoch FROM h.closed_at) + 28800) / 86400) AS bigint) \
     - ((h.sort_key >> 22) / 1000 + 28800) / 86400";

/// Median and 90th percentile, in whole local days, of the hazards found in the period that are closed now.
pub(super) async fn to_closing(
    ctx: &Ctx,
    reference: &Reference,
    area: &AreaCode,
    period: Period,
) -> Result<(Option<f64>, Option<i64>)> {
    let sqlite = ctx.db().is_sqlite();
    let mut closed = Conditions::default();
    let index = if area.level() <= AreaLevel::Subdistrict {
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
        "ix_hazard_subdistrict"
    } else {
        closed = Scope::from(area.clone()).condition("h");
        if area.level() == AreaLevel::Grid {
            let committee = area.at(AreaLevel::Committee).map(String::from).unwrap_or_default();
            closed.add("h.committee_code = ?", [committee.into()]);
        }
        "ix_hazard_committee"
    };
    closed.days("h.sort_key", Some(period.from), Some(period.to));
    closed.add("h.closed_at IS NOT NULL", []);
    let (index, days) =
        if sqlite { (format!(" INDEXED BY {index}"), DAYS_SQLITE) } else { (String::new(), DAYS_POSTGRES) };
    let mut sql = Sql::new(format!("SELECT {days}, count(*) FROM hazard h{index}"));
    sql.filter(&closed).push(" GROUP BY 1");
    let mut all: Vec<i64> = Vec::new();
    for row in sql.all(ctx.db().read()).await? {
        let (days, n): (i64, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        all.extend(std::iter::repeat_n(days.max(0), usize::try_from(n).unwrap_or(0)));
    }
    Ok((median(&mut all), p90(&mut all)))
}
