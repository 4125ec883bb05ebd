//! Registering hazards and the steps of their life.

pub(crate) use super::reveal::stated;
pub use super::reveal::{Revealed, reveal};
use super::{
    of_site, reclassify, rows,
    store::{self, Built, Doing, Draft},
};
use crate::{
    assignment::assign_by_rule,
    audit,
    content::{Arrival, sha256},
    ctx::Ctx,
    db::WriteTx,
    entities::{hazard, hazard_event, site, user_account},
    error::{Error, Result},
    files::service::{Named, Owner, attach},
    reference::{Reference, Standard},
    reminders,
    search::{self, Index, Place},
};
use chrono::NaiveDate;
use domain::{
    actor::{Right, Role},
    area::{AreaCode, AreaLevel},
    calendar::{local_date, to_millis},
    fault::{Code, Fault, FieldCode, FieldFault},
    hazards::{Change, HazardCommand, HazardState, RegisterHazard, VoidReason, lifecycle},
    ids::{EventId, FileId, HazardId, InspectionId, SiteId, StandardId},
    photos::PhotoKind,
    rules::{Cited, Rise, fitting, naming},
    text::tidy,
};
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The answer to registering.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedHazard {
    /// Which.
    pub id: HazardId,
    /// The number it was given.
    pub number: String,
    /// It was there already: the same command came again.
    pub repeated: bool,
}

/// Registers one finding outside a visit. The same id with the same content is accepted again.
pub async fn register(ctx: &Ctx, command: RegisterHazard) -> Result<SavedHazard> {
    ctx.require(Right::RegisterHazard)?;
    command.validate(ctx.now)?;
    let arrival = Arrival::straight(&command)?;
    if let Some(row) = hazard::Entity::find_by_id(command.id.0).one(ctx.db().read()).await? {
        return repeated(ctx, row, &arrival.content_sha256);
    }
    let draft = prepare(ctx, command, &arrival).await?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            // the same command may have arrived twice at once
            tx.claim(draft.command.id.0).await?;
            store_new(tx, &ctx, draft, &arrival).await
        })
    })
    .await
}

/// Makes a finding outside a visit, which was checked, ready to be written.
pub(crate) async fn prepare(ctx: &Ctx, command: RegisterHazard, arrival: &Arrival) -> Result<Draft> {
    let reference = ctx.state.reference().await?;
    let site = find_site(ctx, "site", command.site).await?;
    let mut draft = draft(ctx, &reference, command, site.as_ref(), None)?;
    draft.content_sha256.clone_from(&arrival.content_sha256);
    Ok(draft)
}

/// Writes a finding that was made ready, inside the caller's change, which has claimed its id.
pub(crate) async fn store_new(
    tx: &WriteTx,
    ctx: &Ctx,
    draft: Draft,
    arrival: &Arrival,
) -> Result<SavedHazard> {
    if let Some(row) = hazard::Entity::find_by_id(draft.command.id.0).one(tx).await? {
        return repeated(ctx, row, &arrival.content_sha256);
    }
    let mut saved = write_new(tx, ctx, vec![draft], arrival).await?;
    saved.pop().ok_or_else(|| Error::broken("nothing was written"))
}

fn repeated(ctx: &Ctx, row: hazard::Model, content: &str) -> Result<SavedHazard> {
    let area: AreaCode = row.area_code.parse()?;
    if row.content_sha256 == content && ctx.actor.area.contains(&area) {
        Ok(SavedHazard { id: HazardId(row.id), number: row.number, repeated: true })
    } else {
        Err(Error::code(Code::ContentConflict))
    }
}

/// The site of a command, when the actor may see it.
pub(crate) async fn find_site(ctx: &Ctx, field: &str, id: Option<SiteId>) -> Result<Option<site::Model>> {
    let Some(id) = id else { return Ok(None) };
    let row = site::Entity::find_by_id(id.0).one(ctx.db().read()).await?;
    // nothing is added to one that was merged: a tablet's commands follow it before they come here
    let visible = |row: &site::Model| {
        row.merged_into.is_none()
            && row.area_code.parse::<AreaCode>().is_ok_and(|a| ctx.actor.area.contains(&a))
    };
    match row.filter(visible) {
        Some(row) => Ok(Some(row)),
        None => Err(Fault::field(field, FieldCode::Unknown).into()),
    }
}

