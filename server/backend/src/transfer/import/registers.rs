//! Importing penalties, hotline orders and fire incidents.

use super::{
    Checked, ImportOptions, ImportReport, check_all,
    fields::Fields,
    hazards::Lookup,
    keys::free,
    places::{Places, Spot},
    words, write_all,
};
use crate::{
    content::sha256,
    ctx::Ctx,
    db::WriteTx,
    entities::{fire, hotline_order, penalty, site},
    error::{Error, Result},
    import_text::{Column, RowFault, RowFaultCode},
    registers::{self, Head, Placed},
    transfer::{Report, rows::insert},
};
use chrono::{NaiveDate, SecondsFormat};
use domain::{
    actor::Right,
    area::AreaCode,
    fault::{Fault, FieldCode},
    hazards::{PointSource, Position},
    ids::{FireId, HotlineOrderId, PenaltyId, SiteId},
    money::Fen,
    programmes::register::{FireIncident, HotlineOrder, Penalty},
};
use sea_orm::{EntityTrait, ModelTrait};
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use uuid::Uuid;

pub(super) const fn column(field: &'static str, aliases: &'static [&'static str], required: bool) -> Column {
    Column { field, aliases, required }
}

pub(super) const SITE: Column = column("site", &["场所", "场所名称", "单位名称", "site id"], false);
pub(super) const ADDRESS: Column = column("address", &["场所地址", "单位地址", "地址"], false);
const AREA: Column =
    column("area", &["居委会", "居委", "所属居委", "居委代码", "区划代码", "area code", "committee"], false);

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
];

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
];

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
    column("lon", &["经度", "longitude", "lng", "x"], false),
    column("lat", &["纬度", "latitude", "y"], false),
];

/// Rows of one round of writing.
const CHUNK: usize = 500;

/// What rows are read with.
pub(super) struct Reader {
    lookup: Lookup,
    places: Places,
    /// What is there already, by what makes two entries the same, with the line that says so; 0: the register.
    seen: HashMap<String, u64>,
}

impl Reader {
    pub(super) async fn new(ctx: &Ctx, options: ImportOptions, known: Vec<String>) -> Result<Self> {
        let reference = ctx.state.reference().await?;
        Ok(Self {
            lookup: Lookup::read(ctx).await?,
            places: Places::new(reference, ctx.actor.area.clone(), options.datum),
            seen: known.into_iter().map(|identity| (identity, 0)).collect(),
        })
    }

    /// The site of a row, which has to name one.
    pub(super) fn site(&self, fields: &mut Fields<'_>) -> Option<Arc<site::Model>> {
        if fields.row.cell("site").is_empty() {
            fields.fault("site", RowFaultCode::Required, "");
            return None;
        }
        self.lookup.site(fields)
    }

    /// Site and area of a row; no area after noting why.
    fn place(&self, fields: &mut Fields<'_>, spot: Option<&Spot>) -> (Option<SiteId>, Option<Placed>) {
        let site = self.lookup.site(fields);
        let stated = !fields.row.cell("area").is_empty() || spot.is_some();
        let area: Option<AreaCode> = if stated {
            self.places.area(fields, spot)
        } else if let Some(site) = &site {
            site.area_code.parse().ok()
        } else {
            if fields.row.cell("site").is_empty() {
                fields.fault("area", RowFaultCode::Required, "310105008001");
            }
            None
        };
        (site.map(|site| SiteId(site.id)), area.and_then(|area| Placed::new(area).ok()))
    }

    /// Notes an entry that is there already.
    pub(super) fn once(&mut self, fields: &mut Fields<'_>, field: &str, identity: String) {
        match self.seen.get(&identity) {
            None => drop(self.seen.insert(identity, fields.row.line())),
            Some(0) => fields.fault(field, RowFaultCode::Duplicate, ""),
            Some(line) => fields.fault(field, RowFaultCode::Duplicate, format!("line {line}")),
        }
    }
}

/// An amount in yuan.
fn amount(fields: &mut Fields<'_>, field: &str) -> Option<Fen> {
    let cell = fields.row.cell(field);
    if cell.is_empty() {
        return None;
    }
    let amount = cell.parse().ok();
    if amount.is_none() {
        fields.fault(field, RowFaultCode::NotANumber, "1234.50");
    }
    amount
}

