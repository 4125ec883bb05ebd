//! Penalties 行政处罚, kept as reference: other bodies decide them.

use super::{
    Head, Placed,
    place::{Links, place},
    shared::{Beside, Ready, columns, conditions, found, kept_key, may_keep, model, saved, seen},
};
use crate::{
    areas::Areas,
    audit,
    content::Arrival,
    ctx::Ctx,
    db::WriteTx,
    entities::penalty,
    error::{Error, Result},
    hazards::rows::number,
    keep::{Begun, begin, store as store_row},
    listing::joined::{Joined, Source},
    tables::Masks,
};
use domain::{
    actor::Right,
    calendar::day_start,
    geo::Bbox,
    hazards::Category,
    ids::{HazardId, PenaltyId, SiteId, sort_key},
    listing::{Key, Page, Sort},
    money::Fen,
    programmes::{
        Keep,
        filters::PenaltyFilter,
        register::{Penalty, right_to},
        register_views::{Entry, EntryPage},
    },
    text::tidy,
};
use sea_orm::{EntityTrait, QueryResult};
use serde::Serialize;
use uuid::Uuid;

const ORDERS: &[Sort] = &[Sort::Newest, Sort::Oldest];

const SOURCE: Source = Source {
    from: "penalty r LEFT JOIN site s ON s.id = r.site_id",
    lon: "s.lon",
    lat: "s.lat",
    key: "r.sort_key",
    due: "",
};

/// Enters a penalty or changes an entry. The same save is accepted again.
pub async fn save(ctx: &Ctx, keep: Keep<Penalty>) -> Result<PenaltyId> {
    let arrival = Arrival::straight(&keep)?;
    let ready = prepare(ctx, keep).await?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| Box::pin(async move { store(tx, &ctx, ready, &arrival).await })).await
}

/// Checks a save by itself, and finds where its entry lies.
pub(crate) async fn prepare(ctx: &Ctx, keep: Keep<Penalty>) -> Result<Ready<Penalty>> {
    ctx.require(right_to(&keep))?;
    keep.record.validate(ctx.now)?;
    let record = &keep.record;
    let links =
        Links { site: record.site, hazard: record.hazard, area: record.area.as_ref(), position: None };
    let placed = place(ctx, links).await?;
    Ok(Ready { keep, placed })
}

/// Writes a save that was made ready, inside the caller's change.
pub(crate) async fn store(
    tx: &WriteTx,
    ctx: &Ctx,
    ready: Ready<Penalty>,
    arrival: &Arrival,
) -> Result<PenaltyId> {
    let Ready { keep: Keep { id: save, base_version, record }, placed } = ready;
    let (id, content) = (record.id, arrival.content_sha256.clone());
    let begun = begin::<penalty::Entity>(tx, ctx, id.0, (save, base_version), &content).await?;
    let Some(Begun { there, version, made }) = begun else { return Ok(id) };
    let has = there.as_ref().map(|row| row.sort_key);
    let sort_key = kept_key(tx, "penalty", key(&record), has).await?;
    let head = Head { sort_key, version, save: save.0, content, made, now: ctx.now };
    let detail = serde_json::json!({"number": record.number, "version": version});
    let line = saved("penalty", id.0, &placed, detail);
    store_row::<penalty::Entity>(tx, row(record, placed, head), there.is_some()).await?;
    audit::write(tx, ctx, [line]);
    Ok(id)
}

/// The sort key that an entry wants.
pub(crate) fn key(record: &Penalty) -> i64 {
    sort_key(day_start(record.decided_on), record.id.0)
}

