//! Where a site belongs when outlines have changed.

use crate::{
    area::{AreaCode, AreaLevel},
    geo::{Boundary, Datum, Point, Wgs84},
};
use std::collections::{BTreeMap, BTreeSet};

/// Sites that must be looked at before anything is said about the datum.
const ENOUGH_SITES: u64 = 20;

/// Where a site belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placed {
    /// Where it is, or nothing that changed says otherwise.
    Here,
    /// In this area of its subdistrict.
    Moves(AreaCode),
    /// In another subdistrict: its numbers and tablets are that one's own, so no import moves it.
    Elsewhere(AreaCode),
    /// In no outline.
    Nowhere,
}

/// The outlines of committees and grids as they will be, and which of them are new.
pub struct Outlines<'a> {
    outlines: BTreeMap<&'a AreaCode, &'a Boundary>,
    new: BTreeSet<AreaCode>,
}

impl<'a> Outlines<'a> {
    /// Of all areas that have an outline; `new` are those whose outline is another one than before.
    pub fn new(all: impl Iterator<Item = (&'a AreaCode, &'a Boundary)>, new: BTreeSet<AreaCode>) -> Self {
        let small = |code: &AreaCode| code.level() >= AreaLevel::Committee;
        // no site belongs to a subdistrict as such: its outline moves none
        let new = new.into_iter().filter(small).collect();
        Self { outlines: all.filter(|(code, _)| small(code)).collect(), new }
    }

    /// Whether something changes for the sites of that area.
    pub fn concerns(&self, area: &AreaCode) -> bool {
        area.lineage().any(|larger| self.new.contains(&larger))
    }

    fn holds(&self, area: &AreaCode, point: Point<Wgs84>) -> bool {
        self.outlines.get(area).is_some_and(|outline| outline.contains(point))
    }

    /// Whether the outline of a site's area holds the site; `None` where nothing is known of that outline.
    pub fn fits(&self, area: &AreaCode, point: Point<Wgs84>) -> Option<bool> {
        let committee = area.at(AreaLevel::Committee)?;
        self.outlines.get(&committee).map(|outline| outline.contains(point))
    }

    /// Where a site of `now` belongs that lies at `point`. Only what an import changes moves a site: one that somebody put
    /// into a committee by hand, beside outlines that stay, remains there.
    pub fn place(&self, now: &AreaCode, point: Point<Wgs84>) -> Placed {
        let is_known = self.outlines.contains_key(now);
        if is_known && self.holds(now, point) {
            return Placed::Here;
        }
        let mut holding: Vec<&AreaCode> = self
            .outlines
            .iter()
            .filter(|(_, outline)| outline.contains(point))
            .map(|(code, _)| *code)
            .collect();
        // the smallest first, of those the lower code; of two that overlap both may hold it
        holding.sort_by(|a, b| b.level().cmp(&a.level()).then_with(|| a.cmp(b)));
        let subdistrict = now.at(AreaLevel::Subdistrict);
        let own = |code: &&&AreaCode| code.at(AreaLevel::Subdistrict) == subdistrict;
        let committee = now.at(AreaLevel::Committee);
        let stays_inside =
            !is_known && committee.as_ref().is_some_and(|committee| holding.contains(&committee));
        let found = holding.iter().find(own).copied();
        match found {
            // a grid without an outline of its own: its committee still holds the site, and no other grid does
            Some(found) if stays_inside && committee.as_ref() == Some(found) => Placed::Here,
            Some(found) if self.concerns(now) || self.concerns(found) => Placed::Moves(found.clone()),
            Some(_) => Placed::Here,
            None if !self.concerns(now) => Placed::Here,
            None => match holding.first() {
                Some(other) => Placed::Elsewhere((*other).clone()),
                None => Placed::Nowhere,
            },
        }
    }
}

/// The datum in which sites fit their areas much better than in the stated one: a fifth of all that were looked at. `fits` are
/// the sites that fit, in the order of [`Datum::ALL`].
pub fn doubt(fits: &[u64], of: u64, stated: Datum) -> Option<Datum> {
    let by_datum = || Datum::ALL.iter().copied().zip(fits.iter().copied());
    let own = by_datum().find(|(datum, _)| *datum == stated).map_or(0, |(_, n)| n);
    let (best, n) = by_datum().max_by_key(|(_, n)| *n)?;
    (best != stated && of >= ENOUGH_SITES && 5 * n.saturating_sub(own) >= of).then_some(best)
}
