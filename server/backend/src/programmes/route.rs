//! What is to be done at doors, in the order in which one walks to them.

use domain::{
    geo::{Metres, Point, Wgs84},
    ids::SiteId,
    programmes::route::{MOST_TURNED, Stop, length, walk},
};
use std::collections::HashMap;

/// Most that is shown of one walk: nobody walks to more doors in a day.
pub(crate) const MOST: u64 = MOST_TURNED as u64;

/// These in the order of the walk from `from` to their doors, each of which is passed once, and its length. What is to be done at one
/// door stays in the order in which it came.
pub(crate) fn in_order<T>(
    mut rows: Vec<T>,
    from: Option<Point<Wgs84>>,
    stop: impl Fn(&T) -> Stop,
) -> (Vec<T>, Metres) {
    let mut stops: Vec<Stop> = Vec::new();
    for row in &rows {
        let stop = stop(row);
        if stops.iter().all(|other| other.site != stop.site) {
            stops.push(stop);
        }
    }
    let order: HashMap<SiteId, usize> =
        walk(from, &stops).into_iter().enumerate().map(|(at, site)| (site, at)).collect();
    stops.sort_by_key(|stop| order.get(&stop.site).copied());
    let points: Vec<_> = stops.iter().filter_map(|stop| stop.point).collect();
    rows.sort_by_cached_key(|row| order.get(&stop(row).site).copied());
    (rows, length(from, &points))
}
