//! Hotline orders 12345 工单, each with the last day for its reply, which is kept when the order is saved.

use super::{
    Head, Placed,
    place::{Links, place},
    shared::{Beside, Ready, columns, conditions, found, kept_key, may_keep, model, saved, seen},
};
use crate::{
    areas::Areas,
    audit, changes,
    content::Arrival,
    ctx::Ctx,
    db::WriteTx,
    entities::{hotline_order, reply_rule},
    error::{Error, Result},
    hazards::rows::number,
    keep::{Begun, begin, store as store_row},
    listing::{
        Conditions, Scope, Sql,
        joined::{Joined, Source},
        local_day,
        map::counted,
        total,
    },
    reference::{ANY, load::fixed_id},
    tables::Masks,
};
use chrono::NaiveDate;
use domain::{
    actor::Right,
    calendar::{DayCount, local_date, to_millis},
    fault::{Fault, FieldCode},
    geo::Bbox,
    hazards::Category,
    ids::{HazardId, HotlineOrderId, SiteId, sort_key},
    listing::{Key, Page, Sort, Total},
    programmes::{
        Keep,
        filters::OrderFilter,
        register::{HotlineOrder, OrderKind, OrderStanding, ReplyRule, ReplyRules, right_to},
        register_views::{DatedOrder, Entry, EntryPage},
    },
    text::tidy,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryResult};
use serde::Serialize;
use uuid::Uuid;

const ORDERS: &[Sort] = &[Sort::Newest, Sort::Oldest, Sort::Due];

const SOURCE: Source = Source {
    from: "hotline_order r LEFT JOIN site s ON s.id = r.site_id",
    lon: "s.lon",
    lat: "s.lat",
    key: "r.sort_key",
    due: "r.due",
};

/// The table of reply deadlines with the calendar that it counts by.
pub(crate) async fn rules(ctx: &Ctx) -> Result<ReplyRules> {
    let rows = reply_rule::Entity::find().all(ctx.db().read()).await?;
    Ok(ReplyRules {
        rules: rows.into_iter().map(rule).collect::<Result<_>>()?,
        calendar: ctx.state.reference().await?.rules.calendar.clone(),
    })
}

/// A row of that table.
pub(crate) fn rule(row: reply_rule::Model) -> Result<ReplyRule> {
    Ok(ReplyRule {
        kind: if row.kind == ANY { None } else { Some(row.kind.parse()?) },
        urgent: row.urgent,
        count: DayCount {
            days: u16::try_from(row.days).map_err(Error::broken)?,
            kind: row.day_kind.parse()?,
        },
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        source: row.source,
    })
}

/// Enters an order or changes an entry; its deadline follows from the table of the day it was received on. The same save
/// is accepted again, a number of the subdistrict is given once.
pub async fn save(ctx: &Ctx, keep: Keep<HotlineOrder>) -> Result<HotlineOrderId> {
    let arrival = Arrival::straight(&keep)?;
    let ready = prepare(ctx, keep).await?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| Box::pin(async move { store(tx, &ctx, ready, &arrival).await })).await
}

/// A save that is ready to be written, with the last day for the reply.
pub(crate) struct Dated {
    ready: Ready<HotlineOrder>,
    due: NaiveDate,
}

/// Checks a save by itself, finds where its entry lies and until when it is to be replied to.
pub(crate) async fn prepare(ctx: &Ctx, keep: Keep<HotlineOrder>) -> Result<Dated> {
    ctx.require(right_to(&keep))?;
    keep.record.validate(ctx.now)?;
    let record = &keep.record;
    let links =
        Links { site: record.site, hazard: record.hazard, area: record.area.as_ref(), position: None };
    let placed = place(ctx, links).await?;
    let due = record.due(&rules(ctx).await?);
    Ok(Dated { ready: Ready { keep, placed }, due })
}

