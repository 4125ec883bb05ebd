//! Fire incidents 火情.

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
    entities::fire,
    error::{Error, Result},
    hazards::rows::number,
    keep::{Begun, begin, store as store_row},
    listing::{
        joined::{Joined, Source},
        point,
    },
    tables::Masks,
};
use domain::{
    actor::Right,
    calendar::to_millis,
    geo::Bbox,
    hazards::Position,
    ids::{FireId, HazardId, SiteId, sort_key},
    listing::{Key, Page, Sort},
    money::Fen,
    programmes::{
        Keep,
        filters::FireFilter,
        register::{FireCause, FireIncident, right_to},
        register_views::{Entry, EntryPage},
    },
    text::tidy,
};
use sea_orm::{EntityTrait, QueryResult};
use serde::Serialize;
use uuid::Uuid;

const ORDERS: &[Sort] = &[Sort::Newest, Sort::Oldest];

/// A fire without a position of its own is where its site is.
const SOURCE: Source = Source {
    from: "fire r LEFT JOIN site s ON s.id = r.site_id",
    lon: "COALESCE(r.lon, s.lon)",
    lat: "COALESCE(r.lat, s.lat)",
    key: "r.sort_key",
    due: "",
};

/// Enters a fire or changes an entry. The same save is accepted again.
pub async fn save(ctx: &Ctx, keep: Keep<FireIncident>) -> Result<FireId> {
    let arrival = Arrival::straight(&keep)?;
    let ready = prepare(ctx, keep).await?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| Box::pin(async move { store(tx, &ctx, ready, &arrival).await })).await
}

/// Checks a save by itself, and finds where its entry lies.
pub(crate) async fn prepare(ctx: &Ctx, keep: Keep<FireIncident>) -> Result<Ready<FireIncident>> {
    ctx.require(right_to(&keep))?;
    keep.record.validate(ctx.now)?;
    let record = &keep.record;
    let links = Links {
        site: record.site,
        hazard: record.hazard,
        area: record.area.as_ref(),
        position: record.position.as_ref(),
    };
    let placed = place(ctx, links).await?;
    Ok(Ready { keep, placed })
}

/// Writes a save that was made ready, inside the caller's change.
pub(crate) async fn store(
    tx: &WriteTx,
    ctx: &Ctx,
    ready: Ready<FireIncident>,
    arrival: &Arrival,
) -> Result<FireId> {
    let Ready { keep: Keep { id: save, base_version, record }, placed } = ready;
    let (id, content) = (record.id, arrival.content_sha256.clone());
    let begun = begin::<fire::Entity>(tx, ctx, id.0, (save, base_version), &content).await?;
    let Some(Begun { there, version, made }) = begun else { return Ok(id) };
    let has = there.as_ref().map(|row| row.sort_key);
    let sort_key = kept_key(tx, "fire", key(&record), has).await?;
    let head = Head { sort_key, version, save: save.0, content, made, now: ctx.now };
    let detail = serde_json::json!({"at": record.at, "version": version});
    let line = saved("fire", id.0, &placed, detail);
    store_row::<fire::Entity>(tx, row(record, placed, head)?, there.is_some()).await?;
    audit::write(tx, ctx, [line]);
    Ok(id)
}

/// The sort key that an entry wants.
pub(crate) fn key(record: &FireIncident) -> i64 {
    sort_key(record.at, record.id.0)
}

/// The row of an entry.
pub(crate) fn row(record: FireIncident, placed: Placed, head: Head) -> Result<fire::Model> {
    Ok(fire::Model {
        id: record.id.0,
        sort_key: head.sort_key,
        area_code: placed.area.into(),
        committee_code: placed.committee,
        subdistrict_code: placed.subdistrict,
        district_code: placed.district,
        at: to_millis(record.at),
        place: tidy(&record.place).unwrap_or_default(),
        site_id: record.site.map(|site| site.0),
        lon: record.position.map(|p| p.point.lon()),
        lat: record.position.map(|p| p.point.lat()),
        accuracy_m: record.position.and_then(|p| p.accuracy_m),
        point_source: record.position.map(|p| p.source.as_str().into()),
        cause: record.cause.as_str().into(),
        text: record.text.as_deref().and_then(tidy),
        loss: record.loss.map(|loss| loss.0),
        injured: i32::try_from(record.injured).map_err(Error::broken)?,
        dead: i32::try_from(record.dead).map_err(Error::broken)?,
        hazard_id: record.hazard.map(|hazard| hazard.0),
        version: head.version,
        save_id: head.save,
        content_sha256: head.content,
        created_by: head.made.0,
        created_at: head.made.1,
        updated_at: head.now,
    })
}

