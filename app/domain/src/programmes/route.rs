//! A day's walk 走访路线: in which order to visit the doors of a list. Nearest neighbour first, then two stretches are turned
//! round as long as that shortens the walk (2-opt). Straight lines only: streets are not known here.

use crate::{
    geo::{Metres, Point, Wgs84},
    ids::SiteId,
    order,
    sites::address_key,
};
use serde::{Deserialize, Serialize};

/// A door to visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stop {
    /// Which.
    pub site: SiteId,
    /// Where, when it is known.
    pub point: Option<Point<Wgs84>>,
    /// Its address.
    pub address: String,
}

/// Longer lists keep the order of the nearest neighbour: nobody walks to more doors in a day.
pub const MOST_TURNED: usize = 300;

/// Shorter by less than this, in metres, is not shorter.
const GAIN: f64 = 1e-6;

/// The order of the walk from `start` (without one, from the first placed door by address). Doors without a point come at
/// the end, by address. The same stops give the same walk, in whatever order they come.
pub fn walk(start: Option<Point<Wgs84>>, stops: &[Stop]) -> Vec<SiteId> {
    let (placed, rest) = sorted(stops);
    let points: Vec<Point<Wgs84>> = placed.iter().filter_map(|stop| stop.point).collect();
    let mut order = nearest_neighbour(start, &points);
    if points.len() <= MOST_TURNED {
        shorten(start, &points, &mut order);
    }
    order.iter().map(|i| placed[*i].site).chain(rest.iter().map(|stop| stop.site)).collect()
}

/// Length of the walk along these points in their order, from `start`.
pub fn length(start: Option<Point<Wgs84>>, points: &[Point<Wgs84>]) -> Metres {
    let mut here = start;
    let mut metres = 0.0;
    for point in points {
        metres += here.map_or(0.0, |from| from.distance(*point).get());
        here = Some(*point);
    }
    Metres(metres)
}

/// The stops with a point and those without, each by address, then by id.
fn sorted(stops: &[Stop]) -> (Vec<&Stop>, Vec<&Stop>) {
    let mut all: Vec<(String, &Stop)> = stops.iter().map(|stop| (address_key(&stop.address), stop)).collect();
    order::by(&mut all, |(a, one), (b, other)| a.cmp(b).then(one.site.cmp(&other.site)));
    all.into_iter().map(|(_, stop)| stop).partition(|stop| stop.point.is_some())
}

/// Always to the nearest door that is left; of two as near, to the one that stands first.
fn nearest_neighbour(start: Option<Point<Wgs84>>, points: &[Point<Wgs84>]) -> Vec<usize> {
    let mut left: Vec<usize> = (0..points.len()).collect();
    let mut order = Vec::with_capacity(points.len());
    let mut here = start;
    while !left.is_empty() {
        let far = |i: usize| here.map_or(0.0, |from| from.distance(points[i]).get());
        let nearest = (0..left.len()).min_by(|a, b| far(left[*a]).total_cmp(&far(left[*b]))).unwrap_or(0);
        let next = left.remove(nearest);
        here = Some(points[next]);
        order.push(next);
    }
    order
}

