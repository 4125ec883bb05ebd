//! The lists of the programmes as tables. Names, phones and doors of people are masked as in the lists, unless somebody with
//! the right says why not.
//!
//! A table leaves in pieces, page after page of its list, so that it is whole however long it is: whoever adds or changes a
//! row meanwhile moves no other.

use super::{devices, gas, stoves};
use crate::{
    audit, campaigns,
    ctx::Ctx,
    entities::site,
    error::{Error, Result, log},
    hazards::service::stated,
    registers::export::minute,
    sites::query::shown,
    transfer::import::words::{self, word_of},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    actor::Right,
    csv::Csv,
    ids::SiteId,
    inspections::Outcome,
    listing::{Filter, Page},
    privacy::{mask_name, mask_phone},
    programmes::{
        campaign::TargetRow,
        filters::{DeviceFilter, GasFilter, StoveFilter, TargetFilter},
        views::{DeviceSummary, GasUserSummary, StoveSummary},
    },
    sites::SiteKind,
};
use futures::{
    StreamExt, TryStreamExt,
    future::{BoxFuture, ready},
    stream::{BoxStream, once, try_unfold},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::HashMap;
use uuid::Uuid;

/// Rows of one piece.
const PIECE: u64 = 1_000;

/// A table on its way out, a piece of its text at a time.
pub type Table = BoxStream<'static, Result<String>>;

/// A list that can be written as a table.
pub trait Listed: Filter + Send + Sync + 'static {
    /// One of its rows.
    type Row: Send + Sync + 'static;
    /// What it lists, as the audit log calls it.
    const SUBJECT: &'static str;
    /// The headings behind those of the site.
    const HEADINGS: &'static [&'static str];

    /// One page of it.
    fn page<'a>(&'a self, ctx: &'a Ctx, limit: u64) -> BoxFuture<'a, Result<Page<Self::Row>>>;
    /// The site of a row.
    fn site(row: &Self::Row) -> SiteId;
    /// The cells behind those of the site.
    fn cells(row: &Self::Row) -> Vec<String>;
}

/// The headings of a row's site.
const OF_SITE: [&str; 7] = ["场所编号", "类别", "名称", "地址", "居委会代码", "联系人", "联系电话"];

/// A list as a table, masked.
pub async fn masked<F: Listed>(ctx: &Ctx, filter: &F) -> Result<Table> {
    begun(table(ctx, filter, false)).await
}

/// A list as a table in full. The reason stands in the audit log before the first row leaves.
pub async fn in_full<F: Listed>(ctx: &Ctx, filter: &F, reason: &str) -> Result<Table> {
    ctx.require(Right::Reveal)?;
    let reason = stated(reason)?;
    let area = ctx.scope(filter.common().area.as_ref())?;
    let table = begun(table(ctx, filter, true)).await?;
    // what somebody looked for may be a name
    let asked: HashMap<&str, String> = filter.to_pairs().into_iter().filter(|(key, _)| *key != "q").collect();
    let line = audit::Entry {
        action: format!("{}.export", F::SUBJECT),
        subject_type: F::SUBJECT,
        subject: "list".into(),
        area: Some(area),
        detail: serde_json::json!({"reason": reason, "filter": asked}),
    };
    let own = ctx.clone();
    ctx.db()
        .write(move |tx| {
            Box::pin(async move {
                audit::write(tx, &own, [line]);
                Ok::<_, Error>(())
            })
        })
        .await?;
    Ok(table)
}

/// The table once its first piece is there: a list that may not be seen is refused, and no table that breaks off.
async fn begun(mut rest: Table) -> Result<Table> {
    let first = rest.try_next().await?.unwrap_or_default();
    // whoever reads it sees only that it breaks off
    let rest = rest.inspect_err(|error| drop(log(error)));
    Ok(once(ready(Ok(first))).chain(rest).boxed())
}

