//! Notices for many hazards: which there will be, and issuing them, each by itself, so that one that is refused keeps back no
//! other.

use super::query::chosen;
use crate::{
    ctx::Ctx,
    entities::{hazard, paper},
    error::{self, Error, Result},
    hazards::query::of_ids,
    listing::{Scope, Sql, places},
    papers::{addressee, service},
};
use domain::{
    actor::Right,
    desk::{
        bulk::Asked,
        notices::{IssueNotices, OneNotice, permits},
        views::{Chosen, Foreseen, ForeseenNotice, NoticeOutcome, NoticesPreview},
    },
    fault::{Code, Fault},
    ids::{HazardId, PaperId},
    papers::{IssuePaper, sheets},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Value};
use std::collections::HashMap;
use uuid::Uuid;

/// The notices that there will be for the chosen hazards, and what will stand on none and why.
pub async fn preview(ctx: &Ctx, asked: &Asked) -> Result<NoticesPreview> {
    ctx.require(Right::IssuePaper)?;
    let Chosen { rows, missing } = chosen(ctx, asked).await?;
    let ids: Vec<HazardId> = rows.iter().map(|row| row.id).collect();
    let (records, notified) = (records(ctx, &ids).await?, notified(ctx, &ids).await?);
    let (mut will, mut left_out) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in rows {
        // gone between two reads: it is not there any more
        let Some(record) = records.get(&row.id.0) else { continue };
        match permits(row.status, notified.get(&row.id).map(String::as_str)) {
            Ok(()) => will.push((row, addressee(record)?)),
            Err(fault) => {
                let version = u32::try_from(record.version).map_err(Error::broken)?;
                left_out.push(Foreseen { hazard: row, version, refusal: Some(fault) });
            }
        }
    }
    let mut notices = Vec::new();
    for hazards in sheets(will) {
        let notice = OneNotice(hazards.iter().map(|row| row.id).collect());
        let refusal = service::foresee(ctx, &notice.paper()).await?;
        notices.push(ForeseenNotice { hazards, refusal });
    }
    Ok(NoticesPreview { notices, left_out, missing })
}

async fn records(ctx: &Ctx, ids: &[HazardId]) -> Result<HashMap<Uuid, hazard::Model>> {
    let rows = hazard::Entity::find()
        .filter(hazard::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .all(ctx.db().read())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The numbers of the notices on which these stand since they were found or last opened again.
async fn notified(ctx: &Ctx, ids: &[HazardId]) -> Result<HashMap<HazardId, String>> {
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
    let rows = sql.all(ctx.db().read()).await?;
    rows.iter()
        .map(|row| Ok((HazardId(row.try_get_by_index(0)?), row.try_get_by_index::<String>(1)?)))
        .collect()
}

/// Issues them, and tells what came of each, in the order of the command. Sent again, what was issued stays issued and is told
/// so; what was refused is tried again.
pub async fn issue(ctx: &Ctx, command: IssueNotices) -> Result<Vec<NoticeOutcome>> {
    ctx.require(Right::WatchDesk)?;
    ctx.require(Right::IssuePaper)?;
    command.validate()?;
    let all: Vec<HazardId> = command.hazards().collect();
    let rows = of_ids(ctx, &all).await?;
    let numbers: HashMap<HazardId, String> = rows.into_iter().map(|row| (row.id, row.number)).collect();
    let mut outcomes = Vec::with_capacity(command.notices.len());
    for paper in command.papers() {
        let hazards = paper.of.hazards.iter().map(|id| (*id, numbers.get(id).cloned())).collect();
        let (paper, refusal) = match one(ctx, paper).await {
            Ok(paper) => (Some(paper), None),
            Err(Error::Fault(fault)) => (None, Some(fault)),
            // the others are not held up by it, and the person is told which one to look at
            Err(internal @ Error::Internal(_)) => {
                (None, Some(Fault::new(Code::Internal).with("reference", error::log(&internal))))
            }
        };
        outcomes.push(NoticeOutcome { hazards, paper, refusal });
    }
    Ok(outcomes)
}

/// Issues one, unless its party has had a notice meanwhile; its number.
async fn one(ctx: &Ctx, command: IssuePaper) -> Result<(PaperId, String)> {
    let id = command.id;
    // one that is sent again is looked at by what it says alone
    if stored(ctx, id).await?.is_none()
        && let Some(number) = notified(ctx, &command.of.hazards).await?.into_values().next()
    {
        return Err(Fault::new(Code::AlreadyOnNotice).with("number", number).into());
    }
    service::issue(ctx, command).await?;
    let row = stored(ctx, id).await?.ok_or_else(|| Error::broken("a notice that was issued is not there"))?;
    Ok((id, row.number))
}

async fn stored(ctx: &Ctx, id: PaperId) -> Result<Option<paper::Model>> {
    Ok(paper::Entity::find_by_id(id.0).one(ctx.db().read()).await?)
}
