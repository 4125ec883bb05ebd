//! Importing what earlier lists hold of the programmes: surveyed appliances, the list of devices to be installed, users of
//! gas. What needs a photo (a replacement, an installation, the proof of a cylinder) is no matter of a table.

use super::{
    Checked, ImportOptions, ImportReport, check_all,
    fields::Fields,
    keys::free,
    registers::{ADDRESS, Reader, SITE, column, note},
    words, write_all,
};
use crate::{
    changes,
    content::sha256,
    ctx::Ctx,
    db::WriteTx,
    entities::{cylinder, device, device_event, gas_save, gas_survey, gas_user, site, stove, stove_event},
    error::Result,
    import_text::{Column, RowFaultCode},
    programmes::{
        chained::{Chained, Said, append},
        devices,
        gas::{
            self,
            service::{Save, blank, take},
        },
        life::Doing,
        stoves as appliances,
    },
    reference::Reference,
    transfer::{Report, rows::insert},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    actor::Right,
    area::AreaCode,
    calendar::{day_start, local_date},
    ids::{DetectorId, EventId, GasUserId, SiteId, StoveId},
    programmes::{
        device::{DeviceKind, DeviceStatus, PlanDevice, Serial, lifecycle as device_life},
        gas::{Cylinder, SaveGasUnit, SaveLpgUser, UnitNumbers},
        gear::{Dates, Usage},
        stove::{SaveStoveSurvey, StoveSurvey, lifecycle as stove_life},
    },
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicU64, Ordering},
};
use uuid::Uuid;

const NOTE: Column = column("note", &["备注", "说明", "remark"], false);

const STOVE_COLUMNS: &[Column] = &[
    SITE,
    ADDRESS,
    column("appliance", &["器具", "器具类型", "类型"], true),
    column("fuel", &["燃料", "适用气源"], false),
    column("supply", &["供应气源", "气源"], false),
    column("flame_failure", &["熄火保护", "熄火保护装置"], false),
    column("sold_on", &["购买日期", "购置日期"], false),
    column("made_on", &["生产日期", "出厂日期"], false),
    column("maker", &["品牌", "厂家", "生产厂家"], false),
    column("model", &["型号"], false),
    column("surveyed_at", &["排摸时间", "排摸日期", "检查日期", "surveyed"], true),
    NOTE,
];

const DEVICE_COLUMNS: &[Column] = &[
    SITE,
    ADDRESS,
    column("kind", &["设备", "设备类型", "类型"], true),
    column("planned_on", &["列入日期", "列入时间", "登记日期", "listed"], false),
    NOTE,
];

const GAS_COLUMNS: &[Column] = &[
    SITE,
    ADDRESS,
    column("trade", &["行业", "业态"], false),
    column("floor_area", &["面积", "建筑面积", "面积㎡"], false),
    column("seats", &["座位数", "餐位数"], false),
    column("beds", &["床位数"], false),
    column("fuel", &["燃料", "气源"], false),
    column("alarm", &["装有报警器", "报警器"], false),
    column("cut_off", &["联动切断", "切断阀"], false),
    column("surveyed_at", &["排摸时间", "排摸日期", "检查日期", "surveyed"], true),
    column("supplier", &["供应站", "供应单位"], false),
    column("cylinders", &["气瓶编号", "钢瓶编号"], false),
    column("kilograms", &["气瓶规格", "规格（公斤）", "规格(公斤)"], false),
    column("tested_on", &["上次检验", "检验日期"], false),
    NOTE,
];

/// Rows of one round of writing.
const CHUNK: usize = 500;

/// What a cylinder holds when the table does not say, in kilograms.
const USUAL_CYLINDER: i64 = 15;

/// A command with what its site says.
struct Placed<C> {
    command: C,
    area: AreaCode,
    usage: Usage,
}

impl<C> Placed<C> {
    fn new(command: C, site: &site::Model) -> Option<Self> {
        let usage = Usage::at(site.kind.parse().ok()?);
        Some(Self { command, area: site.area_code.parse().ok()?, usage })
    }
}

