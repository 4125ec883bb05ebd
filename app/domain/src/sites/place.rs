//! Where a site is, as somebody says it at the desk, and which committee it belongs to then.

use crate::{
    area::{AreaCode, AreaLevel},
    fault::{FieldCode, FieldFault},
    geo::{self, Datum, Slip},
    hazards::Position,
    text_enum,
};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What becomes of the committee of a site whose new place lies in another one's outline. Outlines are often sketches, and a
    /// shop at a corner is counted where people agreed: so somebody says it.
    Belonging {
        /// It belongs where it did.
        Stays = "stays",
        /// It comes to the committee that the place lies in.
        Follows = "follows",
    }
}

/// A new place of a site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SitePlace {
    /// Where, in WGS-84.
    pub position: Position,
    /// The pair and datum as they were typed, when they were.
    #[serde(default)]
    pub raw: Option<(f64, f64, Datum)>,
    /// What becomes of its committee, once somebody was told that the place lies in another one.
    #[serde(default)]
    pub belonging: Option<Belonging>,
}

impl SitePlace {
    pub(super) fn check(&self, faults: &mut Vec<FieldFault>) {
        self.position.check("position", faults);
        in_china(&self.position, faults);
    }
}

/// Tells a slip of the keyboard at its field: all that is recorded lies in China.
pub(crate) fn in_china(position: &Position, faults: &mut Vec<FieldFault>) {
    let out = |field: &str, range: &std::ops::RangeInclusive<f64>| {
        FieldFault::new(field, FieldCode::OutOfRange).with("min", range.start()).with("max", range.end())
    };
    match geo::slip(position.point.lon(), position.point.lat()) {
        Some(Slip::Lon) => faults.push(out("lon", &geo::CHINA_LON)),
        Some(Slip::Lat) => faults.push(out("lat", &geo::CHINA_LAT)),
        Some(Slip::Swapped) => {
            faults.push(out("lon", &geo::CHINA_LON));
            faults.push(out("lat", &geo::CHINA_LAT));
        }
        None => {}
    }
}

/// Which area a site comes to that is placed at a point: `None` when it stays where it belongs.
///
/// `at` is the committee or grid whose outline holds the point, `outlined` whether the site's own committee has an outline that
/// could hold it, `reach` the area of whoever says so. A place in the outline of another committee is refused at `belonging` until
/// somebody has said what follows from it. No site leaves its subdistrict: its numbers and its tablets are that one's.
///
/// # Errors
/// A fault of the field `belonging`.
pub fn belongs(
    site: &AreaCode,
    at: Option<&AreaCode>,
    outlined: bool,
    said: Option<Belonging>,
    reach: &AreaCode,
) -> Result<Option<AreaCode>, FieldFault> {
    let refused = |code| FieldFault::new("belonging", code);
    match (at, said) {
        // a grid lies in its committee, and outlines that nobody knows say nothing
        (Some(at), _) if site.contains(at) || at.contains(site) => Ok(None),
        (None, _) if !outlined => Ok(None),
        (_, Some(Belonging::Stays)) => Ok(None),
        (Some(at), Some(Belonging::Follows)) => {
            let near = at.at(AreaLevel::Subdistrict) == site.at(AreaLevel::Subdistrict) && reach.contains(at);
            if near { Ok(Some(at.clone())) } else { Err(refused(FieldCode::OutsideArea)) }
        }
        (None, _) => Err(refused(FieldCode::OutsideOutline)),
        (Some(_), None) => Err(refused(FieldCode::OtherCommittee)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{geo::Point, hazards::PointSource};

    const HERE: &str = "310105008001";
    const GRID: &str = "31010500800101";
    const NEXT: &str = "310105008002";
    const FAR: &str = "310105009001";

    fn area(code: &str) -> AreaCode {
        code.parse().expect("a code")
    }

    #[test]
    fn a_committee_follows_only_when_somebody_says_so() {
        use Belonging::{Follows, Stays};
        let (stays, other) = (Ok(None), Err(FieldCode::OtherCommittee));
        for (at, outlined, said, expected) in [
            (Some(HERE), true, None, stays.clone()),
            (Some(GRID), true, None, stays.clone()),
            (None, false, None, stays.clone()),
            (None, true, None, Err(FieldCode::OutsideOutline)),
            (None, true, Some(Follows), Err(FieldCode::OutsideOutline)),
            (None, true, Some(Stays), stays.clone()),
            (Some(NEXT), true, None, other.clone()),
            (Some(NEXT), false, None, other.clone()),
            (Some(NEXT), true, Some(Stays), stays.clone()),
            (Some(NEXT), true, Some(Follows), Ok(Some(area(NEXT)))),
            (Some(FAR), true, None, other),
            (Some(FAR), true, Some(Stays), stays),
            (Some(FAR), true, Some(Follows), Err(FieldCode::OutsideArea)),
        ] {
            let at = at.map(area);
            let answer = belongs(&area(HERE), at.as_ref(), outlined, said, &area("310105"));
            assert_eq!(answer.map_err(|fault| fault.code), expected, "{at:?} {outlined} {said:?}");
        }
        // of a grid: the committee holds it, another grid does not
        let neighbour = area("31010500800102");
        assert_eq!(belongs(&area(GRID), Some(&area(HERE)), true, None, &area("31")), Ok(None));
        assert!(belongs(&area(GRID), Some(&neighbour), true, None, &area("31")).is_err());
        // whoever works in one committee gives nothing to the next
        let own = belongs(&area(HERE), Some(&area(NEXT)), true, Some(Follows), &area(HERE));
        assert_eq!(own.map_err(|fault| fault.code), Err(FieldCode::OutsideArea));
    }

    #[test]
    fn a_slip_of_the_keyboard_is_told_at_its_field() {
        for (lon, lat, expected) in [
            (121.39, 31.21, vec![]),
            (31.21, 88.0, vec!["lon", "lat"]),
            (12.139, 31.21, vec!["lon"]),
            (121.39, 61.0, vec!["lat"]),
        ] {
            let point = Point::new(lon, lat).expect("a point");
            let position = Position { point, accuracy_m: None, source: PointSource::Pin };
            let mut faults = Vec::new();
            SitePlace { position, raw: None, belonging: None }.check(&mut faults);
            let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
            assert_eq!(fields, expected, "{lon} {lat}");
        }
    }
}
