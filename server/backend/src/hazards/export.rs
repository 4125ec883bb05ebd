//! The list of hazards as a [table](crate::tables), with the headings that the import reads where it has them.

use super::query;
use crate::{
    ctx::Ctx,
    error::Result,
    programmes::export::{moment, yes_or_no},
    registers::export::{degrees, minute},
    tables::{Listed, Masks, Piece},
    transfer::import::{CATEGORIES, word_of},
};
use domain::{
    hazards::{HazardSummary, Severity, Status},
    listing::HazardFilter,
};
use futures::future::BoxFuture;

impl Listed for HazardFilter {
    const SUBJECT: &'static str = "hazard";

    fn headings() -> Vec<&'static str> {
        vec![
            "编号",
            "发现时间",
            "类别",
            "隐患等级",
            "状态",
            "描述",
            "部位",
            "场所",
            "地址",
            "居委会代码",
            "居委会",
            "整改期限",
            "销号时间",
            "立查立改",
            "退回次数",
            "整改督促人",
            "经度",
            "纬度",
        ]
    }

    /// What the list shows: names of households and their doors stay masked, there is nothing else about people in it.
    fn piece<'a>(&'a self, ctx: &'a Ctx, _masks: Masks, limit: u64) -> BoxFuture<'a, Result<Piece>> {
        Box::pin(async move { Ok(Piece::of(query::leaf(ctx, self, limit).await?, cells)) })
    }
}

fn cells(row: HazardSummary) -> Vec<String> {
    let (lon, lat) = degrees(row.point);
    vec![
        row.number,
        minute(row.found_at),
        word_of(CATEGORIES, &row.category).to_owned(),
        severity(row.severity).to_owned(),
        status(row.status).to_owned(),
        row.description,
        row.location,
        row.site_name.unwrap_or_default(),
        row.address.unwrap_or_default(),
        row.area.code.to_string(),
        row.area.name,
        row.effective_due.to_string(),
        moment(row.closed_at),
        yes_or_no(Some(row.on_the_spot)),
        row.returned_count.to_string(),
        row.assignee.unwrap_or_default(),
        lon,
        lat,
    ]
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::General => "一般",
        Severity::Major => "重大",
    }
}

/// As the screens call them.
fn status(status: Status) -> &'static str {
    match status {
        Status::Registered => "待派单",
        Status::Assigned => "整改中",
        Status::Rectified => "待复查",
        Status::Closed => "已销号",
        Status::Transferred => "已移交",
        Status::Void => "已作废",
    }
}
