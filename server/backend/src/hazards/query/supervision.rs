//! The list of major hazards under supervision.

use super::detail::site;
use crate::{
    ctx::Ctx,
    entities::hazard,
    error::Result,
    hazards::rows::state,
    listing::{Scope, Sql, cap},
    reference::Reference,
};
use domain::hazards::{
    lifecycle::REMINDED,
    supervision::{Progress, SupervisedHazard, SupervisionPage},
};
use sea_orm::{FromQueryResult, QueryResult};

/// A row with its names, its newest note that is no reminder and who moved its deadline last. Both events are found by the hazard's own
/// index.
fn rows() -> String {
    let reminder = serde_json::json!({REMINDED: true});
    format!(
        "SELECT h.*, s.kind AS site_kind, s.name AS site_name, s.address AS site_address, \
         s.room AS site_room, a.name AS assignee_name, f.name AS first_reviewer_name, c.name AS closer_name, \
         n.note AS progress_note, n.actor_name AS progress_by, n.server_at AS progress_at, x.actor_name AS extended_by \
         FROM hazard h \
         LEFT JOIN site s ON s.id = h.site_id \
         LEFT JOIN user_account a ON a.id = h.assignee_id \
         LEFT JOIN user_account f ON f.id = h.first_reviewer_id \
         LEFT JOIN user_account c ON c.id = h.closed_by \
         LEFT JOIN hazard_event n ON n.hazard_id = h.id AND n.seq = \
         (SELECT max(e.seq) FROM hazard_event e WHERE e.hazard_id = h.id AND e.kind = 'noted' AND e.data <> '{reminder}') \
         LEFT JOIN hazard_event x ON x.hazard_id = h.id AND x.seq = \
         (SELECT max(e.seq) FROM hazard_event e WHERE e.hazard_id = h.id AND e.kind = 'extension_granted')"
    )
}

/// A page of the major hazards of the person's area, newest finding first, behind `after`: the open ones, or those too that
/// were closed or declared void.
pub async fn supervised(ctx: &Ctx, all: bool, after: Option<i64>) -> Result<SupervisionPage> {
    let reference = ctx.state.reference().await?;
    let mut conditions = Scope::of(ctx, None)?.by_subdistrict("h");
    conditions.add("h.severity = 'major'", []);
    if !all {
        conditions.add("h.closed_at IS NULL AND h.voided_at IS NULL", []);
    }
    if let Some(after) = after {
        conditions.add("h.sort_key < ?", [after.into()]);
    }
    let size = ctx.state.limits.page_size;
    let mut sql = Sql::new(rows());
    sql.filter(&conditions).bind(" ORDER BY h.sort_key DESC LIMIT ?", [cap(size + 1)]);
    let mut found = sql.all(ctx.db().read()).await?;
    let more = found.len() as u64 > size;
    found.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    let rows = found.iter().map(|row| read(&reference, row)).collect::<Result<Vec<_>>>()?;
    Ok(SupervisionPage { next: rows.last().filter(|_| more).map(|row| row.key), rows })
}

fn read(reference: &Reference, found: &QueryResult) -> Result<SupervisedHazard> {
    let row = hazard::Model::from_query_result(found, "")?;
    let state = state(&row)?;
    let (site_name, address) = site(found)?.map(super::rows::SiteText::shown).unzip();
    let note: Option<String> = found.try_get("", "progress_note")?;
    let progress = match note {
        Some(note) => Some(Progress {
            note,
            by: found.try_get("", "progress_by")?,
            at: found.try_get("", "progress_at")?,
        }),
        None => None,
    };
    Ok(SupervisedHazard {
        area: reference.areas.named(&state.area),
        state,
        number: row.number,
        description: row.description,
        site_name,
        address,
        assignee: found.try_get("", "assignee_name")?,
        first_reviewer: found.try_get("", "first_reviewer_name")?,
        closed_by: found.try_get("", "closer_name")?,
        progress,
        extended_by: found.try_get("", "extended_by")?,
        key: row.sort_key,
    })
}
