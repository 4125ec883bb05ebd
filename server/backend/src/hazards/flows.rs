//! Closings and reopenings of hazards that were ever reopened. Of any other the row alone tells; of these it knows the last
//! closing only, and their events know the rest.

use crate::{
    entities::{hazard, hazard_event},
    error::Result,
    listing::{Sql, places},
};
use chrono::{DateTime, Utc};
use domain::hazards::{EventKind, history::happened_at};
use sea_orm::{ConnectionTrait, Value};
use std::collections::HashMap;
use uuid::Uuid;

/// What happened, and when.
pub type Flow = (EventKind, DateTime<Utc>);

/// When the event `e` happened, as [`happened_at`] tells it, for conditions on closings and reopenings.
pub(crate) const fn at(sqlite: bool) -> &'static str {
    if sqlite {
        // an instant in JSON ends otherwise than a stored one, with which it is compared as text
        "COALESCE(CASE e.kind WHEN 'closed' THEN replace(json_extract(e.data, '$.closed_at'), 'Z', '+00:00') END, e.server_at)"
    } else {
        "COALESCE(CASE e.kind WHEN 'closed' THEN CAST(CAST(e.data AS jsonb) ->> 'closed_at' AS timestamp with time zone) END, \
         e.server_at)"
    }
}

/// Those of these hazards, of each in their order; nothing of those that were never reopened.
pub async fn of(on: &impl ConnectionTrait, rows: &[hazard::Model]) -> Result<HashMap<Uuid, Vec<Flow>>> {
    let ids: Vec<Value> = rows.iter().filter(|r| r.reopened_count > 0).map(|r| r.id.into()).collect();
    let mut flows: HashMap<Uuid, Vec<Flow>> = HashMap::new();
    if ids.is_empty() {
        return Ok(flows);
    }
    let mut sql = Sql::new(
        "SELECT e.hazard_id, e.kind, e.server_at, e.data FROM hazard_event e WHERE e.hazard_id IN (",
    );
    sql.bind(&places(ids.len()), ids)
        .push(") AND e.kind IN ('closed', 'reopened') ORDER BY e.hazard_id, e.seq");
    for row in sql.all(on).await? {
        let (kind, data) = (row.try_get_by_index::<String>(1)?, row.try_get_by_index::<String>(3)?);
        let flow = flow(&kind, row.try_get_by_index(2)?, &data)?;
        flows.entry(row.try_get_by_index(0)?).or_default().push(flow);
    }
    Ok(flows)
}

/// Those of one hazard.
pub async fn of_one(on: &impl ConnectionTrait, row: &hazard::Model) -> Result<Vec<Flow>> {
    Ok(of(on, std::slice::from_ref(row)).await?.remove(&row.id).unwrap_or_default())
}

/// Those of one hazard, all of whose events are at hand.
pub(super) fn of_events(row: &hazard::Model, events: &[hazard_event::Model]) -> Result<Vec<Flow>> {
    if row.reopened_count == 0 {
        return Ok(Vec::new());
    }
    events.iter().map(|event| flow(&event.kind, event.server_at, &event.data)).collect()
}

fn flow(kind: &str, server_at: DateTime<Utc>, data: &str) -> Result<Flow> {
    let kind: EventKind = kind.parse()?;
    Ok((kind, happened_at(kind, server_at, &serde_json::from_str(data)?)))
}
