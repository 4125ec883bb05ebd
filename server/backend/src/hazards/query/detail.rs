//! The page of one hazard.

use super::rows::{Row, SiteText};
use crate::{
    assignment::query::{away_of, proposed},
    ctx::Ctx,
    entities::{awaited_photo, hazard},
    error::{Error, Result},
    files::query::awaited,
    hazards::{rows::state, service::takes_hazards},
    listing::{Conditions, Moment, Sql, id, places, rows_of},
};
use chrono::TimeDelta;
use domain::{
    actor::{Right, Role},
    area::AreaLevel,
    fault::Code,
    hazards::{Action, ActionState, EventKind, EventView, HazardDetail, HazardState, NamedHazard, Status},
    ids::{FileId, HazardId, InspectionId, SiteId, UserId},
    people::PersonRef,
    photos::{Layer, PhotoKind, PhotoView},
    privacy::{mask_name, mask_phone},
};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryResult};
use serde::{Deserialize, de::DeserializeOwned};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A device's time is shown when it differs from the server's by more than this.
const NOTABLE: TimeDelta = TimeDelta::minutes(1);

/// Most other hazards that the page names.
const MOST_NAMED: usize = 20;

/// The row with the names that stand on the page; [`page`] adds the rest.
const PAGE: &str = "SELECT h.*, s.kind AS site_kind, s.name AS site_name, s.address AS site_address, s.room AS site_room, \
     a.name AS assignee_name, r.name AS reporter_name, x.name AS rectifier_name, c.name AS closer_name, \
     f.name AS first_reviewer_name, d.number AS duplicate_number";

const JOINS: &str = "FROM hazard h \
     LEFT JOIN site s ON s.id = h.site_id \
     LEFT JOIN user_account a ON a.id = h.assignee_id \
     LEFT JOIN user_account r ON r.id = h.reporter_id \
     LEFT JOIN user_account x ON x.id = h.rectified_by \
     LEFT JOIN user_account c ON c.id = h.closed_by \
     LEFT JOIN user_account f ON f.id = h.first_reviewer_id \
     LEFT JOIN hazard d ON d.id = h.duplicate_of";

/// One question for the whole page: the row, its events, its photos, what was merged with it, and what this person chooses
/// from: whom it can be given to, of what it may be a second record.
fn page(ctx: &Ctx, hazard: HazardId) -> Sql {
    let sqlite = ctx.db().is_sqlite();
    let own = |name: &str| id(sqlite, name);
    let events = rows_of(
        sqlite,
        &format!(
            "e.seq, e.kind, {}, e.actor_name, e.actor_role, e.server_at, e.device_at, e.from_status, e.to_status, e.note, \
             e.data, {}",
            own("e.actor_id"),
            // an array in the array, whether it is kept as text or not
            if sqlite { "json(e.photos)" } else { "e.photos" }
        ),
    );
    let layer = if sqlite { "json(p.layer)" } else { "p.layer" };
    let photos = rows_of(
        sqlite,
        &format!("{}, p.kind, p.taken_at, p.created_at, p.width, p.height, {layer}", own("p.id")),
    );
    let merged = rows_of(sqlite, &format!("{}, o.number, o.description", own("o.id")));
    let mut sql = Sql::new(format!(
        "{PAGE}, (SELECT {events} FROM hazard_event e WHERE e.hazard_id = h.id) AS events, \
         (SELECT {photos} FROM file p WHERE p.hazard_id = h.id) AS photos, \
         (SELECT {merged} FROM hazard o WHERE o.duplicate_of = h.id) AS merged"
    ));
    if ctx.actor.role.has(Right::Void) {
        sql.push(&format!(
            ", (SELECT {merged} FROM hazard o WHERE o.site_id = h.site_id AND o.category = h.category \
             AND o.closed_at IS NULL AND o.voided_at IS NULL AND o.id <> h.id) AS alike"
        ));
    }
    if ctx.actor.role.has(Right::Assign) {
        let people = rows_of(sqlite, &format!("{}, u.name, u.role, u.login", own("u.id")));
        // whoever sees the area: those of the area itself and of every larger one
        let levels = AreaLevel::ALL.iter().map(|l| format!("substr(h.area_code, 1, {})", l.digits()));
        sql.push(&format!(
            ", (SELECT {people} FROM user_account u WHERE u.disabled_at IS NULL AND u.area_code IN ({})) AS assignable",
            levels.collect::<Vec<_>>().join(", ")
        ));
    }
    let mut this = Conditions::default();
    this.add("h.id = ?", [hazard.0.into()]);
    sql.push(" ").push(JOINS).filter(&this);
    sql
}

