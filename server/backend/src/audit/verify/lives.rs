//! The chains of stoves and devices.

use super::{AT_ONCE, Broken, Kept, Link, Report, What, check};
use crate::{
    db::Db,
    entities::{device, device_event, stove, stove_event},
    error::Result,
    listing::Sql,
    programmes::{devices, stoves},
};
use domain::programmes::chain::EventContent;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// Looks at every record of a table `$record` with its events, whose column `$owner` (`$column`) names it.
macro_rules! look_at {
    ($db:ident, $report:ident, $record:ident, $event:ident, $owner:ident, $column:ident, $digest:path) => {
        let mut last = -1_i64;
        loop {
            let rows = $record::Entity::find()
                .filter($record::Column::SortKey.gt(last))
                .order_by_asc($record::Column::SortKey)
                .limit(AT_ONCE)
                .all($db.read())
                .await?;
            let Some(end) = rows.last() else { break };
            last = end.sort_key;
            let events = $event::Entity::find()
                .filter($event::Column::$column.is_in(rows.iter().map(|row| row.id)))
                .order_by_asc($event::Column::$column)
                .order_by_asc($event::Column::Seq)
                .all($db.read())
                .await?;
            let mut links: HashMap<Uuid, Vec<Link<'_>>> = HashMap::with_capacity(rows.len());
            for event in &events {
                let content = EventContent::try_from(event);
                links.entry(event.$owner).or_default().push(Link {
                    seq: event.seq,
                    prev_hash: &event.prev_hash,
                    hash: &event.hash,
                    state: &event.state,
                    computed: content.map(|content| content.hash(&event.prev_hash)),
                });
            }
            for row in &rows {
                let own = links.remove(&row.id).unwrap_or_default();
                let record = Kept {
                    name: format!("{} {}", stringify!($record), row.id),
                    events: row.event_count,
                    last_hash: &row.last_event_hash,
                    digest: $digest(row),
                };
                $report.lives += 1;
                $report.events += own.len() as u64;
                $report.broken.extend(check(&record, &own));
            }
        }
        $report
            .broken
            .extend(orphans($db, stringify!($record), stringify!($event), stringify!($owner)).await?);
    };
}

/// Looks at every stove and device.
pub(super) async fn verify(db: &Db, report: &mut Report) -> Result<()> {
    look_at!(db, report, stove, stove_event, stove_id, StoveId, stoves::rows::row_digest);
    look_at!(db, report, device, device_event, device_id, DeviceId, devices::rows::row_digest);
    Ok(())
}

/// Events whose record was deleted.
async fn orphans(db: &Db, record: &str, event: &str, owner: &str) -> Result<Vec<Broken>> {
    let sql = Sql::new(format!(
        "SELECT DISTINCT e.{owner} FROM {event} e LEFT JOIN {record} r ON r.id = e.{owner} WHERE r.id IS NULL"
    ));
    let broken = |id: Uuid| Broken { number: format!("{record} {id}"), seq: None, what: What::RecordMissing };
    sql.all(db.read()).await?.iter().map(|row| Ok(broken(row.try_get_by_index(0)?))).collect()
}
