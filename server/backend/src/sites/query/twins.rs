//! Which other sites may be the same door.

use super::shown;
use crate::{
    ctx::Ctx,
    error::Result,
    listing::{Sql, cap},
};
use domain::{
    actor::Right,
    ids::SiteId,
    sites::{Door, Likened, Likeness, SiteKind, SiteTwin, whole_address},
};
use sea_orm::QueryResult;

/// Most sites that are compared: a market hall has hundreds of shops at one number.
const COMPARED: u64 = 200;

/// Most that are shown.
const SHOWN: usize = 10;

const COLUMNS: &str = "s.id, s.kind, s.name, s.address, s.building, s.room";

struct Row {
    id: SiteId,
    kind: SiteKind,
    name: String,
    address: String,
    room: Option<String>,
    likened: Likened,
}

fn read(row: &QueryResult) -> Result<Row> {
    let kind: SiteKind = row.try_get_by_index::<String>(1)?.parse()?;
    let (name, address): (String, String) = (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
    let [building, room]: [Option<String>; 2] = [row.try_get_by_index(4)?, row.try_get_by_index(5)?];
    let whole = whole_address(&address, building.as_deref(), room.as_deref());
    let likened = Likened::of(Door { kind, name: &name, address: &whole });
    Ok(Row { id: SiteId(row.try_get_by_index(0)?), kind, name, address, room, likened })
}

/// The sites of its subdistrict that may be the same door as a site, for whoever may merge them: what surely is the same
/// first. Candidates are found by their keys; how alike two are is the domain's decision.
pub(super) async fn twins(ctx: &Ctx, id: SiteId) -> Result<Vec<SiteTwin>> {
    if !ctx.actor.role.has(Right::ImportPlaces) {
        return Ok(Vec::new());
    }
    let mut this = Sql::new(format!("SELECT {COLUMNS}, s.subdistrict_code FROM site s WHERE "));
    this.bind("s.id = ? AND s.merged_into IS NULL", [id.0.into()]);
    let Some(row) = this.one(ctx.db().read()).await? else { return Ok(Vec::new()) };
    let subdistrict: String = row.try_get_by_index(6)?;
    let own = read(&row)?;
    let mut like = Sql::new(format!("SELECT {COLUMNS} FROM site s WHERE "));
    like.bind(
        "s.subdistrict_code = ? AND s.id <> ? AND s.merged_into IS NULL",
        [subdistrict.into(), id.0.into()],
    );
    let address = own.likened.address_key();
    // homes are told apart by their doors: a name is nobody's alone
    if own.likened.is_home() {
        like.bind(" AND s.address_key = ?", [address.into()]);
    } else {
        let name = own.likened.name_key();
        like.bind(" AND (s.address_key = ? OR s.name_key = ?)", [address.into(), name.into()]);
    }
    like.bind(" LIMIT ?", [cap(COMPARED)]);
    let mut twins = Vec::new();
    for row in like.all(ctx.db().read()).await? {
        let other = read(&row)?;
        let likeness = own.likened.to(&other.likened);
        if likeness != Likeness::Different {
            let (name, address) = shown(other.kind, other.name, other.address, other.room.as_deref());
            twins.push(SiteTwin { id: other.id, name, address, likeness });
        }
    }
    twins.sort_by_key(|twin| (twin.likeness, twin.id));
    twins.truncate(SHOWN);
    Ok(twins)
}
