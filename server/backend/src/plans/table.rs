//! The tasks of a plan as a [table](crate::tables), masked as in their list: whoever goes there has the door on their own page.

use super::query::{rows_of, seen};
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    programmes::export::moment,
    tables::{PIECE, Table, begun},
    transfer::import::words::{self, word_of},
};
use domain::{
    csv::Csv,
    ids::PlanId,
    programmes::plan_views::{TaskKey, TaskRow, TaskStanding},
};
use futures::{StreamExt, stream::try_unfold};

const HEADINGS: [&str; 9] =
    ["场所编号", "类别", "名称", "地址", "居委会代码", "计划", "到期日", "负责人", "完成时间"];

/// The tasks of a plan that stand so, as far as they lie in the actor's area.
pub async fn tasks(ctx: &Ctx, id: PlanId, standing: TaskStanding) -> Result<Table> {
    in_pieces(ctx, (id, standing), PIECE).await
}

/// The same in pieces of at most so many rows.
pub async fn in_pieces(ctx: &Ctx, (id, standing): (PlanId, TaskStanding), rows: u64) -> Result<Table> {
    seen(ctx, id).await?;
    let first: Option<TaskKey> = None;
    let begin = Some((ctx.clone(), first, Csv::new(HEADINGS)));
    let table = try_unfold(begin, move |walk| async move {
        let Some((ctx, after, mut csv)) = walk else { return Ok(None) };
        let (found, next) = rows_of(&ctx, (id, standing), after, rows).await?;
        for row in found {
            csv.row(cells(row));
        }
        let text = csv.take();
        let next = next.map(|key| (ctx, Some(key), csv));
        Ok::<_, Error>(Some((text, next)))
    });
    begun(table.boxed()).await
}

fn cells(row: TaskRow) -> Vec<String> {
    vec![
        row.site.to_string(),
        word_of(words::KINDS, &row.kind).to_owned(),
        row.name,
        row.address,
        row.area.code.to_string(),
        row.plan,
        row.due.to_string(),
        row.assignee.unwrap_or_default(),
        moment(row.done_at),
    ]
}
