//! Filling what is empty in a site from a row that says more of it.

use super::draft::Draft;
use crate::{entities::site, sites::keys::keys};
use domain::hazards::PointSource;

/// Puts in what the site does not say and the row does; nothing that stands there is changed. Answers what it was.
pub(in crate::transfer) fn fill(row: &mut site::Model, draft: &Draft) -> Vec<&'static str> {
    let mut filled = Vec::new();
    if let (None, Some(spot)) = (row.lon, draft.spot) {
        (row.lon, row.lat) = (Some(spot.point.lon()), Some(spot.point.lat()));
        row.accuracy_m = None;
        row.point_source = Some(PointSource::Import.as_str().into());
        (row.raw_lon, row.raw_lat) = (Some(spot.raw.0), Some(spot.raw.1));
        row.raw_datum = Some(spot.raw.2.as_str().into());
        filled.push("position");
    }
    for (field, there, said) in [
        ("estate", &mut row.estate, &draft.estate),
        ("building", &mut row.building, &draft.building),
        ("room", &mut row.room, &draft.room),
        ("contact_name", &mut row.contact_name, &draft.contact_name),
        ("contact_phone", &mut row.contact_phone, &draft.contact_phone),
    ] {
        let empty = there.as_deref().is_none_or(|text| text.trim().is_empty());
        if empty && said.is_some() {
            there.clone_from(said);
            filled.push(field);
        }
    }
    if let (Some(there), Some(said)) = (row.facts.as_object_mut(), draft.facts.as_object()) {
        let before = there.len();
        for (fact, value) in said {
            there.entry(fact.clone()).or_insert_with(|| value.clone());
        }
        if there.len() > before {
            filled.push("facts");
        }
    }
    if filled.contains(&"building") || filled.contains(&"room") {
        let made = keys(&row.name, &row.address, row.building.as_deref(), row.room.as_deref());
        (row.address_key, row.name_key) = (made.address, made.name);
    }
    filled
}

/// Whether the search says something of what was filled.
pub(in crate::transfer) fn changes_search(filled: &[&str]) -> bool {
    ["estate", "building", "room"].iter().any(|part| filled.contains(part))
}
