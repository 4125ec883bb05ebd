//! Notes: to the office of what the schedule has drafted, to leaders of what was issued, to whoever pressed a step and heard no answer of
//! how it ended.

use super::query::listed;
use crate::{
    ctx::Ctx,
    db::WriteTx,
    entities::{summary, summary_note, user_account},
    error::{Error, Result},
    listing::{Scope, Sql, cap},
};
use chrono::{DateTime, Utc};
use domain::{
    actor::Role,
    area::AreaCode,
    fault::{Code, Fault},
    ids::SummaryId,
    summary::{
        lifecycle::SummaryAction,
        views::{StepEnd, SummaryNote},
    },
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QueryResult,
    sea_query::Expr,
};
use uuid::Uuid;

/// The people of that very area whose role is one of those.
pub(super) async fn people(
    on: &impl ConnectionTrait,
    area: &AreaCode,
    wanted: fn(Role) -> bool,
) -> Result<Vec<Uuid>> {
    use user_account::Column;
    let rows = user_account::Entity::find()
        .filter(Column::AreaCode.eq(area.as_str()))
        .filter(Column::DisabledAt.is_null())
        .order_by_asc(Column::Id)
        .all(on)
        .await?;
    let is_wanted = |role: &str| role.parse::<Role>().is_ok_and(wanted);
    Ok(rows.into_iter().filter(|row| is_wanted(&row.role)).map(|row| row.id).collect())
}

/// Tells them of a summary; nobody is told of it twice. A note of a step of theirs makes way: it tells of less.
pub(super) async fn tell(tx: &WriteTx, id: SummaryId, people: &[Uuid], at: DateTime<Utc>) -> Result<()> {
    for person in people {
        let mut sql = Sql::new("INSERT INTO summary_note (summary_id, person_id, made_at) VALUES ");
        sql.bind("(?, ?, ?)", [id.0.into(), (*person).into(), at.into()]);
        sql.push(
            " ON CONFLICT (summary_id, person_id) DO UPDATE SET made_at = excluded.made_at, read_at = NULL, \
             step = NULL, fault = NULL WHERE summary_note.step IS NOT NULL",
        );
        sql.run(tx).await?;
    }
    Ok(())
}

/// Tells whoever pressed a step how it ended, after its page was answered that it goes on. One note of a summary is enough: the last
/// says where it stands. Of what is not there for them nobody is told.
pub async fn ended(ctx: &Ctx, id: SummaryId, action: SummaryAction, refusal: Option<&Fault>) -> Result<()> {
    if refusal.is_some_and(|fault| fault.code == Code::NotFound) {
        return Ok(());
    }
    let fault = refusal.map(serde_json::to_string).transpose()?;
    let (person, now) = (ctx.actor.user.0, ctx.now);
    ctx.db()
        .write(move |tx| {
            Box::pin(async move {
                let mut sql =
                    Sql::new("INSERT INTO summary_note (summary_id, person_id, made_at, step, fault) VALUES ");
                let values = [id.0.into(), person.into(), now.into(), action.as_str().into(), fault.into()];
                sql.bind("(?, ?, ?, ?, ?)", values);
                sql.push(
                    " ON CONFLICT (summary_id, person_id) DO UPDATE SET made_at = excluded.made_at, read_at = NULL, \
                     step = excluded.step, fault = excluded.fault",
                );
                sql.run(tx).await
            })
        })
        .await
}

/// The summaries that this person was told of and has not looked at, newest first; at most a page.
pub async fn list(ctx: &Ctx) -> Result<Vec<SummaryNote>> {
    let reference = ctx.state.reference().await?;
    let mut these = Scope::of(ctx, None)?.condition("s");
    these.add("n.person_id = ? AND n.read_at IS NULL", [ctx.actor.user.0.into()]);
    let mut sql = Sql::new(
        "SELECT s.*, n.step AS ended_step, n.fault AS ended_fault FROM summary_note n \
         JOIN summary s ON s.id = n.summary_id",
    );
    sql.filter(&these).bind(" ORDER BY n.made_at DESC LIMIT ?", [cap(ctx.state.limits.page_size)]);
    let found = sql.all(ctx.db().read()).await?;
    let note = |row: &QueryResult| {
        let of = summary::Model::from_query_result(row, "")?;
        Ok(SummaryNote { row: listed(&of, &reference.areas)?, ended: step_end(row)? })
    };
    found.iter().map(note).collect()
}

/// The step that a note tells of.
fn step_end(row: &QueryResult) -> Result<Option<StepEnd>> {
    let Some(step) = row.try_get::<Option<String>>("", "ended_step")? else { return Ok(None) };
    let fault: Option<String> = row.try_get("", "ended_fault")?;
    let refusal = fault.as_deref().map(serde_json::from_str).transpose()?;
    Ok(Some(StepEnd { action: step.parse()?, refusal }))
}

/// Marks the note of a summary as read, for this person. What one has read is one's own business: the audit log does not keep it.
pub async fn read(ctx: &Ctx, id: SummaryId) -> Result<()> {
    let (person, now) = (ctx.actor.user.0, ctx.now);
    ctx.db()
        .write(move |tx| {
            Box::pin(async move {
                use summary_note::Column;
                summary_note::Entity::update_many()
                    .col_expr(Column::ReadAt, Expr::value(now))
                    .filter(Column::SummaryId.eq(id.0))
                    .filter(Column::PersonId.eq(person))
                    .filter(Column::ReadAt.is_null())
                    .exec(tx)
                    .await?;
                Ok::<_, Error>(())
            })
        })
        .await
}
