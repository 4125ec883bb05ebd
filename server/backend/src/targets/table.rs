//! The targets of a year as a [table](crate::tables). They name nobody, so there is nothing to mask.

use super::query::rows_of;
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    tables::{PIECE, Table, begun},
};
use chrono::Datelike;
use domain::{
    calendar::local_date,
    csv::Csv,
    ids::TargetId,
    programmes::plan_views::TargetProgress,
    summary::{Lang, names::Named},
};
use futures::{StreamExt, stream::try_unfold};

const HEADINGS: [&str; 10] =
    ["年度", "区域代码", "区域", "目标", "统计口径", "单位", "目标数", "已完成", "至今应完成", "进度"];

/// The targets of a year (this one when none is named) in the person's area, as they stand now.
pub async fn year(ctx: &Ctx, year: Option<i32>) -> Result<Table> {
    in_pieces(ctx, year, PIECE).await
}

/// The same in pieces of at most so many rows.
pub async fn in_pieces(ctx: &Ctx, year: Option<i32>, rows: u64) -> Result<Table> {
    let year = year.unwrap_or_else(|| local_date(ctx.now).year());
    let first: Option<TargetId> = None;
    let begin = Some((ctx.clone(), first, Csv::new(HEADINGS)));
    let table = try_unfold(begin, move |walk| async move {
        let Some((ctx, after, mut csv)) = walk else { return Ok(None) };
        let (found, next) = rows_of(&ctx, year, after, rows).await?;
        for row in found {
            csv.row(cells(row));
        }
        let text = csv.take();
        let next = next.map(|target| (ctx, Some(target), csv));
        Ok::<_, Error>(Some((text, next)))
    });
    begun(table.boxed()).await
}

fn cells(row: TargetProgress) -> Vec<String> {
    let target = row.target;
    vec![
        target.year.to_string(),
        row.area.code.to_string(),
        row.area.name,
        target.name,
        target.measured_by.name(Lang::Zh).to_owned(),
        target.unit,
        target.number.to_string(),
        row.value.map(|value| value.to_string()).unwrap_or_default(),
        row.should_be.to_string(),
        row.pace.map(|pace| pace.name(Lang::Zh)).unwrap_or_default().to_owned(),
    ]
}
