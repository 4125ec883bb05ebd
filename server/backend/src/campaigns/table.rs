//! The funnel of a campaign by committee as a [table](crate::tables). It names nobody, so there is nothing to mask.

use super::query::page;
use crate::{ctx::Ctx, error::Result};
use domain::{
    area::AreaRef,
    csv::Csv,
    ids::CampaignId,
    programmes::campaign::{CommitteeProgress, Progress},
};

const HEADINGS: [&str; 12] = [
    "区域代码",
    "区域",
    "应走访",
    "已敲门",
    "已入户",
    "覆盖率",
    "查出隐患",
    "整改完成",
    "拒绝",
    "未遇",
    "后加应走访",
    "后加已入户",
];

/// The funnel of a campaign in the person's area: all of it first, then each committee of it. Later additions stand beside the frozen
/// list, never inside; without a list there is no coverage.
pub async fn funnel(ctx: &Ctx, id: CampaignId) -> Result<String> {
    let page = page(ctx, id).await?;
    let mut csv = Csv::new(HEADINGS);
    csv.row(cells(&page.area, &page.total));
    for CommitteeProgress { area, progress } in &page.committees {
        csv.row(cells(area, progress));
    }
    Ok(csv.into_text())
}

fn cells(area: &AreaRef, Progress { frozen, later }: &Progress) -> Vec<String> {
    let coverage = frozen.coverage().percent(1).map_or_else(|| "—".to_owned(), |share| format!("{share}%"));
    vec![
        area.code.to_string(),
        area.name.clone(),
        frozen.to_visit.to_string(),
        frozen.knocked.to_string(),
        frozen.let_in.to_string(),
        coverage,
        frozen.with_hazards.to_string(),
        frozen.rectified.to_string(),
        frozen.refused.to_string(),
        frozen.unreachable.to_string(),
        later.to_visit.to_string(),
        later.let_in.to_string(),
    ]
}
