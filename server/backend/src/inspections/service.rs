//! Saving a visit, with everything that was found, in one go.

use crate::{
    audit, campaigns, changes,
    content::Arrival,
    ctx::Ctx,
    db::WriteTx,
    entities::{hazard, inspection, site},
    error::{Error, Result},
    files::service::{Named, Owner, attach},
    hazards::{
        service::{SavedHazard, draft, find_site, write_new},
        store::Draft,
    },
    listing::Sql,
    plans,
    reference::Reference,
    sites,
    transfer::rows::inserts,
};
use domain::{
    actor::Right,
    area::AreaCode,
    calendar::to_millis,
    fault::{Code, Fault, FieldCode, FieldFault},
    ids::{FileId, HazardId, InspectionId, SiteId, sort_key},
    inspections::{Outcome, SaveVisit, SavedVisit, commands::VisitedSite},
    photos::PhotoKind,
    programmes::campaign::Campaign,
    sync::Doubt,
    text::tidy,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

/// Saves a visit: the site when it is new, the visit with its answers, its hazards with numbers, its photos.
/// All of it or nothing. The same id with the same content is accepted again.
pub async fn save(ctx: &Ctx, visit: SaveVisit) -> Result<SavedVisit> {
    ctx.require(Right::RecordVisit)?;
    visit.validate(ctx.now)?;
    let arrival = Arrival::straight(&visit)?;
    let (there, known) = look(ctx, &visit).await?;
    if let Some(row) = there {
        let hazards = numbers(ctx.db().read(), row.id).await?;
        return repeated(ctx, &row, &arrival.content_sha256, hazards);
    }
    let ready = with_site(ctx, visit, known, &arrival).await?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            tx.claim(ready.visit.id.0).await?;
            store(tx, &ctx, ready, &arrival).await
        })
    })
    .await
}

/// A visit that is ready to be written.
pub(crate) struct Ready {
    visit: SaveVisit,
    row: inspection::Model,
    site: site::Model,
    new_site: bool,
    drafts: Vec<Draft>,
    campaign: Option<Campaign>,
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
    let place = Place {
        area: row.area_code.parse()?,
        site: row.site_id,
        subdistrict: row.subdistrict_code.clone(),
        campaign,
    };
    if new_site && find(tx, visit.id).await?.is_none() {
        sites::service::store(tx, ctx, site).await.map_err(|e| under("site", e))?;
    }
    if !put(tx, row).await? {
        // the same command arrived twice at once
        let row = find(tx, visit.id).await?.ok_or_else(|| Error::broken("a visit that went away"))?;
        let hazards = numbers(tx, row.id).await?;
        return repeated(ctx, &row, &arrival.content_sha256, hazards);
    }
    let hazards = write(tx, ctx, &visit, place, drafts, arrival).await?;
    Ok(SavedVisit {
        id: visit.id,
        hazards: hazards.into_iter().map(|h| (h.id, h.number)).collect(),
        repeated: false,
    })
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
            statement.sql.push_str(" ON CONFLICT DO NOTHING");
            if tx.execute_raw(statement).await?.rows_affected() == 1 {
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
    let Place { area, site, subdistrict, campaign } = place;
    // a photo of a failed item shows the hazard that it opened: that one owns it
    let of_hazards: Vec<FileId> =
        visit.hazards.iter().flat_map(|h| h.photos_before.iter().chain(&h.photos_after)).copied().collect();
    let saved = write_new(tx, ctx, drafts, arrival).await?;
    // tablets show how often a site was checked and how its last visit ended, a failed attempt too
    let seq = changes::one(tx, &subdistrict).await?;
    site::Entity::update_many()
        .col_expr(site::Column::ChangeSeq, Expr::value(seq))
        .filter(site::Column::Id.eq(site))
        .exec(tx)
        .await?;
    if let Some(campaign) = &campaign {
        campaigns::visited(tx, ctx, campaign, SiteId(site), &area).await?;
    }
    if visit.outcome == Outcome::Done {
        plans::visited(tx, ctx, SiteId(site), (visit.id, to_millis(visit.started_at))).await?;
    }
    let mut own: Vec<FileId> = visit.photos.clone();
    own.extend(visit.answers.values().flat_map(|a| a.photos.iter().copied()));
    own.sort_unstable();
    own.dedup();
    own.retain(|id| !of_hazards.contains(id));
    let named = Named { field: "photos", ids: &own, kind: Some(PhotoKind::Visit) };
    attach(tx, ctx, arrival, named, Owner::Inspection(visit.id), &area).await?;
    let line = audit::Entry {
        action: "inspection.save".into(),
        subject_type: "inspection",
        subject: visit.id.to_string(),
        area: Some(area),
        detail: serde_json::json!({"outcome": visit.outcome, "hazards": saved.len(), "photos": own.len() + of_hazards.len()}),
    };
    audit::write(tx, ctx, [line]);
    Ok(saved)
}
