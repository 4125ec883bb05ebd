//! What the lives of stoves and devices have in common: events with their chain, photos, the visit of a form.

use crate::{
    audit,
    content::Arrival,
    ctx::Ctx,
    db::WriteTx,
    entities::{awaited_photo, device_event, file, inspection, stove_event},
    error::{Error, Result},
    files::query::{awaited, view},
    hazards::rows::{integer, number},
    inspections::{self, service::Told},
    transfer::rows::inserts,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    area::{AreaCode, AreaLevel},
    calendar::to_millis,
    fault::{Fault, FieldCode},
    hazards::Position,
    ids::{EventId, FileId, InspectionId, UserId},
    inspections::Outcome,
    photos::{AwaitedPhoto, PhotoView},
    programmes::{chain::EventContent, views::Happened},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ModelTrait, QueryFilter, QueryOrder, QuerySelect};
use std::{collections::BTreeSet, str::FromStr};
use uuid::Uuid;

/// A device's time is shown when it differs from the server's by more than this.
const NOTABLE: TimeDelta = TimeDelta::minutes(1);

/// Who did something when and where; becomes part of an event.
pub(crate) struct Doing<'a> {
    /// The event's id.
    pub id: EventId,
    /// Who, and the server's time.
    pub ctx: &'a Ctx,
    /// The device's time.
    pub device_at: Option<DateTime<Utc>>,
    /// The visit during which it was done.
    pub visit: Option<InspectionId>,
    /// Photos it brings.
    pub photos: &'a [FileId],
    /// Where it was done.
    pub position: Option<Position>,
    /// SHA-256 of the command, when a command caused it.
    pub content_sha256: Option<String>,
}

impl<'a> Doing<'a> {
    /// Something that follows from what is done: the record that takes another's place.
    pub fn following(ctx: &'a Ctx) -> Self {
        Self {
            id: EventId(Uuid::now_v7()),
            ctx,
            device_at: None,
            visit: None,
            photos: &[],
            position: None,
            content_sha256: None,
        }
    }
}

/// What happened to a record, before it is linked to what was before.
pub(crate) struct Link<'a> {
    /// The record.
    pub record: Uuid,
    /// From 1.
    pub seq: i32,
    /// What happened.
    pub kind: &'static str,
    /// Where it stood before.
    pub from: Option<String>,
    /// Where it stands now.
    pub to: &'static str,
    /// Remark.
    pub note: Option<&'a str>,
    /// What the kind adds.
    pub data: &'a serde_json::Value,
    /// Digest of the record as it stands now.
    pub state: String,
    /// The hash of the event before.
    pub before: &'a str,
}

/// An event as it is kept.
pub(crate) struct Event {
    content: EventContent,
    actor_name: String,
    prev_hash: String,
    /// Its hash, which the next one carries.
    pub hash: String,
    content_sha256: Option<String>,
}

/// Links an event to the one before it.
pub(crate) fn linked(link: Link<'_>, doing: &Doing<'_>) -> Result<Event> {
    let actor = &doing.ctx.actor;
    let content = EventContent {
        id: doing.id,
        record: link.record,
        seq: number(link.seq)?,
        kind: link.kind.into(),
        actor: actor.user,
        role: actor.role,
        server_at: doing.ctx.now,
        device_at: doing.device_at.map(to_millis),
        from: link.from,
        to: link.to.into(),
        visit: doing.visit,
        note: link.note.and_then(domain::text::tidy),
        data: link.data.clone(),
        photos: doing.photos.to_vec(),
        at: doing.position.map(|p| (p.point.lon(), p.point.lat())),
        state: link.state,
    };
    Ok(Event {
        hash: content.hash(link.before),
        prev_hash: link.before.to_owned(),
        actor_name: actor.name.clone(),
        content_sha256: doing.content_sha256.clone(),
        content,
    })
}

/// Between the events of one kind of record and their table, whose column `$owner` names the record.
macro_rules! table_of_events {
    ($table:ident, $owner:ident) => {
        impl From<Event> for $table::Model {
            fn from(event: Event) -> Self {
                let Event { content, actor_name, prev_hash, hash, content_sha256 } = event;
                Self {
                    id: content.id.0,
                    $owner: content.record,
                    seq: integer(content.seq),
                    kind: content.kind,
                    actor_id: content.actor.0,
                    actor_name,
                    actor_role: content.role.as_str().into(),
                    server_at: content.server_at,
                    device_at: content.device_at,
                    from_status: content.from,
                    to_status: content.to,
                    inspection_id: content.visit.map(|visit| visit.0),
                    note: content.note,
                    data: content.data.to_string(),
                    photos: serde_json::json!(content.photos),
                    lon: content.at.map(|at| at.0),
                    lat: content.at.map(|at| at.1),
                    state: content.state,
                    prev_hash,
                    hash,
                    content_sha256,
                }
            }
        }

        /// What the chain protects of an event.
        impl TryFrom<&$table::Model> for EventContent {
            type Error = Error;

            fn try_from(row: &$table::Model) -> Result<Self> {
                Ok(Self {
                    id: EventId(row.id),
                    record: row.$owner,
                    seq: number(row.seq)?,
                    kind: row.kind.clone(),
                    actor: UserId(row.actor_id),
                    role: row.actor_role.parse()?,
                    server_at: row.server_at,
                    device_at: row.device_at,
                    from: row.from_status.clone(),
                    to: row.to_status.clone(),
                    visit: row.inspection_id.map(InspectionId),
                    note: row.note.clone(),
                    data: serde_json::from_str(&row.data)?,
                    photos: serde_json::from_value(row.photos.clone())?,
                    at: row.lon.zip(row.lat),
                    state: row.state.clone(),
                })
            }
        }
    };
}
table_of_events!(stove_event, stove_id);
table_of_events!(device_event, device_id);

