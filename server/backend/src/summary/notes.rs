//! Notes: to the office of what the schedule has drafted, to leaders of what was issued.

use super::query::listed;
use crate::{
    ctx::Ctx,
    db::WriteTx,
    entities::{summary, summary_note, user_account},
    error::{Error, Result},
    listing::{Scope, Sql, cap},
};
use chrono::{DateTime, Utc};
use domain::{actor::Role, area::AreaCode, ids::SummaryId, summary::views::SummaryRow};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, sea_query::Expr,
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

/// Tells them of a summary; nobody is told of it twice.
pub(super) async fn tell(tx: &WriteTx, id: SummaryId, people: &[Uuid], at: DateTime<Utc>) -> Result<()> {
    for person in people {
        let mut sql = Sql::new("INSERT INTO summary_note (summary_id, person_id, made_at) VALUES ");
        sql.bind("(?, ?, ?)", [id.0.into(), (*person).into(), at.into()]);
        sql.push(" ON CONFLICT (summary_id, person_id) DO NOTHING");
        sql.run(tx).await?;
    }
    Ok(())
}

/// The summaries that this person was told of and has not looked at, newest first; at most a page.
pub async fn list(ctx: &Ctx) -> Result<Vec<SummaryRow>> {
    let reference = ctx.state.reference().await?;
    let mut these = Scope::of(ctx, None)?.condition("s");
    these.add("n.person_id = ? AND n.read_at IS NULL", [ctx.actor.user.0.into()]);
    let mut sql = Sql::new("SELECT s.* FROM summary_note n JOIN summary s ON s.id = n.summary_id");
    sql.filter(&these).bind(" ORDER BY n.made_at DESC LIMIT ?", [cap(ctx.state.limits.page_size)]);
    let found = sql.all(ctx.db().read()).await?;
    found.iter().map(|row| listed(&summary::Model::from_query_result(row, "")?, &reference.areas)).collect()
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
