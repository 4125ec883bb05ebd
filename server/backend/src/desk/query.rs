//! Reads of the desk.

use super::{pulse, views};
use crate::{
    assignment::query::away_of,
    ctx::Ctx,
    entities::{hazard, user_account},
    error::Result,
    hazards::{
        query::{of_ids, queues},
        rows::state,
        service::can_be_assigned,
    },
    party,
    people::query::workers,
    programmes::devices,
    registers,
};
use domain::{
    actor::Right,
    desk::{
        bulk::{Asked, BulkAct, BulkKind},
        views::{After, Beside, Chosen, Desk, Foreseen, Preview},
    },
    fault::{Code, Fault, FieldCode},
    hazards::HazardState,
    ids::HazardId,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::{collections::HashMap, time::Duration};

/// What stands above the list of the desk.
pub async fn desk(ctx: &Ctx) -> Result<Desk> {
    ctx.require(Right::WatchDesk)?;
    // first: what changes while the rest is read is then told as a change
    let mark = pulse::changed(ctx, None, Duration::ZERO).await?.mark;
    Ok(Desk {
        queues: queues(ctx, None).await?,
        beside: beside(ctx).await?,
        views: views::list(ctx).await?,
        mark,
    })
}

/// What waits beside the queues of hazards. Each number is that of the list that it opens.
pub(crate) async fn beside(ctx: &Ctx) -> Result<Beside> {
    let (orders, late_orders) = registers::orders::waiting(ctx).await?;
    Ok(Beside {
        submissions: party::query::number_waiting(ctx).await?,
        orders,
        late_orders,
        alarms: devices::query::alarming(ctx).await?,
    })
}

/// The chosen hazards as a list to print.
pub async fn chosen(ctx: &Ctx, asked: &Asked) -> Result<Chosen> {
    ctx.require(Right::WatchDesk)?;
    asked.check()?;
    let rows = of_ids(ctx, &asked.hazards).await?;
    Ok(Chosen { missing: asked.hazards.len() - rows.len(), rows })
}

/// What will happen to each of the chosen hazards, and what will not and why.
pub async fn preview(ctx: &Ctx, asked: &Asked) -> Result<Preview> {
    let kind = asked.kind.ok_or_else(|| Fault::new(Code::NotFound))?;
    ctx.require(kind.right())?;
    asked.check()?;
    let act = asked.act();
    let Chosen { rows, missing } = chosen(ctx, asked).await?;
    let states = states(ctx, &asked.hazards).await?;
    let assignee = match &act {
        Some(BulkAct::Assign { assignee, .. }) => {
            user_account::Entity::find_by_id(assignee.0).one(ctx.db().read()).await?
        }
        _ => None,
    };
    let mut foreseen = Vec::with_capacity(rows.len());
    for row in rows {
        // gone between two reads: it is not there any more
        let Some(state) = states.get(&row.id) else { continue };
        let outcome = match &act {
            Some(act) => foresee(act, state, ctx, assignee.as_ref()).map(Some),
            None => kind.permits(state, &ctx.actor).map(|()| None),
        };
        let (after, refusal) = match outcome {
            Ok(after) => (after, None),
            Err(fault) => (None, Some(fault)),
        };
        foreseen.push(Foreseen { hazard: row, version: state.version, refusal, after });
    }
    let people = if kind == BulkKind::Assign { workers(ctx).await? } else { Vec::new() };
    let away = away_of(ctx, &*ctx.state.reference().await?, &people).await?;
    Ok(Preview { kind, act, rows: foreseen, missing, people, away })
}

/// The guard of the domain, and what only the register of people knows.
fn foresee(
    act: &BulkAct,
    state: &HazardState,
    ctx: &Ctx,
    assignee: Option<&user_account::Model>,
) -> Result<After, Fault> {
    let after = act.foresee(state, &ctx.actor, ctx.now)?;
    let out_of_reach = matches!(act, BulkAct::Assign { .. })
        && !assignee.is_some_and(|person| can_be_assigned(person, &state.area));
    if out_of_reach {
        return Err(Fault::field("assignee", FieldCode::Unknown));
    }
    Ok(After::between(state, &after))
}

/// The states of those that the actor may see.
async fn states(ctx: &Ctx, ids: &[HazardId]) -> Result<HashMap<HazardId, HazardState>> {
    let rows = hazard::Entity::find()
        .filter(hazard::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .all(ctx.db().read())
        .await?;
    let mut states = HashMap::with_capacity(rows.len());
    for row in &rows {
        let state = state(row)?;
        if ctx.actor.area.contains(&state.area) {
            states.insert(state.id, state);
        }
    }
    Ok(states)
}
