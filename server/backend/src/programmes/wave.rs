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
    programmes::{
        desk_views::{KindWave, WavePage},
        figures::{UnitCosts, Wave, WaveRow, wave},
        gear::Gear,
    },
};
use sea_orm::{ConnectionTrait, DbBackend};
use std::{collections::BTreeSet, ops::RangeInclusive};

/// Months that a wave shows at most.
const MOST_MONTHS: u32 = 240;

/// What a question comes to: where, which months, how much ends in each, and what new gear costs.
struct Counted {
    area: AreaCode,
    months: RangeInclusive<Month>,
    rows: Vec<WaveRow>,
    costs: UnitCosts,
}

async fn ask(ctx: &Ctx, area: Option<&AreaCode>, from: Option<Month>, months: u32) -> Result<Counted> {
    if !(1..=MOST_MONTHS).contains(&months) {
        let fault = domain::fault::FieldFault::new("months", FieldCode::OutOfRange);
        return Err(Fault::fields(vec![fault.with("min", 1).with("max", MOST_MONTHS)]).into());
    }
    let scope = Scope::of(ctx, area)?;
    let from = from.unwrap_or_else(|| Month::of(ctx.now));
    let last = from.first_day().checked_add_months(Months::new(months - 1)).map_or(from, Month::of_day);
    let rows = ending(ctx.db().read(), &scope, last).await?;
    let reference = ctx.state.reference().await?;
    let costs = reference.gear.costs(local_date(ctx.now));
    Ok(Counted { area: scope.area, months: from..=last, rows, costs })
}

/// Gear in use in an area whose life ends by the end of a month.
pub(crate) async fn ending(on: &impl ConnectionTrait, scope: &Scope, last: Month) -> Result<Vec<WaveRow>> {
    let mut rows = Vec::new();
    // chargers have no end of life, so their column is empty and they are in no row
    for (table, kind, in_use) in
        [("stove", "appliance", stoves::query::IN_USE), ("device", "kind", devices::query::IN_USE)]
    {
        rows.extend(counted(on, scope, (table, kind, in_use), last).await?);
    }
    Ok(rows)
}

/// The wave of an area over `months` months from `from` on (the month of now when not given), with its cost by the prices of
/// today.
pub async fn expiry_wave(
    ctx: &Ctx,
    area: Option<&AreaCode>,
    from: Option<Month>,
    months: u32,
) -> Result<Wave> {
    let it = ask(ctx, area, from, months).await?;
    Ok(wave(&it.rows, it.months, &it.costs))
}

/// The same for each kind of gear, with the names of the committees.
pub async fn page(ctx: &Ctx, area: Option<&AreaCode>, from: Option<Month>, months: u32) -> Result<WavePage> {
    let it = ask(ctx, area, from, months).await?;
    let reference = ctx.state.reference().await?;
    let soon = local_date(ctx.now).checked_add_months(Months::new(ctx.state.limits.expiring_months));
    let committees: BTreeSet<&AreaCode> = it.rows.iter().map(|row| &row.committee).collect();
    let of_kind = |gear: &Gear| KindWave {
        gear: *gear,
        wave: wave(it.rows.iter().filter(|row| row.gear == *gear), it.months.clone(), &it.costs),
    };
    Ok(WavePage {
        area: reference.areas.named(&it.area),
        from: *it.months.start(),
        to: *it.months.end(),
        expiring: soon.map_or(*it.months.end(), Month::of_day),
        committees: committees.into_iter().map(|code| reference.areas.named(code)).collect(),
        // hoses stand in no wave of their own
        kinds: Gear::ALL.iter().filter(|gear| **gear != Gear::Hose).map(of_kind).collect(),
    })
}

async fn counted(
    on: &impl ConnectionTrait,
    scope: &Scope,
    (table, kind, in_use): (&str, &str, &str),
    last: Month,
) -> Result<Vec<WaveRow>> {
    // without statistics SQLite would take an index that holds less of what is asked for
    let (month, by_index) = if on.get_database_backend() == DbBackend::Sqlite {
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
    sql.all(on).await?.iter().map(row).collect()
}
