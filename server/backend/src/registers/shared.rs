//! What the three registers have in common when they are read and saved.

use super::Placed;
use crate::{
    areas::Areas,
    audit,
    ctx::Ctx,
    db::WriteTx,
    error::{Error, Result},
    keep::free_key,
    listing::{Conditions, Scope, Sql, joined::Source, point},
    sites::query::{found_ids, shown},
    tables::Masks,
};
use chrono::{DateTime, Utc};
use domain::{
    actor::Right,
    area::AreaCode,
    fault::Code,
    ids::{HazardId, SiteId, same_instant},
    listing::{Common, Key},
    programmes::{
        Keep,
        register_views::{Entry, LinkedSite},
    },
    sites::SiteKind,
};
use sea_orm::{FromQueryResult, QueryResult, Value};
use uuid::Uuid;

/// The columns beside those of the entry `r`: its site's, its hazard's, where it is.
pub(super) fn columns(source: &Source) -> String {
    let Source { lon, lat, .. } = source;
    format!(
        "r.*, s.kind AS site_kind, s.name AS site_name, s.address AS site_address, s.room AS site_room, \
         (SELECT h.number FROM hazard h WHERE h.id = r.hazard_id) AS hazard_number, \
         (SELECT h.area_code FROM hazard h WHERE h.id = r.hazard_id) AS hazard_area, \
         {lon} AS at_lon, {lat} AS at_lat"
    )
}

/// The row of one entry with these columns. One outside the actor's area is not found.
pub(super) async fn found(ctx: &Ctx, source: &Source, id: Uuid) -> Result<QueryResult> {
    let mut sql = Sql::new(format!("SELECT {} FROM {} WHERE ", columns(source), source.from));
    sql.bind("r.id = ?", [id.into()]);
    let row = sql.one(ctx.db().read()).await?.ok_or_else(|| Error::code(Code::NotFound))?;
    seen(ctx, &row.try_get::<String>("", "area_code")?)?;
    Ok(row)
}

/// The conditions that all registers have: area, site, hazard, days by the sort key, a text in these columns of the entry or in its
/// site's name and address. Nobody finds a caller or a punished person by a text.
pub(super) fn conditions(
    ctx: &Ctx,
    common: &Common,
    (site, hazard): (Option<SiteId>, Option<HazardId>),
    texts: &[&str],
) -> Result<Conditions> {
    let scope = Scope::of(ctx, common.area.as_ref())?;
    let mut conditions = scope.condition("r");
    if let Some(site) = site {
        conditions.add("r.site_id = ?", [site.0.into()]);
    }
    if let Some(hazard) = hazard {
        conditions.add("r.hazard_id = ?", [hazard.0.into()]);
    }
    conditions.days("r.sort_key", common.from, common.to);
    if let Some(text) = &common.q {
        // PostgreSQL refuses a text with a NUL
        let plain: String = text.to_lowercase().chars().filter(|c| !c.is_control()).collect();
        let pattern = format!("%{}%", escaped(&plain));
        let mut or: Vec<String> = Vec::new();
        let mut values: Vec<Value> = Vec::new();
        for column in texts {
            or.push(format!("lower({column}) LIKE ? ESCAPE '!'"));
            values.push(pattern.as_str().into());
        }
        let mut found = Conditions::default();
        if let Some(ids) = found_ids(ctx, text, &scope.area) {
            found.within("r.site_id", ids);
        }
        let any = found.any_or(or, values);
        conditions.extend(&any);
    }
    Ok(conditions)
}

/// A text that stands for itself in a pattern.
fn escaped(text: &str) -> String {
    text.chars().flat_map(|c| ['!', c].into_iter().skip(usize::from(!matches!(c, '!' | '%' | '_')))).collect()
}

/// Site and hazard beside an entry, and whether the entry is about a home.
pub(super) struct Beside {
    pub site: Option<LinkedSite>,
    pub room: Option<String>,
    hazard_number: Option<String>,
}

