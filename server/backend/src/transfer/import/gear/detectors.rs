//! Importing devices: the list of what is to be installed, and what hung in its place before.

use super::{CHUNK, NOTE, Placed, doing, text, write};
use crate::{
    content::sha256,
    ctx::Ctx,
    db::WriteTx,
    entities::{device, device_event},
    error::Result,
    import_text::{Column, Row, RowFaultCode, RowFaults},
    programmes::{
        chained::{Said, append},
        devices,
        export::yes_or_no,
    },
    reference::Reference,
    transfer::import::{
        fields::Fields,
        lists::{List, within_reach},
        registers::{ADDRESS, Reader, SITE, column, note},
        unchecked,
        words::{self, word_of},
    },
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    calendar::{day_start, local_date},
    fault::{Code, Fault},
    geo::Datum,
    ids::{DetectorId, SiteId},
    import::ImportKind,
    programmes::device::{
        DeviceKind, DeviceStatus, DeviceStep, Installation, KnownDevice, PlanDevice, Serial, lifecycle,
    },
};
use futures::future::BoxFuture;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::sync::{Arc, atomic::AtomicU64};
use uuid::Uuid;

const DEVICE_COLUMNS: &[Column] = &[
    SITE,
    ADDRESS,
    column("kind", &["设备", "设备类型", "类型"], true),
    column("planned_on", &["列入日期", "列入时间", "登记日期", "listed"], false),
    column("serial", &["设备编号", "序列号", "设备序列号", "出厂编号", "sn"], false),
    column("installed_on", &["安装日期", "安装时间", "加装日期", "installed"], false),
    column("accepted_on", &["验收日期", "验收时间", "accepted"], false),
    column("hangs_at", &["安装位置", "安装部位"], false),
    column("installer", &["安装单位", "安装人员", "安装单位和人员"], false),
    column("maker", &["品牌", "厂家", "生产厂家"], false),
    column("model", &["型号"], false),
    column("made_on", &["生产日期", "出厂日期"], false),
    column("gas", &["检测气体", "探测气体"], false),
    column("cut_off", &["联动切断", "联动切断阀", "切断阀"], false),
    column("network_id", &["联网编号", "物联网编号", "imei"], false),
    NOTE,
];

/// What stands where the list says neither where a device hangs nor who hung it up.
const UNKNOWN: &str = "不详";

/// What events say that come from a table.
const IMPORTED: &str = "数据导入";

/// Devices in use keep their number from all others.
const LIVE: [DeviceStatus; 3] = [DeviceStatus::Installed, DeviceStatus::Accepted, DeviceStatus::Faulty];

/// A site whose alarm is on the list and not there yet.
fn waits(site: Uuid) -> String {
    format!("waits {site}")
}

/// A site in which an alarm hangs.
fn hangs(site: Uuid) -> String {
    format!("hangs {site}")
}

/// A device in use by its number.
fn numbered(serial: &str) -> String {
    format!("serial {serial}")
}

/// A row of the list.
pub(in crate::transfer) enum Entry {
    /// To be installed; on the list since then.
    Listed(PlanDevice, DateTime<Utc>),
    /// It has a number: it hangs there.
    Known(PlanDevice, Box<KnownDevice>),
}

/// Devices. A row with a serial number hangs there already; any other is on the list of its programme. A number that a device
/// in use has, and a second gas alarm for a site that waits for one, are faults.
pub(in crate::transfer) struct Detectors {
    reader: Reader,
    reference: Arc<Reference>,
}

impl List for Detectors {
    type Draft = Placed<Entry>;
    const KIND: ImportKind = ImportKind::Detectors;
    const COLUMNS: &'static [Column] = DEVICE_COLUMNS;