/// Writes a save that was made ready, inside the caller's change.
pub(crate) async fn store(
    tx: &WriteTx,
    ctx: &Ctx,
    Dated { ready, due }: Dated,
    arrival: &Arrival,
) -> Result<HotlineOrderId> {
    let Ready { keep: Keep { id: save, base_version, record }, placed } = ready;
    let (id, content) = (record.id, arrival.content_sha256.clone());
    let begun = begin::<hotline_order::Entity>(tx, ctx, id.0, (save, base_version), &content).await?;
    let Some(Begun { there, version, made }) = begun else { return Ok(id) };
    let number = tidy(&record.number).unwrap_or_default();
    // of two who enter a number at once the second finds the first
    tx.claim(fixed_id("order_number", &format!("{}#{number}", placed.subdistrict))).await?;
    let twin = hotline_order::Entity::find()
        .filter(hotline_order::Column::SubdistrictCode.eq(&placed.subdistrict))
        .filter(hotline_order::Column::Number.eq(&number))
        .filter(hotline_order::Column::Id.ne(record.id.0))
        .one(tx)
        .await?;
    if twin.is_some() {
        return Err(Fault::field("number", FieldCode::Duplicate).into());
    }
    let has = there.as_ref().map(|row| row.sort_key);
    let sort_key = kept_key(tx, "hotline_order", key(&record), has).await?;
    let head = Head { sort_key, version, save: save.0, content, made, now: ctx.now };
    let detail = serde_json::json!({
        "number": record.number, "version": version, "due": due,
        "replied": record.replied_at.is_some(),
    });
    let line = saved("order", id.0, &placed, detail);
    // the desk counts what waits for a reply
    changes::one(tx, &placed.subdistrict).await?;
    store_row::<hotline_order::Entity>(tx, row(record, due, placed, head), there.is_some()).await?;
    audit::write(tx, ctx, [line]);
    Ok(id)
}

/// The sort key that an entry wants.
pub(crate) fn key(record: &HotlineOrder) -> i64 {
    sort_key(record.received_at, record.id.0)
}

/// The row of an entry with its deadline.
pub(crate) fn row(record: HotlineOrder, due: NaiveDate, placed: Placed, head: Head) -> hotline_order::Model {
    let text = |text: &Option<String>| text.as_deref().and_then(tidy);
    hotline_order::Model {
        id: record.id.0,
        sort_key: head.sort_key,
        area_code: placed.area.into(),
        committee_code: placed.committee,
        subdistrict_code: placed.subdistrict,
        district_code: placed.district,
        number: tidy(&record.number).unwrap_or_default(),
        kind: record.kind.as_str().into(),
        urgent: record.urgent,
        category: record.category.map(|category| category.as_str().into()),
        received_at: to_millis(record.received_at),
        reply_due: record.reply_due,
        due,
        replied_at: record.replied_at.map(to_millis),
        reply: text(&record.reply),
        text: tidy(&record.text).unwrap_or_default(),
        caller_name: text(&record.caller_name),
        caller_phone: text(&record.caller_phone),
        site_id: record.site.map(|site| site.0),
        hazard_id: record.hazard.map(|hazard| hazard.0),
        version: head.version,
        save_id: head.save,
        content_sha256: head.content,
        created_by: head.made.0,
        created_at: head.made.1,
        updated_at: head.now,
    }
}

/// The entry of a row, in full.
pub(crate) fn record(row: hotline_order::Model) -> Result<HotlineOrder> {
    Ok(HotlineOrder {
        id: HotlineOrderId(row.id),
        number: row.number,
        kind: row.kind.parse()?,
        urgent: row.urgent,
        category: row.category.as_deref().map(str::parse).transpose()?,
        received_at: row.received_at,
        reply_due: row.reply_due,
        replied_at: row.replied_at,
        reply: row.reply,
        text: row.text,
        caller_name: row.caller_name,
        caller_phone: row.caller_phone,
        site: row.site_id.map(SiteId),
        hazard: row.hazard_id.map(HazardId),
        area: Some(row.area_code.parse()?),
    })
}

/// Fills in what a form shows masked and leaves blank unless somebody types it anew.
pub async fn fill(ctx: &Ctx, record: &mut HotlineOrder) -> Result<()> {
    if (record.caller_name.is_none() || record.caller_phone.is_none())
        && let Some(row) = hotline_order::Entity::find_by_id(record.id.0).one(ctx.db().read()).await?
    {
        seen(ctx, &row.area_code)?;
        record.caller_name = record.caller_name.take().or(row.caller_name);
        record.caller_phone = record.caller_phone.take().or(row.caller_phone);
    }
    Ok(())
}

fn plan(ctx: &Ctx, filter: &OrderFilter) -> Result<Joined> {
    let texts = ["r.number", "r.text", "r.reply"];
    let mut conditions = conditions(ctx, &filter.common, (filter.site, filter.hazard), &texts)?;
    conditions.any_of("r.kind", &filter.kind, OrderKind::as_str);
    conditions.any_of("r.category", &filter.category, Category::as_str);
    standing(ctx, &mut conditions, &filter.standing);
    Ok(Joined::new(SOURCE, conditions, filter.common.window()).unplaced(filter.common.no_position))
}