impl Beside {
    /// Of a row read with [`columns`].
    pub fn read(ctx: &Ctx, row: &QueryResult, masks: Masks) -> Result<Self> {
        let hazard_number = hazard_number(ctx, row)?;
        let id: Option<Uuid> = row.try_get("", "site_id")?;
        let kind: Option<String> = row.try_get("", "site_kind")?;
        let room: Option<String> = row.try_get("", "site_room")?;
        let (Some(id), Some(kind)) = (id, kind) else {
            return Ok(Self { site: None, room: None, hazard_number });
        };
        let kind: SiteKind = kind.parse()?;
        let site: (String, String) = (row.try_get("", "site_name")?, row.try_get("", "site_address")?);
        let (name, address) = masks.over(site, |(name, address)| shown(kind, name, address, room.as_deref()));
        let room = room.filter(|_| kind == SiteKind::Household);
        Ok(Self { site: Some(LinkedSite { id: SiteId(id), kind, name, address }), room, hazard_number })
    }

    /// The row of a list.
    pub fn entry<T>(self, row: &QueryResult, areas: &Areas, record: T, key: Key) -> Result<Entry<T>> {
        let area: AreaCode = row.try_get::<String>("", "area_code")?.parse()?;
        Ok(Entry {
            record,
            area: areas.named(&area),
            site: self.site,
            hazard_number: self.hazard_number,
            point: point(row.try_get("", "at_lon")?, row.try_get("", "at_lat")?),
            key,
        })
    }
}

/// The number of the hazard behind an entry, which may lie outside the actor's area.
fn hazard_number(ctx: &Ctx, row: &QueryResult) -> Result<Option<String>> {
    let area: Option<String> = row.try_get("", "hazard_area")?;
    let Some(area) = area else { return Ok(None) };
    let area: AreaCode = area.parse()?;
    if ctx.actor.area.contains(&area) { Ok(row.try_get("", "hazard_number")?) } else { Ok(None) }
}

/// The row of an entity among other columns.
pub(super) fn model<M: FromQueryResult>(row: &QueryResult) -> Result<M> {
    Ok(M::from_query_result(row, "")?)
}

/// A save of an entry that was checked and placed: ready to be written.
pub(crate) struct Ready<T> {
    /// The save.
    pub keep: Keep<T>,
    /// Where the entry lies.
    pub placed: Placed,
}

/// What every row of a register has beside its record.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    /// Its place in the order of the list.
    pub sort_key: i64,
    /// Counts its saves.
    pub version: i32,
    /// This save.
    pub save: Uuid,
    /// SHA-256 of what it sent.
    pub content: String,
    /// Who made the entry, and when.
    pub made: (Uuid, DateTime<Utc>),
    /// Server time.
    pub now: DateTime<Utc>,
}

/// The sort key that an entry of `table` gets: it keeps the one that it has unless it is of another time now.
pub(super) async fn kept_key(tx: &WriteTx, table: &str, wanted: i64, has: Option<i64>) -> Result<i64> {
    match has.filter(|has| same_instant(*has, wanted)) {
        Some(has) => Ok(has),
        None => free_key(tx, table, wanted).await,
    }
}

/// The line of the audit log about a save.
pub(super) fn saved(
    subject: &'static str,
    id: Uuid,
    placed: &Placed,
    detail: serde_json::Value,
) -> audit::Entry {
    audit::Entry {
        action: format!("{subject}.save"),
        subject_type: subject,
        subject: id.to_string(),
        area: Some(placed.area.clone()),
        detail,
    }
}

/// An entry outside the actor's area is not found.
pub(super) fn seen(ctx: &Ctx, area: &str) -> Result<()> {
    let area: AreaCode = area.parse()?;
    if ctx.actor.area.contains(&area) { Ok(()) } else { Err(Error::code(Code::NotFound)) }
}

/// Whether the actor may change an entry of that area.
pub(super) fn may_keep(ctx: &Ctx, area: &AreaCode) -> bool {
    ctx.actor.may(Right::KeepRegister, area)
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn signs_of_patterns_stand_for_themselves() {
        assert_eq!(escaped("10%_了!"), "10!%!_了!!");
    }
}