    fn begin(ctx: &Ctx, datum: Datum) -> BoxFuture<'_, Result<Self>> {
        Box::pin(async move {
            let ended = [DeviceStatus::Replaced, DeviceStatus::Retired].map(DeviceStatus::as_str);
            let alarms: Vec<(Uuid, String)> = device::Entity::find()
                .select_only()
                .columns([device::Column::SiteId, device::Column::Status])
                .filter(within_reach(ctx, device::Column::SubdistrictCode))
                .filter(device::Column::Kind.eq(DeviceKind::GasAlarm.as_str()))
                .filter(device::Column::Status.is_not_in(ended))
                .into_tuple()
                .all(ctx.db().read())
                .await?;
            // wherever it hangs: it can hang in one place only
            let numbers: Vec<Option<String>> = device::Entity::find()
                .select_only()
                .column(device::Column::Serial)
                .filter(device::Column::Status.is_in(LIVE.map(DeviceStatus::as_str)))
                .into_tuple()
                .all(ctx.db().read())
                .await?;
            let planned = DeviceStatus::Planned.as_str();
            let alarms = alarms
                .into_iter()
                .map(|(site, status)| if status == planned { waits(site) } else { hangs(site) });
            let known = alarms.chain(numbers.iter().flatten().map(|serial| numbered(serial))).collect();
            let reference = ctx.state.reference().await?;
            Ok(Self { reader: Reader::new(ctx, datum, known).await?, reference })
        })
    }

    fn read(&mut self, ctx: &Ctx, row: &Row, faults: &mut RowFaults) -> Option<Self::Draft> {
        let mut fields = Fields { row, faults };
        let kind = fields.required_choice("kind", words::DEVICE_KINDS);
        let planned_on = fields.faults.keep(row.date("planned_on")).flatten();
        let remark = fields.paragraph("note");
        let told = there(ctx, &mut fields, planned_on);
        let site = self.reader.site(&mut fields);
        let (kind, site, told) = (kind?, site?, told?);
        let plan = PlanDevice { id: DetectorId(Uuid::now_v7()), kind, site: SiteId(site.id), note: remark };
        note(&mut fields, plan.validate());
        let alarm = kind == DeviceKind::GasAlarm;
        let entry = match told {
            Told::Listed => {
                if alarm && self.reader.absent(&mut fields, "site", &hangs(site.id)) {
                    self.reader.once(&mut fields, "site", waits(site.id));
                }
                // a day without a time is meant as its noon
                let noon = planned_on.map(|day| (day_start(day) + TimeDelta::hours(12)).min(ctx.now));
                Entry::Listed(plan, noon.unwrap_or(ctx.now))
            }
            Told::Known(known) => {
                self.reader.once(&mut fields, "serial", numbered(known.installation.serial.as_str()));
                if alarm {
                    self.reader.absent(&mut fields, "site", &waits(site.id));
                    self.reader.take(&fields, hangs(site.id));
                }
                Entry::Known(plan, known)
            }
        };
        Placed::new(entry, &site)
    }

    fn cells(&self, placed: &Self::Draft) -> Vec<String> {
        let (plan, listed, known) = match &placed.command {
            Entry::Listed(plan, at) => (plan, Some(local_date(*at)), None),
            Entry::Known(plan, known) => (plan, known.listed_on, Some(&**known)),
        };
        let it = known.map(|known| &known.installation);
        let (name, address) = self.reader.shown(Some(plan.site));
        vec![
            name,
            address,
            word_of(words::DEVICE_KINDS, &plan.kind).to_owned(),
            text(listed),
            text(it.map(|it| &it.serial)),
            text(known.map(|known| known.installed_on)),
            text(known.and_then(|known| known.accepted_on)),
            text(it.map(|it| &it.place)),
            text(it.map(|it| &it.installer)),
            text(it.and_then(|it| it.maker.as_ref())),
            text(it.and_then(|it| it.model.as_ref())),
            text(it.and_then(|it| it.made_on)),
            text(it.and_then(|it| it.gas).map(|gas| word_of(words::FUELS, &gas))),
            yes_or_no(it.and_then(|it| it.linked_valve)),
            text(it.and_then(|it| it.network_id.as_ref())),
            text(plan.note.as_ref()),
        ]
    }

    fn write<'a>(
        self,
        tx: &'a WriteTx,
        ctx: &'a Ctx,
        drafts: Vec<Self::Draft>,
        done: &'a AtomicU64,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            free(tx, &drafts).await?;
            let begin = |placed| begin_device(ctx, &self.reference, placed);
            let begun = drafts.into_iter().map(begin).collect::<Result<Vec<_>>>()?;
            write(tx, "device", begun, done).await
        })
    }
}

/// What a row is about.
enum Told {
    /// One to be installed.
    Listed,
    /// One that hangs there.
    Known(Box<KnownDevice>),
}

