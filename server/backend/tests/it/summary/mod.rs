//! Safety summaries: what they state, counted again in plain SQL and by a script of its own; their lives; their corrections; what is found behind the program's back.

mod corrections;
mod files;
mod independent;
mod life;
mod recount;
mod year;

use backend::{
    ctx::Ctx,
    db::Db,
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
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use crate::support::world::{SUBDISTRICT, World};

/// The numbers of the first row.
pub async fn numbers(db: &Db, sql: &str) -> Vec<i64> {
    let statement = Statement::from_string(db.read().get_database_backend(), sql);
    let row = db.read().query_one_raw(statement).await.unwrap().unwrap();
    (0..row.column_names().len()).map(|i| row.try_get_by_index(i).unwrap()).collect()
}

/// Changes the database behind the program's back.
pub async fn tamper(db: &Db, sql: &str) {
    let sql = sql.to_owned();
    db.write(move |tx| Box::pin(async move { tx.execute_unprepared(&sql).await.map(drop) })).await.unwrap();
}

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
