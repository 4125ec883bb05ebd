//! Finding a site for a visit: by name, address or pinyin initials, by nearness, or by both.

use super::{found_in, shown, subdistricts};
use crate::{
    areas::Areas,
    ctx::Ctx,
    error::{Error, Result},
    listing::{Scope, Sql, cap, point},
};
use domain::{
    actor::Right,
    area::AreaCode,
    fault::Code,
    geo::{Bbox, Metres, Point, Wgs84},
    ids::SiteId,
    sites::{SiteHit, SiteKind},
    text::tidy,
};
use sea_orm::QueryResult;

/// Half the sides of the windows in which neighbours are looked for, in metres.
const REACH: [f64; 6] = [60.0, 200.0, 700.0, 2_500.0, 10_000.0, 60_000.0];

/// Rows looked at in one window, or found by a text, before the best are chosen.
const LOOKED_AT: u64 = 400;

const COLUMNS: &str = "s.id, s.kind, s.name, s.address, s.area_code, s.lon, s.lat, s.room, s.sort_key";

/// Sites that are in use and match the text, or are near the position, or both: then the nearest matches first.
/// With neither: the ones added last.
pub async fn search(ctx: &Ctx, q: &str, near: Option<Point<Wgs84>>, limit: u64) -> Result<Vec<SiteHit>> {
    let reference = ctx.state.reference().await?;
    let scope = Scope::of(ctx, None)?;
    let text = tidy(q);
    let find = Find { ctx, areas: &reference.areas, scope: &scope, text: text.as_deref(), near };
    let mut hits = match near {
        Some(centre) => find.around(centre, limit).await?,
        None => find.rows(None).await?,
    };
    if near.is_some() {
        hits.sort_by(|a, b| a.distance_m.unwrap_or(f64::MAX).total_cmp(&b.distance_m.unwrap_or(f64::MAX)));
    } else if let Some(text) = &text {
        // what begins with the words typed comes before what merely holds them; the order of time stays otherwise
        hits.sort_by_key(|hit| {
            (!(hit.name.starts_with(text) || hit.address.starts_with(text)), hit.name.chars().count())
        });
    }
    hits.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(hits)
}

/// The chosen site of a visit.
pub async fn hit(ctx: &Ctx, id: SiteId) -> Result<SiteHit> {
    let reference = ctx.state.reference().await?;
    let mut sql = Sql::new(format!("SELECT {COLUMNS} FROM site s WHERE "));
    sql.bind("s.id = ?", [id.0.into()]);
    let row = sql.one(ctx.db().read()).await?.ok_or_else(|| Error::code(Code::NotFound))?;
    let hit = read(ctx, &row, &reference.areas, None)?;
    if ctx.actor.area.contains(&hit.area.code) { Ok(hit) } else { Err(Error::code(Code::NotFound)) }
}

struct Find<'a> {
    ctx: &'a Ctx,
    areas: &'a Areas,
    scope: &'a Scope,
    text: Option<&'a str>,
    near: Option<Point<Wgs84>>,
}

impl Find<'_> {
    /// Widens the window until it holds enough; then once more without it, for matches that have no position.
    async fn around(&self, centre: Point<Wgs84>, limit: u64) -> Result<Vec<SiteHit>> {
        for reach in REACH {
            let found = self.rows(Bbox::about(centre, Metres(reach))).await?;
            // what lies in the corners of the window may be farther than something just outside it
            let sure = found.iter().filter(|h| h.distance_m.is_some_and(|d| d <= reach)).count();
            if sure as u64 >= limit {
                return Ok(found);
            }
        }
        self.rows(None).await
    }

    async fn rows(&self, window: Option<Bbox>) -> Result<Vec<SiteHit>> {
        let (from, key, mut conditions) = found_in(self.ctx, self.text, self.scope);
        conditions.add("s.status = 'active'", []);
        let mut index = "";
        if let Some(window) = window {
            if self.text.is_none() {
                conditions.extend(&subdistricts(self.areas, self.scope));
                // of a district SQLite would pass all
                index = if self.ctx.db().is_sqlite() { " INDEXED BY ix_site_subdistrict_point" } else { "" };
            }
            conditions.window("s.lon", "s.lat", window);
        }
        let order = if window.is_some() { String::new() } else { format!(" ORDER BY {key} DESC") };
        let mut sql = Sql::new(format!("SELECT {COLUMNS}{from}{index}"));
        sql.filter(&conditions).bind(&format!("{order} LIMIT ?"), [cap(LOOKED_AT)]);
        let rows = sql.all(self.ctx.db().read()).await?;
        rows.iter().map(|row| read(self.ctx, row, self.areas, self.near)).collect()
    }
}

/// Name and address in full for those who record visits, since they have to find the door; masked for others.
fn read(ctx: &Ctx, row: &QueryResult, areas: &Areas, near: Option<Point<Wgs84>>) -> Result<SiteHit> {
    let kind: SiteKind = row.try_get_by_index::<String>(1)?.parse()?;
    let (mut name, mut address): (String, String) = (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
    if !ctx.actor.role.has(Right::RecordVisit) {
        let room: Option<String> = row.try_get_by_index(7)?;
        (name, address) = shown(kind, name, address, room.as_deref());
    }
    let area: AreaCode = row.try_get_by_index::<String>(4)?.parse()?;
    let at = point(row.try_get_by_index(5)?, row.try_get_by_index(6)?);
    Ok(SiteHit {
        id: SiteId(row.try_get_by_index(0)?),
        kind,
        name,
        address,
        area: areas.named(&area),
        point: at,
        distance_m: near.zip(at).map(|(from, to)| from.distance(to).get()),
    })
}
