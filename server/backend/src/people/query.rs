//! Reads of people.

use crate::{ctx::Ctx, entities::user_account, error::Result, hazards::service::takes_hazards};
use domain::{
    actor::Role,
    area::AreaCode,
    ids::UserId,
    people::{Me, PersonRef},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
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

/// Whom a hazard of that area can be given to: inspectors and the office, in service, who see it.
pub async fn assignable(ctx: &Ctx, area: &AreaCode) -> Result<Vec<PersonRef>> {
    let seeing: Vec<String> = area.lineage().map(String::from).collect();
    // without password and the rest: every page of a hazard asks for this
    let rows: Vec<(Uuid, String, String)> = user_account::Entity::find()
        .select_only()
        .columns([user_account::Column::Id, user_account::Column::Name, user_account::Column::Role])
        .filter(user_account::Column::AreaCode.is_in(seeing))
        .filter(user_account::Column::DisabledAt.is_null())
        .order_by_asc(user_account::Column::Name)
        .order_by_asc(user_account::Column::Login)
        .into_tuple()
        .all(ctx.db().read())
        .await?;
    let mut people = Vec::with_capacity(rows.len());
    for (id, name, role) in rows {
        let role: Role = role.parse()?;
        if takes_hazards(role) {
            people.push(PersonRef { id: UserId(id), name, role });
        }
    }
    Ok(people)
}
