//! Importing hotline orders.

use super::{ADDRESS, AREA, HAZARD, Reader, SITE, column, head, note, write};
use crate::{
    changes,
    ctx::Ctx,
    db::WriteTx,
    entities::hotline_order,
    error::{Error, Result},
    import_text::{Column, Row, RowFaults},
    registers::{self, Placed, export},
    transfer::import::{
        fields::Fields,
        lists::{List, within_reach},
        words,
    },
};
use domain::{
    geo::Datum,
    ids::HotlineOrderId,
    import::ImportKind,
    programmes::register::{HotlineOrder, ReplyRules},
};
use futures::future::BoxFuture;
use sea_orm::{EntityTrait, QueryFilter};
use std::{collections::BTreeSet, sync::atomic::AtomicU64};
use uuid::Uuid;

/// The columns of hotline orders, in the order of an export.
pub(crate) const ORDER_COLUMNS: &[Column] = &[
    column("number", &["工单编号", "编号", "工单号"], true),
    column("kind", &["工单类型", "诉求类型", "类型"], true),
    column("urgent", &["紧急", "是否紧急"], false),
    column("category", &["类别", "问题类别"], false),
    column("received_at", &["收单时间", "受理时间", "派单时间", "received"], true),
    column("reply_due", &["答复期限", "办结期限", "截止日期", "due", "deadline"], false),
    column("replied_at", &["答复时间", "办结时间", "replied"], false),
    column("reply", &["答复", "答复内容", "办理结果"], false),
    column("text", &["诉求内容", "内容", "反映内容"], true),
    column("caller_name", &["来电人", "诉求人", "反映人", "caller"], false),
    column("caller_phone", &["来电号码", "联系电话", "电话", "phone"], false),
    SITE,
    ADDRESS,
    AREA,
    HAZARD,
];

/// The register of hotline orders, each with its deadline. The same number in the subdistrict is a fault.
pub(in crate::transfer) struct Orders {
    reader: Reader,
    rules: ReplyRules,
}

impl List for Orders {
    type Draft = (HotlineOrder, Placed);
    const KIND: ImportKind = ImportKind::Orders;
    const COLUMNS: &'static [Column] = ORDER_COLUMNS;

    fn begin(ctx: &Ctx, datum: Datum) -> BoxFuture<'_, Result<Self>> {
        Box::pin(async move {
            let rules = registers::orders::rules(ctx).await?;
            let known = hotline_order::Entity::find()
                .filter(within_reach(ctx, hotline_order::Column::SubdistrictCode))
                .all(ctx.db().read())
                .await?;
            let known = known.iter().map(|row| format!("{}#{}", row.subdistrict_code, row.number)).collect();
            Ok(Self { reader: Reader::of_register(ctx, datum, known).await?, rules })
        })
    }

    fn read(&mut self, ctx: &Ctx, row: &Row, faults: &mut RowFaults) -> Option<Self::Draft> {
        let mut fields = Fields { row, faults };
        let number = fields.required_line("number");
        let kind = fields.required_choice("kind", words::ORDER_KINDS);
        let category = fields.choice("category", words::CATEGORIES);
        let urgent = fields.faults.keep(row.flag("urgent")).flatten().unwrap_or(false);
        let received_at = fields.faults.keep(row.need("received_at", row.moment("received_at")));
        let reply_due = fields.faults.keep(row.date("reply_due")).flatten();
        let replied_at = fields.faults.keep(row.moment("replied_at")).flatten();
        let text = fields.required_paragraph("text");
        let reply = fields.paragraph("reply");
        let (caller_name, caller_phone) = (fields.person("caller_name"), fields.phone("caller_phone"));
        let hazard = self.reader.hazard(&mut fields);
        let (site, placed) = self.reader.place(&mut fields, None);
        let (kind, received_at, placed) = (kind?, received_at?, placed?);
        if number.is_empty() || text.is_empty() {
            return None;
        }
        self.reader.once(&mut fields, "number", format!("{}#{number}", placed.subdistrict));
        let record = HotlineOrder {
            id: HotlineOrderId(Uuid::now_v7()),
            number,
            kind,
            urgent,
            category,
            received_at,
            reply_due,
            replied_at,
            reply,
            text,
            caller_name,
            caller_phone,
            site,
            hazard,
            area: Some(placed.area.clone()),
        };
        note(&mut fields, record.validate(ctx.now));
        Some((record, placed))
    }

    fn cells(&self, (record, placed): &Self::Draft) -> Vec<String> {
        let place = self.reader.shown_place((record.site, record.hazard), placed);
        export::order_cells(record.clone(), record.due(&self.rules), place)
    }

    fn write<'a>(
        self,
        tx: &'a WriteTx,
        ctx: &'a Ctx,
        drafts: Vec<Self::Draft>,
        done: &'a AtomicU64,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let wanted = drafts.iter().map(|(record, _)| registers::orders::key(record)).collect();
            // the desk counts what waits for a reply
            let areas: BTreeSet<&str> =
                drafts.iter().map(|(_, placed)| placed.subdistrict.as_str()).collect();
            changes::draw(tx, areas.into_iter()).await?;
            let build = |(record, placed): (HotlineOrder, Placed), key| {
                let head = head(ctx, &record, key)?;
                let due = record.due(&self.rules);
                Ok::<_, Error>(registers::orders::row(record, due, placed, head))
            };
            write(tx, "hotline_order", (drafts, wanted), build, done).await
        })
    }
}
