//! Saving a visit, with everything that was found, in one go.

use super::together::Saving;
use crate::{
    audit, campaigns, changes,
    content::Arrival,
    ctx::Ctx,
    db::{Alike, WriteTx},
    entities::{hazard, inspection, site},
    error::{Error, Result},
    files::service::{Named, Owner, attach},
    hazards::{
        service::{SavedHazard, draft, find_site, write_new},
        store::Draft,
    },
    keep::free_key,
    listing::Sql,
    plans,
    reference::Reference,
    sites,
    transfer::rows::inserts,
};
use chrono::{DateTime, Utc};
use domain::{
    actor::Right,
    area::AreaCode,
    calendar::to_millis,
    fault::{Code, Fault, FieldCode, FieldFault},
    hazards::Position,
    ids::{FileId, HazardId, InspectionId, SiteId, UserId, sort_key},
    inspections::{
        Outcome, SaveVisit, SavedVisit,
        commands::VisitedSite,
        door::{Meeting, There},
    },
    photos::PhotoKind,
    programmes::campaign::Campaign,
    sync::Doubt,
    text::tidy,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};

/// In the place of the fingerprint of a visit that only forms of its door have told of: nobody has sent it.
const UNSENT: &str = "";

/// Saves a visit: the site when it is new, the visit with its answers, its hazards with numbers, its photos.
/// All of it or nothing. The same id with the same content is accepted again.
pub async fn save(ctx: &Ctx, visit: SaveVisit) -> Result<SavedVisit> {
    ctx.require(Right::RecordVisit)?;
    visit.validate(ctx.now)?;
    let arrival = Arrival::straight(&visit)?;
    let (there, known) = look(ctx, &visit).await?;
    let told = there.is_some();
    if let Some(row) = there.filter(|row| row.content_sha256 != UNSENT) {
        let hazards = numbers(ctx.db().read(), row.id).await?;
        return repeated(ctx, &row, &arrival.content_sha256, hazards);
    }
    let ready = with_site(ctx, visit, known, &arrival).await?;
    let saving = Saving { ctx: ctx.clone(), ready, arrival };
    if told {
        // it will be written over what there is
        ctx.db().write(move |tx| saving.alone(tx)).await
    } else {
        ctx.db().write_alike(saving).await
    }
}

/// A visit that is ready to be written.
pub(crate) struct Ready {
    pub(super) visit: SaveVisit,
    pub(super) row: inspection::Model,
    site: site::Model,
    pub(super) new_site: bool,
    pub(super) drafts: Vec<Draft>,
    pub(super) campaign: Option<Campaign>,
}

/// Makes a visit, which was checked by itself, ready to be written: its answers, its site, the drafts of its hazards.
pub(crate) async fn prepare(ctx: &Ctx, visit: SaveVisit, arrival: &Arrival) -> Result<Ready> {
    let known = match &visit.site {
        VisitedSite::Known(id) => find_site(ctx, "site", Some(*id)).await?,
        VisitedSite::New(_) => None,
    };
    with_site(ctx, visit, known, arrival).await
}

/// The same, with the known site that the actor may see.
async fn with_site(
    ctx: &Ctx,
    visit: SaveVisit,
    known: Option<site::Model>,
    arrival: &Arrival,
) -> Result<Ready> {
    let reference = ctx.state.reference().await?;
    check_answers(&reference, &visit)?;
    let (site, new_site) = match &visit.site {
        VisitedSite::Known(_) => (known.ok_or_else(|| Fault::field("site", FieldCode::Unknown))?, false),
        VisitedSite::New(add) => {
            (sites::service::row(ctx, &reference, add).map_err(|e| under("site", e))?, true)
        }
    };
    let mut drafts = Vec::with_capacity(visit.hazards.len());
    for (i, command) in visit.hazards.iter().enumerate() {
        let mut command = command.clone();
        command.site = Some(visit.site.id());
        let made = draft(ctx, &reference, command, Some(&site), Some(visit.id));
        drafts.push(made.map_err(|e| under(&format!("hazards[{i}]"), e))?);
    }
    let campaign = match visit.campaign_id {
        Some(id) => Some(campaigns::for_visit(ctx, id, &site.area_code.parse()?).await?),
        None => None,
    };
    let mut row = row(ctx, &visit, &site, arrival)?;
    if let Some(campaign) = &campaign {
        row.campaign = Some(campaign.plan.title.clone());
    }
    Ok(Ready { visit, row, site, new_site, drafts, campaign })
}

