//! Notices for many hazards: which there will be, and issuing them, each by itself, so that one that is refused keeps back no
//! other.

use super::query::chosen;
use crate::{
    ctx::Ctx,
    entities::{hazard, paper},
    error::{self, Error, Result},
    hazards::query::of_ids,
    papers::{addressee, notified, service},
};
use domain::{
    actor::Right,
    desk::{
        bulk::Asked,
        notices::{IssueNotices, OneNotice, PORTION, permits},
        views::{Chosen, Foreseen, ForeseenNotice, NoticeOutcome, NoticesPreview},
    },
    fault::{Code, Fault},
    ids::{HazardId, PaperId},
    papers::{IssuePaper, sheets},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::HashMap;
use uuid::Uuid;

/// The notices that there will be for the chosen hazards, and what will stand on none and why.
pub async fn preview(ctx: &Ctx, asked: &Asked) -> Result<NoticesPreview> {
    ctx.require(Right::IssuePaper)?;
    let Chosen { rows, missing } = chosen(ctx, asked).await?;
    let ids: Vec<HazardId> = rows.iter().map(|row| row.id).collect();
    let (records, notified) = (records(ctx, &ids).await?, notified(ctx.db().read(), ctx, &ids).await?);
    let (mut will, mut left_out) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in rows {
        // gone between two reads: it is not there any more
        let Some(record) = records.get(&row.id.0) else { continue };
        match permits(row.status, notified.get(&row.id).map(String::as_str)) {
            Ok(()) => will.push((row, addressee(record)?)),
            Err(fault) => {
                let version = u32::try_from(record.version).map_err(Error::broken)?;
                left_out.push(Foreseen { hazard: row, version, refusal: Some(fault), after: None });
            }
        }
    }
    let mut notices = Vec::new();
    for hazards in sheets(will) {
        let notice = OneNotice(hazards.iter().map(|row| row.id).collect());
        let refusal = service::foresee(ctx, &notice.paper()).await?;
        notices.push(ForeseenNotice { hazards, refusal });
    }
    let code_only = !ctx.state.printing().has_address();
    Ok(NoticesPreview { notices, left_out, missing, code_only })
}

async fn records(ctx: &Ctx, ids: &[HazardId]) -> Result<HashMap<Uuid, hazard::Model>> {
    let rows = hazard::Entity::find()
        .filter(hazard::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .all(ctx.db().read())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Issues them, and tells what came of each, in the order of the command. Sent again, what was issued stays issued and is told
/// so; what was refused is tried again. Of many only a [`PORTION`] is issued at a time, and the others are told to wait: sent
/// again, they are the next.
pub async fn issue(ctx: &Ctx, command: IssueNotices) -> Result<Vec<NoticeOutcome>> {
    ctx.require(Right::WatchDesk)?;
    ctx.require(Right::IssuePaper)?;
    command.validate()?;
    let all: Vec<HazardId> = command.hazards().collect();
    let rows = of_ids(ctx, &all).await?;
    let numbers: HashMap<HazardId, String> = rows.into_iter().map(|row| (row.id, row.number)).collect();
    let mut outcomes = Vec::with_capacity(command.notices.len());
    let mut taken = 0;
    for paper in command.papers() {
        let hazards: Vec<_> = paper.of.hazards.iter().map(|id| (*id, numbers.get(id).cloned())).collect();
        // what was issued before costs next to nothing
        if stored(ctx, paper.id).await?.is_none() {
            if taken > 0 && taken + hazards.len() > PORTION {
                outcomes.push(NoticeOutcome { hazards, paper: None, refusal: None });
                continue;
            }
            taken += hazards.len();
        }
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
    let id = service::issue_first(ctx, command).await?;
    let row = stored(ctx, id).await?.ok_or_else(|| Error::broken("a notice that was issued is not there"))?;
    Ok((id, row.number))
}

async fn stored(ctx: &Ctx, id: PaperId) -> Result<Option<paper::Model>> {
    Ok(paper::Entity::find_by_id(id.0).one(ctx.db().read()).await?)
}
