//! Importing the list of devices that are to be installed.

use super::{NOTE, Placed, doing, text, write};
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
    },
    transfer::import::{
        fields::Fields,
        lists::{List, within_reach},
        registers::{ADDRESS, Reader, SITE, column, note},
        words::{self, word_of},
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    calendar::{day_start, local_date},
    geo::Datum,
    ids::{DetectorId, SiteId},
    import::ImportKind,
    programmes::device::{DeviceKind, DeviceStatus, PlanDevice, lifecycle},
};
use futures::future::BoxFuture;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::sync::atomic::AtomicU64;
use uuid::Uuid;

const DEVICE_COLUMNS: &[Column] = &[
    SITE,
    ADDRESS,
    column("kind", &["设备", "设备类型", "类型"], true),
    column("planned_on", &["列入日期", "列入时间", "登记日期", "listed"], false),
    NOTE,
];

/// The list of devices of their programme. A second gas alarm for a site that has one, or is on the list, is a fault.
pub(in crate::transfer) struct Detectors {
    reader: Reader,
}

impl List for Detectors {
    /// Since when it is on the list, besides.
    type Draft = (Placed<PlanDevice>, DateTime<Utc>);
    const KIND: ImportKind = ImportKind::Detectors;
    const COLUMNS: &'static [Column] = DEVICE_COLUMNS;

    fn begin(ctx: &Ctx, datum: Datum) -> BoxFuture<'_, Result<Self>> {
        Box::pin(async move {
            let ended = [DeviceStatus::Replaced, DeviceStatus::Retired].map(DeviceStatus::as_str);
            let known = device::Entity::find()
                .filter(within_reach(ctx, device::Column::SubdistrictCode))
                .filter(device::Column::Kind.eq(DeviceKind::GasAlarm.as_str()))
                .filter(device::Column::Status.is_not_in(ended))
                .all(ctx.db().read())
                .await?;
            let known = known.iter().map(|row| row.site_id.to_string()).collect();
            Ok(Self { reader: Reader::new(ctx, datum, known).await? })
        })
    }

    fn read(&mut self, ctx: &Ctx, row: &Row, faults: &mut RowFaults) -> Option<Self::Draft> {
        let mut fields = Fields { row, faults };
        let kind = fields.required_choice("kind", words::DEVICE_KINDS);
        let planned_on = fields.faults.keep(row.date("planned_on")).flatten();
        let remark = fields.paragraph("note");
        if planned_on.is_some_and(|day| day > local_date(ctx.now)) {
            fields.fault("planned_on", RowFaultCode::OutOfRange, local_date(ctx.now).to_string());
        }
        let site = self.reader.site(&mut fields);
        let (kind, site) = (kind?, site?);
        let command =
            PlanDevice { id: DetectorId(Uuid::now_v7()), kind, site: SiteId(site.id), note: remark };
        note(&mut fields, command.validate());
        if kind == DeviceKind::GasAlarm {
            self.reader.once(&mut fields, "site", site.id.to_string());
        }
        // a day without a time is meant as its noon
        let noon = planned_on.map(|day| (day_start(day) + TimeDelta::hours(12)).min(ctx.now));
        Some((Placed::new(command, &site)?, noon.unwrap_or(ctx.now)))
    }

    fn cells(&self, (placed, at): &Self::Draft) -> Vec<String> {
        let PlanDevice { kind, site, note, .. } = &placed.command;
        let (name, address) = self.reader.shown(Some(*site));
        let kind = word_of(words::DEVICE_KINDS, kind).to_owned();
        vec![name, address, kind, local_date(*at).to_string(), text(note.as_ref())]
    }

    fn write<'a>(
        self,
        tx: &'a WriteTx,
        ctx: &'a Ctx,
        drafts: Vec<Self::Draft>,
        done: &'a AtomicU64,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let begin = |(placed, at)| begin_device(ctx, placed, at);
            let begun = drafts.into_iter().map(begin).collect::<Result<Vec<_>>>()?;
            write(tx, "device", begun, done).await
        })
    }
}

fn begin_device(
    ctx: &Ctx,
    placed: Placed<PlanDevice>,
    at: DateTime<Utc>,
) -> Result<(device::Model, device_event::Model)> {
    let Placed { command, area, usage } = placed;
    let step = lifecycle::plan(&command, area, usage, &ctx.actor, at);
    let mut row = devices::store::fresh(ctx.now, &step.state, &sha256(&command)?)?;
    let said = Said { kind: step.kind.as_str(), note: step.note.as_deref(), data: &step.data };
    let event = append(&mut row, &step.state, &said, &doing(ctx, None))?;
    Ok((row, event))
}
