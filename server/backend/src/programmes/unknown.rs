//! The numbers that vendors tell of and that no device in use has, for the office that may enter these devices.

use crate::{
    campaigns::near,
    ctx::Ctx,
    error::{Error, Result},
    listing::{Sql, cap},
};
use domain::{
    actor::Right,
    programmes::device::{Serial, UnknownKey, UnknownNumber, UnknownNumbers},
};
use sea_orm::QueryResult;

/// Of a device in use that lies in the vendor's area: outside it nothing is known to the vendor.
const KNOWN: &str = "d.status IN ('installed', 'accepted', 'faulty') \
                     AND substr(d.area_code, 1, length(c.area_code)) = c.area_code";

/// A page of them behind `after`, of the vendors of the person's area and around it. A number that was entered since is none of them.
///
/// # Errors
/// Forbidden for whoever does not keep registers.
pub async fn list(ctx: &Ctx, after: Option<UnknownKey>) -> Result<UnknownNumbers> {
    ctx.require(Right::KeepRegister)?;
    let size = ctx.state.limits.page_size;
    let mut conditions = near(ctx);
    for number in ["serial", "network_id"] {
        conditions
            .add(format!("NOT EXISTS (SELECT 1 FROM device d WHERE d.{number} = e.serial AND {KNOWN})"), []);
    }
    if let Some(UnknownKey { vendor, serial }) = after {
        conditions.add("(e.vendor_id, e.serial) > (?, ?)", [vendor.into(), serial.as_str().into()]);
    }
    let mut sql = Sql::new(
        "SELECT e.vendor_id, e.serial, c.name, e.times, e.first_at, e.last_at, \
         (SELECT l.kind FROM vendor_event l WHERE l.vendor_id = e.vendor_id AND l.serial = e.serial \
         AND l.device_id IS NULL ORDER BY l.at DESC, l.event_id DESC LIMIT 1) \
         FROM (SELECT t.vendor_id, t.serial, count(*) AS times, min(t.at) AS first_at, max(t.at) AS last_at \
         FROM vendor_event t WHERE t.device_id IS NULL GROUP BY t.vendor_id, t.serial) e \
         JOIN vendor c ON c.id = e.vendor_id",
    );
    sql.filter(&conditions).bind(" ORDER BY e.vendor_id, e.serial LIMIT ?", [cap(size + 1)]);
    let found = sql.all(ctx.db().read()).await?;
    let mut rows = found.iter().map(read).collect::<Result<Vec<_>>>()?;
    let more = rows.len() as u64 > size;
    rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    Ok(UnknownNumbers { next: rows.last().filter(|_| more).map(|row| row.key.clone()), rows })
}

fn read(row: &QueryResult) -> Result<UnknownNumber> {
    let serial = row.try_get_by_index::<String>(1)?.parse::<Serial>().map_err(Error::broken)?;
    let key = UnknownKey { vendor: row.try_get_by_index(0)?, serial };
    Ok(UnknownNumber {
        serial: key.serial.clone(),
        vendor: row.try_get_by_index(2)?,
        last: row.try_get_by_index::<String>(6)?.parse()?,
        times: row.try_get_by_index(3)?,
        first_at: row.try_get_by_index(4)?,
        last_at: row.try_get_by_index(5)?,
        key,
    })
}
