//! The lists of the programmes as [tables](crate::tables): each row begins with its site.

use super::{devices, gas, stoves};
use crate::{
    campaigns,
    ctx::Ctx,
    entities::{site, stove},
    error::Result,
    registers::export::minute,
    sites::query::shown,
    tables::{Listed, Masks, Piece},
    transfer::import::words::{self, word_of},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ids::{SiteId, StoveId},
    inspections::Outcome,
    listing::Page,
    money::Fen,
    privacy::{mask_name, mask_phone},
    programmes::{
        campaign::TargetRow,
        device::Reporting,
        filters::{DeviceFilter, GasFilter, StoveFilter, TargetFilter},
        stove::Replacement,
        views::{DeviceSummary, GasUserSummary, Said, StoveSummary},
    },
    sites::SiteKind,
};
use futures::future::BoxFuture;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::HashMap;
use uuid::Uuid;

/// The headings of a row's site.
const OF_SITE: [&str; 7] = ["场所编号", "类别", "名称", "地址", "居委会代码", "联系人", "联系电话"];

/// The headings of a table whose rows begin with their site.
pub(crate) fn headings(own: &[&'static str]) -> Vec<&'static str> {
    [OF_SITE.as_slice(), own].concat()
}

/// A piece of a list whose rows are about sites: the cells of the site, and those behind them.
pub(crate) async fn at_sites<T>(
    ctx: &Ctx,
    page: Page<T>,
    masks: Masks,
    site: fn(&T) -> SiteId,
    cells: fn(&T) -> Vec<String>,
) -> Result<Piece> {
    let ids = page.rows.iter().map(|row| site(row).0).collect();
    let known = Sites::read(ctx, ids, masks).await?;
    Ok(Piece::of(page, |row| known.line(site(&row), cells(&row))))
}

/// The cells of sites.
pub(crate) struct Sites(HashMap<SiteId, Vec<String>>);

impl Sites {
    /// Those of these sites.
    pub async fn read(ctx: &Ctx, ids: Vec<Uuid>, masks: Masks) -> Result<Self> {
        if ids.is_empty() {
            return Ok(Self(HashMap::new()));
        }
        let rows = site::Entity::find().filter(site::Column::Id.is_in(ids)).all(ctx.db().read()).await?;
        Ok(Self(
            rows.into_iter().map(|row| Ok((SiteId(row.id), of_site(row, masks)?))).collect::<Result<_>>()?,
        ))
    }

    /// A row that begins with its site.
    pub fn line(&self, site: SiteId, own: Vec<String>) -> Vec<String> {
        let mut line = self.0.get(&site).cloned().unwrap_or_else(|| vec![String::new(); OF_SITE.len()]);
        line.extend(own);
        line
    }
}

fn of_site(row: site::Model, masks: Masks) -> Result<Vec<String>> {
    let kind: SiteKind = row.kind.parse()?;
    let (contact, phone) = (row.contact_name.unwrap_or_default(), row.contact_phone.unwrap_or_default());
    let (name, address) = masks
        .over((row.name, row.address), |(name, address)| shown(kind, name, address, row.room.as_deref()));
    let contact = masks.over(contact, |contact| mask_name(&contact));
    let phone = masks.over(phone, |phone| mask_phone(&phone));
    let kind = word_of(words::KINDS, &kind).to_owned();
    Ok(vec![row.id.to_string(), kind, name, address, row.area_code, contact, phone])
}

/// A local day; empty for one that is not known.
pub(crate) fn day(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// Local day and time to the minute; empty for what has not happened.
pub(crate) fn moment(at: Option<DateTime<Utc>>) -> String {
    at.map(minute).unwrap_or_default()
}

/// A flag as a cell.
pub(crate) fn yes_or_no(is: Option<bool>) -> String {
    is.map(|is| if is { "是" } else { "否" }).unwrap_or_default().to_owned()
}

/// How often somebody came to nothing, when the last time, and how that ended.
fn attempts(times: u32, last: Option<(DateTime<Utc>, Outcome)>) -> [String; 3] {
    let outcome = last.map(|(_, outcome)| word_of(words::OUTCOMES, &outcome)).unwrap_or_default();
    [times.to_string(), moment(last.map(|(at, _)| at)), outcome.to_owned()]
}

impl Listed for StoveFilter {
    const SUBJECT: &'static str = "stove";

    fn headings() -> Vec<&'static str> {
        headings(&[
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
            "新器具型号",
            "新器具编号",
            "安装单位和人员",
            "费用（元）",
            "补贴（元）",
        ])
    }

    fn piece<'a>(&'a self, ctx: &'a Ctx, masks: Masks, limit: u64) -> BoxFuture<'a, Result<Piece>> {
        Box::pin(async move {
            let page = stoves::query::list(ctx, self, limit).await?;
            let new = replacements(ctx, &page.rows).await?;
            let sites = page.rows.iter().map(|row| row.door.site.0).collect();
            let known = Sites::read(ctx, sites, masks).await?;
            Ok(Piece::of(page, |row| known.line(row.door.site, stove_cells(&row, new.get(&row.id)))))
        })
    }
}

/// What took the place of those of these appliances that were replaced: no row of a list has it, and whoever pays for it asks.
async fn replacements(ctx: &Ctx, rows: &[StoveSummary]) -> Result<HashMap<StoveId, Replacement>> {
    let replaced: Vec<Uuid> =
        rows.iter().filter(|row| row.replaced_at.is_some()).map(|row| row.id.0).collect();
    if replaced.is_empty() {
        return Ok(HashMap::new());
    }
    let found = stove::Entity::find().filter(stove::Column::Id.is_in(replaced)).all(ctx.db().read()).await?;
    let mut replacements = HashMap::new();
    for row in found {
        if let Some(replacement) = row.replacement {
            replacements.insert(StoveId(row.id), serde_json::from_value(replacement)?);
        }
    }
    Ok(replacements)
}

/// Model, number, who installed it, what it cost and what of that was paid; empty where nothing took its place.
fn replaced_by(new: Option<&Replacement>) -> [String; 5] {
    let Some(new) = new else { return <[String; 5]>::default() };
    let yuan = |amount: Option<Fen>| amount.map(|amount| amount.to_string()).unwrap_or_default();
    [new.model.clone(), new.serial.clone(), new.installer.clone(), yuan(new.cost), yuan(new.subsidy)]
}

fn stove_cells(row: &StoveSummary, new: Option<&Replacement>) -> Vec<String> {
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
    cells.extend(replaced_by(new));
    cells
}

impl Listed for DeviceFilter {
    const SUBJECT: &'static str = "device";

    fn headings() -> Vec<&'static str> {
        headings(&[
            "设备",
            "状态",
            "序列号",
            "安装位置",
            "列入时间",
            "安装时间",
            "验收时间",
            "到期日",
            "最近上报",
            "设备自报",
            "到访未果次数",
            "最近到访",
            "最近结果",
        ])
    }

    fn piece<'a>(&'a self, ctx: &'a Ctx, masks: Masks, limit: u64) -> BoxFuture<'a, Result<Piece>> {
        Box::pin(async move {
            let page = devices::query::list(ctx, self, limit).await?;
            at_sites(ctx, page, masks, |row| row.door.site, device_cells).await
        })
    }
}

/// What a device says of itself, in the order and the words of the list.
fn said(said: &Said) -> String {
    let words = [
        (said.alarming, "正在报警"),
        (said.faulty, "设备自报故障"),
        (said.reporting == Some(Reporting::Silent), "失联"),
        (said.reporting == Some(Reporting::Reporting), "在线"),
        (said.low_battery.is_some(), "电量低"),
    ];
    let words: Vec<&str> = words.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
    words.join("、")
}

fn device_cells(row: &DeviceSummary) -> Vec<String> {
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
        said(&row.said),
    ];
    cells.extend(attempts(row.attempts, row.last_attempt));
    cells
}