/// Makes a draft: area and position from the site or the point, the deadline from the library or the table, the
/// first steps of the life cycle.
pub(crate) fn draft(
    ctx: &Ctx,
    reference: &Reference,
    mut command: RegisterHazard,
    site: Option<&site::Model>,
    inspection: Option<InspectionId>,
) -> Result<Draft> {
    let content_sha256 = sha256(&command)?;
    command.found_at = to_millis(command.found_at);
    command.description = tidy(&command.description).unwrap_or_default();
    command.location = tidy(&command.location).unwrap_or_default();
    for text in
        [&mut command.clause, &mut command.party_name, &mut command.party_phone, &mut command.subcategory]
    {
        *text = text.as_deref().and_then(tidy);
    }
    let found = local_date(command.found_at);
    let standard = match command.standard {
        Some(id) => Some(cited(reference, id, site, found, local_date(ctx.now))?),
        None => None,
    };
    if let Some((chosen, standard)) = standard {
        command.standard = Some(standard.id);
        // a form that knows no height offers another clause of the code; what somebody wrote themselves stays
        if command.clause.as_ref().is_none_or(|clause| *clause == chosen.clause) {
            command.clause = Some(standard.clause.clone());
        }
        command.subcategory = command.subcategory.or_else(|| standard.subcategory.clone());
    }
    let position = command.position.or_else(|| site.and_then(of_site::position));
    let area: AreaCode = match (site, &position) {
        (Some(site), _) => site.area_code.parse()?,
        (None, Some(p)) => {
            let found = reference.areas.at(&ctx.actor.area, p.point);
            found.ok_or_else(|| Fault::field("position", FieldCode::OutsideArea))?.code.clone()
        }
        (None, None) => return Err(Fault::field("site", FieldCode::Required).into()),
    };
    if area.at(AreaLevel::Committee).is_none() || !ctx.actor.area.contains(&area) {
        return Err(Fault::field("site", FieldCode::OutsideArea).into());
    }
    let own = standard
        .and_then(|(_, s)| s.count)
        .filter(|_| command.severity == domain::hazards::Severity::General);
    let due = command.due.unwrap_or_else(|| {
        if command.on_the_spot {
            found
        } else {
            reference.rules.due(command.category, command.severity, found, own)
        }
    });
    let steps = lifecycle::register(&command, area.clone(), due, &ctx.actor, ctx.now);
    // what was written without the library may name an entry of it all the same
    if command.standard.is_none() {
        let of = Cited { category: command.category, found, today: local_date(ctx.now) };
        let clause = command.clause.as_deref();
        command.standard =
            clause.and_then(|clause| naming(&reference.standards, clause, of)).map(|entry| entry.id);
    }
    let place = site.map(Place::of).transpose()?;
    Ok(Draft { command, area, position, raw: None, inspection, place, steps, content_sha256 })
}

/// The library entry that a finding names, and the one to cite: the entry of the same code that holds for the height of
/// the site's building, when that is known. A version that is still to come into force cannot be cited.
pub(super) fn cited<'a>(
    reference: &'a Reference,
    id: StandardId,
    site: Option<&site::Model>,
    found: NaiveDate,
    today: NaiveDate,
) -> Result<(&'a Standard, &'a Standard)> {
    let chosen = reference.standard(id).filter(|entry| entry.valid_from <= today);
    let chosen = chosen.ok_or_else(|| Fault::field("standard", FieldCode::Unknown))?;
    let rise = match site {
        Some(site) if chosen.rise.is_some() => site_rise(site)?,
        _ => None,
    };
    // without a better one the chosen entry stays: what was found is not refused for want of a clause
    let better = rise.and_then(|rise| fitting(&reference.standards, &chosen.code, Some(rise), found));
    Ok((chosen, better.unwrap_or(chosen)))
}

/// How high the site's building is, as far as the register knows.
fn site_rise(site: &site::Model) -> Result<Option<Rise>> {
    let kind = site.kind.parse()?;
    let metres = site.facts.get("height_m").and_then(serde_json::Value::as_f64);
    Ok(metres.map(|metres| Rise::of(kind, metres)))
}

/// Writes drafts with their photos and audit lines, inside the caller's change.
pub(crate) async fn write_new(
    tx: &WriteTx,
    ctx: &Ctx,
    drafts: Vec<Draft>,
    arrival: &Arrival,
) -> Result<Vec<SavedHazard>> {
    if drafts.is_empty() {
        return Ok(Vec::new());
    }
    let mut photos: Vec<(HazardId, AreaCode, Vec<FileId>, Vec<FileId>)> = Vec::new();
    let mut numbered = Vec::with_capacity(drafts.len());
    for mut draft in drafts {
        let doing = registering(tx, ctx, &mut draft, arrival).await?;
        let c = &draft.command;
        photos.push((c.id, draft.area.clone(), c.photos_before.clone(), c.photos_after.clone()));
        numbered.push((draft, doing));
    }
    let built = store::insert(tx, numbered).await?;
    for (i, (id, area, before, after)) in photos.iter().enumerate() {
        for (kind, ids) in [(PhotoKind::Before, before), (PhotoKind::After, after)] {
            let field = &format!("hazards[{i}].photos_{kind}");
            attach(tx, ctx, arrival, Named { field, ids, kind: Some(kind) }, Owner::Hazard(*id), area)
                .await?;
        }
    }
    built.into_iter().map(|b| registered(tx, ctx, b)).collect()
}

