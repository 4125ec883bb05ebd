//! The list of visits as a [table](crate::tables): each row begins with its site.

use super::query;
use crate::{
    ctx::Ctx,
    error::Result,
    programmes::export::{at_sites, headings},
    registers::export::{degrees, minute},
    tables::{Listed, Masks, Piece},
    transfer::import::words::{self, word_of},
};
use domain::{
    inspections::{InspectionKind, InspectionSummary, Nature},
    listing::InspectionFilter,
};
use futures::future::BoxFuture;

impl Listed for InspectionFilter {
    const SUBJECT: &'static str = "inspection";

    fn headings() -> Vec<&'static str> {
        headings(&[
            "检查时间",
            "检查类型",
            "检查性质",
            "结果",
            "查出隐患",
            "居委会",
            "检查人",
            "经度",
            "纬度",
        ])
    }

    fn piece<'a>(&'a self, ctx: &'a Ctx, masks: Masks, limit: u64) -> BoxFuture<'a, Result<Piece>> {
        Box::pin(async move {
            let page = query::leaf(ctx, self, limit).await?;
            at_sites(ctx, page, masks, |row| row.site, cells).await
        })
    }
}

fn cells(row: &InspectionSummary) -> Vec<String> {
    let (lon, lat) = degrees(row.point);
    vec![
        minute(row.started_at),
        kind(row.kind).to_owned(),
        nature(row.nature).to_owned(),
        word_of(words::OUTCOMES, &row.outcome).to_owned(),
        row.hazard_count.to_string(),
        row.area.name.clone(),
        row.inspector.clone(),
        lon,
        lat,
    ]
}

/// As the screens call it.
fn kind(kind: InspectionKind) -> &'static str {
    match kind {
        InspectionKind::Routine => "日常检查",
        InspectionKind::Special => "专项检查",
        InspectionKind::Recheck => "复查",
    }
}

/// As the screens call it.
fn nature(nature: Nature) -> &'static str {
    match nature {
        Nature::AdministrativeCheck => "行政检查",
        Nature::Guidance => "指导服务",
        Nature::GridPatrol => "网格巡查",
        Nature::Household => "入户",
        Nature::Joint => "联合",
    }
}