/// An event as the page shows it, with the photos that are `here`.
pub(super) fn shown<K, S>(
    content: EventContent,
    actor: String,
    here: &BTreeSet<FileId>,
) -> Result<Happened<K, S>>
where
    K: FromStr,
    S: FromStr,
    Error: From<K::Err> + From<S::Err>,
{
    Ok(Happened {
        seq: content.seq,
        kind: content.kind.parse()?,
        actor,
        role: content.role,
        server_at: content.server_at,
        device_at: content.device_at.filter(|at| (*at - content.server_at).abs() > NOTABLE),
        from: content.from.as_deref().map(str::parse).transpose()?,
        to: content.to.parse()?,
        visit: content.visit,
        note: content.note,
        data: content.data,
        photos: content.photos.into_iter().filter(|photo| here.contains(photo)).collect(),
    })
}

/// Photos of a record, and those that it waits for.
pub(super) async fn photos(
    ctx: &Ctx,
    (owner, awaits): (file::Column, awaited_photo::Column),
    id: Uuid,
) -> Result<(Vec<PhotoView>, Vec<AwaitedPhoto>)> {
    let rows =
        file::Entity::find().filter(owner.eq(id)).order_by_asc(file::Column::Id).all(ctx.db().read()).await?;
    let here = rows.iter().map(view).collect::<Result<_>>()?;
    Ok((here, awaited(ctx, awaits, id).await?))
}

/// The codes of an area's levels, as every record keeps them.
pub(crate) struct Codes {
    pub committee: String,
    pub subdistrict: String,
    pub district: String,
}

impl Codes {
    /// Of a committee or grid.
    pub fn of(area: &AreaCode) -> Result<Self> {
        let part = |level| {
            area.at(level).map(String::from).ok_or_else(|| Error::broken("a record above a committee"))
        };
        Ok(Self {
            committee: part(AreaLevel::Committee)?,
            subdistrict: part(AreaLevel::Subdistrict)?,
            district: part(AreaLevel::District)?,
        })
    }
}

/// Writes a new row, stepping aside where its place in the order is taken.
pub(super) async fn put<M: ModelTrait>(tx: &WriteTx, mut row: M, aside: fn(&mut M)) -> Result<M> {
    loop {
        let statements = inserts(tx.get_database_backend(), std::slice::from_ref(&row));
        for mut statement in statements {
            statement.sql.push_str(" ON CONFLICT (sort_key) DO NOTHING");
            if tx.execute_raw(statement).await?.rows_affected() == 1 {
                return Ok(row);
            }
        }
        aside(&mut row);
    }
}

/// Behind which door something was filled in, and during which visit.
pub(super) struct AtDoor {
    /// The visit that the form names.
    pub visit: Option<InspectionId>,
    /// The site.
    pub site: Uuid,
    /// Where the person stood.
    pub position: Option<Position>,
    /// How it ended where nobody was let in.
    pub failed: Option<Outcome>,
}

/// The visit that a form names must be one to its site. What a tablet filled in behind a door tells of its visit, which may
/// come later or never. Of an attempt that is entered at a desk nobody sends a visit: the step tells of that too, so that page,
/// slip and tablets know when the door was tried. Answers the visit that the form belongs to.
pub(super) async fn check_visit(
    tx: &WriteTx,
    ctx: &Ctx,
    door: AtDoor,
    arrival: &Arrival,
) -> Result<Option<InspectionId>> {
    let told = |id, at, outcome| Told { id, site: door.site, at, position: door.position, outcome };
    let Some(visit) = door.visit else {
        let Some(outcome) = door.failed.filter(|_| arrival.tablet.is_none()) else { return Ok(None) };
        let visit = InspectionId(Uuid::now_v7());
        inspections::service::told(tx, ctx, told(visit, ctx.now, outcome), arrival).await?;
        return Ok(Some(visit));
    };
    let of: Option<Uuid> = inspection::Entity::find_by_id(visit.0)
        .select_only()
        .column(inspection::Column::SiteId)
        .into_tuple()
        .one(tx)
        .await?;
    match (of, &arrival.tablet) {
        (Some(of), _) if of == door.site => Ok(Some(visit)),
        (None, Some(tablet)) if door.failed.is_none() => {
            let told = told(visit, tablet.saved_at, Outcome::Done);
            inspections::service::told(tx, ctx, told, arrival).await?;
            Ok(Some(visit))
        }
        _ => Err(Fault::field("visit", FieldCode::Unknown).into()),
    }
}

/// A line of the audit log about a record.
pub(super) fn entry(
    subject_type: &'static str,
    action: &str,
    id: Uuid,
    area: &AreaCode,
    detail: serde_json::Value,
) -> audit::Entry {
    audit::Entry {
        action: format!("{subject_type}.{action}"),
        subject_type,
        subject: id.to_string(),
        area: Some(area.clone()),
        detail,
    }
}

/// The text as it is kept.
pub(super) fn tidied(text: &mut String) {
    *text = domain::text::tidy(text).unwrap_or_default();
}

/// The same of one that may be missing.
pub(super) fn tidied_option(text: &mut Option<String>) {
    *text = text.as_deref().and_then(domain::text::tidy);
}