/// Who registers a hazard and when; it may go to somebody at once.
pub(crate) async fn registering<'a>(
    tx: &WriteTx,
    ctx: &'a Ctx,
    draft: &mut Draft,
    arrival: &Arrival,
) -> Result<Doing<'a>> {
    assign_by_rule(tx, ctx, draft).await?;
    Ok(Doing {
        id: EventId(Uuid::now_v7()),
        actor: &ctx.actor,
        now: ctx.now,
        device_at: Some(arrival.device_at(draft.command.found_at)),
        photos: &[],
        position: draft.position,
        content_sha256: None,
    })
}

/// A hazard that was written, with its line of the log.
pub(crate) fn registered(tx: &WriteTx, ctx: &Ctx, built: Built) -> Result<SavedHazard> {
    let Built { row, .. } = built;
    let line = entry(&row, "hazard.register", serde_json::json!({"status": row.status}))?;
    audit::write(tx, ctx, [line]);
    Ok(SavedHazard { id: HazardId(row.id), number: row.number, repeated: false })
}

/// A line of the audit log about a hazard.
pub(super) fn entry(row: &hazard::Model, action: &str, detail: serde_json::Value) -> Result<audit::Entry> {
    Ok(audit::Entry {
        action: action.into(),
        subject_type: "hazard",
        subject: row.id.to_string(),
        area: Some(row.area_code.parse()?),
        detail: serde_json::json!({"number": row.number, "change": detail}),
    })
}

/// Carries out one step. Of two people who do the same step at once one wins and the other is told; the same
/// command sent again is accepted again.
pub async fn change(ctx: &Ctx, change: Change) -> Result<HazardState> {
    change.validate()?;
    let arrival = Arrival::straight(&change)?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            let found = lock_visible(tx, &ctx, change.hazard).await?;
            let state = &found.state;
            if found.has_step(tx, &change, &arrival).await? {
                return Ok(found.state);
            }
            state.permits(change.command.action(), &ctx.actor)?;
            if change.base_version.is_some_and(|v| v != state.version) {
                return Err(Fault::new(Code::Stale).with("state", state.status).into());
            }
            step(tx, &ctx, found, change, &arrival).await
        })
    })
    .await
}

/// A hazard that nobody else can change until the end of this transaction.
pub(crate) struct Locked {
    /// Its row.
    pub row: hazard::Model,
    /// What decides its next steps.
    pub state: HazardState,
}

/// Takes a hazard for this transaction.
pub(crate) async fn lock(tx: &WriteTx, id: HazardId) -> Result<Option<Locked>> {
    let find = hazard::Entity::find_by_id(id.0);
    // SQLite has one writer and knows no row locks
    let find = if tx.is_sqlite() { find } else { find.lock_exclusive() };
    let Some(row) = find.one(tx).await? else { return Ok(None) };
    Ok(Some(Locked { state: rows::state(&row)?, row }))
}

/// Takes a hazard that the actor may see.
pub(crate) async fn lock_visible(tx: &WriteTx, ctx: &Ctx, id: HazardId) -> Result<Locked> {
    let found = lock(tx, id).await?.ok_or_else(|| Error::code(Code::NotFound))?;
    if ctx.actor.area.contains(&found.state.area) { Ok(found) } else { Err(Error::code(Code::NotFound)) }
}

impl Locked {
    /// Whether this very step has been done; the same id for anything else is refused.
    pub async fn has_step(&self, tx: &WriteTx, change: &Change, arrival: &Arrival) -> Result<bool> {
        let Some(event) = hazard_event::Entity::find_by_id(change.id.0).one(tx).await? else {
            return Ok(false);
        };
        let content = event.content_sha256.as_deref();
        let same = event.hazard_id == self.row.id && content == Some(arrival.content_sha256.as_str());
        if same { Ok(true) } else { Err(Error::code(Code::ContentConflict)) }
    }
}

/// Carries out a step on a hazard that was taken, whatever version the step was based on.
pub(crate) async fn step(
    tx: &WriteTx,
    ctx: &Ctx,
    found: Locked,
    change: Change,
    arrival: &Arrival,
) -> Result<HazardState> {
    step_marked(tx, ctx, found, change, arrival, None).await
}