/// Writes a visit that was made ready, inside the caller's change, which has claimed its id.
pub(crate) async fn store(tx: &WriteTx, ctx: &Ctx, ready: Ready, arrival: &Arrival) -> Result<SavedVisit> {
    let Ready { visit, row, site, new_site, drafts, campaign } = ready;
    let mut place = Place::of(&row, campaign)?;
    if new_site && find(tx, visit.id).await?.is_none() {
        sites::service::store(tx, ctx, site).await.map_err(|e| under("site", e))?;
    }
    if !put(tx, row.clone()).await? {
        let there = find(tx, visit.id).await?.ok_or_else(|| Error::broken("a visit that went away"))?;
        if meeting(&there, &row, visit.outcome) != Meeting::Told {
            // the same command arrived twice at once, or another one
            let hazards = numbers(tx, there.id).await?;
            return repeated(ctx, &there, &arrival.content_sha256, hazards);
        }
        complete(tx, there, row).await?;
        place.told = true;
    }
    let hazards = write(tx, ctx, &visit, place, drafts, arrival).await?;
    Ok(SavedVisit {
        id: visit.id,
        hazards: hazards.into_iter().map(|h| (h.id, h.number)).collect(),
        repeated: false,
    })
}

/// A visit as a form knows it that was filled in during it.
pub(crate) struct Told {
    /// Which.
    pub id: InspectionId,
    /// Where.
    pub site: uuid::Uuid,
    /// When the form was saved, by the server's clock.
    pub at: DateTime<Utc>,
    /// Where the person stood.
    pub position: Option<Position>,
    /// How it ended.
    pub outcome: Outcome,
}

/// Writes down a visit that a form of its door tells of and that is not there, inside the form's change, which has claimed
/// its id too. [`store`] completes it when it comes, unless nobody was let in: then there is nothing more to be told.
pub(crate) async fn told(tx: &WriteTx, ctx: &Ctx, told: Told, arrival: &Arrival) -> Result<()> {
    let site = site::Entity::find_by_id(told.site).one(tx).await?;
    let site = site.ok_or_else(|| Fault::field("site", FieldCode::Unknown))?;
    let mut visit = SaveVisit::told(told.id, SiteId(site.id), site.kind.parse()?, told.at);
    visit.outcome = told.outcome;
    visit.position = told.position;
    visit.device_at = arrival.tablet.as_ref().map(|tablet| tablet.device_at);
    let mut row = row(ctx, &visit, &site, arrival)?;
    if told.outcome == Outcome::Done {
        row.content_sha256 = UNSENT.into();
    }
    let place = Place::of(&row, None)?;
    if put(tx, row).await? {
        write(tx, ctx, &visit, place, Vec::new(), arrival).await?;
    }
    Ok(())
}

/// What a visit meets that is to be written as `row`.
fn meeting(there: &inspection::Model, row: &inspection::Model, outcome: Outcome) -> Meeting {
    let sent = Some(there.content_sha256.as_str()).filter(|sent| *sent != UNSENT);
    let there = There { site: SiteId(there.site_id), person: UserId(there.inspector_id), sent };
    Meeting::of(Some(there), SiteId(row.site_id), UserId(row.inspector_id), outcome, &row.content_sha256)
}

/// Writes a visit over what forms of its door told of it. It began with whatever was done first.
async fn complete(tx: &WriteTx, told: inspection::Model, mut row: inspection::Model) -> Result<()> {
    if told.started_at <= row.started_at {
        (row.started_at, row.sort_key) = (told.started_at, told.sort_key);
    } else {
        row.sort_key = free_key(tx, "inspection", row.sort_key).await?;
    }
    row.finished_at = row.finished_at.max(told.finished_at);
    if row.lon.is_none() {
        (row.lon, row.lat) = (told.lon, told.lat);
        (row.accuracy_m, row.point_source) = (told.accuracy_m, told.point_source);
    }
    row.created_at = told.created_at;
    row.into_active_model().reset_all().update(tx).await?;
    Ok(())
}

/// The same fault, seen from the whole command.
fn under(outer: &str, error: Error) -> Error {
    match error {
        Error::Fault(mut fault) => {
            fault.fields = fault.fields.into_iter().map(|f| f.under(outer)).collect();
            fault.into()
        }
        internal @ Error::Internal(_) => internal,
    }
}

