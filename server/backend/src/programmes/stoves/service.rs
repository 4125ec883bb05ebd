//! Surveying appliances and the steps of their lives.

use super::{rows, store};
use crate::{
    audit,
    content::Arrival,
    ctx::Ctx,
    db::WriteTx,
    entities::stove,
    error::{Error, Result},
    files::service::{Named, Owner, attach},
    hazards::service::find_site,
    programmes::{
        chained::Said,
        life::{AtDoor, Codes, Doing, check_visit, entry, tidied, tidied_option},
        locked,
    },
    reference::Reference,
};
use domain::{
    actor::Right,
    area::AreaCode,
    calendar::{local_date, to_millis},
    fault::{Code, Fault, FieldCode},
    ids::{EventId, FileId, SiteId, StoveId},
    photos::PhotoKind,
    programmes::{
        gear::Usage,
        stove::{
            Replacement, SaveStoveSurvey, StoveChange, StoveCommand, StoveEventKind, StoveState, StoveSurvey,
            lifecycle,
        },
    },
    sites::SiteKind,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

/// The answer to surveying an appliance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedStove {
    /// As it stands now; the receipt as it may be shown.
    pub state: StoveState,
    /// It was there already: the same command came again.
    pub repeated: bool,
}

/// Surveys an appliance that the register does not have yet. The same id with the same content is accepted again.
pub async fn survey(ctx: &Ctx, command: SaveStoveSurvey) -> Result<SavedStove> {
    ctx.require(Right::Survey)?;
    command.validate(ctx.now)?;
    let arrival = Arrival::straight(&command)?;
    let ready = prepare(ctx, command).await?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            tx.claim(ready.command.id.0).await?;
            store_new(tx, &ctx, ready, &arrival).await
        })
    })
    .await
}

/// A survey that is ready to be written.
pub(crate) struct Ready {
    command: SaveStoveSurvey,
    usage: Usage,
    area: AreaCode,
    reference: Arc<Reference>,
}

/// Makes a survey, which was checked by itself, ready to be written.
pub(crate) async fn prepare(ctx: &Ctx, mut command: SaveStoveSurvey) -> Result<Ready> {
    let site = find_site(ctx, "site", Some(command.site)).await?;
    let site = site.ok_or_else(|| Fault::field("site", FieldCode::Required))?;
    command.surveyed_at = to_millis(command.surveyed_at);
    tidy_survey(&mut command.survey);
    Ok(Ready {
        usage: Usage::at(site.kind.parse::<SiteKind>()?),
        area: site.area_code.parse()?,
        reference: ctx.state.reference().await?,
        command,
    })
}

/// Writes a survey that was made ready, inside the caller's change, which has claimed its id.
pub(crate) async fn store_new(
    tx: &WriteTx,
    ctx: &Ctx,
    ready: Ready,
    arrival: &Arrival,
) -> Result<SavedStove> {
    let Ready { command, usage, area, reference } = ready;
    if let Some(row) = stove::Entity::find_by_id(command.id.0).one(tx).await? {
        return repeated(ctx, &row, &arrival.content_sha256);
    }
    let door =
        AtDoor { visit: command.visit, site: command.site.0, position: command.position, failed: None };
    check_visit(tx, ctx, door, arrival).await?;
    let step = lifecycle::survey(&command, area.clone(), usage, &ctx.actor, &reference.gear.lives);
    let doing = Doing {
        id: EventId(Uuid::now_v7()),
        ctx,
        device_at: Some(arrival.device_at(command.surveyed_at)),
        visit: command.visit,
        photos: &command.photos,
        position: command.position,
        content_sha256: None,
    };
    let said = Said { kind: step.kind.as_str(), note: step.note.as_deref(), data: &step.data };
    store::insert(tx, &step.state, &said, &doing, &arrival.content_sha256).await?;
    let named = Named { field: "photos", ids: &command.photos, kind: Some(PhotoKind::Visit) };
    attach(tx, ctx, arrival, named, Owner::Stove(command.id), &area).await?;
    let detail = serde_json::json!({"appliance": step.state.survey.appliance, "status": step.state.status});
    audit::write(tx, ctx, [entry("stove", "survey", command.id.0, &area, detail)]);
    Ok(SavedStove { state: step.state, repeated: false })
}

