//! On which notices hazards stand.

use crate::{
    ctx::Ctx,
    error::Result,
    listing::{Scope, Sql, places},
};
use domain::ids::HazardId;
use sea_orm::{ConnectionTrait, Value};
use std::collections::HashMap;

/// The numbers of the notices on which these stand since they were found or last opened again.
pub(crate) async fn notified(
    db: &impl ConnectionTrait,
    ctx: &Ctx,
    ids: &[HazardId],
) -> Result<HashMap<HazardId, String>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut these = Scope::of(ctx, None)?.condition("p");
    these.add(format!("o.hazard_id IN ({})", places(ids.len())), ids.iter().map(|id| Value::from(id.0)));
    these.add("p.id = o.paper_id AND p.kind = 'notice'", []);
    these.add(
        "NOT EXISTS (SELECT 1 FROM hazard_event e WHERE e.hazard_id = o.hazard_id AND e.kind = 'reopened' \
         AND e.server_at > p.issued_at)",
        [],
    );
    // from the hazards to their papers: there are far more papers in the area
    let mut sql = Sql::new("SELECT o.hazard_id, p.number FROM paper_hazard o CROSS JOIN paper p");
    sql.filter(&these).push(" ORDER BY p.sort_key");
    let rows = sql.all(db).await?;
    rows.iter()
        .map(|row| Ok((HazardId(row.try_get_by_index(0)?), row.try_get_by_index::<String>(1)?)))
        .collect()
}