impl Listed for GasFilter {
    const SUBJECT: &'static str = "gas_user";

    fn headings() -> Vec<&'static str> {
        headings(&[
            "行业",
            "面积",
            "座位数",
            "床位数",
            "九小分类",
            "燃料",
            "装有报警器",
            "联动切断",
            "排摸时间",
            "液化气用户",
            "在用气瓶",
            "下次检验",
            "改用去向",
            "改用日期",
        ])
    }

    fn piece<'a>(&'a self, ctx: &'a Ctx, masks: Masks, limit: u64) -> BoxFuture<'a, Result<Piece>> {
        Box::pin(async move {
            let page = gas::query::list(ctx, self, limit).await?;
            at_sites(ctx, page, masks, |row| row.door.site, gas_user_cells).await
        })
    }
}

fn gas_user_cells(row: &GasUserSummary) -> Vec<String> {
    let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    let numbers = row.unit.map(|unit| unit.numbers).unwrap_or_default();
    let moved = row.lpg.and_then(|lpg| lpg.moved);
    let word = |word: Option<&str>| word.unwrap_or_default().to_owned();
    vec![
        word(row.unit.map(|unit| word_of(words::TRADES, &unit.trade))),
        number(numbers.floor_area),
        number(numbers.seats),
        number(numbers.beds),
        word(row.unit.map(|unit| word_of(words::CLASSES, &unit.class))),
        word(row.unit.map(|unit| word_of(words::FUELS, &unit.fuel))),
        yes_or_no(row.unit.and_then(|unit| unit.alarm)),
        yes_or_no(row.unit.and_then(|unit| unit.cut_off)),
        minute(row.surveyed_at),
        word(row.lpg.map(|lpg| word_of(words::LPG_STANDINGS, &lpg.standing))),
        number(row.lpg.map(|lpg| lpg.cylinders)),
        day(row.lpg.and_then(|lpg| lpg.next_test)),
        word(moved.map(|moved| word_of(words::MOVES, &moved.to))),
        day(moved.map(|moved| moved.on)),
    ]
}

impl Listed for TargetFilter {
    const SUBJECT: &'static str = "campaign_target";

    fn headings() -> Vec<&'static str> {
        headings(&["列入方式", "走访情况", "负责人", "走访次数", "最近走访", "查出隐患", "已整改"])
    }

    fn piece<'a>(&'a self, ctx: &'a Ctx, masks: Masks, limit: u64) -> BoxFuture<'a, Result<Piece>> {
        Box::pin(async move {
            let page = campaigns::query::targets(ctx, self, limit).await?;
            at_sites(ctx, page, masks, |row| row.site, target_cells).await
        })
    }
}

fn target_cells(row: &TargetRow) -> Vec<String> {
    vec![
        word_of(words::ENTRIES, &row.entry).to_owned(),
        word_of(words::STANDINGS, &row.standing).to_owned(),
        row.assignee.clone().unwrap_or_default(),
        row.attempts.to_string(),
        moment(row.last_visit),
        row.hazards.of.to_string(),
        row.hazards.n.to_string(),
    ]
}