/// The same, with a word in the data of its event that tells it from others of its kind.
pub(crate) async fn step_marked(
    tx: &WriteTx,
    ctx: &Ctx,
    found: Locked,
    change: Change,
    arrival: &Arrival,
    mark: Option<&'static str>,
) -> Result<HazardState> {
    let Locked { row: before, state } = found;
    check_references(tx, ctx, &state, &change.command).await?;
    state.reason_given(&change.command)?;
    let mut step = state.step(&change.command, &ctx.actor, ctx.now)?;
    if let Some(mark) = mark {
        step.data = serde_json::json!({mark: true});
    }
    let mut after = before.clone();
    if let HazardCommand::Correct { description, location, clause, .. } = &change.command {
        after.description = tidy(description).unwrap_or_default();
        after.location = tidy(location).unwrap_or_default();
        reclassify::cite(ctx, &mut after, clause.as_deref()).await?;
    }
    reclassify::apply(tx, ctx, (&before, &state), (&mut after, &mut step), &change.command).await?;
    let photos = change.command.photos();
    let of_result = matches!(
        change.command,
        HazardCommand::Rectify { .. } | HazardCommand::Review { .. } | HazardCommand::AnswerTransfer { .. }
    );
    let named = Named { field: "photos", ids: photos, kind: of_result.then_some(PhotoKind::After) };
    attach(tx, ctx, arrival, named, Owner::Hazard(change.hazard), &state.area).await?;
    let doing = Doing {
        id: change.id,
        actor: &ctx.actor,
        now: ctx.now,
        device_at: change.device_at,
        photos,
        position: change.position,
        content_sha256: Some(arrival.content_sha256.clone()),
    };
    let event = store::append(&mut after, &step, &doing)?;
    // whoever had it is told, unless they gave it away themselves
    if let Some(had) = state.assignee.filter(|had| *had != ctx.actor.user)
        && step.state.assignee != Some(had)
    {
        reminders::taken(tx, &ctx.state, &step.state, had, ctx.now).await?;
    }
    let corrected =
        matches!(change.command, HazardCommand::Correct { .. } | HazardCommand::Reclassify { .. });
    let line = entry(
        &after,
        &format!("hazard.{}", change.command.action()),
        serde_json::json!({"from": before.status, "to": after.status}),
    )?;
    if corrected {
        let site = match after.site_id {
            Some(id) => site::Entity::find_by_id(id).one(tx).await?,
            None => None,
        };
        let place = site.as_ref().map(Place::of).transpose()?;
        search::replace(tx, Index::Hazard, store::search_entry(&after, place.as_ref())?);
    }
    store::update(tx, &before, after, event).await?;
    audit::write(tx, ctx, [line]);
    Ok(step.state)
}

/// People and hazards that a command names must exist and be within reach.
async fn check_references(
    tx: &WriteTx,
    ctx: &Ctx,
    state: &HazardState,
    command: &HazardCommand,
) -> Result<()> {
    match command {
        HazardCommand::Assign { assignee, .. } => {
            let person = user_account::Entity::find_by_id(assignee.0).one(tx).await?;
            let fits = person.is_some_and(|p| can_be_assigned(&p, &state.area));
            if fits { Ok(()) } else { Err(Fault::field("assignee", FieldCode::Unknown).into()) }
        }
        HazardCommand::Void { reason: VoidReason::Duplicate, duplicate_of: Some(first), .. } => {
            let row = hazard::Entity::find_by_id(first.0).one(tx).await?;
            let fits = row.is_some_and(|r| {
                let visible = r.area_code.parse::<AreaCode>().is_ok_and(|a| ctx.actor.area.contains(&a));
                visible && r.void_reason.is_none() && r.id != state.id.0
            });
            if fits {
                Ok(())
            } else {
                Err(Fault::fields(vec![FieldFault::new("duplicate_of", FieldCode::Unknown)]).into())
            }
        }
        _ => Ok(()),
    }
}

/// Whether a person can be given a hazard of that area: an inspector or the office, in service, and seeing it.
pub fn can_be_assigned(person: &user_account::Model, area: &AreaCode) -> bool {
    let role = person.role.parse::<Role>();
    let own = person.area_code.parse::<AreaCode>();
    person.disabled_at.is_none() && role.is_ok_and(takes_hazards) && own.is_ok_and(|own| own.contains(area))
}

/// Who still has what they were given, once it lies in that area: work that its person does not see there any more is nobody's, or
/// nobody would come.
pub(crate) async fn keeps(
    db: &impl ConnectionTrait,
    assignee: Option<Uuid>,
    area: &AreaCode,
) -> Result<Option<Uuid>> {
    let Some(id) = assignee else { return Ok(None) };
    let person = user_account::Entity::find_by_id(id).one(db).await?;
    Ok(person.filter(|person| can_be_assigned(person, area)).map(|person| person.id))
}

/// Whether people of that role are given hazards.
pub fn takes_hazards(role: Role) -> bool {
    matches!(role, Role::Inspector | Role::Office)
}