/// Everything the page of a hazard shows. One outside the person's area is not found.
pub async fn detail(ctx: &Ctx, id: HazardId) -> Result<HazardDetail> {
    let reference = ctx.state.reference().await?;
    let Some(found) = page(ctx, id).one(ctx.db().read()).await? else {
        return Err(Error::code(Code::NotFound));
    };
    let row = hazard::Model::from_query_result(&found, "")?;
    let state = state(&row)?;
    if !ctx.actor.area.contains(&state.area) {
        return Err(Error::code(Code::NotFound));
    }
    let (before, after) = photos(&found)?;
    let shown: BTreeSet<FileId> = before.iter().chain(&after).map(|photo| photo.id).collect();
    let assignee: Option<String> = found.try_get("", "assignee_name")?;
    // whoever has it is named by the step that gave it to them, and most often has done nothing yet
    let known = row.assignee_id.zip(assignee.clone()).into_iter().collect();
    let (events, complete) = events(ctx, &found, &shown, known).await?;
    let awaited = match complete {
        true => Vec::new(),
        false => awaited(ctx, awaited_photo::Column::HazardId, id.0).await?,
    };
    let duplicate: Option<String> = found.try_get("", "duplicate_number")?;
    let masked = |text: &Option<String>, mask: fn(&str) -> String| text.as_deref().map(mask);
    let assignees = match ctx.actor.may(Right::Assign, &state.area) {
        true => assignable(&found)?,
        false => Vec::new(),
    };
    let first = proposed(ctx, &reference, &state.area, row.category.parse()?, id);
    let proposed = first.into_iter().find(|id| assignees.iter().any(|person| person.id == *id));
    Ok(HazardDetail {
        summary: Row::of(&row, site(&found)?, assignee)?.into_summary(&reference.areas, ctx.now, false),
        source: row.source.parse()?,
        party_name: masked(&row.party_name, mask_name),
        party_phone: masked(&row.party_phone, mask_phone),
        may_reveal: ctx.actor.role.has(Right::Reveal)
            && (row.party_name.is_some() || row.party_phone.is_some()),
        site: row.site_id.map(SiteId),
        inspection: row.inspection_id.map(InspectionId),
        reporter: found.try_get::<Option<String>>("", "reporter_name")?.unwrap_or_default(),
        rectified_by: found.try_get("", "rectifier_name")?,
        closed_by: found.try_get("", "closer_name")?,
        first_reviewer: found.try_get("", "first_reviewer_name")?,
        duplicate_of: row.duplicate_of.map(HazardId).zip(duplicate),
        merged: others(&found, "merged")?,
        alike: match ctx.actor.may(Right::Void, &state.area) && state.status.is_open() {
            true => others(&found, "alike")?,
            false => Vec::new(),
        },
        registered_at: row.registered_at,
        subcategory: row.subcategory,
        clause: row.clause,
        accuracy_m: row.accuracy_m,
        photos_before: before,
        events,
        photos_after: after,
        awaited,
        actions: actions(&state, ctx),
        away: away_of(ctx, &reference, &assignees).await?,
        assignees,
        proposed,
        state,
    })
}

/// The rows in a column of the page.
fn rows_in<T: DeserializeOwned>(page: &QueryResult, column: &str) -> Result<Vec<T>> {
    Ok(serde_json::from_str(&page.try_get::<String>("", column)?)?)
}

/// Other hazards, the newest number first; as many as somebody looks through.
fn others(page: &QueryResult, column: &str) -> Result<Vec<NamedHazard>> {
    let mut rows: Vec<(HazardId, String, String)> = rows_in(page, column)?;
    rows.sort_unstable_by(|(_, one, _), (_, other, _)| other.cmp(one));
    rows.truncate(MOST_NAMED);
    let named = |(id, number, description)| NamedHazard { id, number, description };
    Ok(rows.into_iter().map(named).collect())
}

/// The hazard that somebody names by its number, its id, or a link to its page. None when there is no such number, or none that
/// this person may see; whoever uses an id looks at it anyway.
pub async fn named(ctx: &Ctx, text: &str) -> Result<Option<HazardId>> {
    let path = text.trim().split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    if let Ok(id) = last.parse() {
        return Ok(Some(id));
    }
    let row = hazard::Entity::find().filter(hazard::Column::Number.eq(last)).one(ctx.db().read()).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(ctx.actor.area.contains(&row.area_code.parse()?).then_some(HazardId(row.id)))
}

pub(super) fn site(row: &QueryResult) -> Result<Option<SiteText>> {
    let kind: Option<String> = row.try_get("", "site_kind")?;
    let Some(kind) = kind else { return Ok(None) };
    Ok(Some(SiteText {
        kind: kind.parse()?,
        name: row.try_get("", "site_name")?,
        address: row.try_get("", "site_address")?,
        room: row.try_get("", "site_room")?,
    }))
}

