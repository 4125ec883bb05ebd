//! Importing sites.

pub(in crate::transfer) mod draft;
pub(in crate::transfer) mod merge;
pub(in crate::transfer) mod write;

use super::{Checked, ImportOptions, ImportReport, check_all, places::Places, write_all};
use crate::{
    ctx::Ctx,
    entities::site,
    error::Result,
    import_text::{Column, RowFaultCode},
    transfer::Report,
};
use domain::{actor::Right, area::AreaLevel};
use draft::Reader;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;

pub(in crate::transfer) const COLUMNS: &[Column] = &[
    Column {
        field: "name",
        aliases: &[
            "名称",
            "场所名称",
            "单位名称",
            "对象名称",
            "店名",
            "户主",
            "户主姓名",
            "site name",
            "householder",
        ],
        required: true,
    },
    Column {
        field: "address",
        aliases: &["地址", "详细地址", "场所地址", "单位地址", "经营地址", "门牌地址"],
        required: true,
    },
    Column {
        field: "kind", aliases: &["类型", "场所类型", "类别", "site kind", "type"], required: true
    },
    Column {
        field: "area",
        aliases: &["居委会", "居委", "所属居委", "居委代码", "区划代码", "area code", "committee"],
        required: false,
    },
    Column { field: "lon", aliases: &["经度", "longitude", "lng", "x"], required: false },
    Column { field: "lat", aliases: &["纬度", "latitude", "y"], required: false },
    Column { field: "estate", aliases: &["小区", "小区名称"], required: false },
    Column { field: "building", aliases: &["楼栋", "楼号", "楼栋号", "幢号"], required: false },
    Column { field: "room", aliases: &["室号", "房号", "门牌室", "房间号"], required: false },
    Column {
        field: "contact_name",
        aliases: &["联系人", "负责人", "联系人姓名", "contact"],
        required: false,
    },
    Column {
        field: "contact_phone",
        aliases: &["联系电话", "电话", "手机", "手机号", "phone"],
        required: false,
    },
    Column {
        field: "floor_area_m2",
        aliases: &["面积", "建筑面积", "营业面积", "面积㎡", "floor area"],
        required: false,
    },
    Column { field: "seats", aliases: &["座位数", "餐位数"], required: false },
    Column { field: "beds", aliases: &["床位数"], required: false },
    Column { field: "height_m", aliases: &["建筑高度", "高度", "height"], required: false },
    Column { field: "cylinders", aliases: &["气瓶数", "气瓶数量"], required: false },
];

/// What makes two rows the same site: name, address, committee.
type Identity = (String, String, String);

/// Adds sites. The same name and address in the same committee, in the file or in the register, is a fault: nobody is there
/// to be asked, as on the page of imports.
pub async fn import(
    ctx: &Ctx,
    bytes: Vec<u8>,
    options: ImportOptions,
    progress: Report<'_>,
) -> Result<ImportReport> {
    let reference = ctx.state.reference().await?;
    let places = Places::new(reference, ctx.actor.area.clone(), options.datum);
    let reader = Reader { places: &places, kind: None };
    // line 0: in the register
    let mut seen: HashMap<Identity, u64> = identities(ctx).await?.into_iter().map(|i| (i, 0)).collect();
    let checked = check_all(ctx, Right::ImportPlaces, bytes, COLUMNS, progress, |row, faults| {
        let draft = reader.read(row, faults);
        if let Some(identity) = draft.identity() {
            let mut repeated = |expects: String| {
                faults.add(row.fault("name", RowFaultCode::Duplicate).expecting(expects));
            };
            match seen.get(&identity) {
                None => drop(seen.insert(identity, row.line())),
                Some(0) => repeated(String::new()),
                Some(line) => repeated(format!("line {line}")),
            }
        }
        Some(draft)
    })
    .await?;
    let Checked { drafts, mut report } = checked;
    if report.may_write(options) {
        let rows = drafts.into_iter().map(|d| d.row(ctx)).collect::<Result<Vec<_>>>()?;
        let total = rows.len();
        write_all(ctx, "sites", &mut report, options, progress, total, move |tx, done| {
            Box::pin(async move { write::add(tx, rows, &done).await })
        })
        .await?;
    }
    Ok(report)
}

async fn identities(ctx: &Ctx) -> Result<Vec<Identity>> {
    let mut found = site::Entity::find().select_only().columns([
        site::Column::Name,
        site::Column::Address,
        site::Column::CommitteeCode,
    ]);
    if ctx.actor.area.level() > AreaLevel::City {
        let code = ctx.actor.area.as_str();
        found = found
            .filter(site::Column::CommitteeCode.gte(code))
            .filter(site::Column::CommitteeCode.lt(ctx.actor.area.successor()));
    }
    Ok(found.into_tuple().all(ctx.db().read()).await?)
}
