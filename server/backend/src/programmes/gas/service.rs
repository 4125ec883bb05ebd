//! Keeping entries of the register of gas users. A save replaces what was there and names the version it was filled in
//! from.

use super::rows;
use crate::{
    audit, changes,
    content::Arrival,
    ctx::Ctx,
    db::WriteTx,
    entities::{awaited_photo, cylinder, file, gas_save, gas_survey, gas_user},
    error::{Error, Result},
    files::service::{Named, Owner, attach},
    hazards::{rows::number, service::find_site},
    listing::{Sql, places},
    programmes::life::{AtDoor, Codes, check_visit, entry, put},
    reference::load::fixed_id,
    transfer::rows::inserts,
};
use chrono::{DateTime, Utc};
use domain::{
    actor::Right,
    area::AreaCode,
    calendar::to_millis,
    fault::{Code, Fault, FieldCode, FieldFault},
    ids::{EventId, FileId, GasUserId, InspectionId, SiteId, sort_key},
    photos::PhotoKind,
    programmes::{
        entry_changed,
        gas::{Cylinder, SaveGasUnit, SaveLpgUser},
        views::GasSaveKind,
    },
    text::tidy,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    Value,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The answer to a save.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedGasUser {
    /// The entry: the site's, also when the caller thought of another.
    pub id: GasUserId,
    /// The version that this save made.
    pub version: u32,
    /// It was saved already: the same command came again.
    pub repeated: bool,
}

/// A save of an entry.
#[derive(Clone, Debug)]
pub(crate) enum Save {
    /// As a small unit.
    Unit(Box<SaveGasUnit>),
    /// As a user of cylinders.
    Lpg(Box<SaveLpgUser>),
}

impl Save {
    fn id(&self) -> EventId {
        match self {
            Self::Unit(unit) => unit.id,
            Self::Lpg(user) => user.id,
        }
    }

    fn user(&self) -> GasUserId {
        match self {
            Self::Unit(unit) => unit.unit,
            Self::Lpg(user) => user.user,
        }
    }

    fn site(&self) -> SiteId {
        match self {
            Self::Unit(unit) => unit.site,
            Self::Lpg(user) => user.site,
        }
    }

    fn visit(&self) -> Option<InspectionId> {
        match self {
            Self::Unit(unit) => unit.visit,
            Self::Lpg(user) => user.visit,
        }
    }

    fn base_version(&self) -> Option<u32> {
        match self {
            Self::Unit(unit) => unit.base_version,
            Self::Lpg(user) => user.base_version,
        }
    }

    fn note(&self) -> Option<String> {
        match self {
            Self::Unit(unit) => unit.note.as_deref().and_then(tidy),
            Self::Lpg(user) => user.note.as_deref().and_then(tidy),
        }
    }

    const fn kind(&self) -> GasSaveKind {
        match self {
            Self::Unit(_) => GasSaveKind::Unit,
            Self::Lpg(_) => GasSaveKind::Lpg,
        }
    }

    /// The photos it names, and the field that names them.
    fn photos(&self) -> (&'static str, Vec<FileId>) {
        match self {
            Self::Unit(unit) => ("photos", unit.photos.clone()),
            Self::Lpg(user) => ("cylinders", user.photos()),
        }
    }
}

/// Keeps what is known of a small unit: its entry and its survey in one. The same id with the same content is accepted
/// again; an entry that somebody else has saved meanwhile is stale.
pub async fn save_unit(ctx: &Ctx, command: SaveGasUnit) -> Result<SavedGasUser> {
    ctx.require(Right::Survey)?;
    command.validate(ctx.now)?;
    let arrival = Arrival::straight(&command)?;
    save(ctx, Save::Unit(Box::new(command)), arrival).await
}

/// Keeps a user of cylinders, alike.
pub async fn save_lpg(ctx: &Ctx, command: SaveLpgUser) -> Result<SavedGasUser> {
    ctx.require(Right::Survey)?;
    command.validate(ctx.now)?;
    let arrival = Arrival::straight(&command)?;
    save(ctx, Save::Lpg(Box::new(command)), arrival).await
}

async fn save(ctx: &Ctx, save: Save, arrival: Arrival) -> Result<SavedGasUser> {
    let ready = prepare(ctx, save).await?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    let saved = db
        .write(move |tx| {
            Box::pin(async move {
                tx.claim(ready.save.id().0).await?;
                store(tx, &ctx, ready, &arrival).await
            })
        })
        .await?;
    saved.ok_or_else(|| Error::code(Code::Stale))
}

/// A save that is ready to be written.
pub(crate) struct Ready {
    save: Save,
    area: AreaCode,
}

/// Makes a save, which was checked by itself, ready to be written.
pub(crate) async fn prepare(ctx: &Ctx, save: Save) -> Result<Ready> {
    let site = find_site(ctx, "site", Some(save.site())).await?;
    let site = site.ok_or_else(|| Fault::field("site", FieldCode::Required))?;
    Ok(Ready { area: site.area_code.parse()?, save })
}

/// Writes a save that was made ready, inside the caller's change, which has claimed its id. `None`: somebody else has saved
/// the entry since, and nothing was changed.
pub(crate) async fn store(
    tx: &WriteTx,
    ctx: &Ctx,
    ready: Ready,
    arrival: &Arrival,
) -> Result<Option<SavedGasUser>> {
    let Ready { save, area } = ready;
    // two who make the entry of one site at once
    tx.claim(save.site().0).await?;
    if let Some(row) = gas_save::Entity::find_by_id(save.id().0).one(tx).await? {
        return repeated(ctx, row, &area, &arrival.content_sha256).map(Some);
    }
    let there = of_site(tx, save.site()).await?;
    let version = there.as_ref().map(|row| number(row.version)).transpose()?;
    if entry_changed(save.base_version(), version) {
        return Ok(None);
    }
    let door = AtDoor { visit: save.visit(), site: save.site().0, position: None, failed: None };
    check_visit(tx, ctx, door, arrival).await?;
    if let Save::Lpg(user) = &save {
        let entry = there.as_ref().map_or(save.user().0, |row| row.id);
        check_free(tx, entry, user).await?;
    }
    let new = there.is_none();
    let mut row = match there {
        Some(row) => row,
        None => fresh(tx, ctx, &save, &area).await?,
    };
    let kept = take(&mut row, &save, ctx, &arrival.content_sha256)?;
    row.change_seq = changes::one(tx, &row.subdistrict_code).await?;
    let (id, version) = (GasUserId(row.id), row.version);
    if new {
        put(tx, row, |row| row.sort_key += 1).await?;
    } else {
        row.into_active_model().reset_all().update(tx).await?;
    }
    match &save {
        Save::Unit(unit) => note_survey(tx, id, to_millis(unit.surveyed_at), unit.visit).await?,
        Save::Lpg(user) => {
            cylinder::Entity::delete_many().filter(cylinder::Column::GasUserId.eq(id.0)).exec(tx).await?;
            put_cylinders(tx, id, &user.cylinders).await?;
        }
    }
    kept.into_active_model().reset_all().insert(tx).await?;
    let (field, mut ids) = save.photos();
    let known = known_photos(tx, id, &ids).await?;
    ids.retain(|photo| !known.contains(photo));
    let named = Named { field, ids: &ids, kind: Some(PhotoKind::Visit) };
    attach(tx, ctx, arrival, named, Owner::GasUser(id), &area).await?;
    let detail = serde_json::json!({"as": save.kind(), "version": version});
    audit::write(tx, ctx, [entry("gas_user", "save", id.0, &area, detail)]);
    Ok(Some(SavedGasUser { id, version: number(version)?, repeated: false }))
}

/// Writes the cylinders of an entry, which has none.
pub(super) async fn put_cylinders(tx: &WriteTx, id: GasUserId, cylinders: &[Cylinder]) -> Result<()> {
    let rows = cylinders.iter().map(|it| rows::cylinder(id, it)).collect::<Result<Vec<_>>>()?;
    Ok(tx.execute_all(inserts(tx.get_database_backend(), &rows)).await?)
}

/// Refuses a cylinder that another user has, wherever that is, as a device's serial number is refused: it stands in one place.
/// Who has it is not told. What this entry had before stays with it. Whoever names a number has it until the end of this
/// transaction: of two who do so at once the second finds the first.
async fn check_free(tx: &WriteTx, entry: Uuid, user: &SaveLpgUser) -> Result<()> {
    let mut numbers: BTreeSet<&str> =
        user.cylinders.iter().filter(|it| it.returned_on.is_none()).map(|it| it.number.as_str()).collect();
    // in order, so that two never wait for each other
    for number in &numbers {
        tx.claim(fixed_id("cylinder", number)).await?;
    }
    let own: Vec<String> = cylinder::Entity::find()
        .select_only()
        .column(cylinder::Column::Number)
        .filter(cylinder::Column::GasUserId.eq(entry))
        .filter(cylinder::Column::ReturnedOn.is_null())
        .into_tuple()
        .all(tx)
        .await?;
    for number in &own {
        numbers.remove(number.as_str());
    }
    if numbers.is_empty() {
        return Ok(());
    }
    let mut held = Sql::new("SELECT c.number FROM cylinder c WHERE ");
    held.bind(
        &format!("c.returned_on IS NULL AND c.number IN ({})", places(numbers.len())),
        numbers.iter().map(|number| Value::from(*number)),
    );
    held.bind(" AND c.gas_user_id <> ? LIMIT 1", [entry.into()]);
    let Some(row) = held.one(tx).await? else { return Ok(()) };
    let number: String = row.try_get_by_index(0)?;
    let mut fault = Fault::new(Code::SerialInUse).with("serial", &number);
    let at = user.cylinders.iter().position(|it| it.number.as_str() == number);
    let field = at.map(|i| FieldFault::new(format!("cylinders[{i}].number"), FieldCode::Duplicate));
    fault.fields.extend(field);
    Err(fault.into())
}

fn repeated(ctx: &Ctx, row: gas_save::Model, area: &AreaCode, content: &str) -> Result<SavedGasUser> {
    if row.content_sha256 == content && ctx.actor.area.contains(area) {
        Ok(SavedGasUser { id: GasUserId(row.gas_user_id), version: number(row.version)?, repeated: true })
    } else {
        Err(Error::code(Code::ContentConflict))
    }
}

/// The entry of a site.
pub(crate) async fn of_site(db: &impl ConnectionTrait, site: SiteId) -> Result<Option<gas_user::Model>> {
    Ok(gas_user::Entity::find().filter(gas_user::Column::SiteId.eq(site.0)).one(db).await?)
}

/// The row of a site that has no entry yet.
async fn fresh(tx: &WriteTx, ctx: &Ctx, save: &Save, area: &AreaCode) -> Result<gas_user::Model> {
    let id = save.user().0;
    tx.claim(id).await?;
    if gas_user::Entity::find_by_id(id).one(tx).await?.is_some() {
        return Err(Error::code(Code::ContentConflict)); // of another site
    }
    blank(save, area, ctx.now)
}

/// The row of an entry in which nothing stands yet.
pub(crate) fn blank(save: &Save, area: &AreaCode, now: DateTime<Utc>) -> Result<gas_user::Model> {
    let (id, codes) = (save.user().0, Codes::of(area)?);
    Ok(gas_user::Model {
        id,
        sort_key: sort_key(now, id),
        site_id: save.site().0,
        area_code: area.to_string(),
        committee_code: codes.committee,
        subdistrict_code: codes.subdistrict,
        district_code: codes.district,
        is_unit: false,
        is_lpg: false,
        trade: None,
        fuel: None,
        numbers: serde_json::json!({}),
        alarm: None,
        cut_off: None,
        surveyed_at: now,
        supplier: None,
        moved_to: None,
        moved_on: None,
        version: 0,
        change_seq: 0,
        created_at: now,
        updated_at: now,
    })
}

/// Brings an entry to what a save says, and answers the line that says who saved it.
pub(crate) fn take(
    row: &mut gas_user::Model,
    save: &Save,
    ctx: &Ctx,
    content_sha256: &str,
) -> Result<gas_save::Model> {
    take_in(row, save, ctx.now)?;
    row.version += 1;
    row.updated_at = ctx.now;
    Ok(gas_save::Model {
        id: save.id().0,
        gas_user_id: row.id,
        kind: save.kind().as_str().into(),
        version: row.version,
        actor_id: ctx.actor.user.0,
        actor_name: ctx.actor.name.clone(),
        inspection_id: save.visit().map(|visit| visit.0),
        note: save.note(),
        saved_at: ctx.now,
        content_sha256: content_sha256.to_owned(),
    })
}

/// Takes a save into the row. What it does not speak of stays as it is.
fn take_in(row: &mut gas_user::Model, save: &Save, now: DateTime<Utc>) -> Result<()> {
    match save {
        Save::Unit(unit) => rows::set_unit(row, &unit.unit(0))?,
        Save::Lpg(user) => {
            rows::set_lpg(row, &user.user(0));
            if !row.is_unit {
                row.surveyed_at = now;
            }
        }
    }
    Ok(())
}

/// Notes that a unit was surveyed; the same survey saved again counts once.
async fn note_survey(
    tx: &WriteTx,
    id: GasUserId,
    at: DateTime<Utc>,
    visit: Option<InspectionId>,
) -> Result<()> {
    let row = gas_survey::Model { gas_user_id: id.0, at, inspection_id: visit.map(|visit| visit.0) };
    for mut statement in inserts(tx.get_database_backend(), &[row]) {
        statement.sql.push_str(" ON CONFLICT (gas_user_id, at) DO NOTHING");
        tx.execute_raw(statement).await?;
    }
    Ok(())
}

/// Of these photos the ones that an entry has already, or waits for: a save names the proofs of earlier ones too.
pub(crate) async fn known_photos(
    db: &impl ConnectionTrait,
    entry: GasUserId,
    photos: &[FileId],
) -> Result<BTreeSet<FileId>> {
    if photos.is_empty() {
        return Ok(BTreeSet::new());
    }
    let ids = || photos.iter().map(|photo| photo.0);
    let mut known: Vec<Uuid> = file::Entity::find()
        .select_only()
        .column(file::Column::Id)
        .filter(file::Column::Id.is_in(ids()))
        .filter(file::Column::GasUserId.eq(entry.0))
        .into_tuple()
        .all(db)
        .await?;
    let waited_for: Vec<Uuid> = awaited_photo::Entity::find()
        .select_only()
        .column(awaited_photo::Column::Id)
        .filter(awaited_photo::Column::Id.is_in(ids()))
        .filter(awaited_photo::Column::GasUserId.eq(entry.0))
        .into_tuple()
        .all(db)
        .await?;
    known.extend(waited_for);
    Ok(known.into_iter().map(FileId).collect())
}