/// The entry of a row, in full.
pub(crate) fn record(row: fire::Model) -> Result<FireIncident> {
    let source = row.point_source.as_deref().map(str::parse).transpose()?;
    let position = point(row.lon, row.lat).zip(source).map(|(point, source)| Position {
        point,
        accuracy_m: row.accuracy_m,
        source,
    });
    Ok(FireIncident {
        id: FireId(row.id),
        at: row.at,
        place: row.place,
        site: row.site_id.map(SiteId),
        position,
        area: Some(row.area_code.parse()?),
        cause: row.cause.parse()?,
        text: row.text,
        loss: row.loss.map(Fen),
        injured: number(row.injured)?,
        dead: number(row.dead)?,
        hazard: row.hazard_id.map(HazardId),
    })
}

/// Fills in what a form shows masked and leaves blank unless somebody types it anew, and the position, which no form of
/// a fire asks for again.
pub async fn fill(ctx: &Ctx, record: &mut FireIncident) -> Result<()> {
    if let Some(row) = fire::Entity::find_by_id(record.id.0).one(ctx.db().read()).await? {
        seen(ctx, &row.area_code)?;
        let kept = self::record(row)?;
        if tidy(&record.place).is_none() {
            record.place = kept.place;
        }
        record.position = record.position.or(kept.position);
    }
    Ok(())
}

fn plan(ctx: &Ctx, filter: &FireFilter) -> Result<Joined> {
    // of a home the place is told to the building only
    let place = "CASE WHEN s.kind = 'household' THEN '' ELSE r.place END";
    let mut conditions = conditions(ctx, &filter.common, (filter.site, filter.hazard), &[place, "r.text"])?;
    conditions.any_of("r.cause", &filter.cause, FireCause::as_str);
    Ok(Joined::new(SOURCE, conditions, filter.common.window()).unplaced(filter.common.no_position))
}

fn read(ctx: &Ctx, row: &QueryResult, areas: &Areas, masks: Masks) -> Result<Entry<FireIncident>> {
    let beside = Beside::read(ctx, row, masks)?;
    let kept: fire::Model = model(row)?;
    let key = Key { due: None, sort_key: kept.sort_key };
    let shown = masks.over(record(kept)?, |fire| fire.shown(beside.room.as_deref()));
    beside.entry(row, areas, shown, key)
}

/// One page of the fires that this person may see.
pub async fn list(ctx: &Ctx, filter: &FireFilter, limit: u64) -> Result<Page<Entry<FireIncident>>> {
    rows(ctx, filter, limit, Masks::On).await
}

/// The same, masked or in full.
pub(super) async fn rows(
    ctx: &Ctx,
    filter: &FireFilter,
    limit: u64,
    masks: Masks,
) -> Result<Page<Entry<FireIncident>>> {
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
    title: String,
    status: &'static str,
    category: FireCause,
    overdue: bool,
}

/// The fires of the filter in a window as GeoJSON, like [`crate::hazards::query::map`].
pub async fn map(ctx: &Ctx, filter: &FireFilter, window: Bbox, zoom: f64) -> Result<String> {
    let sign = |row: &QueryResult| {
        let kept: fire::Model = model(row)?;
        let room: Option<String> = row.try_get("", "site_room")?;
        let home = row.try_get::<Option<String>>("", "site_kind")?.as_deref() == Some("household");
        let shown = record(kept)?.shown(room.as_deref().filter(|_| home));
        Ok::<_, Error>(Sign {
            id: shown.id.0,
            title: shown.place,
            status: "fire",
            category: shown.cause,
            overdue: false,
        })
    };
    let columns = "r.*, s.kind AS site_kind, s.room AS site_room";
    plan(ctx, filter)?.map(ctx, (window, zoom), columns, &sign).await
}

/// Everything the page of one fire shows. One outside the person's area is not found.
pub async fn page(ctx: &Ctx, id: FireId) -> Result<EntryPage<FireIncident>> {
    let reference = ctx.state.reference().await?;
    let row = found(ctx, &SOURCE, id.0).await?;
    let kept: fire::Model = model(&row)?;
    let version = number(kept.version)?;
    let place = kept.place.clone();
    let entry = read(ctx, &row, &reference.areas, Masks::On)?;
    Ok(EntryPage {
        version,
        may_keep: may_keep(ctx, &entry.area.code),
        may_reveal: entry.record.place != place && ctx.actor.role.has(Right::Reveal),
        entry,
    })
}
