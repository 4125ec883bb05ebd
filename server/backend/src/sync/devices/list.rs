//! The office's list of tablets: who works on which, when it was last heard of, and what is known to lie on it still.

use crate::{
    areas::Areas,
    ctx::Ctx,
    error::{Error, Result},
    listing::{Conditions, Sql, cap},
};
use chrono::TimeDelta;
use domain::{
    actor::Right,
    area::AreaCode,
    ids::UserId,
    people::PersonRef,
    sync::{Device, DeviceId, DeviceKey, DevicePage, Held},
};
use sea_orm::QueryResult;

/// A tablet with its person; [`read`] reads it in this order.
const COLUMNS: &str = "d.id, d.user_id, d.label, d.area_code, d.api, d.skew_ms, d.registered_at, d.prepared_at, \
     d.synced_at, d.photos, d.since, d.held_records, d.held_photos, d.held_since, u.name, u.role, d.photos_late, d.held_late";

/// The tablets of an area. A photo is awaited from a person, not from one of their tablets, and is looked
/// for by that person. What a tablet holds gets late also while it is not heard of.
const TABLETS: &str = "(SELECT f.id, f.user_id, f.label, f.area_code, f.api, f.skew_ms, f.registered_at, f.prepared_at, \
     f.synced_at, w.photos, w.since, f.held_records, f.held_photos, f.held_since, \
     CASE WHEN w.since < ? THEN 1 ELSE 0 END AS photos_late, CASE WHEN f.held_since < ? THEN 1 ELSE 0 END AS held_late \
     FROM field_device f \
     LEFT JOIN (SELECT user_id, count(*) AS photos, min(since) AS since FROM awaited_photo \
     WHERE user_id IN (SELECT user_id FROM field_device WHERE area_code >= ? AND area_code < ?) GROUP BY user_id) w \
     ON w.user_id = f.user_id WHERE f.area_code >= ? AND f.area_code < ?) d";

/// Whether anything of a tablet is late: 1 or 0, as [`Device::is_late`].
const LATE: &str = "(d.photos_late | d.held_late)";

/// The parts of a [`DeviceKey`].
const KEY: [&str; 4] = [LATE, "d.registered_at", "d.id", "d.user_id"];

/// A page of the tablets of the people of this person's area, the late ones first: those after `after`, or those before
/// `before`, or the first. Where nothing is there any more, the list begins anew.
pub async fn list(
    ctx: &Ctx,
    after: Option<DeviceKey>,
    before: Option<DeviceKey>,
    limit: u64,
) -> Result<DevicePage> {
    ctx.require(Right::WatchTablets)?;
    let (mut from, mut back) = match (after, before) {
        (None, Some(key)) => (Some(key), true),
        (after, _) => (after, false),
    };
    let (mut rows, mut more) = walk(ctx, from, back, limit).await?;
    if rows.is_empty() && from.is_some() {
        (from, back) = (None, false);
        (rows, more) = walk(ctx, from, back, limit).await?;
    }
    let (first, last) = (rows.first().map(Device::key), rows.last().map(Device::key));
    let (previous, next) = if back {
        (first.filter(|_| more), last)
    } else {
        (first.filter(|_| from.is_some()), last.filter(|_| more))
    };
    let (total, late) = totals(ctx).await?;
    Ok(DevicePage { rows, total, late, late_hours: ctx.state.limits.late_hours, previous, next })
}

/// Starts a selection of tablets, called `d`. What is late is decided here alone: order, rows and their number follow.
fn tablets(ctx: &Ctx, columns: &str) -> Sql {
    let area = &ctx.actor.area;
    let mut sql = Sql::new(format!("SELECT {columns} FROM "));
    let late = ctx.now - TimeDelta::hours(ctx.state.limits.late_hours.into());
    let (begin, end) = (area.as_str(), area.successor());
    let area = [begin.into(), end.clone().into(), begin.into(), end.into()];
    sql.bind(TABLETS, [late.into(), late.into()].into_iter().chain(area));
    sql
}

/// So many tablets behind a place, or in front of it, in the order of the list; and whether there are more that way.
async fn walk(ctx: &Ctx, from: Option<DeviceKey>, back: bool, limit: u64) -> Result<(Vec<Device>, bool)> {
    let mut sql = tablets(ctx, COLUMNS);
    sql.push(" JOIN user_account u ON u.id = d.user_id");
    let mut place = Conditions::default();
    if let Some(key) = from {
        let sign = if back { '>' } else { '<' };
        place.add(
            format!("({}) {sign} (?, ?, ?, ?)", KEY.join(", ")),
            [i32::from(key.late).into(), key.registered_at.into(), key.device.0.into(), key.person.0.into()],
        );
    }
    sql.filter(&place);
    let way = if back { "" } else { " DESC" };
    let order = KEY.map(|column| format!("{column}{way}")).join(", ");
    sql.bind(&format!(" ORDER BY {order} LIMIT ?"), [cap(limit + 1)]);
    let reference = ctx.state.reference().await?;
    let found = sql.all(ctx.db().read()).await?;
    let mut rows = found.iter().map(|row| read(row, &reference.areas)).collect::<Result<Vec<Device>>>()?;
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    if back {
        rows.reverse();
    }
    Ok((rows, more))
}

fn read(row: &QueryResult, areas: &Areas) -> Result<Device> {
    let area: AreaCode = row.try_get_by_index::<String>(3)?.parse()?;
    let is_late = |column| Ok::<_, Error>(row.try_get_by_index::<i32>(column)? == 1);
    Ok(Device {
        id: DeviceId(row.try_get_by_index(0)?),
        label: row.try_get_by_index(2)?,
        person: PersonRef {
            id: UserId(row.try_get_by_index(1)?),
            name: row.try_get_by_index(14)?,
            role: row.try_get_by_index::<String>(15)?.parse()?,
        },
        area: areas.named(&area),
        api: u32::try_from(row.try_get_by_index::<i32>(4)?).map_err(Error::broken)?,
        registered_at: row.try_get_by_index(6)?,
        prepared_at: row.try_get_by_index(7)?,
        synced_at: row.try_get_by_index(8)?,
        skew_ms: row.try_get_by_index(5)?,
        awaited: row.try_get_by_index::<Option<i64>>(9)?.map_or(0, i64::unsigned_abs),
        awaited_since: row.try_get_by_index(10)?,
        awaited_late: is_late(16)?,
        held: held(row)?,
        held_late: is_late(17)?,
    })
}

/// What the tablet said it holds, if it did.
fn held(row: &QueryResult) -> Result<Option<Held>> {
    let number = |column| Ok::<_, Error>(row.try_get_by_index::<Option<i32>>(column)?.map(i32::unsigned_abs));
    let (Some(records), Some(photos)) = (number(11)?, number(12)?) else { return Ok(None) };
    Ok(Some(Held { records, photos, oldest: row.try_get_by_index(13)? }))
}

/// How many tablets of this person's area are late.
pub async fn late(ctx: &Ctx) -> Result<u64> {
    ctx.require(Right::WatchTablets)?;
    Ok(totals(ctx).await?.1)
}

/// How many tablets there are, and how many of them are late.
async fn totals(ctx: &Ctx) -> Result<(u64, u64)> {
    let numbers = format!("count(*), COALESCE(sum{LATE}, 0)");
    let found = tablets(ctx, &numbers).one(ctx.db().read()).await?;
    let Some(row) = found else { return Ok((0, 0)) };
    let number = |column| Ok::<_, Error>(row.try_get_by_index::<i64>(column)?.unsigned_abs());
    Ok((number(0)?, number(1)?))
}
