//! Vector tiles: what is asked for, how long an answer is good, and the last ones that were made.
//!
//! What a tile shows is the list's own ([`crate::hazards::query::tile`] and its like). A tile is good until something in the area
//! it was made for has changed, which the numbers of changes tell ([`crate::changes`]), or the local day has, because what is
//! overdue changes with it.

use crate::{changes, content, ctx::Ctx, error::Result, listing::Scope};
use domain::{
    calendar::local_date,
    geo::{Datum, Tile},
    listing::{Filter, HazardFilter, InspectionFilter, SiteFilter},
};
use moka::sync::Cache;
use std::sync::Arc;

/// The layer of a tile that holds the points.
pub use crate::listing::tile::LAYER;

/// Changes with what a tile is made of: a browser's copy by an older program is not this one's.
const MAKE: &str = concat!("1-", env!("CARGO_PKG_VERSION"));

/// Most bytes of tiles that are kept ready.
const READY: u64 = 8 * 1024 * 1024;

/// One tile of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Asked {
    /// Which.
    pub tile: Tile,
    /// The datum that the map is drawn in.
    pub datum: Datum,
    /// Only how many there are, in smaller squares.
    pub heat: bool,
}

/// A list that has tiles.
pub trait Tiled: Filter {
    /// Whether everything that decides which rows this filter finds draws numbers of changes in their own subdistrict. What
    /// depends on other records does not.
    fn is_told_by_changes(&self) -> bool;
}

impl Tiled for HazardFilter {
    fn is_told_by_changes(&self) -> bool {
        !self.at_gas_unit && self.campaign.is_none()
    }
}

impl Tiled for InspectionFilter {
    fn is_told_by_changes(&self) -> bool {
        true
    }
}

impl Tiled for SiteFilter {
    fn is_told_by_changes(&self) -> bool {
        self.wanted_by.is_none()
    }
}

/// How a tile of this filter is known again: the same as long as nothing in its area has changed; `None` when that cannot be
/// told without making it. Read before the tile is made: a change in between makes it look older than it is, never newer.
pub async fn mark(ctx: &Ctx, filter: &impl Tiled) -> Result<Option<String>> {
    let scope = Scope::of(ctx, filter.common().area.as_ref())?;
    if !filter.is_told_by_changes() {
        return Ok(None);
    }
    let changes = changes::around(ctx.db().read(), &scope.area).await?;
    Ok(Some(format!("{MAKE}.{}.{}.{changes}", scope.area, local_date(ctx.now))))
}

/// How a tile is known again by what it holds.
pub fn mark_of(tile: &[u8]) -> String {
    content::sha256_of(tile)
}

/// The tiles that were made last, by list, filter and mark. Clones share them.
#[derive(Clone)]
pub struct ReadyTiles(Cache<String, Arc<[u8]>>);

impl Default for ReadyTiles {
    fn default() -> Self {
        let weigh =
            |key: &String, tile: &Arc<[u8]>| u32::try_from(key.len() + tile.len() + 64).unwrap_or(u32::MAX);
        Self(Cache::builder().max_capacity(READY).weigher(weigh).build())
    }
}

impl ReadyTiles {
    /// Under which name a tile is kept.
    pub fn name(list: &str, filter: &impl Filter, asked: &Asked, mark: &str) -> String {
        let pairs: Vec<String> =
            filter.to_pairs().iter().map(|(key, value)| format!("{key}={value}")).collect();
        let (x, y) = asked.tile.column_row();
        let zoom = asked.tile.zoom();
        // a filter is written by people: it comes last, so that it cannot stand for anything else
        format!("{list} {zoom}/{x}/{y} {} {} {mark} {}", asked.datum, asked.heat, pairs.join("&"))
    }

    /// The tile of that name.
    pub fn get(&self, name: &str) -> Option<Arc<[u8]>> {
        self.0.get(name)
    }

    /// Keeps a tile.
    pub fn keep(&self, name: String, tile: Arc<[u8]>) {
        self.0.insert(name, tile);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_questions_have_other_names() {
        let tile = |x| Tile::new(10, x, 400).expect("a tile");
        let asked = Asked { tile: tile(857), datum: Datum::Wgs84, heat: false };
        let filter = |text: &str| HazardFilter::from_pairs(text.split('&').filter_map(|p| p.split_once('=')));
        let names = [
            ReadyTiles::name("hazards", &filter(""), &asked, "1"),
            ReadyTiles::name("sites", &filter(""), &asked, "1"),
            ReadyTiles::name("hazards", &filter("status=closed"), &asked, "1"),
            ReadyTiles::name("hazards", &filter(""), &Asked { tile: tile(858), ..asked }, "1"),
            ReadyTiles::name("hazards", &filter(""), &Asked { datum: Datum::Gcj02, ..asked }, "1"),
            ReadyTiles::name("hazards", &filter(""), &Asked { heat: true, ..asked }, "1"),
            ReadyTiles::name("hazards", &filter(""), &asked, "2"),
        ];
        let different: std::collections::BTreeSet<&String> = names.iter().collect();
        assert_eq!(different.len(), names.len());
    }
}
