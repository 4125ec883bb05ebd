//! The hazards of an area, found by the index of its subdistricts, which knows deadline and closing as well.

use crate::{
    listing::{Conditions, Scope},
    reference::Reference,
};
use domain::area::{AreaCode, AreaLevel};

/// Those `h` of the area. Above a subdistrict one range of the index for each of its subdistricts.
pub(crate) fn of_area(reference: &Reference, area: &AreaCode) -> Conditions {
    in_subdistricts(reference, area, "h")
}

/// The rows of a table called `alias` that lie in the area, by an index that begins with the subdistrict.
pub(crate) fn in_subdistricts(reference: &Reference, area: &AreaCode, alias: &str) -> Conditions {
    if area.level() <= AreaLevel::Subdistrict {
        let mut those = Conditions::default();
        those.any_area(&format!("{alias}.subdistrict_code"), &subdistricts(reference, area));
        return those;
    }
    let mut those = Scope::from(area.clone()).by_subdistrict(alias);
    if area.level() == AreaLevel::Grid {
        let committee = area.at(AreaLevel::Committee).map(String::from).unwrap_or_default();
        those.add(format!("{alias}.committee_code = ?"), [committee.into()]);
    }
    those
}

/// The subdistricts of an area, of one inside a subdistrict that one.
pub(crate) fn subdistricts(reference: &Reference, area: &AreaCode) -> Vec<AreaCode> {
    match area.at(AreaLevel::Subdistrict) {
        Some(own) => vec![own],
        None => {
            let inside = reference.areas.subtree(area).filter(|a| a.code.level() == AreaLevel::Subdistrict);
            inside.map(|a| a.code.clone()).collect()
        }
    }
}

/// The next smaller area of one above the subdistricts in which a subdistrict of it lies.
pub(crate) fn part_of(area: &AreaCode, subdistrict: &AreaCode) -> AreaCode {
    let district = subdistrict.at(AreaLevel::District).filter(|_| area.level() == AreaLevel::City);
    district.unwrap_or_else(|| subdistrict.clone())
}

/// `FROM hazard h` by the index of the subdistricts.
pub(crate) const fn by_subdistrict(sqlite: bool) -> &'static str {
    if sqlite { " FROM hazard h INDEXED BY ix_hazard_subdistrict" } else { " FROM hazard h" }
}

/// `FROM hazard h` with the condition on the area, for rows that were found in a period. Those of a whole city lie side by side in the
/// order of time, so that a year of them is one piece of the table; by its subdistricts each would be a page of its own. The index
/// behind the UNIQUE constraint on the sort key cannot be called by its name, and is taken without.
pub(crate) fn by_time(sqlite: bool, reference: &Reference, area: &AreaCode) -> (&'static str, Conditions) {
    if is_all(area) { all_by_time() } else { (by_subdistrict(sqlite), of_area(reference, area)) }
}

/// The same of everything there is.
pub(crate) fn all_by_time() -> (&'static str, Conditions) {
    (" FROM hazard h", Conditions::default())
}

/// Whether everything lies in the area: an installation holds one city at most.
pub(crate) fn is_all(area: &AreaCode) -> bool {
    area.level() == AreaLevel::City
}
