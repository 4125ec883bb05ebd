//! Importing fire incidents.

use super::{ADDRESS, AREA, HAZARD, Reader, SITE, amount, column, head, note, write};
use crate::{
    ctx::Ctx,
    db::WriteTx,
    entities::fire,
    error::Result,
    import_text::{Column, Row, RowFaults},
    registers::{self, Placed, export},
    transfer::import::{
        fields::Fields,
        lists::{List, within_reach},
        words,
    },
};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{
    geo::Datum,
    hazards::{PointSource, Position},
    ids::FireId,
    import::ImportKind,
    programmes::register::FireIncident,
};
use futures::future::BoxFuture;
use sea_orm::{EntityTrait, QueryFilter};
use std::sync::atomic::AtomicU64;
use uuid::Uuid;

/// The columns of fires, in the order of an export.
pub(crate) const FIRE_COLUMNS: &[Column] = &[
    column("at", &["起火时间", "发生时间", "时间", "time"], true),
    column("place", &["起火地点", "地点", "发生地点"], true),
    column("cause", &["起火原因", "原因"], true),
    column("text", &["经过", "情况", "说明"], false),
    column("loss", &["直接损失", "损失", "直接财产损失", "损失（元）", "损失(元)"], false),
    column("injured", &["受伤人数", "伤"], false),
    column("dead", &["死亡人数", "亡"], false),
    SITE,
    ADDRESS,
    AREA,
    HAZARD,
    column("lon", &["经度", "longitude", "lng", "x"], false),
    column("lat", &["纬度", "latitude", "y"], false),
];

/// What another subdistrict has is none of this one's.
fn identity(subdistrict: &str, at: DateTime<Utc>, place: &str) -> String {
    format!("{subdistrict}|{}|{place}", at.to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// The register of fire incidents. The same place at the same time is a fault.
pub(in crate::transfer) struct Fires {
    reader: Reader,
}

impl List for Fires {
    type Draft = (FireIncident, Placed);
    const KIND: ImportKind = ImportKind::Fires;
    const COLUMNS: &'static [Column] = FIRE_COLUMNS;

    fn begin(ctx: &Ctx, datum: Datum) -> BoxFuture<'_, Result<Self>> {
        Box::pin(async move {
            let known = fire::Entity::find()
                .filter(within_reach(ctx, fire::Column::SubdistrictCode))
                .all(ctx.db().read())
                .await?;
            let known = known.iter().map(|row| identity(&row.subdistrict_code, row.at, &row.place)).collect();
            Ok(Self { reader: Reader::of_register(ctx, datum, known).await? })
        })
    }

    fn read(&mut self, ctx: &Ctx, row: &Row, faults: &mut RowFaults) -> Option<Self::Draft> {
        let mut fields = Fields { row, faults };
        let at = fields.faults.keep(row.need("at", row.moment("at")));
        let place = fields.required_line("place");
        let cause = fields.required_choice("cause", words::FIRE_CAUSES);
        let (text, loss) = (fields.paragraph("text"), amount(&mut fields, "loss"));
        let [injured, dead] = ["injured", "dead"].map(|field| {
            let number = fields.faults.keep(row.integer(field, 0..=10_000)).flatten();
            u32::try_from(number.unwrap_or(0)).unwrap_or(0)
        });
        let spot = self.reader.places.spot(&mut fields);
        let hazard = self.reader.hazard(&mut fields);
        let (site, placed) = self.reader.place(&mut fields, spot.as_ref());
        let (at, cause, placed) = (at?, cause?, placed?);
        if place.is_empty() {
            return None;
        }
        self.reader.once(&mut fields, "place", identity(&placed.subdistrict, at, &place));
        let record = FireIncident {
            id: FireId(Uuid::now_v7()),
            at,
            place,
            site,
            position: spot.map(|spot| Position {
                point: spot.point,
                accuracy_m: None,
                source: PointSource::Import,
            }),
            area: Some(placed.area.clone()),
            cause,
            text,
            loss,
            injured,
            dead,
            hazard,
        };
        note(&mut fields, record.validate(ctx.now));
        Some((record, placed))
    }

    fn cells(&self, (record, placed): &Self::Draft) -> Vec<String> {
        let point = record.position.map(|position| position.point);
        export::fire_cells(
            record.clone(),
            point,
            self.reader.shown_place((record.site, record.hazard), placed),
        )
    }

    fn write<'a>(
        self,
        tx: &'a WriteTx,
        ctx: &'a Ctx,
        drafts: Vec<Self::Draft>,
        done: &'a AtomicU64,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let wanted = drafts.iter().map(|(record, _)| registers::fires::key(record)).collect();
            let build = |(record, placed): (FireIncident, Placed), key| {
                let head = head(ctx, &record, key)?;
                registers::fires::row(record, placed, head)
            };
            write(tx, "fire", (drafts, wanted), build, done).await
        })
    }
}
