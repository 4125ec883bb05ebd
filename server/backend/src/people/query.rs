//! Reads of people.

use crate::{
    ctx::Ctx,
    entities::user_account,
    error::Result,
    hazards::service::{can_be_assigned, takes_hazards},
};
use domain::{
    actor::{Right, Role},
    area::AreaCode,
    fault::{Fault, FieldCode},
    ids::UserId,
    people::{Me, PersonRef},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
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
    takers(ctx, &ctx.actor.area).await
}

/// Whom a form gives work to, in its field `assignee`; nobody, when the work is taken back.
pub(crate) struct Receiver(Option<user_account::Model>);

impl Receiver {
    /// Finds the person.
    pub async fn find(db: &impl ConnectionTrait, person: Option<UserId>) -> Result<Self> {
        let Some(id) = person else { return Ok(Self(None)) };
        let row = user_account::Entity::find_by_id(id.0).one(db).await?;
        Ok(Self(Some(row.ok_or_else(unknown)?)))
    }

    /// Who.
    pub fn id(&self) -> Option<Uuid> {
        self.0.as_ref().map(|person| person.id)
    }

    /// Refuses somebody who cannot be given what lies in that area. Anybody's work can be taken back.
    pub fn takes(&self, area: &AreaCode) -> Result<()> {
        let fits = self.0.as_ref().is_none_or(|person| can_be_assigned(person, area));
        if fits { Ok(()) } else { Err(unknown().into()) }
    }
}

fn unknown() -> Fault {
    Fault::field("assignee", FieldCode::Unknown)
}

/// Most people a list offers to be narrowed to. Where there are more, nobody finds anyone among them: an area is chosen first.
pub const MOST_TO_CHOOSE: usize = 200;

/// Whose records a list can be narrowed to: those who work in `area`, else in the actor's own, by name; none where they are
/// more than [`MOST_TO_CHOOSE`]. Whoever is `chosen` already is among them, also when they have left since, as long as they
/// belong to the actor's area: the list says their name.
pub async fn to_choose(ctx: &Ctx, area: Option<&AreaCode>, chosen: Option<UserId>) -> Result<Vec<PersonRef>> {
    let own = &ctx.actor.area;
    let mut people = takers(ctx, area.filter(|area| own.contains(area)).unwrap_or(own)).await?;
    if people.len() > MOST_TO_CHOOSE {
        people.retain(|person| Some(person.id) == chosen);
    }
    if let Some(id) = chosen.filter(|id| people.iter().all(|person| person.id != *id))
        && let Some(row) = user_account::Entity::find_by_id(id.0).one(ctx.db().read()).await?
        && is_near(&row.area_code.parse()?, own)
    {
        people.push(PersonRef { id, name: row.name, role: row.role.parse()? });
    }
    Ok(people)
}

/// Those who take tasks and hazards of an area, by name.
async fn takers(ctx: &Ctx, scope: &AreaCode) -> Result<Vec<PersonRef>> {
    let rows = user_account::Entity::find()
        .filter(user_account::Column::DisabledAt.is_null())
        .order_by_asc(user_account::Column::Name)
        .all(ctx.db().read())
        .await?;
    let mut people = Vec::new();
    for row in rows {
        let (role, area): (Role, AreaCode) = (row.role.parse()?, row.area_code.parse()?);
        if takes_hazards(role) && is_near(&area, scope) {
            people.push(PersonRef { id: UserId(row.id), name: row.name, role });
        }
    }
    Ok(people)
}

/// Whether somebody of `area` has to do with `scope`: works in it, in a part of it, or in a larger one around it.
fn is_near(area: &AreaCode, scope: &AreaCode) -> bool {
    scope.contains(area) || area.contains(scope)
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