fn doing(ctx: &Ctx, device_at: Option<DateTime<Utc>>) -> Doing<'_> {
    Doing { device_at, ..Doing::following(ctx) }
}

/// Writes new records with their first events, each with a free place in the order near the one it wants.
async fn write<R: Chained>(
    tx: &WriteTx,
    table: &str,
    begun: Vec<(R, R::Event)>,
    done: &AtomicU64,
) -> Result<()> {
    let (mut rows, events): (Vec<R>, Vec<R::Event>) = begun.into_iter().unzip();
    let wanted = rows.iter_mut().map(|row| *row.kept().sort_key).collect();
    let keys = free(tx, table, wanted).await?;
    let subdistricts: Vec<String> = rows.iter_mut().map(|row| row.kept().subdistrict.to_owned()).collect();
    let mut seqs = changes::draw(tx, subdistricts.iter().map(String::as_str)).await?;
    for ((row, key), subdistrict) in rows.iter_mut().zip(keys).zip(&subdistricts) {
        let kept = row.kept();
        *kept.sort_key = key;
        *kept.change_seq = seqs.next(subdistrict)?;
    }
    for chunk in rows.chunks(CHUNK) {
        insert(tx, chunk).await?;
        done.fetch_add(chunk.len() as u64, Ordering::Relaxed);
    }
    insert(tx, &events).await
}

/// What tells one appliance of a site from another.
fn appliance(site: Uuid, survey: &StoveSurvey) -> String {
    let since = survey.dates.sold_on.or(survey.dates.made_on);
    let since = since.map(|day| day.to_string()).unwrap_or_default();
    format!("{site}|{}|{since}|{}", survey.appliance, survey.model.as_deref().unwrap_or_default())
}

/// Adds surveyed appliances. The same one of a site (by its day and model) in the table or in use already is a fault.
pub async fn stoves(
    ctx: &Ctx,
    bytes: Vec<u8>,
    options: ImportOptions,
    progress: Report<'_>,
) -> Result<ImportReport> {
    let mut known = Vec::new();
    for row in stove::Entity::find().all(ctx.db().read()).await? {
        let state = appliances::rows::state(&row)?;
        if state.status.is_in_use() {
            known.push(appliance(row.site_id, &state.survey));
        }
    }
    let reference = ctx.state.reference().await?;
    let mut reader = Reader::new(ctx, options, known).await?;
    let checked = check_all(ctx, Right::Administer, bytes, STOVE_COLUMNS, progress, |row, faults| {
        let mut fields = Fields { row, faults };
        let appliance_of = fields.required_choice("appliance", words::APPLIANCES);
        let surveyed_at = fields.faults.keep(row.need("surveyed_at", row.moment("surveyed_at")));
        let (fuel, supply) = (fields.choice("fuel", words::FUELS), fields.choice("supply", words::FUELS));
        let flame_failure = fields.faults.keep(row.flag("flame_failure")).flatten();
        let sold_on = fields.faults.keep(row.date("sold_on")).flatten();
        let made_on = fields.faults.keep(row.date("made_on")).flatten();
        let (maker, model, remark) = (fields.line("maker"), fields.line("model"), fields.paragraph("note"));
        let site = reader.site(&mut fields);
        let (kind, surveyed_at, site) = (appliance_of?, surveyed_at?, site?);
        let command = SaveStoveSurvey {
            id: StoveId(Uuid::now_v7()),
            site: SiteId(site.id),
            visit: None,
            survey: StoveSurvey {
                appliance: kind,
                fuel,
                supply,
                flame_failure,
                dates: Dates { sold_on, made_on, fitted_on: None },
                maker,
                model,
                hose: None,
                regulator_ok: None,
                ventilation_ok: None,
            },
            surveyed_at,
            position: None,
            note: remark,
            photos: Vec::new(),
        };
        note(&mut fields, command.validate(ctx.now));
        reader.once(&mut fields, "site", appliance(site.id, &command.survey));
        Placed::new(command, &site)
    })
    .await?;
    let Checked { drafts, mut report } = checked;
    if report.may_write(options) {
        let (total, own) = (drafts.len(), ctx.clone());
        write_all(ctx, "stoves", &mut report, options, progress, total, move |tx, done| {
            Box::pin(async move {
                let begin = |placed| begin_stove(&own, &reference, placed);
                let begun = drafts.into_iter().map(begin).collect::<Result<Vec<_>>>()?;
                write(tx, "stove", begun, &done).await
            })
        })
        .await?;
    }
    Ok(report)
}

