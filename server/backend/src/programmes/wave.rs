//! The expiry wave: how much gear in use reaches the end of its life, by committee and month, counted from the partial
//! indexes alone. Hoses are replaced with their appliances and stand in no wave of their own.

use super::{devices, stoves};
use crate::{
    ctx::Ctx,
    error::Result,
    listing::{Conditions, Scope, Sql},
};
use chrono::Months;
use domain::{
    area::AreaCode,
    calendar::local_date,
    fault::{Fault, FieldCode},
    period::Month,
    programmes::figures::{Wave, WaveRow, wave},
};

/// Months that a wave shows at most.
const MOST_MONTHS: u32 = 240;

/// The wave of an area over `months` months from `from` on (the month of now when not given), with its cost by the prices of
/// today.
pub async fn expiry_wave(
    ctx: &Ctx,
    area: Option<&AreaCode>,
    from: Option<Month>,
    months: u32,
) -> Result<Wave> {
    if !(1..=MOST_MONTHS).contains(&months) {
        let fault = domain::fault::FieldFault::new("months", FieldCode::OutOfRange);
        return Err(Fault::fields(vec![fault.with("min", 1).with("max", MOST_MONTHS)]).into());
    }
    let scope = Scope::of(ctx, area)?;
    let from = from.unwrap_or_else(|| Month::of(ctx.now));
    let last = from.first_day().checked_add_months(Months::new(months - 1)).map_or(from, Month::of_day);
    let mut rows = Vec::new();
    // chargers have no end of life, so their column is empty and they are in no row
    for (table, kind, in_use) in
        [("stove", "appliance", stoves::query::IN_USE), ("device", "kind", devices::query::IN_USE)]
    {
        rows.extend(counted(ctx, &scope, (table, kind, in_use), last).await?);
    }
    let reference = ctx.state.reference().await?;
    Ok(wave(&rows, from..=last, &reference.gear.costs(local_date(ctx.now))))
}

async fn counted(
    ctx: &Ctx,
    scope: &Scope,
    (table, kind, in_use): (&str, &str, &str),
    last: Month,
) -> Result<Vec<WaveRow>> {
    // without statistics SQLite would take an index that holds less of what is asked for
    let (month, by_index) = if ctx.db().is_sqlite() {
        ("substr(t.expires_on, 1, 7)", format!(" INDEXED BY ix_{table}_expiry"))
    } else {
        ("to_char(t.expires_on, 'YYYY-MM')", String::new())
    };
    let mut conditions: Conditions = scope.by_subdistrict("t");
    conditions.add(in_use, []).add("t.expires_on <= ?", [last.last_day().into()]);
    let mut sql =
        Sql::new(format!("SELECT t.committee_code, t.{kind}, {month}, count(*) FROM {table} t{by_index}"));
    sql.filter(&conditions).push(" GROUP BY 1, 2, 3");
    let row = |row: &sea_orm::QueryResult| {
        Ok(WaveRow {
            committee: row.try_get_by_index::<String>(0)?.parse()?,
            gear: row.try_get_by_index::<String>(1)?.parse()?,
            month: row.try_get_by_index::<String>(2)?.parse().map_err(crate::error::Error::broken)?,
            n: row.try_get_by_index(3)?,
        })
    };
    sql.all(ctx.db().read()).await?.iter().map(row).collect()
}
