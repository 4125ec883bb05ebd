//! Importing sites.

use super::{
    Checked, ImportOptions, ImportReport, check_all,
    fields::Fields,
    keys::free,
    places::{Places, Spot},
    unchecked, words, write_all,
};
use crate::{
    changes,
    ctx::Ctx,
    db::WriteTx,
    entities::site,
    error::Result,
    import_text::{Column, RowFaultCode},
    initials::initials,
    search::{self, Index},
    sites::service::search_entry,
    transfer::{Report, rows::insert},
};
use domain::{
    area::{AreaCode, AreaLevel},
    hazards::PointSource,
    ids::sort_key,
    sites::{SiteKind, SiteStatus},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::{
    collections::HashMap,
    sync::atomic::{AtomicU64, Ordering},
};
use uuid::Uuid;

const COLUMNS: &[Column] = &[
    Column {
        field: "name",
        aliases: &["名称", "场所名称", "单位名称", "对象名称", "site name"],
        required: true,
    },
    Column {
        field: "address", aliases: &["地址", "详细地址", "场所地址", "单位地址"], required: true
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
    Column { field: "building", aliases: &["楼栋", "楼号"], required: false },
    Column { field: "room", aliases: &["室号", "房号", "门牌室"], required: false },
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

/// Whole numbers that are kept among a site's facts, with the largest sensible one.
const FACTS: [(&str, i64); 5] = [
    ("floor_area_m2", 1_000_000),
    ("seats", 100_000),
    ("beds", 100_000),
    ("height_m", 1_000),
    ("cylinders", 10_000),
];

/// Rows of one round of writing.
const CHUNK: usize = 1_000;

/// What makes two rows the same site: name, address, committee.
type Identity = (String, String, String);

/// Adds sites. The same name and address in the same committee, in the file or in the register, is a fault.
pub async fn sites(
    ctx: &Ctx,
    bytes: Vec<u8>,
    options: ImportOptions,
    progress: Report<'_>,
) -> Result<ImportReport> {
    let reference = ctx.state.reference().await?;
    let places = Places::new(reference, ctx.actor.area.clone(), options.datum);
    // line 0: in the register
    let mut seen: HashMap<Identity, u64> = identities(ctx).await?.into_iter().map(|i| (i, 0)).collect();
    let checked = check_all(ctx, bytes, COLUMNS, progress, |row, faults| {
        let mut fields = Fields { row, faults };
        let name = fields.required_line("name");
        let address = fields.required_line("address");
        let kind = fields.required_choice("kind", words::KINDS);
        let spot = places.spot(&mut fields);
        let area = places.area(&mut fields, spot.as_ref());
        if area.is_none()
            && row.cell("area").is_empty()
            && row.cell("lon").is_empty()
            && row.cell("lat").is_empty()
        {
            fields.fault("area", RowFaultCode::Required, "310105008001");
        }
        let facts = facts(&mut fields);
        let draft = Draft {
            name,
            address,
            kind,
            spot,
            area,
            facts,
            parts: ["estate", "building", "room"].map(|part| fields.line(part)),
            contact_name: fields.person("contact_name"),
            contact_phone: fields.phone("contact_phone"),
        };
        if let Some(identity) = draft.identity() {
            match seen.get(&identity) {
                None => drop(seen.insert(identity, row.line())),
                Some(0) => fields.fault("name", RowFaultCode::Duplicate, ""),
                Some(line) => fields.fault("name", RowFaultCode::Duplicate, format!("line {line}")),
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
            Box::pin(async move { write(tx, rows, &done).await })
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

fn facts(fields: &mut Fields<'_>) -> serde_json::Value {
    let mut facts = serde_json::Map::new();
    for (fact, most) in FACTS {
        // an area or a height may have decimals in the table; whole numbers are enough here
        let read = fields.faults.keep(fields.row.real(fact, 0.0..=most as f64)).flatten();
        if let Some(value) = read {
            facts.insert(fact.to_owned(), (value.round() as i64).into());
        }
    }
    facts.into()
}

/// A row that was read.
struct Draft {
    name: String,
    address: String,
    kind: Option<SiteKind>,
    spot: Option<Spot>,
    area: Option<AreaCode>,
    facts: serde_json::Value,
    parts: [Option<String>; 3],
    contact_name: Option<String>,
    contact_phone: Option<String>,
}

impl Draft {
    fn identity(&self) -> Option<Identity> {
        let committee = self.area.as_ref()?.at(AreaLevel::Committee)?;
        let complete = !self.name.is_empty() && !self.address.is_empty();
        complete.then(|| (self.name.clone(), self.address.clone(), committee.to_string()))
    }

    fn row(self, ctx: &Ctx) -> Result<site::Model> {
        let area = self.area.ok_or_else(|| unchecked("area"))?;
        let kind = self.kind.ok_or_else(|| unchecked("kind"))?;
        let part = |level| area.at(level).map(String::from).ok_or_else(|| unchecked("area"));
        let id = Uuid::now_v7();
        let [estate, building, room] = self.parts;
        Ok(site::Model {
            id,
            sort_key: sort_key(ctx.now, id),
            committee_code: part(AreaLevel::Committee)?,
            subdistrict_code: part(AreaLevel::Subdistrict)?,
            district_code: part(AreaLevel::District)?,
            area_code: area.to_string(),
            kind: kind.as_str().into(),
            pinyin: initials(&self.name),
            name: self.name,
            address: self.address,
            estate,
            building,
            room,
            lon: self.spot.map(|s| s.point.lon()),
            lat: self.spot.map(|s| s.point.lat()),
            accuracy_m: None,
            point_source: self.spot.map(|_| PointSource::Import.as_str().into()),
            raw_lon: self.spot.map(|s| s.raw.0),
            raw_lat: self.spot.map(|s| s.raw.1),
            raw_datum: self.spot.map(|s| s.raw.2.as_str().into()),
            contact_name: self.contact_name,
            contact_phone: self.contact_phone,
            facts: self.facts,
            status: SiteStatus::Active.as_str().into(),
            merged_into: None,
            change_seq: 0,
            version: 1,
            created_by: Some(ctx.actor.user.0),
            created_at: ctx.now,
            updated_at: ctx.now,
        })
    }
}

async fn write(tx: &WriteTx, mut rows: Vec<site::Model>, done: &AtomicU64) -> Result<()> {
    let keys = free(tx, "site", rows.iter().map(|r| r.sort_key).collect()).await?;
    for (row, key) in rows.iter_mut().zip(keys) {
        row.sort_key = key;
    }
    let mut seqs = changes::draw(tx, rows.iter().map(|r| r.subdistrict_code.as_str())).await?;
    for row in &mut rows {
        row.change_seq = seqs.next(&row.subdistrict_code)?;
    }
    // the search keeps its segments in order of the key
    rows.sort_by_key(|r| r.sort_key);
    for chunk in rows.chunks(CHUNK) {
        insert(tx, chunk).await?;
        let entries = chunk.iter().map(search_entry).collect::<Result<Vec<_>>>()?;
        search::add(tx, Index::Site, &entries).await?;
        done.fetch_add(chunk.len() as u64, Ordering::Relaxed);
    }
    Ok(())
}
