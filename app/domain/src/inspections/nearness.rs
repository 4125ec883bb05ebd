//! Whether a visit was recorded at its site.

use crate::{
    geo::{Metres, Point, Wgs84},
    hazards::Position,
};

/// So far from a site's point its gate may be: estates and markets are that large.
const REACH_M: f64 = 200.0;

/// How far a position is from its site, when that is farther than the site's reach and the position's own radius
/// explain. A hint for people, never a reason to refuse: the register's point may be the wrong one.
pub fn far_from_site(position: &Position, site: Point<Wgs84>) -> Option<Metres> {
    let away = position.point.distance(site);
    let unsure = position.accuracy_m.unwrap_or(0.0).max(0.0);
    (away.get() > REACH_M + unsure).then_some(away)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hazards::PointSource;

    #[test]
    fn a_hint_only_beyond_reach_and_radius() {
        let site = Point::new(121.39, 31.21).expect("point");
        // a thousandth of a degree of latitude is 111 m
        for (north, accuracy_m, far) in [
            (0.0, None, false),
            (0.0017, None, false),
            (0.0019, None, true),
            (0.0019, Some(20.0), false),
            (0.0019, Some(5.0), true),
            (0.01, Some(900.0), true),
            (0.01, Some(1000.0), false),
            (0.0019, Some(-50.0), true),
        ] {
            let point = Point::new(121.39, 31.21 + north).expect("point");
            let position = Position { point, accuracy_m, source: PointSource::Gps };
            assert_eq!(far_from_site(&position, site).is_some(), far, "{north} ± {accuracy_m:?}");
        }
        let point = Point::new(121.39, 31.22).expect("point");
        let position = Position { point, accuracy_m: None, source: PointSource::Pin };
        let away = far_from_site(&position, site).expect("far").get();
        assert!((away - 1112.0).abs() < 1.0, "{away}");
    }
}