fn actions(state: &HazardState, ctx: &Ctx) -> Vec<ActionState> {
    let one =
        |action: &Action| ActionState { action: *action, refusal: state.permits(*action, &ctx.actor).err() };
    Action::ALL.iter().map(one).collect()
}

type Photos = Vec<PhotoView>;

#[derive(Deserialize)]
struct PhotoRow(FileId, PhotoKind, Option<Moment>, Moment, u32, u32, Option<Layer>);

/// Photos of the finding and of the result, in the order of their ids.
fn photos(page: &QueryResult) -> Result<(Photos, Photos)> {
    let mut rows: Vec<PhotoRow> = rows_in(page, "photos")?;
    rows.sort_unstable_by_key(|row| row.0);
    let view = |PhotoRow(id, kind, taken_at, created_at, width, height, layer)| PhotoView {
        id,
        kind,
        taken_at: taken_at.map(|at| at.0),
        created_at: created_at.0,
        width,
        height,
        layer: layer.unwrap_or_default(),
    };
    Ok(rows.into_iter().map(view).partition(|p| p.kind != PhotoKind::After))
}

/// Inspectors and the office, by name.
fn assignable(page: &QueryResult) -> Result<Vec<PersonRef>> {
    let mut rows: Vec<(UserId, String, Role, String)> = rows_in(page, "assignable")?;
    rows.retain(|(_, _, role, _)| takes_hazards(*role));
    rows.sort_unstable_by(|(_, name, _, login), (_, other, _, its_login)| {
        (name, login).cmp(&(other, its_login))
    });
    Ok(rows.into_iter().map(|(id, name, role, _)| PersonRef { id, name, role }).collect())
}

#[derive(Deserialize)]
struct EventRow {
    seq: u32,
    kind: EventKind,
    actor_id: Uuid,
    actor: String,
    role: Role,
    server_at: Moment,
    device_at: Option<Moment>,
    from: Option<Status>,
    to: Status,
    note: Option<String>,
    data: String,
    photos: Vec<FileId>,
}

/// The timeline, and whether all photos that its steps brought have arrived: those are `here`. Only who is neither among the
/// `known` nor has done a step is asked for by name.
async fn events(
    ctx: &Ctx,
    page: &QueryResult,
    here: &BTreeSet<FileId>,
    mut known: BTreeMap<Uuid, String>,
) -> Result<(Vec<EventView>, bool)> {
    let mut rows: Vec<EventRow> = rows_in(page, "events")?;
    rows.sort_unstable_by_key(|row| row.seq);
    let mut views = Vec::with_capacity(rows.len());
    let mut complete = true;
    for row in rows {
        complete &= row.photos.iter().all(|photo| here.contains(photo));
        known.insert(row.actor_id, row.actor.clone());
        let data: serde_json::Value = serde_json::from_str(&row.data)?;
        views.push(EventView {
            seq: row.seq,
            kind: row.kind,
            actor: row.actor,
            role: row.role,
            server_at: row.server_at.0,
            device_at: row.device_at.map(|at| at.0).filter(|at| (*at - row.server_at.0).abs() > NOTABLE),
            from: row.from,
            to: row.to,
            note: row.note,
            names: people_in(&data).into_iter().map(|id| (UserId(id), String::new())).collect(),
            data,
            photos: row.photos.into_iter().filter(|photo| here.contains(photo)).collect(),
        });
    }
    let mut unknown: Vec<Uuid> = views.iter().flat_map(|v| v.names.iter().map(|(id, _)| id.0)).collect();
    unknown.retain(|id| !known.contains_key(id));
    unknown.sort_unstable();
    unknown.dedup();
    known.extend(names(ctx, &unknown).await?);
    for view in &mut views {
        view.names.iter_mut().for_each(|(id, name)| *name = known.get(&id.0).cloned().unwrap_or_default());
    }
    Ok((views, complete))
}

/// The people that an event's data name.
fn people_in(data: &serde_json::Value) -> Vec<Uuid> {
    let named = |key: &str| data.get(key)?.as_str()?.parse().ok();
    ["assignee", "before", "asked_by"].into_iter().filter_map(named).collect()
}

async fn names(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<(Uuid, String)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT id, name FROM user_account WHERE id IN (");
    sql.bind(&places(ids.len()), ids.iter().map(|id| (*id).into())).push(")");
    let rows = sql.all(ctx.db().read()).await?;
    rows.iter().map(|r| Ok((r.try_get_by_index(0)?, r.try_get_by_index(1)?))).collect()
}