fn table<F: Listed>(ctx: &Ctx, filter: &F, in_full: bool) -> Table {
    let csv = Csv::new(OF_SITE.iter().chain(F::HEADINGS).copied());
    let begin = Some((ctx.clone(), filter.first_page(), csv));
    try_unfold(begin, move |walk| async move {
        let Some((ctx, mut filter, mut csv)) = walk else { return Ok(None) };
        let page = filter.page(&ctx, PIECE).await?;
        let sites = page.rows.iter().map(|row| F::site(row).0).collect();
        let doors = doors(&ctx, sites, in_full).await?;
        for row in &page.rows {
            let mut cells =
                doors.get(&F::site(row)).cloned().unwrap_or_else(|| vec![String::new(); OF_SITE.len()]);
            cells.extend(F::cells(row));
            csv.row(cells);
        }
        let text = csv.take();
        let next = page.next.map(|cursor| {
            filter.common_mut().cursor = Some(cursor);
            (ctx, filter, csv)
        });
        Ok::<_, Error>(Some((text, next)))
    })
    .boxed()
}

/// The cells of these sites.
async fn doors(ctx: &Ctx, ids: Vec<Uuid>, in_full: bool) -> Result<HashMap<SiteId, Vec<String>>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = site::Entity::find().filter(site::Column::Id.is_in(ids)).all(ctx.db().read()).await?;
    rows.into_iter().map(|row| Ok((SiteId(row.id), cells_of(row, in_full)?))).collect()
}

fn cells_of(row: site::Model, in_full: bool) -> Result<Vec<String>> {
    let kind: SiteKind = row.kind.parse()?;
    let (contact, phone) = (row.contact_name.unwrap_or_default(), row.contact_phone.unwrap_or_default());
    let (name, address, contact, phone) = if in_full {
        (row.name, row.address, contact, phone)
    } else {
        let (name, address) = shown(kind, row.name, row.address, row.room.as_deref());
        (name, address, mask_name(&contact), mask_phone(&phone))
    };
    let kind = word_of(words::KINDS, &kind).to_owned();
    Ok(vec![row.id.to_string(), kind, name, address, row.area_code, contact, phone])
}

fn day(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn moment(at: Option<DateTime<Utc>>) -> String {
    at.map(minute).unwrap_or_default()
}

fn yes_or_no(is: Option<bool>) -> String {
    is.map(|is| if is { "是" } else { "否" }).unwrap_or_default().to_owned()
}

/// How often somebody came to nothing, when the last time, and how that ended.
fn attempts(times: u32, last: Option<(DateTime<Utc>, Outcome)>) -> [String; 3] {
    let outcome = last.map(|(_, outcome)| word_of(words::OUTCOMES, &outcome)).unwrap_or_default();
    [times.to_string(), moment(last.map(|(at, _)| at)), outcome.to_owned()]
}

impl Listed for StoveFilter {
    type Row = StoveSummary;
    const SUBJECT: &'static str = "stove";
    const HEADINGS: &'static [&'static str] = &[
        "器具",
        "状态",
        "不安全项",
        "排摸时间",
        "到期日",
        "到期日为推定",
        "约定日期",
        "更换时间",
        "验收时间",
        "到访未果次数",
        "最近到访",
        "最近结果",
    ];

    fn page<'a>(&'a self, ctx: &'a Ctx, limit: u64) -> BoxFuture<'a, Result<Page<StoveSummary>>> {
        Box::pin(stoves::query::list(ctx, self, limit))
    }

    fn site(row: &StoveSummary) -> SiteId {
        row.door.site
    }

    fn cells(row: &StoveSummary) -> Vec<String> {
        let facts: Vec<&str> = row.non_safe.iter().map(|fact| word_of(words::NON_SAFE, fact)).collect();
        let mut cells = vec![
            word_of(words::APPLIANCES, &row.appliance).to_owned(),
            word_of(words::STOVE_STATUSES, &row.status).to_owned(),
            facts.join("、"),
            minute(row.surveyed_at),
            day(row.expires_on),
            yes_or_no(row.expires_on.map(|_| row.presumed)),
            day(row.planned_for),
            moment(row.replaced_at),
            moment(row.accepted_at),
        ];
        cells.extend(attempts(row.attempts, row.last_attempt));
        cells
    }
}