/// Any of these standings, as of now: [`HotlineOrder::standing`] in SQL.
fn standing(ctx: &Ctx, conditions: &mut Conditions, wanted: &[OrderStanding]) {
    if wanted.is_empty() {
        return;
    }
    let replied = local_day(ctx.db().is_sqlite(), "r.replied_at");
    let today = local_date(ctx.now);
    let (mut texts, mut values) = (Vec::new(), Vec::new());
    for standing in wanted {
        texts.push(match standing {
            OrderStanding::Overdue => {
                values.push(today.into());
                "r.replied_at IS NULL AND r.due < ?".to_owned()
            }
            OrderStanding::Open => {
                values.push(today.into());
                "r.replied_at IS NULL AND r.due >= ?".to_owned()
            }
            OrderStanding::RepliedLate => format!("{replied} > r.due"),
            OrderStanding::RepliedOnTime => format!("{replied} <= r.due"),
        });
    }
    let any = Conditions::default().any_or(texts.iter().map(|text| format!("({text})")).collect(), values);
    conditions.extend(&any);
}

fn read(ctx: &Ctx, row: &QueryResult, areas: &Areas, masks: Masks) -> Result<Entry<DatedOrder>> {
    let kept: hotline_order::Model = model(row)?;
    let (due, sort_key) = (kept.due, kept.sort_key);
    let order = record(kept)?;
    let standing = order.standing(due, ctx.now);
    let dated = DatedOrder { order: masks.over(order, HotlineOrder::shown), due, standing };
    Beside::read(ctx, row, masks)?.entry(row, areas, dated, Key { due: Some(due), sort_key })
}

/// How many orders of the person's area wait for a reply, and of these those whose last day is over: the numbers of
/// [`OrderFilter::waiting`] and of the overdue ones among them.
pub(crate) async fn waiting(ctx: &Ctx) -> Result<(Total, Total)> {
    let most = ctx.state.limits.total_cap;
    let mut open = Scope::of(ctx, None)?.by_subdistrict("r");
    open.add("r.replied_at IS NULL", []);
    let mut late = open.clone();
    late.add("r.due < ?", [local_date(ctx.now).into()]);
    let mut numbers = Sql::default();
    for conditions in [open, late] {
        let mut rows = Sql::new("SELECT 1 FROM hotline_order r");
        rows.filter(&conditions);
        numbers.ask(counted(most, rows));
    }
    let answer = numbers.one(ctx.db().read()).await?.ok_or_else(|| Error::broken("no answer"))?;
    Ok((total(answer.try_get_by_index(0)?, most), total(answer.try_get_by_index(1)?, most)))
}

/// One page of the orders that this person may see.
pub async fn list(ctx: &Ctx, filter: &OrderFilter, limit: u64) -> Result<Page<Entry<DatedOrder>>> {
    rows(ctx, filter, limit, Masks::On).await
}

/// The same, masked or in full.
pub(super) async fn rows(
    ctx: &Ctx,
    filter: &OrderFilter,
    limit: u64,
    masks: Masks,
) -> Result<Page<Entry<DatedOrder>>> {
    let reference = ctx.state.reference().await?;
    plan(ctx, filter)?
        .page(
            ctx,
            &columns(&SOURCE),
            &|row| read(ctx, row, &reference.areas, masks),
            |entry| entry.key,
            (&filter.common, ORDERS, limit),
        )
        .await
}

#[derive(Serialize)]
struct Sign {
    id: Uuid,
    number: String,
    title: String,
    status: OrderStanding,
    category: OrderKind,
    overdue: bool,
}

/// The orders of the filter in a window as GeoJSON, like [`crate::hazards::query::map`]; a point is its site's.
pub async fn map(ctx: &Ctx, filter: &OrderFilter, window: Bbox, zoom: f64) -> Result<String> {
    let now = ctx.now;
    let sign = move |row: &QueryResult| {
        let kept: hotline_order::Model = model(row)?;
        let due = kept.due;
        let order = record(kept)?;
        let status = order.standing(due, now);
        Ok::<_, Error>(Sign {
            id: order.id.0,
            number: order.number,
            title: order.text.chars().take(TITLE).collect(),
            status,
            category: order.kind,
            overdue: status == OrderStanding::Overdue,
        })
    };
    plan(ctx, filter)?.map(ctx, (window, zoom), "r.*", &sign).await
}

/// Characters of an order's text that a map shows.
const TITLE: usize = 60;

/// Everything the page of one order shows. One outside the person's area is not found.
pub async fn page(ctx: &Ctx, id: HotlineOrderId) -> Result<EntryPage<DatedOrder>> {
    let reference = ctx.state.reference().await?;
    let row = found(ctx, &SOURCE, id.0).await?;
    let kept: hotline_order::Model = model(&row)?;
    let masked = kept.caller_name.is_some() || kept.caller_phone.is_some();
    let entry = read(ctx, &row, &reference.areas, Masks::On)?;
    Ok(EntryPage {
        version: number(kept.version)?,
        may_keep: may_keep(ctx, &entry.area.code),
        may_reveal: masked && ctx.actor.role.has(Right::Reveal),
        entry,
    })
}
