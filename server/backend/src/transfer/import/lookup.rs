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
    sites::{SiteKind, address::Address},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

/// The sites and people that rows may name.
pub(super) struct Lookup {
    by_id: HashMap<Uuid, Arc<site::Model>>,
    by_name: HashMap<String, Vec<Arc<site::Model>>>,
    /// By the key of their address; those whose address says no number are no door.
    by_door: HashMap<String, Vec<Arc<site::Model>>>,
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
        let mut lookup = Self {
            by_id: HashMap::new(),
            by_name: HashMap::new(),
            by_door: HashMap::new(),
            people: Vec::new(),
        };
        for row in find.all(ctx.db().read()).await? {
            let row = Arc::new(row);
            lookup.by_id.insert(row.id, row.clone());
            // a record that was merged into another one is found by its id alone, and leads on
            if row.merged_into.is_some() {
                continue;
            }
            if let Some(key) = row.address_key.as_ref().filter(|key| !key.is_empty()) {
                lookup.by_door.entry(key.clone()).or_default().push(row.clone());
            }
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
            let found = self.of_id(id);
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

    /// The site of that id; of a record that was merged, the one that stayed.
    fn of_id(&self, id: Uuid) -> Option<Arc<site::Model>> {
        let mut found = self.by_id.get(&id)?;
        // a chain of mergers is short and cannot come back to where it began
        for _ in 0..16 {
            match found.merged_into.and_then(|id| self.by_id.get(&id)) {
                Some(next) => found = next,
                None => break,
            }
        }
        Some(found.clone())
    }

    /// The site that a row has to name: as [`Lookup::site`], or by its address alone, however that is written. Lists of homes
    /// rarely name them as the register does: they have the address in place of a name, or the name of whoever lives there.
    pub(super) fn door(&self, fields: &mut Fields<'_>) -> Option<Arc<site::Model>> {
        let (name, address) = (fields.row.cell("site"), fields.row.cell("address"));
        if name.parse::<Uuid>().is_ok() || self.by_name.contains_key(name) {
            return self.site(fields);
        }
        if name.is_empty() && address.is_empty() {
            fields.fault("site", RowFaultCode::Required, "");
            return None;
        }
        let (column, text) = if address.is_empty() { ("site", name) } else { ("address", address) };
        let mut there = self.at(text);
        if !name.is_empty() && column == "address" {
            // somebody's name says which home, and no more which shop
            there.retain(|row| row.kind == SiteKind::Household.as_str());
        }
        match there.as_slice() {
            [one] => Some(one.clone()),
            [] if name.is_empty() => {
                fields.fault(column, RowFaultCode::NotFound, "");
                None
            }
            [] => self.site(fields),
            _ => {
                fields.fault(column, RowFaultCode::Ambiguous, "site id");
                None
            }
        }
    }

    /// The sites at an address that says a number.
    fn at(&self, text: &str) -> Vec<Arc<site::Model>> {
        let address = Address::read(text);
        if !address.has_number() {
            return Vec::new();
        }
        self.by_door.get(&address.key()).cloned().unwrap_or_default()
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