/// Turns stretches round as long as the walk becomes shorter. The start stays where it is; the end is open.
fn shorten(start: Option<Point<Wgs84>>, points: &[Point<Wgs84>], order: &mut [usize]) {
    let n = order.len();
    let between = |a: usize, b: usize| points[a].distance(points[b]).get();
    let first = usize::from(start.is_none());
    // every turn shortens the walk, so it ends by itself; the bound is for the slowest device
    for _ in 0..64 {
        let mut shorter = false;
        for i in first..n {
            for j in i + 1..n {
                let into = |to: usize| match (i, start) {
                    (0, Some(start)) => start.distance(points[to]).get(),
                    (0, None) => 0.0,
                    _ => between(order[i - 1], to),
                };
                let out = |from: usize| if j + 1 < n { between(from, order[j + 1]) } else { 0.0 };
                let before = into(order[i]) + out(order[j]);
                let after = into(order[j]) + out(order[i]);
                if after + GAIN < before {
                    order[i..=j].reverse();
                    shorter = true;
                }
            }
        }
        if !shorter {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    /// Metres east and north of a corner of the subdistrict, roughly.
    fn p(east: i32, north: i32) -> Point<Wgs84> {
        Point::new(121.38 + f64::from(east) / 95_100.0, 31.20 + f64::from(north) / 111_195.0).expect("point")
    }

    fn stop(n: u128, point: Option<Point<Wgs84>>, address: &str) -> Stop {
        Stop { site: SiteId(Uuid::from_u128(n)), point, address: address.into() }
    }

    fn numbers(order: &[SiteId]) -> Vec<u128> {
        order.iter().map(|site| site.0.as_u128()).collect()
    }

    #[test]
    fn along_the_street_and_then_by_address() {
        let stops = [
            stop(4, None, "茅台路20号"),
            stop(1, Some(p(300, 0)), "仙霞路3号"),
            stop(2, Some(p(100, 0)), "仙霞路1号"),
            stop(3, Some(p(200, 0)), "仙霞路2号"),
            stop(5, None, "茅台路10号"),
        ];
        assert_eq!(numbers(&walk(Some(p(0, 0)), &stops)), [2, 3, 1, 5, 4]);
        assert_eq!(numbers(&walk(Some(p(400, 0)), &stops)), [1, 3, 2, 5, 4]);
        assert_eq!(numbers(&walk(None, &stops)), [2, 3, 1, 5, 4], "from the first by address");
        assert_eq!(walk(None, &[]), []);
    }

    #[test]
    fn a_detour_of_the_nearest_neighbour_is_turned_round() {
        // always to the nearest runs along the near side first and has to come all the way back
        let points = [p(10, 0), p(-12, 0), p(30, 0), p(-45, 0), p(90, 0)];
        let greedy: Vec<_> = nearest_neighbour(Some(p(0, 0)), &points).iter().map(|i| points[*i]).collect();
        let mut order = nearest_neighbour(Some(p(0, 0)), &points);
        shorten(Some(p(0, 0)), &points, &mut order);
        let turned: Vec<_> = order.iter().map(|i| points[*i]).collect();
        let (before, after) = (length(Some(p(0, 0)), &greedy), length(Some(p(0, 0)), &turned));
        assert!(after.get() < before.get() - 10.0, "{before} {after}");
    }

    proptest! {
        /// Every door once, never longer than the nearest neighbour's walk, and the same however the list was ordered.
        #[test]
        fn a_walk_is_a_permutation_and_no_detour(
            doors in prop::collection::vec((0i32..1500, 0i32..1500, prop::bool::weighted(0.9)), 0..24),
            start in prop::option::of((0i32..1500, 0i32..1500)), turn in 0usize..24,
        ) {
            let start = start.map(|(east, north)| p(east, north));
            let stops: Vec<Stop> = (1..)
                .zip(&doors)
                .map(|(n, (east, north, placed))| {
                    stop(n, placed.then(|| p(*east, *north)), &format!("仙霞路{}号", n % 7))
                })
                .collect();
            let order = walk(start, &stops);
            let mut once = numbers(&order);
            once.sort_unstable();
            prop_assert_eq!(once, (1..=stops.len() as u128).collect::<Vec<_>>());
            let (placed, rest) = sorted(&stops);
            let points: Vec<_> = placed.iter().filter_map(|stop| stop.point).collect();
            let greedy: Vec<_> = nearest_neighbour(start, &points).iter().map(|i| points[*i]).collect();
            let found = |site: &SiteId| stops.iter().find(|stop| stop.site == *site).and_then(|stop| stop.point);
            let walked: Vec<_> = order.iter().filter_map(found).collect();
            prop_assert!(length(start, &walked).get() <= length(start, &greedy).get() + 1e-3);
            let last: Vec<SiteId> = rest.iter().map(|stop| stop.site).collect();
            prop_assert!(order.ends_with(&last), "without a point, at the end");
            let mut other = stops.clone();
            other.rotate_left(turn % stops.len().max(1));
            other.reverse();
            prop_assert_eq!(walk(start, &other), order);
        }
    }
}
