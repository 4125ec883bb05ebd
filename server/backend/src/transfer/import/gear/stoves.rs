//! Importing surveyed appliances.

use super::{NOTE, Placed, doing, text, write};
use crate::{
    content::sha256,
    ctx::Ctx,
    db::WriteTx,
    entities::{stove, stove_event},
    error::Result,
    import_text::{Column, Row, RowFaultCode, RowFaults},
    programmes::{
        chained::{Said, append},
        export::yes_or_no,
        stoves as appliances,
    },
    reference::Reference,
    registers::export::minute,
    transfer::import::{
        fields::Fields,
        lists::{List, within_reach},
        registers::{ADDRESS, Reader, SITE, column, note},
        words::{self, word_of},
    },
};
use domain::{
    geo::Datum,
    ids::{SiteId, StoveId},
    import::ImportKind,
    programmes::{
        gear::Dates,
        stove::{Hose, SaveStoveSurvey, StoveSurvey, lifecycle},
    },
};
use futures::future::BoxFuture;
use sea_orm::{EntityTrait, QueryFilter};
use std::sync::{Arc, atomic::AtomicU64};
use uuid::Uuid;

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
    column("hose", &["软管", "软管类型", "连接软管"], false),
    column("length_cm", &["软管长度（厘米）", "软管长度(厘米)", "软管长度（cm）", "软管长度(cm)"], false),
    column("fitted_on", &["软管安装日期", "软管更换日期"], false),
    column("surveyed_at", &["排摸时间", "排摸日期", "检查日期", "surveyed"], true),
    NOTE,
];

/// What tells one appliance of a site from another.
fn appliance(site: Uuid, survey: &StoveSurvey) -> String {
    let since = survey.dates.sold_on.or(survey.dates.made_on);
    let since = since.map(|day| day.to_string()).unwrap_or_default();
    format!("{site}|{}|{since}|{}", survey.appliance, survey.model.as_deref().unwrap_or_default())
}

/// The hose of an appliance. Without saying what it is, its length and day say nothing.
fn hose(fields: &mut Fields<'_>) -> Option<Hose> {
    let row = fields.row;
    let kind = fields.choice("hose", words::HOSES);
    let length = fields.faults.keep(row.integer("length_cm", 1..=5_000)).flatten();
    let fitted_on = fields.faults.keep(row.date("fitted_on")).flatten();
    if row.cell("hose").is_empty() && (length.is_some() || fitted_on.is_some()) {
        fields.fault("hose", RowFaultCode::Required, "");
    }
    Some(Hose {
        kind: kind?,
        length_cm: length.and_then(|cm| u16::try_from(cm).ok()),
        dates: Dates { fitted_on, ..Dates::default() },
        joint: None,
        through_wall: None,
    })
}

/// Surveyed appliances. The same one of a site (by its day and model) in the table or in use already is a fault.
pub(in crate::transfer) struct Stoves {
    reader: Reader,
    reference: Arc<Reference>,
}

impl List for Stoves {
    type Draft = Placed<SaveStoveSurvey>;
    const KIND: ImportKind = ImportKind::Stoves;
    const COLUMNS: &'static [Column] = STOVE_COLUMNS;

    fn begin(ctx: &Ctx, datum: Datum) -> BoxFuture<'_, Result<Self>> {
        Box::pin(async move {
            let rows = stove::Entity::find()
                .filter(within_reach(ctx, stove::Column::SubdistrictCode))
                .all(ctx.db().read())
                .await?;
            let mut known = Vec::new();
            for row in rows {
                let state = appliances::rows::state(&row)?;
                if state.status.is_in_use() {
                    known.push(appliance(row.site_id, &state.survey));
                }
            }
            let reference = ctx.state.reference().await?;
            Ok(Self { reader: Reader::new(ctx, datum, known).await?, reference })
        })
    }

    fn read(&mut self, ctx: &Ctx, row: &Row, faults: &mut RowFaults) -> Option<Self::Draft> {
        let mut fields = Fields { row, faults };
        let appliance_of = fields.required_choice("appliance", words::APPLIANCES);
        let surveyed_at = fields.faults.keep(row.need("surveyed_at", row.moment("surveyed_at")));
        let (fuel, supply) = (fields.choice("fuel", words::FUELS), fields.choice("supply", words::FUELS));
        let flame_failure = fields.faults.keep(row.flag("flame_failure")).flatten();
        let sold_on = fields.faults.keep(row.date("sold_on")).flatten();
        let made_on = fields.faults.keep(row.date("made_on")).flatten();
        let (maker, model, remark) = (fields.line("maker"), fields.line("model"), fields.paragraph("note"));
        let hose = hose(&mut fields);
        let site = self.reader.site(&mut fields);
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
                hose,
                regulator_ok: None,
                ventilation_ok: None,
            },
            surveyed_at,
            position: None,
            note: remark,
            photos: Vec::new(),
        };
        note(&mut fields, command.validate(ctx.now));
        self.reader.once(&mut fields, "site", appliance(site.id, &command.survey));
        Placed::new(command, &site)
    }

    fn cells(&self, placed: &Self::Draft) -> Vec<String> {
        let SaveStoveSurvey { site, survey, surveyed_at, note, .. } = &placed.command;
        let (name, address) = self.reader.shown(Some(*site));
        let fuel = |fuel| word_of(words::FUELS, &fuel);
        vec![
            name,
            address,
            word_of(words::APPLIANCES, &survey.appliance).to_owned(),
            text(survey.fuel.map(fuel)),
            text(survey.supply.map(fuel)),
            yes_or_no(survey.flame_failure),
            text(survey.dates.sold_on),
            text(survey.dates.made_on),
            text(survey.maker.as_ref()),
            text(survey.model.as_ref()),
            text(survey.hose.map(|hose| word_of(words::HOSES, &hose.kind))),
            text(survey.hose.and_then(|hose| hose.length_cm)),
            text(survey.hose.and_then(|hose| hose.dates.fitted_on)),
            minute(*surveyed_at),
            text(note.as_ref()),
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
            let begin = |placed| begin_stove(ctx, &self.reference, placed);
            let begun = drafts.into_iter().map(begin).collect::<Result<Vec<_>>>()?;
            write(tx, "stove", begun, done).await
        })
    }
}

fn begin_stove(
    ctx: &Ctx,
    reference: &Reference,
    placed: Placed<SaveStoveSurvey>,
) -> Result<(stove::Model, Vec<stove_event::Model>)> {
    let Placed { command, area, usage } = placed;
    let step = lifecycle::survey(&command, area, usage, &ctx.actor, &reference.gear.lives);
    let mut row = appliances::store::fresh(ctx.now, &step.state, &sha256(&command)?)?;
    let said = Said { kind: step.kind.as_str(), note: step.note.as_deref(), data: &step.data };
    let event = append(&mut row, &step.state, &said, &doing(ctx, Some(command.surveyed_at)))?;
    Ok((row, vec![event]))
}
