//! The page of one hazard.

use super::rows::{Row, SiteText};
use crate::{
    ctx::Ctx,
    entities::{awaited_photo, file, hazard},
    error::{Error, Result},
    files::query::{awaited, view},
    hazards::rows::{number, state},
    listing::{Conditions, Sql, places},
    people,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    actor::{Right, Role},
    fault::Code,
    hazards::{Action, ActionState, EventView, HazardDetail, HazardState},
    ids::{FileId, HazardId, InspectionId, SiteId, UserId},
    photos::PhotoKind,
    privacy::{mask_name, mask_phone},
};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QueryResult};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A device's time is shown when it differs from the server's by more than this.
const NOTABLE: TimeDelta = TimeDelta::minutes(1);

/// The row with the names that stand on the page.
const PAGE: &str = "SELECT h.*, s.kind AS site_kind, s.name AS site_name, s.address AS site_address, s.room AS site_room, \
     a.name AS assignee_name, r.name AS reporter_name, x.name AS rectifier_name, c.name AS closer_name, \
     f.name AS first_reviewer_name, d.number AS duplicate_number FROM hazard h \
     LEFT JOIN site s ON s.id = h.site_id \
     LEFT JOIN user_account a ON a.id = h.assignee_id \
     LEFT JOIN user_account r ON r.id = h.reporter_id \
     LEFT JOIN user_account x ON x.id = h.rectified_by \
     LEFT JOIN user_account c ON c.id = h.closed_by \
     LEFT JOIN user_account f ON f.id = h.first_reviewer_id \
     LEFT JOIN hazard d ON d.id = h.duplicate_of";

/// What the page tells of the events, in the order in which [`events`] reads it.
const EVENTS: &str = "SELECT seq, kind, actor_id, actor_name, actor_role, server_at, device_at, from_status, to_status, \
     note, data, photos FROM hazard_event";

/// Everything the page of a hazard shows. One outside the person's area is not found.
pub async fn detail(ctx: &Ctx, id: HazardId) -> Result<HazardDetail> {
    let reference = ctx.state.reference().await?;
    let mut sql = Sql::new(PAGE);
    let mut this = Conditions::default();
    this.add("h.id = ?", [id.0.into()]);
    sql.filter(&this);
    let Some(found) = sql.one(ctx.db().read()).await? else { return Err(Error::code(Code::NotFound)) };
    let row = hazard::Model::from_query_result(&found, "")?;
    let state = state(&row)?;
    if !ctx.actor.area.contains(&state.area) {
        return Err(Error::code(Code::NotFound));
    }
    let (before, after) = photos(ctx, id).await?;
    let shown: BTreeSet<FileId> = before.iter().chain(&after).map(|photo| photo.id).collect();
    let assignee: Option<String> = found.try_get("", "assignee_name")?;
    let duplicate: Option<String> = found.try_get("", "duplicate_number")?;
    let masked = |text: &Option<String>, mask: fn(&str) -> String| text.as_deref().map(mask);
    Ok(HazardDetail {
        summary: Row::of(&row, site(&found)?, assignee).into_summary(&reference.areas, ctx.now, false)?,
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
        registered_at: row.registered_at,
        subcategory: row.subcategory,
        clause: row.clause,
        accuracy_m: row.accuracy_m,
        photos_before: before,
        events: events(ctx, id, &shown).await?,
        photos_after: after,
        awaited: awaited(ctx, awaited_photo::Column::HazardId, id.0).await?,
        actions: actions(&state, ctx),
        assignees: match ctx.actor.may(Right::Assign, &state.area) {
            true => people::query::assignable(ctx, &state.area).await?,
            false => Vec::new(),
        },
        state,
    })
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

type Photos = Vec<domain::photos::PhotoView>;

/// Photos of the finding and of the result.
async fn photos(ctx: &Ctx, id: HazardId) -> Result<(Photos, Photos)> {
    let rows = file::Entity::find()
        .filter(file::Column::HazardId.eq(id.0))
        .order_by_asc(file::Column::Id)
        .all(ctx.db().read())
        .await?;
    let all = rows.iter().map(view).collect::<Result<Photos>>()?;
    Ok(all.into_iter().partition(|p| p.kind != PhotoKind::After))
}

/// The timeline. Of the photos that the steps brought, `here` are those that have arrived.
async fn events(ctx: &Ctx, id: HazardId, here: &BTreeSet<FileId>) -> Result<Vec<EventView>> {
    let mut sql = Sql::new(EVENTS);
    let mut own = Conditions::default();
    own.add("hazard_id = ?", [id.0.into()]);
    sql.filter(&own).push(" ORDER BY seq");
    let mut known: BTreeMap<Uuid, String> = BTreeMap::new();
    let mut views = Vec::new();
    for row in sql.all(ctx.db().read()).await? {
        let actor: String = row.try_get_by_index(3)?;
        known.insert(row.try_get_by_index(2)?, actor.clone());
        let data: serde_json::Value = serde_json::from_str(&row.try_get_by_index::<String>(10)?)?;
        let server_at: DateTime<Utc> = row.try_get_by_index(5)?;
        let device_at: Option<DateTime<Utc>> = row.try_get_by_index(6)?;
        let from: Option<String> = row.try_get_by_index(7)?;
        let mut photos: Vec<FileId> = serde_json::from_value(row.try_get_by_index(11)?)?;
        photos.retain(|photo| here.contains(photo));
        views.push(EventView {
            seq: number(row.try_get_by_index(0)?)?,
            kind: row.try_get_by_index::<String>(1)?.parse()?,
            actor,
            role: row.try_get_by_index::<String>(4)?.parse::<Role>()?,
            server_at,
            device_at: device_at.filter(|at| (*at - server_at).abs() > NOTABLE),
            from: from.as_deref().map(str::parse).transpose()?,
            to: row.try_get_by_index::<String>(8)?.parse()?,
            note: row.try_get_by_index(9)?,
            names: people_in(&data).into_iter().map(|id| (UserId(id), String::new())).collect(),
            data,
            photos,
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
    Ok(views)
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
