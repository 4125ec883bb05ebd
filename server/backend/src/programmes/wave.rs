//! The expiry wave: how much gear in use reaches the end of its life, by committee and month, counted from the partial
//! indexes alone. Hoses are replaced with their appliances and stand in no wave of their own.

use super::{devices, stoves};
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    listing::{Conditions, Scope, Sql},
    rules::service::may_keep,
};
use chrono::{Months, NaiveDate};
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
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
};

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
    let today = local_date(ctx.now);
    let rows = ending(ctx.db().read(), &scope, last, today).await?;
    let reference = ctx.state.reference().await?;
    let costs = reference.gear.costs(today);
    Ok(Counted { area: scope.area, months: from..=last, rows, costs })
}

/// Gear in use in an area whose life ends by the end of a month; by `today` it has ended.
pub(crate) async fn ending(
    on: &impl ConnectionTrait,
    scope: &Scope,
    last: Month,
    today: NaiveDate,
) -> Result<Vec<WaveRow>> {
    let mut rows = Vec::new();
    // chargers have no end of life, so their column is empty and they are in no row
    for (table, kind, in_use) in
        [("stove", "appliance", stoves::query::IN_USE), ("device", "kind", devices::query::IN_USE)]
    {
        rows.extend(counted(on, scope, (table, kind, in_use), last, today).await?);
    }
    Ok(rows)
}

/// Stoves and water heaters `t` in use whose life ends by a day.
pub(crate) fn stoves_ending(by: NaiveDate) -> Conditions {
    ending_by(stoves::query::IN_USE, by)
}

/// Alarms and detectors `t` in use whose life ends by a day.
pub(crate) fn devices_ending(by: NaiveDate) -> Conditions {
    ending_by(devices::query::IN_USE, by)
}

fn ending_by(in_use: &str, by: NaiveDate) -> Conditions {
    let mut these = Conditions::default();
    these.add(in_use, []).add("t.expires_on <= ?", [by.into()]);
    these
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
    let today = local_date(ctx.now);
    let soon = today.checked_add_months(Months::new(ctx.state.limits.expiring_months));
    let committees: BTreeSet<&AreaCode> = it.rows.iter().map(|row| &row.committee).collect();
    let of_kind = |gear: &Gear| KindWave {
        gear: *gear,
        wave: wave(it.rows.iter().filter(|row| row.gear == *gear), it.months.clone(), &it.costs),
    };
    Ok(WavePage {
        area: reference.areas.named(&it.area),
        from: *it.months.start(),
        to: *it.months.end(),
        today,
        expiring: soon.map_or(*it.months.end(), Month::of_day),
        committees: committees.into_iter().map(|code| reference.areas.named(code)).collect(),
        // hoses stand in no wave of their own
        kinds: Gear::ALL.iter().filter(|gear| **gear != Gear::Hose).map(of_kind).collect(),
        prices: reference.gear.prices(today),
        may_price: may_keep(ctx),
    })
}

async fn counted(
    on: &impl ConnectionTrait,
    scope: &Scope,
    (table, kind, in_use): (&str, &str, &str),
    last: Month,
    today: NaiveDate,
) -> Result<Vec<WaveRow>> {
    let conditions = scope.by_subdistrict("t").and(&ending_by(in_use, last.last_day()));
    let sqlite = on.get_database_backend() == DbBackend::Sqlite;
    let mut sql = Sql::default();
    if sqlite {
        // SQLite sorts what it groups unless an index has that order. The index of the wave has that of committee and kind, whose
        // days come as one text: to count them here takes a third of the time. Without statistics SQLite would take an index
        // that holds less of what is asked for.
        sql.push(&format!(
            "SELECT t.committee_code, t.{kind}, group_concat(t.expires_on) FROM {table} t INDEXED BY ix_{table}_expiry"
        ));
        sql.filter(&conditions).push(&format!(" GROUP BY t.subdistrict_code, t.committee_code, t.{kind}"));
    } else {
        let months = format!(
            "SELECT t.committee_code, t.{kind}, to_char(t.expires_on, 'YYYY-MM'), t.expires_on <= ?, count(*) FROM {table} t"
        );
        sql.bind(&months, [today.into()]).filter(&conditions).push(" GROUP BY 1, 2, 3, 4");
    }
    let (mut rows, today) = (Vec::new(), today.to_string());
    for row in sql.all(on).await? {
        let committee: AreaCode = row.try_get_by_index::<String>(0)?.parse()?;
        let gear: Gear = row.try_get_by_index::<String>(1)?.parse()?;
        let text: String = row.try_get_by_index(2)?;
        let mut add = |month: &str, ended: bool, n: i64| -> Result<()> {
            let month: Month = month.parse().map_err(Error::broken)?;
            rows.push(WaveRow { committee: committee.clone(), gear, month, ended, n });
            Ok(())
        };
        if sqlite {
            for ((month, ended), n) in months(&text, &today) {
                add(month, ended, n)?;
            }
        } else {
            add(&text, row.try_get_by_index(3)?, row.try_get_by_index(4)?)?;
        }
    }
    Ok(rows)
}

/// How many of the days between commas are in each month, apart from those by which a life has ended `today`.
fn months<'a>(days: &'a str, today: &str) -> BTreeMap<(&'a str, bool), i64> {
    let mut months = BTreeMap::new();
    for day in days.split(',') {
        // the day itself is the last of three numbers
        let month = day.rsplit_once('-').map_or(day, |(month, _)| month);
        // days as texts have their own order
        *months.entry((month, day <= today)).or_default() += 1;
    }
    months
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_by_month() {
        let counted =
            months("2024-02-29,2023-12-31,2024-02-14,2024-02-15,2024-02-16,2024-03-01", "2024-02-15");
        let told = [
            (("2023-12", true), 1),
            (("2024-02", false), 2),
            (("2024-02", true), 2),
            (("2024-03", false), 1),
        ];
        assert_eq!(counted, BTreeMap::from(told), "the last day is over when it comes");
    }
}