/// Notes what the rules of the domain say against an entry.
pub(super) fn note(fields: &mut Fields<'_>, checked: Result<(), Fault>) {
    let mut noted: Vec<(String, RowFaultCode)> = Vec::new();
    for fault in checked.err().into_iter().flat_map(|fault| fault.fields) {
        let code = match fault.code {
            FieldCode::Required => RowFaultCode::Required,
            FieldCode::TooLong => RowFaultCode::TooLong,
            FieldCode::ControlCharacter => RowFaultCode::ControlCharacter,
            FieldCode::NotLater => RowFaultCode::Inconsistent,
            FieldCode::Duplicate => RowFaultCode::Duplicate,
            FieldCode::NotAllowed | FieldCode::Malformed => RowFaultCode::NotAllowed,
            _ => RowFaultCode::OutOfRange,
        };
        let expects = fault.args.get("than").cloned().unwrap_or_default();
        // a column is called as the field of the form is, wherever in the form it stands, or as the list that it is in
        let mut parts = fault.field.rsplit('.').map(|part| part.split('[').next().unwrap_or(part));
        let row = fields.row;
        let Some(column) = parts.find(|part| row.knows(part)).map(str::to_owned) else {
            fields.faults.add(RowFault::of_row(row.line(), code).in_column(0, fault.field.as_str()));
            continue;
        };
        // all of a list may have the same fault, but there is one cell
        if noted.iter().all(|(other, said)| *other != column || *said != code) {
            fields.fault(&column, code, expects);
            noted.push((column, code));
        }
    }
}

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

/// Adds penalties. The same number in the subdistrict, or without a number the same party, day and reason, is a fault.
pub async fn penalties(
    ctx: &Ctx,
    bytes: Vec<u8>,
    options: ImportOptions,
    progress: Report<'_>,
) -> Result<ImportReport> {
    let known = penalty::Entity::find().all(ctx.db().read()).await?;
    let known = known.iter().map(|row| {
        let what = (row.decided_on, row.party.as_str(), row.reason.as_str());
        penalty_identity(&row.subdistrict_code, row.number.as_deref(), what)
    });
    let mut reader = Reader::new(ctx, options, known.collect()).await?;
    let checked = check_all(ctx, Right::KeepRegister, bytes, PENALTY_COLUMNS, progress, |row, faults| {
        let mut fields = Fields { row, faults };
        let decided_on = fields.faults.keep(row.need("decided_on", row.date("decided_on")));
        let category = fields.required_choice("category", words::CATEGORIES);
        let (body, party) = (fields.required_line("body"), fields.required_line("party"));
        let reason = fields.required_paragraph("reason");
        let (number, fine) = (fields.line("number"), amount(&mut fields, "fine"));
        let (site, placed) = reader.place(&mut fields, None);
        let (decided_on, category, placed) = (decided_on?, category?, placed?);
        let what = (decided_on, party.as_str(), reason.as_str());
        let identity = penalty_identity(&placed.subdistrict, number.as_deref(), what);
        reader.once(&mut fields, if number.is_some() { "number" } else { "party" }, identity);
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
            hazard: None,
            area: Some(placed.area.clone()),
        };
        // what is missing has been noted
        let complete = !record.body.is_empty() && !record.party.is_empty() && !record.reason.is_empty();
        if complete {
            note(&mut fields, record.validate(ctx.now));
        }
        Some((record, placed))
    })
    .await?;
    let Checked { drafts, mut report } = checked;
    if report.may_write(options) {
        let (total, own) = (drafts.len(), ctx.clone());
        write_all(ctx, "penalties", &mut report, options, progress, total, move |tx, done| {
            Box::pin(async move {
                let wanted = drafts.iter().map(|(record, _)| registers::penalties::key(record)).collect();
                let build = |(record, placed): (Penalty, Placed), key| {
                    let head = head(&own, &record, key)?;
                    Ok::<_, Error>(registers::penalties::row(record, placed, head))
                };
                write(tx, "penalty", (drafts, wanted), build, &done).await
            })
        })
        .await?;
    }
    Ok(report)
}

