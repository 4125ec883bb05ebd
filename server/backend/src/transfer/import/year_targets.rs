//! Importing the targets of a year.

use super::{
    fields::Fields,
    lists::List,
    places::Places,
    registers::{Seen, column, note},
    words,
};
use crate::{
    content::sha256,
    ctx::Ctx,
    db::WriteTx,
    entities::year_target,
    error::Result,
    import_text::{Column, Row, RowFaultCode, RowFaults},
    keep::store,
    targets::{
        query::target,
        service::{Saved, alone, row, twin_key},
    },
};
use domain::{
    calendar::YEARS,
    geo::Datum,
    ids::TargetId,
    import::ImportKind,
    programmes::target::{MAX_NUMBER, YearTarget},
    summary::{Lang, names::Named},
};
use futures::future::BoxFuture;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

/// The columns of targets. The table of a year has more: what has been reached is counted, not told.
const COLUMNS: &[Column] = &[
    column("year", &["年度", "年份"], true),
    column("area", &["区域代码", "区划代码", "居委代码", "area code"], false),
    column("area_name", &["区域", "街道", "居委会", "居委", "area name"], false),
    column("name", &["目标", "目标名称", "指标"], true),
    column("measured_by", &["统计口径", "口径", "measured by"], true),
    column("unit", &["单位", "计量单位"], true),
    column("number", &["目标数", "目标值"], true),
];

/// The targets. One of that name for the same figure, area and year is a fault.
pub(in crate::transfer) struct Targets {
    places: Places,
    seen: Seen,
}

impl List for Targets {
    type Draft = YearTarget;
    const KIND: ImportKind = ImportKind::YearTargets;
    const COLUMNS: &'static [Column] = COLUMNS;

    fn begin(ctx: &Ctx, datum: Datum) -> BoxFuture<'_, Result<Self>> {
        Box::pin(async move {
            let reference = ctx.state.reference().await?;
            let own = &ctx.actor.area;
            let known = year_target::Entity::find()
                .filter(year_target::Column::AreaCode.gte(own.as_str()))
                .filter(year_target::Column::AreaCode.lt(own.successor()))
                .all(ctx.db().read())
                .await?;
            let known = known.iter().map(|row| Ok(twin_key(&target(row)?))).collect::<Result<Vec<_>>>()?;
            let places = Places::down_from(reference, own.clone(), datum, own.level());
            Ok(Self { places, seen: Seen::of(known) })
        })
    }

    fn read(&mut self, _: &Ctx, row: &Row, faults: &mut RowFaults) -> Option<Self::Draft> {
        let mut fields = Fields { row, faults };
        let years = i64::from(YEARS.start)..=i64::from(YEARS.end - 1);
        let year = fields.faults.keep(row.need("year", row.integer("year", years)));
        let number = fields.faults.keep(row.need("number", row.integer("number", 1..=MAX_NUMBER)));
        let measured_by = fields.required_choice("measured_by", words::MEASURED);
        let (name, unit) = (fields.required_line("name"), fields.required_line("unit"));
        // the code says it for sure, also beside a name that has changed
        let said = ["area", "area_name"].into_iter().find(|column| !row.cell(column).is_empty());
        let area = match said {
            Some(column) => self.places.said(&mut fields, column),
            None => {
                fields.fault("area", RowFaultCode::Required, self.places.scope().as_str());
                None
            }
        };
        let record = YearTarget {
            id: TargetId(Uuid::now_v7()),
            area: area?,
            year: i32::try_from(year?).ok()?,
            name,
            unit,
            number: number?,
            measured_by: measured_by?,
        };
        // what is missing has been noted
        if !record.name.is_empty() && !record.unit.is_empty() {
            note(&mut fields, record.validate());
        }
        self.seen.once(&mut fields, "name", twin_key(&record));
        Some(record)
    }

    fn cells(&self, target: &Self::Draft) -> Vec<String> {
        vec![
            target.year.to_string(),
            target.area.to_string(),
            self.places.name(&target.area),
            target.name.clone(),
            target.measured_by.name(Lang::Zh).to_owned(),
            target.unit.clone(),
            target.number.to_string(),
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
            for record in drafts {
                // set at the desk since the table was read
                alone(tx, &record).await?;
                let content = sha256(&record)?;
                let saved = Saved {
                    version: 1,
                    save: Uuid::now_v7(),
                    content,
                    made: (ctx.actor.user.0, ctx.now),
                    now: ctx.now,
                };
                store::<year_target::Entity>(tx, row(record, saved), false).await?;
                done.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        })
    }
}
