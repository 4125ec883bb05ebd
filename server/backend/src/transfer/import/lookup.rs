//! What the rows of a table may name: sites and people.

use super::fields::Fields;
use crate::{
    ctx::Ctx,
    entities::{site, user_account},
    error::Result,
    hazards::service::can_be_assigned,
    import_text::{RowFaultCode, half_width},
    sites::query::shown,
};
use domain::{
    area::{AreaCode, AreaLevel},
    ids::UserId,
    sites::SiteKind,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

/// The sites and people that rows may name.
pub(super) struct Lookup {
    by_id: HashMap<Uuid, Arc<site::Model>>,
    by_name: HashMap<String, Vec<Arc<site::Model>>>,
    people: Vec<user_account::Model>,
}

impl Lookup {
    /// Those of the actor's area.
    pub(super) async fn read(ctx: &Ctx) -> Result<Self> {
        let mut find = site::Entity::find();
        if ctx.actor.area.level() > AreaLevel::City {
            find = find
                .filter(site::Column::CommitteeCode.gte(ctx.actor.area.as_str()))
                .filter(site::Column::CommitteeCode.lt(ctx.actor.area.successor()));
        }
        let mut lookup = Self { by_id: HashMap::new(), by_name: HashMap::new(), people: Vec::new() };
        for row in find.all(ctx.db().read()).await? {
            let row = Arc::new(row);
            lookup.by_id.insert(row.id, row.clone());
            lookup.by_name.entry(row.name.clone()).or_default().push(row);
        }
        lookup.people = user_account::Entity::find().all(ctx.db().read()).await?;
        Ok(lookup)
    }

    /// Name and address of a site, as lists show them; nothing when it is not among them.
    pub(super) fn shown(&self, id: Uuid) -> (String, String) {
        self.by_id.get(&id).map(|row| of_site(row)).unwrap_or_default()
    }

    /// The site that a row names by its id, or by its name and, where several have it, its address.
    pub(super) fn site(&self, fields: &mut Fields<'_>) -> Option<Arc<site::Model>> {
        let name = fields.row.cell("site");
        if name.is_empty() {
            return None;
        }
        if let Ok(id) = name.parse::<Uuid>() {
            let found = self.by_id.get(&id).cloned();
            if found.is_none() {
                fields.fault("site", RowFaultCode::NotFound, "");
            }
            return found;
        }
        let address = fields.row.cell("address");
        let named = self.by_name.get(name).map(Vec::as_slice).unwrap_or_default();
        let fitting: Vec<_> = named.iter().filter(|s| address.is_empty() || s.address == address).collect();
        match fitting.as_slice() {
            [one] => Some((*one).clone()),
            [] => {
                let expects = named.iter().take(3).map(|s| of_site(s).1).collect::<Vec<_>>().join(" | ");
                fields.fault(
                    if named.is_empty() { "site" } else { "address" },
                    RowFaultCode::NotFound,
                    expects,
                );
                None
            }
            _ => {
                fields.fault("site", RowFaultCode::Ambiguous, "address");
                None
            }
        }
    }

    /// The person of that login or name who can be given a hazard of the area.
    pub(super) fn person(&self, fields: &mut Fields<'_>, area: &AreaCode) -> Option<UserId> {
        let wanted = half_width(fields.row.cell("assignee")).to_lowercase();
        let fits = |p: &&user_account::Model| {
            (p.login == wanted || p.name == fields.row.cell("assignee")) && can_be_assigned(p, area)
        };
        let fitting: Vec<_> = self.people.iter().filter(fits).collect();
        match fitting.as_slice() {
            [one] => Some(UserId(one.id)),
            [] => {
                fields.fault("assignee", RowFaultCode::NotFound, "");
                None
            }
            _ => {
                fields.fault("assignee", RowFaultCode::Ambiguous, "");
                None
            }
        }
    }
}

/// Whoever imports need not be somebody who may see homes in full.
fn of_site(row: &site::Model) -> (String, String) {
    let kind = row.kind.parse().unwrap_or(SiteKind::Household);
    shown(kind, row.name.clone(), row.address.clone(), row.room.as_deref())
}