/// Adds hotline orders, each with its deadline. The same number in the subdistrict is a fault.
pub async fn orders(
    ctx: &Ctx,
    bytes: Vec<u8>,
    options: ImportOptions,
    progress: Report<'_>,
) -> Result<ImportReport> {
    let rules = registers::orders::rules(ctx).await?;
    let known = hotline_order::Entity::find().all(ctx.db().read()).await?;
    let known = known.iter().map(|row| format!("{}#{}", row.subdistrict_code, row.number)).collect();
    let mut reader = Reader::new(ctx, options, known).await?;
    let checked = check_all(ctx, Right::KeepRegister, bytes, ORDER_COLUMNS, progress, |row, faults| {
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
        let (site, placed) = reader.place(&mut fields, None);
        let (kind, received_at, placed) = (kind?, received_at?, placed?);
        if number.is_empty() || text.is_empty() {
            return None;
        }
        reader.once(&mut fields, "number", format!("{}#{number}", placed.subdistrict));
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
            hazard: None,
            area: Some(placed.area.clone()),
        };
        note(&mut fields, record.validate(ctx.now));
        Some((record, placed))
    })
    .await?;
    let Checked { drafts, mut report } = checked;
    if report.may_write(options) {
        let (total, own) = (drafts.len(), ctx.clone());
        write_all(ctx, "orders", &mut report, options, progress, total, move |tx, done| {
            Box::pin(async move {
                let wanted = drafts.iter().map(|(record, _)| registers::orders::key(record)).collect();
                let build = |(record, placed): (HotlineOrder, Placed), key| {
                    let head = head(&own, &record, key)?;
                    let due = record.due(&rules);
                    Ok::<_, Error>(registers::orders::row(record, due, placed, head))
                };
                write(tx, "hotline_order", (drafts, wanted), build, &done).await
            })
        })
        .await?;
    }
    Ok(report)
}

/// Adds fire incidents. The same place at the same time is a fault.
pub async fn fires(
    ctx: &Ctx,
    bytes: Vec<u8>,
    options: ImportOptions,
    progress: Report<'_>,
) -> Result<ImportReport> {
    // what another subdistrict has is none of this one's
    let identity = |subdistrict: &str, at: chrono::DateTime<chrono::Utc>, place: &str| {
        format!("{subdistrict}|{}|{place}", at.to_rfc3339_opts(SecondsFormat::Secs, true))
    };
    let known = fire::Entity::find().all(ctx.db().read()).await?;
    let known = known.iter().map(|row| identity(&row.subdistrict_code, row.at, &row.place)).collect();
    let mut reader = Reader::new(ctx, options, known).await?;
    let checked = check_all(ctx, Right::KeepRegister, bytes, FIRE_COLUMNS, progress, |row, faults| {
        let mut fields = Fields { row, faults };
        let at = fields.faults.keep(row.need("at", row.moment("at")));
        let place = fields.required_line("place");
        let cause = fields.required_choice("cause", words::FIRE_CAUSES);
        let (text, loss) = (fields.paragraph("text"), amount(&mut fields, "loss"));
        let [injured, dead] = ["injured", "dead"].map(|field| {
            let number = fields.faults.keep(row.integer(field, 0..=10_000)).flatten();
            u32::try_from(number.unwrap_or(0)).unwrap_or(0)
        });
        let spot = reader.places.spot(&mut fields);
        let (site, placed) = reader.place(&mut fields, spot.as_ref());
        let (at, cause, placed) = (at?, cause?, placed?);
        if place.is_empty() {
            return None;
        }
        reader.once(&mut fields, "place", identity(&placed.subdistrict, at, &place));
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
            hazard: None,
        };
        note(&mut fields, record.validate(ctx.now));
        Some((record, placed))
    })
    .await?;
    let Checked { drafts, mut report } = checked;
    if report.may_write(options) {
        let (total, own) = (drafts.len(), ctx.clone());
        write_all(ctx, "fires", &mut report, options, progress, total, move |tx, done| {
            Box::pin(async move {
                let wanted = drafts.iter().map(|(record, _)| registers::fires::key(record)).collect();
                let build = |(record, placed): (FireIncident, Placed), key| {
                    let head = head(&own, &record, key)?;
                    registers::fires::row(record, placed, head)
                };
                write(tx, "fire", (drafts, wanted), build, &done).await
            })
        })
        .await?;
    }
    Ok(report)
}

fn head(ctx: &Ctx, record: &impl serde::Serialize, sort_key: i64) -> Result<Head> {
    Ok(Head {
        sort_key,
        version: 1,
        save: Uuid::now_v7(),
        content: sha256(record)?,
        made: (ctx.actor.user.0, ctx.now),
        now: ctx.now,
    })
}

/// Writes what was read, each with a free place in the order near the one it wants.
async fn write<T: Send, M: ModelTrait + Sync>(
    tx: &WriteTx,
    table: &str,
    (drafts, wanted): (Vec<T>, Vec<i64>),
    build: impl Fn(T, i64) -> Result<M> + Send,
    done: &AtomicU64,
) -> Result<()> {
    let keys = free(tx, table, wanted).await?;
    let rows =
        drafts.into_iter().zip(keys).map(|(draft, key)| build(draft, key)).collect::<Result<Vec<_>>>()?;
    for chunk in rows.chunks(CHUNK) {
        insert(tx, chunk).await?;
        done.fetch_add(chunk.len() as u64, Ordering::Relaxed);
    }
    Ok(())
}