fn begin_stove(
    ctx: &Ctx,
    reference: &Reference,
    placed: Placed<SaveStoveSurvey>,
) -> Result<(stove::Model, stove_event::Model)> {
    let Placed { command, area, usage } = placed;
    let step = stove_life::survey(&command, area, usage, &ctx.actor, &reference.gear.lives);
    let mut row = appliances::store::fresh(ctx.now, &step.state, &sha256(&command)?)?;
    let said = Said { kind: step.kind.as_str(), note: step.note.as_deref(), data: &step.data };
    let event = append(&mut row, &step.state, &said, &doing(ctx, Some(command.surveyed_at)))?;
    Ok((row, event))
}

/// Puts devices on the list of their programme. A second gas alarm for a site that has one, or is on the list, is a fault.
pub async fn detectors(
    ctx: &Ctx,
    bytes: Vec<u8>,
    options: ImportOptions,
    progress: Report<'_>,
) -> Result<ImportReport> {
    let ended = [DeviceStatus::Replaced, DeviceStatus::Retired].map(DeviceStatus::as_str);
    let known = device::Entity::find()
        .filter(device::Column::Kind.eq(DeviceKind::GasAlarm.as_str()))
        .filter(device::Column::Status.is_not_in(ended))
        .all(ctx.db().read())
        .await?;
    let known = known.iter().map(|row| row.site_id.to_string()).collect();
    let mut reader = Reader::new(ctx, options, known).await?;
    let checked = check_all(ctx, Right::Administer, bytes, DEVICE_COLUMNS, progress, |row, faults| {
        let mut fields = Fields { row, faults };
        let kind = fields.required_choice("kind", words::DEVICE_KINDS);
        let planned_on = fields.faults.keep(row.date("planned_on")).flatten();
        let remark = fields.paragraph("note");
        if planned_on.is_some_and(|day| day > local_date(ctx.now)) {
            fields.fault("planned_on", RowFaultCode::OutOfRange, local_date(ctx.now).to_string());
        }
        let site = reader.site(&mut fields);
        let (kind, site) = (kind?, site?);
        let command =
            PlanDevice { id: DetectorId(Uuid::now_v7()), kind, site: SiteId(site.id), note: remark };
        note(&mut fields, command.validate());
        if kind == DeviceKind::GasAlarm {
            reader.once(&mut fields, "site", site.id.to_string());
        }
        // a day without a time is meant as its noon
        let noon = planned_on.map(|day| (day_start(day) + TimeDelta::hours(12)).min(ctx.now));
        Some((Placed::new(command, &site)?, noon.unwrap_or(ctx.now)))
    })
    .await?;
    let Checked { drafts, mut report } = checked;
    if report.may_write(options) {
        let (total, own) = (drafts.len(), ctx.clone());
        write_all(ctx, "detectors", &mut report, options, progress, total, move |tx, done| {
            Box::pin(async move {
                let begin = |(placed, at)| begin_device(&own, placed, at);
                let begun = drafts.into_iter().map(begin).collect::<Result<Vec<_>>>()?;
                write(tx, "device", begun, &done).await
            })
        })
        .await?;
    }
    Ok(report)
}

fn begin_device(
    ctx: &Ctx,
    placed: Placed<PlanDevice>,
    at: DateTime<Utc>,
) -> Result<(device::Model, device_event::Model)> {
    let Placed { command, area, usage } = placed;
    let step = device_life::plan(&command, area, usage, &ctx.actor, at);
    let mut row = devices::store::fresh(ctx.now, &step.state, &sha256(&command)?)?;
    let said = Said { kind: step.kind.as_str(), note: step.note.as_deref(), data: &step.data };
    let event = append(&mut row, &step.state, &said, &doing(ctx, None))?;
    Ok((row, event))
}

