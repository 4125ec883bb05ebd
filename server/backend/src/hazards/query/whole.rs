//! Whole rows of open hazards with their summaries: what a tablet takes along.

use super::{detail::site, rows::Row};
use crate::{
    ctx::Ctx,
    entities::hazard,
    error::Result,
    listing::{Conditions, Sql, cap},
};
use domain::hazards::HazardSummary;
use sea_orm::FromQueryResult;

/// What stands on the page of a hazard's row.
const WHOLE: &str = "h.*, s.kind AS site_kind, s.name AS site_name, s.address AS site_address, s.room AS site_room, \
     a.name AS assignee_name";

/// A row with its summary.
pub(crate) struct Whole {
    /// The row.
    pub row: hazard::Model,
    /// As a list shows it.
    pub summary: HazardSummary,
}

/// The first open hazards that fulfil the conditions, in the order of their sort keys.
pub(crate) async fn whole(ctx: &Ctx, conditions: &Conditions, limit: u64) -> Result<Vec<Whole>> {
    let reference = ctx.state.reference().await?;
    let sqlite = ctx.db().is_sqlite();
    let mut open = conditions.clone();
    // in the words of the index of what is open; a hazard that is void has a reason
    open.add("h.closed_at IS NULL", []).add("h.void_reason IS NULL", []);
    let index = if sqlite { " INDEXED BY ix_hazard_open" } else { "" };
    let mut sql = Sql::new(format!("SELECT {WHOLE} FROM (SELECT h.sort_key AS k FROM hazard h{index}"));
    sql.filter(&open).bind(" ORDER BY h.sort_key LIMIT ?", [cap(limit)]);
    sql.push(if sqlite { ") p CROSS JOIN" } else { ") p JOIN" });
    sql.push(
        " hazard h ON h.sort_key = p.k LEFT JOIN site s ON s.id = h.site_id \
         LEFT JOIN user_account a ON a.id = h.assignee_id ORDER BY h.sort_key",
    );
    let rows = sql.all(ctx.db().read()).await?;
    let one = |found: &sea_orm::QueryResult| {
        let row = hazard::Model::from_query_result(found, "")?;
        let assignee: Option<String> = found.try_get("", "assignee_name")?;
        let summary = Row::of(&row, site(found)?, assignee)?.into_summary(&reference.areas, ctx.now, false);
        Ok(Whole { row, summary })
    };
    rows.iter().map(one).collect()
}