fn repeated(ctx: &Ctx, row: &stove::Model, content: &str) -> Result<SavedStove> {
    let state = rows::state(row)?;
    if row.content_sha256 == content && ctx.actor.area.contains(&state.area) {
        Ok(SavedStove { state: state.shown(ctx.actor.role.has(Right::Reveal)), repeated: true })
    } else {
        Err(Error::code(Code::ContentConflict))
    }
}

fn tidy_survey(survey: &mut StoveSurvey) {
    tidied_option(&mut survey.maker);
    tidied_option(&mut survey.model);
}

fn tidy_replacement(it: &mut Replacement) {
    tidied_option(&mut it.maker);
    [&mut it.model, &mut it.serial, &mut it.installer].into_iter().for_each(tidied);
}

/// Carries out one step; answers the state afterwards, the receipt as it may be shown. Of two people who do the same step
/// at once one wins and the other is told; the same command sent again is accepted again.
pub async fn change(ctx: &Ctx, change: StoveChange) -> Result<StoveState> {
    change.validate(ctx.now)?;
    let arrival = Arrival::straight(&change)?;
    let reference = ctx.state.reference().await?;
    let sees_lines = ctx.actor.role.has(Right::Reveal);
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    let state = db
        .write(move |tx| {
            Box::pin(async move {
                let found = Locked::take(tx, change.stove.0).await?;
                let found = found.filter(|found| ctx.actor.area.contains(&found.state.area));
                let found = found.ok_or_else(|| Error::code(Code::NotFound))?;
                if found.has_step(tx, change.id, &arrival).await? {
                    return Ok(found.state);
                }
                let state = &found.state;
                state.permits(change.command.action(), &ctx.actor, local_date(ctx.now))?;
                if change.base_version.is_some_and(|version| version != state.version) {
                    return Err(Error::from(Fault::new(Code::Stale).with("state", state.status)));
                }
                step(tx, &ctx, &reference, found, change, &arrival).await
            })
        })
        .await?;
    Ok(state.shown(sees_lines))
}

/// An appliance that was taken for one change.
pub(crate) type Locked = locked::Locked<stove::Model>;

/// Carries out a step on an appliance that was taken, whatever version the step was based on.
pub(crate) async fn step(
    tx: &WriteTx,
    ctx: &Ctx,
    reference: &Reference,
    found: Locked,
    mut change: StoveChange,
    arrival: &Arrival,
) -> Result<StoveState> {
    let Locked { row, state } = found;
    let failed = match &change.command {
        StoveCommand::Attempt { outcome, .. } => Some(*outcome),
        _ => None,
    };
    let door = AtDoor { visit: change.visit, site: row.site_id, position: change.position, failed };
    change.visit = check_visit(tx, ctx, door, arrival).await?;
    match &mut change.command {
        StoveCommand::Survey { survey, .. } => tidy_survey(survey),
        StoveCommand::Replace { replacement, .. } => {
            tidy_replacement(replacement);
            free(tx, replacement.successor).await?;
        }
        _ => {}
    }
    let step = state.step(&change.command, &ctx.actor, ctx.now, &reference.gear.lives)?;
    let photos = change.command.photos();
    let doing = Doing {
        id: change.id,
        ctx,
        device_at: change.device_at,
        visit: change.visit,
        photos: &photos,
        position: change.position,
        content_sha256: Some(arrival.content_sha256.clone()),
    };
    let said = Said { kind: step.kind.as_str(), note: step.note.as_deref(), data: &step.data };
    store::update(tx, row, &step.state, &said, &doing).await?;
    if let Some(successor) = &step.successor {
        succeed(tx, ctx, successor, arrival).await?;
    }
    for (field, ids, kind) in pictures(&change.command) {
        let named = Named { field, ids, kind: Some(kind) };
        attach(tx, ctx, arrival, named, Owner::Stove(change.stove), &state.area).await?;
    }
    let detail = serde_json::json!({"from": state.status, "to": step.state.status});
    let action = change.command.action().as_str();
    audit::write(tx, ctx, [entry("stove", action, change.stove.0, &state.area, detail)]);
    Ok(step.state)
}