/// What tells one cylinder from another: it stands at one place.
fn bottle(number: &str) -> String {
    format!("cylinder {number}")
}

/// Adds users of gas: a row with a trade is a small unit, one with cylinders a user of cylinders, one with both is both. A
/// site that has an entry is a fault, and a cylinder that somebody has.
pub async fn gas_users(
    ctx: &Ctx,
    bytes: Vec<u8>,
    options: ImportOptions,
    progress: Report<'_>,
) -> Result<ImportReport> {
    let users = gas_user::Entity::find().all(ctx.db().read()).await?;
    let there = cylinder::Entity::find().filter(cylinder::Column::ReturnedOn.is_null());
    let there = there.all(ctx.db().read()).await?;
    // what stands outside the own area is not told
    let own: BTreeSet<Uuid> = users
        .iter()
        .filter(|row| row.area_code.starts_with(ctx.actor.area.as_str()))
        .map(|row| row.id)
        .collect();
    let bottles = there.iter().filter(|row| own.contains(&row.gas_user_id)).map(|row| bottle(&row.number));
    let known = users.iter().map(|row| row.site_id.to_string()).chain(bottles).collect();
    let mut reader = Reader::new(ctx, options, known).await?;
    let checked = check_all(ctx, Right::Administer, bytes, GAS_COLUMNS, progress, |row, faults| {
        let mut fields = Fields { row, faults };
        let surveyed_at = fields.faults.keep(row.need("surveyed_at", row.moment("surveyed_at")));
        let site = reader.site(&mut fields);
        let entry = GasUserId(Uuid::now_v7());
        let place = site.as_ref().map_or(Uuid::nil(), |site| site.id);
        let unit = unit(ctx, &mut fields, (entry, place), surveyed_at);
        let lpg = lpg(ctx, &mut fields, (entry, place));
        if row.cell("trade").is_empty() && row.cell("cylinders").is_empty() {
            fields.fault("trade", RowFaultCode::Required, "");
        }
        let site = site?;
        reader.once(&mut fields, "site", site.id.to_string());
        if let Some(Save::Lpg(user)) = &lpg {
            // twice in one row is the command's own fault
            let numbers: BTreeSet<&str> = user.cylinders.iter().map(|it| it.number.as_str()).collect();
            for number in numbers {
                reader.once(&mut fields, "cylinders", bottle(number));
            }
        }
        let saves: Vec<Save> = unit.into_iter().chain(lpg).collect();
        Some((saves, site.area_code.parse::<AreaCode>().ok()?))
    })
    .await?;
    let Checked { drafts, mut report } = checked;
    if report.may_write(options) {
        let (total, own) = (drafts.len(), ctx.clone());
        write_all(ctx, "gas_users", &mut report, options, progress, total, move |tx, done| {
            Box::pin(async move {
                let mut entries = Entries::default();
                for (saves, area) in drafts {
                    entries.add(&own, saves, &area)?;
                }
                entries.write(tx, &done).await
            })
        })
        .await?;
    }
    Ok(report)
}

/// A row as a small unit, when it names a trade.
fn unit(
    ctx: &Ctx,
    fields: &mut Fields<'_>,
    (unit, site): (GasUserId, Uuid),
    surveyed_at: Option<DateTime<Utc>>,
) -> Option<Save> {
    let row = fields.row;
    if row.cell("trade").is_empty() {
        return None;
    }
    let trade = fields.required_choice("trade", words::TRADES);
    let fuel = fields.required_choice("fuel", words::FUELS);
    let mut number = |field: &str| {
        let number = fields.faults.keep(row.integer(field, 0..=1_000_000)).flatten();
        number.and_then(|number| u32::try_from(number).ok())
    };
    let numbers =
        UnitNumbers { floor_area: number("floor_area"), seats: number("seats"), beds: number("beds") };
    let alarm = fields.faults.keep(row.flag("alarm")).flatten();
    let cut_off = fields.faults.keep(row.flag("cut_off")).flatten();
    let remark = fields.paragraph("note");
    let save = SaveGasUnit {
        id: EventId(Uuid::now_v7()),
        unit,
        site: SiteId(site),
        visit: None,
        base_version: None,
        trade: trade?,
        numbers,
        fuel: fuel?,
        alarm,
        cut_off,
        surveyed_at: surveyed_at?,
        note: remark,
        photos: Vec::new(),
    };
    note(fields, save.validate(ctx.now));
    Some(Save::Unit(Box::new(save)))
}