fn check_answers(reference: &Reference, visit: &SaveVisit) -> Result<(), Fault> {
    let Some(id) = visit.checklist else {
        let stray = visit.answers.keys().map(|k| FieldFault::new(format!("answers.{k}"), FieldCode::Unknown));
        return Fault::check(stray.collect());
    };
    let published =
        reference.checklists.get(&id).ok_or_else(|| Fault::field("checklist", FieldCode::Unknown))?;
    // a failed attempt answers nothing
    if visit.outcome == Outcome::Done {
        Fault::check(published.checklist.check(&visit.answers))
    } else {
        Ok(())
    }
}

fn repeated(
    ctx: &Ctx,
    row: &inspection::Model,
    content: &str,
    hazards: Vec<(HazardId, String)>,
) -> Result<SavedVisit> {
    let area: AreaCode = row.area_code.parse()?;
    if row.content_sha256 == content && ctx.actor.area.contains(&area) {
        Ok(SavedVisit { id: InspectionId(row.id), hazards, repeated: true })
    } else {
        Err(Error::code(Code::ContentConflict))
    }
}

async fn numbers(
    db: &impl sea_orm::ConnectionTrait,
    inspection: uuid::Uuid,
) -> Result<Vec<(HazardId, String)>> {
    let rows: Vec<(uuid::Uuid, String)> = hazard::Entity::find()
        .select_only()
        .columns([hazard::Column::Id, hazard::Column::Number])
        .filter(hazard::Column::InspectionId.eq(inspection))
        .order_by_asc(hazard::Column::Seq)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, number)| (HazardId(id), number)).collect())
}

fn row(ctx: &Ctx, visit: &SaveVisit, site: &site::Model, arrival: &Arrival) -> Result<inspection::Model> {
    let started_at = to_millis(visit.started_at);
    let doubt = arrival.tablet.as_ref().map(|tablet| tablet.doubt).filter(|doubt| *doubt != Doubt::None);
    Ok(inspection::Model {
        id: visit.id.0,
        sort_key: sort_key(started_at, visit.id.0),
        site_id: site.id,
        area_code: site.area_code.clone(),
        committee_code: site.committee_code.clone(),
        subdistrict_code: site.subdistrict_code.clone(),
        district_code: site.district_code.clone(),
        kind: visit.kind.as_str().into(),
        nature: visit.nature.as_str().into(),
        outcome: visit.outcome.as_str().into(),
        campaign: visit.campaign.as_deref().and_then(tidy),
        campaign_id: visit.campaign_id.map(|c| c.0),
        checklist_version_id: visit.checklist.map(|c| c.0),
        answers: serde_json::to_value(&visit.answers)?,
        check_code: visit.check_code.as_deref().and_then(tidy),
        inspector_id: ctx.actor.user.0,
        started_at,
        finished_at: to_millis(visit.finished_at),
        device_at: visit.device_at.map(to_millis),
        lon: visit.position.map(|p| p.point.lon()),
        lat: visit.position.map(|p| p.point.lat()),
        accuracy_m: visit.position.and_then(|p| p.accuracy_m),
        point_source: visit.position.map(|p| p.source.as_str().into()),
        note: visit.note.as_deref().and_then(tidy),
        hazard_count: i32::try_from(visit.hazards.len()).map_err(Error::broken)?,
        signature: visit.signature.as_ref().map(serde_json::to_value).transpose()?,
        time_doubt: doubt.map(|doubt| doubt.as_str().into()),
        content_sha256: arrival.content_sha256.clone(),
        created_at: ctx.now,
    })
}

/// The visit when it is there already, and the known site when the actor may see it.
async fn look(ctx: &Ctx, visit: &SaveVisit) -> Result<(Option<inspection::Model>, Option<site::Model>)> {
    let VisitedSite::Known(site) = &visit.site else {
        return Ok((find(ctx.db().read(), visit.id).await?, None));
    };
    // nearly always it is new: one question for both
    let mut both = Sql::default();
    both.bind(
        "SELECT s.*, EXISTS (SELECT 1 FROM inspection i WHERE i.id = ?) AS saved FROM (SELECT 1 AS one) o \
         LEFT JOIN site s ON s.id = ?",
        [visit.id.0.into(), site.0.into()],
    );
    let answer = both.one(ctx.db().read()).await?.ok_or_else(|| Error::broken("no answer"))?;
    let there = if answer.try_get("", "saved")? { find(ctx.db().read(), visit.id).await? } else { None };
    let site = site::Model::from_query_result_optional(&answer, "")?;
    let visible =
        |row: &site::Model| row.area_code.parse::<AreaCode>().is_ok_and(|a| ctx.actor.area.contains(&a));
    Ok((there, site.filter(visible)))
}

