//! Safety summaries of the small world: drafted and written by the office, checked and issued by its colleague.

#![allow(dead_code, reason = "every file of tests uses its own part of it")]

use backend::{
    ctx::Ctx,
    summary::{query, service},
};
use chrono::{DateTime, Utc};
use domain::{
    actor::Actor,
    ids::{EventId, SummaryId},
    summary::{
        Lang,
        commands::{DraftSummary, EditParagraph, SummaryChange, SummaryCommand},
        lifecycle::SummaryState,
        text::Topic,
    },
};
use uuid::Uuid;

use super::world::{SUBDISTRICT, World};

pub fn of(period: &str, area: &str) -> DraftSummary {
    DraftSummary {
        id: SummaryId(Uuid::now_v7()),
        area: area.parse().unwrap(),
        period: period.parse().unwrap(),
    }
}

pub fn change(state: &SummaryState, command: SummaryCommand) -> SummaryChange {
    SummaryChange { id: EventId(Uuid::now_v7()), summary: state.id, base_version: state.version, command }
}

pub fn write_next(text: &str) -> SummaryCommand {
    SummaryCommand::Edit(EditParagraph {
        lang: Lang::Zh,
        topic: Topic::NextPeriod,
        text: text.to_owned(),
        left_out: Vec::new(),
    })
}

pub fn check() -> SummaryCommand {
    SummaryCommand::Check { note: None }
}

pub async fn state(ctx: &Ctx, id: SummaryId) -> SummaryState {
    query::page(ctx, id, Lang::Zh).await.unwrap().state
}

/// One step by somebody at a time.
pub async fn step(
    world: &World,
    who: &Actor,
    now: DateTime<Utc>,
    before: &SummaryState,
    command: SummaryCommand,
) -> SummaryState {
    service::change(&world.ctx(who, now), change(before, command)).await.unwrap()
}

/// Drafted and written by the office, checked by the colleague.
pub async fn checked(world: &World, period: &str, now: DateTime<Utc>) -> SummaryState {
    let office = world.ctx(&world.office, now);
    let id = service::draft(&office, of(period, SUBDISTRICT)).await.unwrap();
    let drafted = state(&office, id).await;
    let written = step(world, &world.office, now, &drafted, write_next("继续开展消防专项检查。")).await;
    step(world, &world.colleague, now, &written, check()).await
}

/// … and issued by the colleague.
pub async fn issued(world: &World, period: &str, now: DateTime<Utc>) -> SummaryState {
    let checked = checked(world, period, now).await;
    let sha256 = checked.sha256.clone().unwrap();
    step(world, &world.colleague, now, &checked, SummaryCommand::Issue { sha256 }).await
}