/// A row as a user of cylinders, when it names any.
fn lpg(ctx: &Ctx, fields: &mut Fields<'_>, (user, site): (GasUserId, Uuid)) -> Option<Save> {
    let row = fields.row;
    if row.cell("cylinders").is_empty() {
        return None;
    }
    let kilograms = fields.faults.keep(row.integer("kilograms", 1..=500)).flatten().unwrap_or(USUAL_CYLINDER);
    let kilograms = u16::try_from(kilograms).unwrap_or_default();
    let tested_on = fields.faults.keep(row.date("tested_on")).flatten();
    let supplier = fields.line("supplier");
    let mut cylinders = Vec::new();
    for number in
        row.cell("cylinders").split(['、', ',', '，', ';', '；', '/', ' ']).filter(|n| !n.is_empty())
    {
        match Serial::read(number) {
            Ok(number) => cylinders.push(Cylinder {
                number,
                kilograms,
                made_on: None,
                tested_on,
                returned_on: None,
                proof: Vec::new(),
            }),
            Err(_) => fields.fault("cylinders", RowFaultCode::NotAllowed, "QP123456、QP123457"),
        }
    }
    let save = SaveLpgUser {
        id: EventId(Uuid::now_v7()),
        user,
        site: SiteId(site),
        visit: None,
        base_version: None,
        supplier,
        cylinders,
        moved: None,
        note: None,
    };
    note(fields, save.validate(ctx.now));
    Some(Save::Lpg(Box::new(save)))
}

/// The rows of new entries.
#[derive(Default)]
struct Entries {
    users: Vec<gas_user::Model>,
    cylinders: Vec<cylinder::Model>,
    surveys: Vec<gas_survey::Model>,
    saves: Vec<gas_save::Model>,
}

impl Entries {
    /// Carries the saves of one entry out.
    fn add(&mut self, ctx: &Ctx, saves: Vec<Save>, area: &AreaCode) -> Result<()> {
        let mut entry: Option<gas_user::Model> = None;
        for save in saves {
            let mut row = match entry.take() {
                Some(row) => row,
                None => blank(&save, area, ctx.now)?,
            };
            let content = match &save {
                Save::Unit(unit) => {
                    self.surveys.push(gas_survey::Model {
                        gas_user_id: row.id,
                        at: unit.surveyed_at,
                        inspection_id: None,
                    });
                    sha256(&**unit)?
                }
                Save::Lpg(user) => {
                    for it in &user.cylinders {
                        self.cylinders.push(gas::rows::cylinder(user.user, it)?);
                    }
                    sha256(&**user)?
                }
            };
            self.saves.push(take(&mut row, &save, ctx, &content)?);
            entry = Some(row);
        }
        self.users.extend(entry);
        Ok(())
    }

    async fn write(mut self, tx: &WriteTx, done: &AtomicU64) -> Result<()> {
        let keys = free(tx, "gas_user", self.users.iter().map(|row| row.sort_key).collect()).await?;
        let mut seqs = changes::draw(tx, self.users.iter().map(|row| row.subdistrict_code.as_str())).await?;
        for (row, key) in self.users.iter_mut().zip(keys) {
            row.sort_key = key;
            row.change_seq = seqs.next(&row.subdistrict_code)?;
        }
        for chunk in self.users.chunks(CHUNK) {
            insert(tx, chunk).await?;
            done.fetch_add(chunk.len() as u64, Ordering::Relaxed);
        }
        insert(tx, &self.cylinders).await?;
        insert(tx, &self.surveys).await?;
        insert(tx, &self.saves).await
    }
}
