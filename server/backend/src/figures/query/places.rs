//! The hazards of an area, found by the index of its subdistricts, which knows the closing as well.

use crate::{
    listing::{Conditions, Scope, places},
    reference::Reference,
};
use domain::area::{AreaCode, AreaLevel};
use sea_orm::Value;

/// Those of the area. Above a subdistrict one range of the index for each of its subdistricts.
pub(crate) fn of_area(reference: &Reference, area: &AreaCode) -> Conditions {
    let mut those = Conditions::default();
    if area.level() <= AreaLevel::Subdistrict {
        let codes: Vec<Value> = match area.at(AreaLevel::Subdistrict) {
            Some(own) => vec![own.as_str().into()],
            None => {
                let inside =
                    reference.areas.subtree(area).filter(|a| a.code.level() == AreaLevel::Subdistrict);
                inside.map(|a| a.code.as_str().into()).collect()
            }
        };
        those.add(format!("h.subdistrict_code IN ({})", places(codes.len())), codes);
        return those;
    }
    those = Scope::from(area.clone()).by_subdistrict("h");
    if area.level() == AreaLevel::Grid {
        let committee = area.at(AreaLevel::Committee).map(String::from).unwrap_or_default();
        those.add("h.committee_code = ?", [committee.into()]);
    }
    those
}