/// What the row says of a device in its place: it has a number and a day. `None` after noting what is wrong.
fn there(ctx: &Ctx, fields: &mut Fields<'_>, listed_on: Option<NaiveDate>) -> Option<Told> {
    let row = fields.row;
    let installed_on = fields.faults.keep(row.date("installed_on")).flatten();
    let accepted_on = fields.faults.keep(row.date("accepted_on")).flatten();
    let made_on = fields.faults.keep(row.date("made_on")).flatten();
    let gas = fields.choice("gas", words::FUELS);
    let linked_valve = fields.faults.keep(row.flag("cut_off")).flatten();
    let (place, installer) = (fields.line("hangs_at"), fields.line("installer"));
    let (maker, model) = (fields.line("maker"), fields.line("model"));
    let serial = number(fields, "serial", "GA23000298");
    let network_id = number(fields, "network_id", "NB86000123");
    if row.cell("serial").is_empty() {
        if row.cell("installed_on").is_empty() && row.cell("accepted_on").is_empty() {
            let today = local_date(ctx.now);
            if listed_on.is_some_and(|day| day > today) {
                fields.fault("planned_on", RowFaultCode::OutOfRange, today.to_string());
            }
            return Some(Told::Listed);
        }
        // it hangs there, and nobody could tell later which one
        fields.fault("serial", RowFaultCode::Required, "GA23000298");
        return None;
    }
    if row.cell("installed_on").is_empty() {
        fields.fault("installed_on", RowFaultCode::Required, "2021-05-01");
    }
    let installation = Installation {
        serial: serial?,
        maker,
        model,
        place: place.unwrap_or_else(|| UNKNOWN.to_owned()),
        installer: installer.unwrap_or_else(|| UNKNOWN.to_owned()),
        made_on,
        gas,
        linked_valve,
        network_id,
        // a table knows of no test
        test_passed: false,
        photos: Vec::new(),
    };
    let known = KnownDevice { listed_on, installation, installed_on: installed_on?, accepted_on };
    note(fields, known.validate(ctx.now));
    Some(Told::Known(Box::new(known)))
}

/// A number as it stands on a plate.
fn number(fields: &mut Fields<'_>, field: &str, example: &str) -> Option<Serial> {
    let cell = fields.row.cell(field);
    if cell.is_empty() {
        return None;
    }
    let serial = Serial::read(cell).ok();
    if serial.is_none() {
        fields.fault(field, RowFaultCode::NotAllowed, example);
    }
    serial
}

/// That no number was taken into use since the rows were looked at.
async fn free(tx: &WriteTx, drafts: &[Placed<Entry>]) -> Result<()> {
    let numbers: Vec<&str> = drafts
        .iter()
        .filter_map(|placed| match &placed.command {
            Entry::Known(_, known) => Some(known.installation.serial.as_str()),
            Entry::Listed(..) => None,
        })
        .collect();
    for chunk in numbers.chunks(CHUNK) {
        let taken = device::Entity::find()
            .filter(device::Column::Serial.is_in(chunk.iter().copied()))
            .filter(device::Column::Status.is_in(LIVE.map(DeviceStatus::as_str)))
            .one(tx)
            .await?;
        if let Some(serial) = taken.and_then(|row| row.serial) {
            return Err(Fault::new(Code::SerialInUse).with("serial", serial).into());
        }
    }
    Ok(())
}

fn begin_device(
    ctx: &Ctx,
    reference: &Reference,
    placed: Placed<Entry>,
) -> Result<(device::Model, Vec<device_event::Model>)> {
    let Placed { command, area, usage } = placed;
    match command {
        Entry::Listed(plan, at) => {
            let step = lifecycle::plan(&plan, area, usage, &ctx.actor, at);
            let mut row = devices::store::fresh(ctx.now, &step.state, &sha256(&plan)?)?;
            let event = happened(ctx, &mut row, &step, None)?;
            Ok((row, vec![event]))
        }
        Entry::Known(plan, known) => {
            let steps = known.steps(&plan, area, usage, &ctx.actor, ctx.now, &reference.gear.lives);
            let (first, _) = steps.first().ok_or_else(|| unchecked("steps"))?;
            let mut row = devices::store::fresh(ctx.now, &first.state, &sha256(&(&plan, &*known))?)?;
            let mut events = Vec::with_capacity(steps.len());
            for (step, at) in &steps {
                events.push(happened(ctx, &mut row, step, Some(*at))?);
            }
            Ok((row, events))
        }
    }
}

/// The event of a step; one of the past says where it comes from.
fn happened(
    ctx: &Ctx,
    row: &mut device::Model,
    step: &DeviceStep,
    at: Option<DateTime<Utc>>,
) -> Result<device_event::Model> {
    let note = step.note.as_deref().or(at.map(|_| IMPORTED));
    let said = Said { kind: step.kind.as_str(), note, data: &step.data };
    append(row, &step.state, &said, &doing(ctx, at))
}