/// The photos of a step, by its fields, and what they show.
fn pictures(command: &StoveCommand) -> Vec<(&'static str, &[FileId], PhotoKind)> {
    match command {
        StoveCommand::Survey { photos, .. } | StoveCommand::AddNote { photos, .. } => {
            vec![("photos", photos.as_slice(), PhotoKind::Visit)]
        }
        StoveCommand::ReplaceHose { photos, .. } => vec![("photos", photos.as_slice(), PhotoKind::After)],
        StoveCommand::Replace { replacement, .. } => vec![
            ("replacement.photos_before", replacement.photos_before.as_slice(), PhotoKind::Before),
            ("replacement.photos_after", replacement.photos_after.as_slice(), PhotoKind::After),
        ],
        _ => Vec::new(),
    }
}

/// The id that the new appliance's record is to get must not be another's.
async fn free(tx: &WriteTx, successor: StoveId) -> Result<()> {
    match stove::Entity::find_by_id(successor.0).one(tx).await? {
        Some(_) => Err(Fault::field("replacement.successor", FieldCode::Duplicate).into()),
        None => Ok(()),
    }
}

/// Writes the record of the appliance that took an accepted one's place.
async fn succeed(tx: &WriteTx, ctx: &Ctx, state: &StoveState, arrival: &Arrival) -> Result<()> {
    tx.claim(state.id.0).await?;
    if stove::Entity::find_by_id(state.id.0).one(tx).await?.is_some() {
        return Err(Error::code(Code::ContentConflict));
    }
    let data = serde_json::json!({"status": state.status, "replaces": state.replaces});
    let said = Said { kind: StoveEventKind::Surveyed.as_str(), note: None, data: &data };
    store::insert(tx, state, &said, &Doing::following(ctx), &arrival.content_sha256).await
}

/// Brings the appliances of a site to the one that it was merged into, also into its committee. Each says so, as an event of its own.
pub(crate) async fn merged(
    tx: &WriteTx,
    ctx: &Ctx,
    from: SiteId,
    (into, area): (SiteId, &AreaCode),
) -> Result<()> {
    let data = serde_json::json!({"merged_from": from});
    for mut row in of_sites(tx, &[from.0]).await? {
        row.site_id = into.0;
        bring(tx, ctx, row, area, &data).await?;
    }
    Ok(())
}

/// Brings the appliances of sites along that have moved into another committee of their subdistrict. Each says so, as an event of
/// its own.
pub(crate) async fn moved(tx: &WriteTx, ctx: &Ctx, sites: &[Uuid], area: &AreaCode) -> Result<()> {
    let data = serde_json::json!({"moved_to": area});
    for row in of_sites(tx, sites).await? {
        bring(tx, ctx, row, area, &data).await?;
    }
    Ok(())
}

async fn of_sites(tx: &WriteTx, sites: &[Uuid]) -> Result<Vec<stove::Model>> {
    let found = stove::Entity::find()
        .filter(stove::Column::SiteId.is_in(sites.iter().copied()))
        .order_by_asc(stove::Column::Id);
    Ok(found.all(tx).await?)
}

async fn bring(
    tx: &WriteTx,
    ctx: &Ctx,
    mut row: stove::Model,
    area: &AreaCode,
    data: &serde_json::Value,
) -> Result<()> {
    row.area_code = area.to_string();
    row.committee_code = Codes::of(area)?.committee;
    let mut state = rows::state(&row)?;
    state.version += 1;
    let said = Said { kind: StoveEventKind::Noted.as_str(), note: None, data };
    store::update(tx, row, &state, &said, &Doing::following(ctx)).await
}
