//! Importing penalties.

use super::{ADDRESS, AREA, HAZARD, Reader, SITE, amount, column, head, note, write};
use crate::{
    ctx::Ctx,
    db::WriteTx,
    entities::penalty,
    error::{Error, Result},
    import_text::{Column, Row, RowFaults},
    registers::{self, Placed, export},
    transfer::import::{
        fields::Fields,
        lists::{List, within_reach},
        words,
    },
};
use chrono::NaiveDate;
use domain::{geo::Datum, ids::PenaltyId, import::ImportKind, programmes::register::Penalty};
use futures::future::BoxFuture;
use sea_orm::{EntityTrait, QueryFilter};
use std::sync::atomic::AtomicU64;
use uuid::Uuid;

/// The columns of penalties, in the order of an export.
pub(crate) const PENALTY_COLUMNS: &[Column] = &[
    column("number", &["文号", "处罚决定书文号", "案号"], false),
    column("decided_on", &["处罚日期", "决定日期", "decided on"], true),
    column("body", &["处罚机关", "处罚单位", "机关"], true),
    column("category", &["类别", "处罚类别"], true),
    column("party", &["当事人", "被处罚人", "被处罚单位"], true),
    column("reason", &["案由", "违法事实", "处罚事由"], true),
    column("fine", &["罚款", "罚款金额", "罚款（元）", "罚款(元)"], false),
    SITE,
    ADDRESS,
    AREA,
    HAZARD,
];

fn penalty_identity(
    subdistrict: &str,
    number: Option<&str>,
    (day, party, reason): (NaiveDate, &str, &str),
) -> String {
    match number {
        Some(number) => format!("{subdistrict}#{number}"),
        None => format!("{subdistrict}|{day}|{party}|{reason}"),
    }
}

/// The register of penalties. The same number in the subdistrict, or without a number the same party, day and reason, is a
/// fault.
pub(in crate::transfer) struct Penalties {
    reader: Reader,
}

impl List for Penalties {
    type Draft = (Penalty, Placed);
    const KIND: ImportKind = ImportKind::Penalties;
    const COLUMNS: &'static [Column] = PENALTY_COLUMNS;

    fn begin(ctx: &Ctx, datum: Datum) -> BoxFuture<'_, Result<Self>> {
        Box::pin(async move {
            let known = penalty::Entity::find()
                .filter(within_reach(ctx, penalty::Column::SubdistrictCode))
                .all(ctx.db().read())
                .await?;
            let known = known.iter().map(|row| {
                let what = (row.decided_on, row.party.as_str(), row.reason.as_str());
                penalty_identity(&row.subdistrict_code, row.number.as_deref(), what)
            });
            Ok(Self { reader: Reader::of_register(ctx, datum, known.collect()).await? })
        })
    }

    fn read(&mut self, ctx: &Ctx, row: &Row, faults: &mut RowFaults) -> Option<Self::Draft> {
        let mut fields = Fields { row, faults };
        let decided_on = fields.faults.keep(row.need("decided_on", row.date("decided_on")));
        let category = fields.required_choice("category", words::CATEGORIES);
        let (body, party) = (fields.required_line("body"), fields.required_line("party"));
        let reason = fields.required_paragraph("reason");
        let (number, fine) = (fields.line("number"), amount(&mut fields, "fine"));
        let hazard = self.reader.hazard(&mut fields);
        let (site, placed) = self.reader.place(&mut fields, None);
        let (decided_on, category, placed) = (decided_on?, category?, placed?);
        let what = (decided_on, party.as_str(), reason.as_str());
        let identity = penalty_identity(&placed.subdistrict, number.as_deref(), what);
        self.reader.once(&mut fields, if number.is_some() { "number" } else { "party" }, identity);
        let record = Penalty {
            id: PenaltyId(Uuid::now_v7()),
            number,
            decided_on,
            body,
            category,
            party,
            reason,
            fine,
            site,
            hazard,
            area: Some(placed.area.clone()),
        };
        // what is missing has been noted
        let complete = !record.body.is_empty() && !record.party.is_empty() && !record.reason.is_empty();
        if complete {
            note(&mut fields, record.validate(ctx.now));
        }
        Some((record, placed))
    }

    fn cells(&self, (record, placed): &Self::Draft) -> Vec<String> {
        export::penalty_cells(record.clone(), self.reader.shown_place((record.site, record.hazard), placed))
    }

    fn write<'a>(
        self,
        tx: &'a WriteTx,
        ctx: &'a Ctx,
        drafts: Vec<Self::Draft>,
        done: &'a AtomicU64,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let wanted = drafts.iter().map(|(record, _)| registers::penalties::key(record)).collect();
            let build = |(record, placed): (Penalty, Placed), key| {
                let head = head(ctx, &record, key)?;
                Ok::<_, Error>(registers::penalties::row(record, placed, head))
            };
            write(tx, "penalty", (drafts, wanted), build, done).await
        })
    }
}
