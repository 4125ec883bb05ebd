//! Reads of people.

use crate::{ctx::Ctx, entities::user_account, error::Result, hazards::service::takes_hazards};
use domain::{
    actor::{Right, Role},
    area::AreaCode,
    ids::UserId,
    people::{Me, PersonRef},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// The person who is signed in, with the areas that can be chosen.
pub async fn me(ctx: &Ctx) -> Result<Me> {
    let reference = ctx.state.reference().await?;
    Ok(Me {
        actor: ctx.actor.clone(),
        area: reference.areas.named(&ctx.actor.area),
        areas: reference.areas.children(&ctx.actor.area).map(crate::areas::Area::to_ref).collect(),
    })
}

/// Whom tasks and hazards of the actor's area can be given to, for whoever may do so: those who work in it, by name.
pub(crate) async fn workers(ctx: &Ctx) -> Result<Vec<PersonRef>> {
    if !ctx.actor.role.has(Right::Assign) {
        return Ok(Vec::new());
    }
    let rows = user_account::Entity::find()
        .filter(user_account::Column::DisabledAt.is_null())
        .order_by_asc(user_account::Column::Name)
        .all(ctx.db().read())
        .await?;
    let mut people = Vec::new();
    for row in rows {
        let (role, area): (Role, AreaCode) = (row.role.parse()?, row.area_code.parse()?);
        let near = ctx.actor.area.contains(&area) || area.contains(&ctx.actor.area);
        if takes_hazards(role) && near {
            people.push(PersonRef { id: UserId(row.id), name: row.name, role });
        }
    }
    Ok(people)
}

/// The names of people, by id.
pub(crate) async fn names(ctx: &Ctx, ids: Vec<Uuid>) -> Result<HashMap<Uuid, String>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let names: Vec<(Uuid, String)> = user_account::Entity::find()
        .select_only()
        .columns([user_account::Column::Id, user_account::Column::Name])
        .filter(user_account::Column::Id.is_in(ids))
        .into_tuple()
        .all(ctx.db().read())
        .await?;
    Ok(names.into_iter().collect())
}
