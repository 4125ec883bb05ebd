//! Saved views: keeping, changing and removing them, and the list of those that a person sees.

use crate::{
    audit,
    ctx::Ctx,
    db::WriteTx,
    entities::{saved_view, user_account},
    error::{Error, Result},
    listing::{Conditions, Sql},
};
use domain::{
    actor::Right,
    desk::saved_view::{MOST_OWN, MOST_SHARED, SaveView, SavedView, ViewOwner},
    fault::{Code, Fault, FieldCode, FieldFault},
    ids::{SavedViewId, UserId},
    text::tidy,
};
use saved_view::{Column, Entity, Model};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// The saved views that this person sees, own ones first, each by name. There are few: saving keeps it so.
pub(super) async fn list(ctx: &Ctx) -> Result<Vec<SavedView>> {
    let db = ctx.db().read();
    let own = Entity::find().filter(Column::UserId.eq(ctx.actor.user.0)).order_by_asc(Column::Name).all(db);
    let mut rows = own.await?;
    let of_others = Entity::find()
        .filter(Column::AreaCode.eq(ctx.actor.area.as_str()))
        .filter(Column::Shared.eq(true))
        .filter(Column::UserId.ne(ctx.actor.user.0))
        .order_by_asc(Column::Name)
        .all(db);
    rows.extend(of_others.await?);
    let people: BTreeSet<Uuid> = rows.iter().map(|row| row.user_id).collect();
    let people = user_account::Entity::find().filter(user_account::Column::Id.is_in(people)).all(db).await?;
    let names: HashMap<Uuid, String> = people.into_iter().map(|person| (person.id, person.name)).collect();
    rows.into_iter().map(|row| shown(ctx, row, &names)).collect()
}

fn owner(row: &Model) -> Result<ViewOwner> {
    Ok(ViewOwner { user: UserId(row.user_id), area: row.area_code.parse()?, shared: row.shared })
}

fn shown(ctx: &Ctx, row: Model, names: &HashMap<Uuid, String>) -> Result<SavedView> {
    let owner = owner(&row)?;
    let may_change = owner.lets_change(&ctx.actor);
    Ok(SavedView {
        id: SavedViewId(row.id),
        name: row.name,
        query: row.query,
        shared: row.shared,
        owner: if owner.user == ctx.actor.user { None } else { names.get(&owner.user.0).cloned() },
        may_change,
    })
}

/// Refuses whoever may not change it; who does not even see it learns nothing of it.
fn may_change(ctx: &Ctx, row: &Model) -> Result<()> {
    let owner = owner(row)?;
    if owner.lets_change(&ctx.actor) {
        return Ok(());
    }
    Err(Error::code(if owner.shows(&ctx.actor) { Code::Forbidden } else { Code::NotFound }))
}

/// Keeps a view, or changes the one of that id. The same again changes nothing.
pub async fn save_view(ctx: &Ctx, command: SaveView) -> Result<SavedViewId> {
    ctx.require(Right::WatchDesk)?;
    command.validate()?;
    let name = tidy(&command.name).unwrap_or_default();
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            tx.claim(command.id.0).await?;
            // the limits are counted for a person: two saves of one person wait for each other
            tx.claim(ctx.actor.user.0).await?;
            let there = Entity::find_by_id(command.id.0).one(tx).await?;
            if let Some(row) = &there {
                may_change(&ctx, row)?;
            }
            let user = there.as_ref().map_or(ctx.actor.user.0, |row| row.user_id);
            let row = Model {
                id: command.id.0,
                user_id: user,
                area_code: there
                    .as_ref()
                    .map_or_else(|| ctx.actor.area.to_string(), |row| row.area_code.clone()),
                name,
                query: command.query,
                shared: command.shared,
                created_at: there.as_ref().map_or(ctx.now, |row| row.created_at),
                updated_at: ctx.now,
            };
            if there.as_ref().is_some_and(|old| Model { updated_at: old.updated_at, ..row.clone() } == *old) {
                return Ok(command.id);
            }
            has_room(tx, &row, there.as_ref()).await?;
            let line = entry("view.save", &row)?;
            let is_new = there.is_none();
            let row = row.into_active_model().reset_all();
            if is_new {
                row.insert(tx).await?
            } else {
                row.update(tx).await?
            };
            audit::write(tx, &ctx, [line]);
            Ok(command.id)
        })
    })
    .await
}

/// The name is free, and neither the person nor the area has as many as there may be.
async fn has_room(tx: &WriteTx, row: &Model, there: Option<&Model>) -> Result<()> {
    let mut of_owner = Conditions::default();
    of_owner.add("user_id = ?", [row.user_id.into()]).add("id <> ?", [row.id.into()]);
    let mut of_name = of_owner.clone();
    of_name.add("name = ?", [row.name.as_str().into()]);
    if number(tx, &of_name).await? > 0 {
        return Err(Fault::field("name", FieldCode::Duplicate).into());
    }
    let too_many = |field: &str, max: i64| {
        Fault::fields(vec![FieldFault::new(field, FieldCode::TooMany).with("max", max)])
    };
    if there.is_none() && number(tx, &of_owner).await? >= MOST_OWN {
        return Err(too_many("name", MOST_OWN).into());
    }
    let mut shared = Conditions::default();
    shared.add("area_code = ?", [row.area_code.as_str().into()]).add("shared = ?", [true.into()]);
    let becomes_shared = row.shared && there.is_none_or(|there| !there.shared);
    if becomes_shared && number(tx, &shared).await? >= MOST_SHARED {
        return Err(too_many("shared", MOST_SHARED).into());
    }
    Ok(())
}

async fn number(tx: &WriteTx, conditions: &Conditions) -> Result<i64> {
    let mut sql = Sql::new("SELECT count(*) FROM saved_view");
    sql.filter(conditions);
    sql.number(tx).await
}

/// Removes a view. One that is gone already is removed all the same.
pub async fn remove_view(ctx: &Ctx, id: SavedViewId) -> Result<()> {
    ctx.require(Right::WatchDesk)?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            let Some(row) = Entity::find_by_id(id.0).one(tx).await? else { return Ok(()) };
            may_change(&ctx, &row)?;
            Entity::delete_by_id(id.0).exec(tx).await?;
            audit::write(tx, &ctx, [entry("view.remove", &row)?]);
            Ok(())
        })
    })
    .await
}

fn entry(action: &str, row: &Model) -> Result<audit::Entry> {
    Ok(audit::Entry {
        action: action.into(),
        subject_type: "saved_view",
        subject: row.id.to_string(),
        area: Some(row.area_code.parse()?),
        detail: serde_json::json!({"name": row.name, "shared": row.shared}),
    })
}
