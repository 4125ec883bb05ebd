//! What the first page shows, by role.

use crate::{
    desk::views::{Beside, QueueCount},
    figures::Figures,
    geo::{Bbox, Metres, Point, Wgs84},
    hazards::{HazardSummary, Status},
    inspections::InspectionSummary,
    listing::{HazardFilter, Sort, Total},
    period::Period,
};
use serde::{Deserialize, Serialize};

/// How far away an open hazard is still near, in metres: some minutes on foot.
pub const NEAR_M: f64 = 500.0;

/// Most of those nearby that the first page shows.
pub const MOST_NEAR: usize = 8;

/// What waits: what the first page looks at again when something has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// In the queues of the desk.
    pub queues: Vec<QueueCount>,
    /// Beside them, for whoever watches the desk.
    pub beside: Option<Beside>,
}

/// The first page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Home {
    /// What waits.
    pub waiting: Waiting,
    /// Tablets that keep work for too long, for whoever may see the list of them.
    pub late_tablets: Option<u64>,
    /// Open ones assigned to this person, the most urgent first; at most 20.
    pub mine: Vec<HazardSummary>,
    /// How many those are in all.
    pub mine_total: Total,
    /// This person's last visits; at most 5.
    pub visits: Vec<InspectionSummary>,
    /// The current month.
    pub month: Period,
    /// Its figures for the person's area.
    pub figures: Figures,
    /// Where the area stood before all this was read.
    pub mark: String,
}

/// All hazards around a place, as a list and a map show them; `None` where there is no map.
pub fn around(at: Point<Wgs84>) -> Option<HazardFilter> {
    let mut filter = HazardFilter::default();
    filter.common.bbox = Some(Bbox::about(at, Metres(NEAR_M))?);
    filter.common.in_map = true;
    Some(filter)
}

/// The open hazards near a place, as a list and a map show them; `None` where there is no map.
pub fn near(at: Point<Wgs84>) -> Option<HazardFilter> {
    let mut filter = HazardFilter { status: Status::open().collect(), ..around(at)? };
    // a page of a list is all that is asked for: what is cut off should be what has time
    filter.common.sort = Some(Sort::Due);
    Some(filter)
}

/// Of these hazards the nearest to a place, the nearest first; at most [`MOST_NEAR`].
pub fn nearest(hazards: Vec<HazardSummary>, at: Point<Wgs84>) -> Vec<HazardSummary> {
    let far = |hazard: &HazardSummary| Some(hazard.point?.distance(at).get());
    let mut placed: Vec<(f64, HazardSummary)> =
        hazards.into_iter().filter_map(|hazard| Some((far(&hazard)?, hazard))).collect();
    placed.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    placed.into_iter().take(MOST_NEAR).map(|(_, hazard)| hazard).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64) -> Point<Wgs84> {
        Point::new(lon, 31.2).expect("a point")
    }

    fn open(n: u8, point: Option<Point<Wgs84>>) -> HazardSummary {
        HazardSummary { point, ..HazardSummary::example(n) }
    }

    #[test]
    fn the_nearest_come_first_and_those_without_a_position_not_at_all() {
        let hazards = vec![open(1, Some(at(121.393))), open(2, None), open(3, Some(at(121.391)))];
        let near: Vec<i64> = nearest(hazards, at(121.39)).iter().map(|hazard| hazard.key.sort_key).collect();
        assert_eq!(near, [3, 1]);
        let many = (0..20).map(|n| open(n, Some(at(121.39)))).collect();
        assert_eq!(nearest(many, at(121.39)).len(), MOST_NEAR);
    }

    #[test]
    fn around_a_place_everything_is_asked_for() {
        let filter = around(at(121.39)).expect("a window");
        assert!(filter.status.is_empty() && filter.common.in_map);
        assert_eq!(filter.common.bbox, near(at(121.39)).expect("a window").common.bbox);
    }

    #[test]
    fn what_is_asked_for_is_open_and_within_reach() {
        let filter = near(at(121.39)).expect("a window");
        assert!(filter.status.iter().all(|status| status.is_open()) && !filter.status.is_empty());
        let window = filter.common.window().expect("it limits the rows");
        assert!(window.contains(at(121.395)) && !window.contains(at(121.396)));
    }
}
