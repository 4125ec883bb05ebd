//! Reads of people.

use crate::{ctx::Ctx, entities::user_account, error::Result, hazards::service::can_be_assigned};
use domain::{
    actor::Role,
    area::AreaCode,
    ids::UserId,
    people::{Me, PersonRef},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

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
    let rows = user_account::Entity::find()
        .filter(user_account::Column::AreaCode.is_in(seeing))
        .filter(user_account::Column::DisabledAt.is_null())
        .order_by_asc(user_account::Column::Name)
        .order_by_asc(user_account::Column::Login)
        .all(ctx.db().read())
        .await?;
    let person = |row: user_account::Model| {
        Ok(PersonRef { id: UserId(row.id), name: row.name, role: row.role.parse::<Role>()? })
    };
    rows.into_iter().filter(|row| can_be_assigned(row, area)).map(person).collect()
}
