//! The register of sites as a [table](crate::tables): households, units, sheds.

use super::query;
use crate::{
    ctx::Ctx,
    error::Result,
    programmes::export::{at_sites, headings, moment},
    registers::export::degrees,
    tables::{Listed, Masks, Piece},
};
use domain::{
    listing::SiteFilter,
    sites::{SiteStatus, SiteSummary},
};
use futures::future::BoxFuture;

impl Listed for SiteFilter {
    const SUBJECT: &'static str = "site";

    fn headings() -> Vec<&'static str> {
        headings(&["状态", "未销号隐患", "最近检查", "经度", "纬度"])
    }

    fn piece<'a>(&'a self, ctx: &'a Ctx, masks: Masks, limit: u64) -> BoxFuture<'a, Result<Piece>> {
        Box::pin(async move {
            let page = query::list(ctx, self, limit).await?;
            at_sites(ctx, page, masks, |row| row.id, cells).await
        })
    }
}

fn cells(row: &SiteSummary) -> Vec<String> {
    let status = match row.status {
        SiteStatus::Active => "在用",
        SiteStatus::ClosedDown => "已关停",
    };
    let (lon, lat) = degrees(row.point);
    vec![status.to_owned(), row.open_hazards.to_string(), moment(row.last_visit), lon, lat]
}