impl Listed for DeviceFilter {
    type Row = DeviceSummary;
    const SUBJECT: &'static str = "device";
    const HEADINGS: &'static [&'static str] = &[
        "设备",
        "状态",
        "序列号",
        "安装位置",
        "列入时间",
        "安装时间",
        "验收时间",
        "到期日",
        "最近上报",
        "到访未果次数",
        "最近到访",
        "最近结果",
    ];

    fn page<'a>(&'a self, ctx: &'a Ctx, limit: u64) -> BoxFuture<'a, Result<Page<DeviceSummary>>> {
        Box::pin(devices::query::list(ctx, self, limit))
    }

    fn site(row: &DeviceSummary) -> SiteId {
        row.door.site
    }

    fn cells(row: &DeviceSummary) -> Vec<String> {
        let mut cells = vec![
            word_of(words::DEVICE_KINDS, &row.kind).to_owned(),
            word_of(words::DEVICE_STATUSES, &row.status).to_owned(),
            row.serial.as_ref().map(ToString::to_string).unwrap_or_default(),
            row.place.clone().unwrap_or_default(),
            minute(row.planned_at),
            moment(row.installed_at),
            moment(row.accepted_at),
            day(row.expires_on),
            moment(row.said.last_heard),
        ];
        cells.extend(attempts(row.attempts, row.last_attempt));
        cells
    }
}

impl Listed for GasFilter {
    type Row = GasUserSummary;
    const SUBJECT: &'static str = "gas_user";
    const HEADINGS: &'static [&'static str] = &[
        "行业",
        "面积",
        "座位数",
        "床位数",
        "燃料",
        "装有报警器",
        "联动切断",
        "排摸时间",
        "液化气用户",
        "在用气瓶",
        "下次检验",
        "改用日期",
    ];

    fn page<'a>(&'a self, ctx: &'a Ctx, limit: u64) -> BoxFuture<'a, Result<Page<GasUserSummary>>> {
        Box::pin(gas::query::list(ctx, self, limit))
    }

    fn site(row: &GasUserSummary) -> SiteId {
        row.door.site
    }

    fn cells(row: &GasUserSummary) -> Vec<String> {
        let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
        let numbers = row.unit.map(|unit| unit.numbers).unwrap_or_default();
        let of_unit = |word: Option<&str>| word.unwrap_or_default().to_owned();
        vec![
            of_unit(row.unit.map(|unit| word_of(words::TRADES, &unit.trade))),
            number(numbers.floor_area),
            number(numbers.seats),
            number(numbers.beds),
            of_unit(row.unit.map(|unit| word_of(words::FUELS, &unit.fuel))),
            yes_or_no(row.unit.and_then(|unit| unit.alarm)),
            yes_or_no(row.unit.and_then(|unit| unit.cut_off)),
            minute(row.surveyed_at),
            of_unit(row.lpg.map(|lpg| word_of(words::LPG_STANDINGS, &lpg.standing))),
            number(row.lpg.map(|lpg| lpg.cylinders)),
            day(row.lpg.and_then(|lpg| lpg.next_test)),
            day(row.lpg.and_then(|lpg| lpg.moved).map(|moved| moved.on)),
        ]
    }
}

impl Listed for TargetFilter {
    type Row = TargetRow;
    const SUBJECT: &'static str = "campaign_target";
    const HEADINGS: &'static [&'static str] =
        &["列入方式", "走访情况", "走访次数", "最近走访", "查出隐患", "已整改"];

    fn page<'a>(&'a self, ctx: &'a Ctx, limit: u64) -> BoxFuture<'a, Result<Page<TargetRow>>> {
        Box::pin(campaigns::query::targets(ctx, self, limit))
    }

    fn site(row: &TargetRow) -> SiteId {
        row.site
    }

    fn cells(row: &TargetRow) -> Vec<String> {
        vec![
            word_of(words::ENTRIES, &row.entry).to_owned(),
            word_of(words::STANDINGS, &row.standing).to_owned(),
            row.attempts.to_string(),
            moment(row.last_visit),
            row.hazards.of.to_string(),
            row.hazards.n.to_string(),
        ]
    }
}