/// The row of an entry.
pub(crate) fn row(record: Penalty, placed: Placed, head: Head) -> penalty::Model {
    penalty::Model {
        id: record.id.0,
        sort_key: head.sort_key,
        area_code: placed.area.into(),
        committee_code: placed.committee,
        subdistrict_code: placed.subdistrict,
        district_code: placed.district,
        number: record.number.as_deref().and_then(tidy),
        decided_on: record.decided_on,
        body: tidy(&record.body).unwrap_or_default(),
        category: record.category.as_str().into(),
        party: tidy(&record.party).unwrap_or_default(),
        reason: tidy(&record.reason).unwrap_or_default(),
        fine: record.fine.map(|fine| fine.0),
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
pub(crate) fn record(row: penalty::Model) -> Result<Penalty> {
    Ok(Penalty {
        id: PenaltyId(row.id),
        number: row.number,
        decided_on: row.decided_on,
        body: row.body,
        category: row.category.parse()?,
        party: row.party,
        reason: row.reason,
        fine: row.fine.map(Fen),
        site: row.site_id.map(SiteId),
        hazard: row.hazard_id.map(HazardId),
        area: Some(row.area_code.parse()?),
    })
}

/// Fills in what a form shows masked and leaves blank unless somebody types it anew.
pub async fn fill(ctx: &Ctx, record: &mut Penalty) -> Result<()> {
    if tidy(&record.party).is_none()
        && let Some(row) = penalty::Entity::find_by_id(record.id.0).one(ctx.db().read()).await?
    {
        seen(ctx, &row.area_code)?;
        record.party = row.party;
    }
    Ok(())
}

fn plan(ctx: &Ctx, filter: &PenaltyFilter) -> Result<Joined> {
    // a firm is found by its name, whoever may be a person is not: [`Penalty::may_be_person`] in SQL
    let firm = "CASE WHEN s.kind <> 'household' AND (r.party = s.name \
         OR length(r.party) > 4 AND r.party NOT LIKE '%·%') THEN r.party ELSE '' END";
    let texts = ["r.number", "r.body", "r.reason", firm];
    let mut conditions = conditions(ctx, &filter.common, (filter.site, filter.hazard), &texts)?;
    conditions.any_of("r.category", &filter.category, Category::as_str);
    Ok(Joined::new(SOURCE, conditions, filter.common.window()).unplaced(filter.common.no_position))
}

fn read(ctx: &Ctx, row: &QueryResult, areas: &Areas, masks: Masks) -> Result<Entry<Penalty>> {
    let beside = Beside::read(ctx, row, masks)?;
    let kept: penalty::Model = model(row)?;
    let key = Key { due: None, sort_key: kept.sort_key };
    let record = record(kept)?;
    let person = record.may_be_person(beside.site.as_ref().map(|site| (site.kind, site.name.as_str())));
    let record = masks.over(record, |record| record.shown(person));
    beside.entry(row, areas, record, key)
}

/// One page of the penalties that this person may see.
pub async fn list(ctx: &Ctx, filter: &PenaltyFilter, limit: u64) -> Result<Page<Entry<Penalty>>> {
    rows(ctx, filter, limit, Masks::On).await
}

/// The same, masked or in full.
pub(super) async fn rows(
    ctx: &Ctx,
    filter: &PenaltyFilter,
    limit: u64,
    masks: Masks,
) -> Result<Page<Entry<Penalty>>> {
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
    number: Option<String>,
    title: String,
    status: &'static str,
    category: Category,
    overdue: bool,
}

/// The penalties of the filter in a window as GeoJSON, like [`crate::hazards::query::map`].
pub async fn map(ctx: &Ctx, filter: &PenaltyFilter, window: Bbox, zoom: f64) -> Result<String> {
    let columns = "r.id, r.number, r.reason, r.category";
    let sign = |row: &QueryResult| {
        Ok::<_, Error>(Sign {
            id: row.try_get_by_index(0)?,
            number: row.try_get_by_index(1)?,
            title: row.try_get_by_index(2)?,
            status: "penalty",
            category: row.try_get_by_index::<String>(3)?.parse()?,
            overdue: false,
        })
    };
    plan(ctx, filter)?.map(ctx, (window, zoom), columns, &sign).await
}

/// Everything the page of one penalty shows. One outside the person's area is not found.
pub async fn page(ctx: &Ctx, id: PenaltyId) -> Result<EntryPage<Penalty>> {
    let reference = ctx.state.reference().await?;
    let row = found(ctx, &SOURCE, id.0).await?;
    let kept: penalty::Model = model(&row)?;
    let entry = read(ctx, &row, &reference.areas, Masks::On)?;
    Ok(EntryPage {
        version: number(kept.version)?,
        may_keep: may_keep(ctx, &entry.area.code),
        may_reveal: entry.record.party != kept.party && ctx.actor.role.has(Right::Reveal),
        entry,
    })
}
