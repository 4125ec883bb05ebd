//! Which clause holds in which building: the rules about e-bikes in high buildings are others than in the rest.

use super::Standard;
use crate::{sites::SiteKind, text_enum};
use chrono::NaiveDate;

text_enum! {
    /// How high a building is, as the fire code tells them apart.
    Rise {
        /// 高层.
        High = "high",
        /// 单层、多层.
        Low = "low",
    }
}

/// A home is in a high building above so many metres (GB 50016-2014 2.1.1).
pub const HIGH_HOME_M: f64 = 27.0;
/// Any other building is a high one above so many metres (GB 50016-2014 2.1.1).
pub const HIGH_OTHER_M: f64 = 24.0;

impl Rise {
    /// Of a building of that height in metres. A shed or a basement is measured like any other that is no home.
    pub fn of(kind: SiteKind, height_m: f64) -> Self {
        let home = matches!(kind, SiteKind::Household | SiteKind::Building | SiteKind::Estate);
        let above = if home { HIGH_HOME_M } else { HIGH_OTHER_M };
        if height_m > above { Self::High } else { Self::Low }
    }
}

/// Of several entries of one code the one to cite: that for the building, else the one for any building. While nobody
/// knows how high it is, a clause about high buildings would be a guess that a reader could contest: the other one is
/// taken. `rise` and `from` read an entry; of two that fit equally the later one counts.
fn best<'a, T: 'a>(
    entries: impl Iterator<Item = &'a T>,
    building: Option<Rise>,
    rise: impl Fn(&T) -> Option<Rise>,
    from: impl Fn(&T) -> NaiveDate,
) -> Option<&'a T> {
    let rank = |own: Option<Rise>| match (own, building) {
        (Some(own), Some(building)) if own == building => Some(3),
        (Some(_), Some(_)) => None,
        (None, _) => Some(2),
        (Some(Rise::Low), None) => Some(1),
        (Some(Rise::High), None) => Some(0),
    };
    entries
        .filter_map(|entry| rank(rise(entry)).map(|rank| ((rank, from(entry)), entry)))
        .max_by_key(|(order, _)| *order)
        .map(|(_, entry)| entry)
}

/// The entry of the library that a checklist means by `code`, in force on `day`, for such a building.
pub fn fitting<'a>(
    library: &'a [Standard],
    code: &str,
    building: Option<Rise>,
    day: NaiveDate,
) -> Option<&'a Standard> {
    let of_code = library.iter().filter(|entry| entry.code == code && entry.in_force(day));
    best(of_code, building, |entry| entry.rise, |entry| entry.valid_from)
}

/// The same among entries that are in force, as forms carry them.
pub fn fitting_entry<'a>(
    library: &'a [crate::inspections::views::StandardEntry],
    code: &str,
    building: Option<Rise>,
) -> Option<&'a crate::inspections::views::StandardEntry> {
    let of_code = library.iter().filter(|entry| entry.code == code);
    best(of_code, building, |entry| entry.rise, |_| NaiveDate::MIN)
}