async fn find(db: &impl ConnectionTrait, id: InspectionId) -> Result<Option<inspection::Model>, DbErr> {
    inspection::Entity::find_by_id(id.0).one(db).await
}

/// Writes the row, stepping aside where its place in the order is taken. `false`: there is a visit of that id.
async fn put(tx: &WriteTx, mut row: inspection::Model) -> Result<bool> {
    loop {
        for mut statement in inserts(tx.get_database_backend(), std::slice::from_ref(&row)) {
            statement.sql.push_str(" ON CONFLICT DO NOTHING RETURNING sort_key");
            // all rows: a statement that is left after its first row does not say which reference was broken
            if !tx.query_all_raw(statement).await?.is_empty() {
                return Ok(true);
            }
        }
        if find(tx, InspectionId(row.id)).await?.is_some() {
            return Ok(false);
        }
        row.sort_key += 1;
    }
}

/// Where a visit was made.
struct Place {
    area: AreaCode,
    site: uuid::Uuid,
    subdistrict: String,
    /// For which campaign.
    campaign: Option<Campaign>,
    /// Forms of its door have told of it: it has carried out its tasks, and carries out no more.
    told: bool,
}

impl Place {
    fn of(row: &inspection::Model, campaign: Option<Campaign>) -> Result<Self> {
        Ok(Self {
            area: row.area_code.parse()?,
            site: row.site_id,
            subdistrict: row.subdistrict_code.clone(),
            campaign,
            told: false,
        })
    }
}

/// Writes what belongs to the visit, inside the caller's change: hazards, photos, the line of the log.
async fn write(
    tx: &WriteTx,
    ctx: &Ctx,
    visit: &SaveVisit,
    place: Place,
    drafts: Vec<Draft>,
    arrival: &Arrival,
) -> Result<Vec<SavedHazard>> {
    let Place { area, site, subdistrict, campaign, told } = place;
    // a photo of a failed item shows the hazard that it opened: that one owns it
    let of_hazards: Vec<FileId> =
        visit.hazards.iter().flat_map(|h| h.photos_before.iter().chain(&h.photos_after)).copied().collect();
    let saved = write_new(tx, ctx, drafts, arrival).await?;
    // tablets show how often a site was checked and how its last visit ended, a failed attempt too
    changes::touch_site(tx, &subdistrict, site).await?;
    if let Some(campaign) = &campaign {
        campaigns::visited(tx, ctx, campaign, SiteId(site), &area).await?;
    } else if visit.outcome != Outcome::Done && visit.campaign.as_deref().and_then(tidy).is_none() {
        campaigns::tried(tx, ctx, SiteId(site), (&area, to_millis(visit.started_at))).await?;
    }
    if visit.outcome == Outcome::Done && !told {
        plans::visited(tx, ctx, SiteId(site), (visit.id, to_millis(visit.started_at))).await?;
    }
    let mut own: Vec<FileId> = visit.photos.clone();
    own.extend(visit.answers.values().flat_map(|a| a.photos.iter().copied()));
    own.sort_unstable();
    own.dedup();
    own.retain(|id| !of_hazards.contains(id));
    let named = Named { field: "photos", ids: &own, kind: Some(PhotoKind::Visit) };
    attach(tx, ctx, arrival, named, Owner::Inspection(visit.id), &area).await?;
    audit::write(tx, ctx, [line(visit, area, saved.len(), own.len() + of_hazards.len())]);
    Ok(saved)
}

/// The line of the log that a visit was saved, with so many hazards and photos.
pub(super) fn line(visit: &SaveVisit, area: AreaCode, hazards: usize, photos: usize) -> audit::Entry {
    audit::Entry {
        action: "inspection.save".into(),
        subject_type: "inspection",
        subject: visit.id.to_string(),
        area: Some(area),
        detail: serde_json::json!({"outcome": visit.outcome, "hazards": hazards, "photos": photos}),
    }
}
