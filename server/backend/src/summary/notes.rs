//! Notes to the office: what the schedule has drafted.

use super::query::listed;
use crate::{
    ctx::Ctx,
    entities::{summary, summary_note},
    error::{Error, Result},
    listing::{Scope, Sql, cap},
};
use domain::{ids::SummaryId, summary::views::SummaryRow};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, sea_query::Expr};

/// The drafts that the schedule has made and this person has not looked at, newest first; at most a page.
pub async fn list(ctx: &Ctx) -> Result<Vec<SummaryRow>> {
    let reference = ctx.state.reference().await?;
    let mut these = Scope::of(ctx, None)?.condition("s");
    these.add("n.person_id = ? AND n.read_at IS NULL", [ctx.actor.user.0.into()]);
    let mut sql = Sql::new("SELECT s.* FROM summary_note n JOIN summary s ON s.id = n.summary_id");
    sql.filter(&these).bind(" ORDER BY n.made_at DESC LIMIT ?", [cap(ctx.state.limits.page_size)]);
    let found = sql.all(ctx.db().read()).await?;
    found.iter().map(|row| listed(&summary::Model::from_query_result(row, "")?, &reference.areas)).collect()
}

/// Marks the note of a draft as read, for this person. What one has read is one's own business: the audit log does not keep it.
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
