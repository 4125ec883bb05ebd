//! The walk of a day on the map: a line from door to door, and at each door the number under which it stands in the list.

use crate::{
    tr,
    ui::map::{Map, MapMode, PickedPoint},
};
use domain::{
    geo::{Bbox, Point, Wgs84},
    ids::SiteId,
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use std::sync::Arc;

/// How far the map reaches beyond the outermost doors, in degrees: some 150 m.
const MARGIN: f64 = 0.0015;

/// What is to be done at one door of a walk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<'a> {
    /// The door.
    pub site: SiteId,
    /// What a person calls it.
    pub name: &'a str,
    /// Where it is, when that is known.
    pub point: Option<Point<Wgs84>>,
}

/// A door with a position, and the first number of what is to be done there.
struct Stop<'a> {
    site: SiteId,
    name: &'a str,
    point: Point<Wgs84>,
    number: usize,
    /// More than that is to be done there.
    more: bool,
}

/// The doors in the order of the walk. What is due at one door several times is one stop.
fn stops<'a>(walk: impl IntoIterator<Item = At<'a>>) -> Vec<Stop<'a>> {
    let mut stops: Vec<Stop<'_>> = Vec::new();
    for (number, At { site, name, point }) in (1..).zip(walk) {
        let Some(point) = point else { continue };
        match stops.iter_mut().find(|stop| stop.site == site) {
            Some(stop) => stop.more = true,
            None => stops.push(Stop { site, name, point, number, more: false }),
        }
    }
    stops
}

/// Line and stops as GeoJSON.
fn shapes(stops: &[Stop<'_>]) -> Arc<str> {
    let at = |point: Point<Wgs84>| [point.lon(), point.lat()];
    let line: Vec<[f64; 2]> = stops.iter().map(|stop| at(stop.point)).collect();
    let mut features = vec![serde_json::json!({
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": line},
        "properties": {},
    })];
    features.extend(stops.iter().map(|stop| {
        let number = format!("{}{}", stop.number, if stop.more { "+" } else { "" });
        serde_json::json!({
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": at(stop.point)},
            "properties": {"id": stop.site, "title": stop.name, "status": "stop", "stop": number},
        })
    }));
    serde_json::json!({"type": "FeatureCollection", "features": features}).to_string().into()
}

/// The window that holds all stops.
fn window(stops: &[Stop<'_>]) -> Option<Bbox> {
    let all = Bbox::around(stops.iter().map(|stop| stop.point))?;
    let wide =
        Bbox::new(all.west() - MARGIN, all.south() - MARGIN, all.east() + MARGIN, all.north() + MARGIN);
    Some(wide.unwrap_or(all))
}

/// The map of a walk; nothing when no door of it has a position.
pub(crate) fn walk_map<'a>(walk: impl IntoIterator<Item = At<'a>>) -> Option<AnyView> {
    let stops = stops(walk);
    let window = window(&stops)?;
    let navigate = use_navigate();
    let open = Callback::new(move |point: PickedPoint| {
        navigate(&format!("/sites/{}", point.id), leptos_router::NavigateOptions::default());
    });
    let points = Signal::stored(shapes(&stops));
    Some(
        view! {
            <section class="walk-map" aria-label=tr!(campaigns.walk_map)>
                <Map
                    mode=MapMode::List
                    own_points=Some(points)
                    window=Some(window)
                    cooperative=true
                    on_select=open
                />
            </section>
        }
        .into_any(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn at(site: u128, lon: Option<f64>) -> At<'static> {
        At {
            site: SiteId(Uuid::from_u128(site)),
            name: "店",
            point: lon.map(|lon| Point::new(lon, 31.2).expect("point")),
        }
    }

    #[test]
    fn the_line_goes_from_door_to_door_and_each_door_is_there_once() {
        let walk = [at(1, Some(121.39)), at(2, None), at(3, Some(121.40)), at(3, Some(121.40))];
        let stops = stops(walk);
        let text = shapes(&stops);
        let told: serde_json::Value = serde_json::from_str(&text).expect("GeoJSON");
        let line = &told["features"][0]["geometry"];
        assert_eq!(line["coordinates"], serde_json::json!([[121.39, 31.2], [121.40, 31.2]]));
        // the numbers of the list, in which the one without a position has one too
        let numbers: Vec<&str> = told["features"]
            .as_array()
            .expect("features")
            .iter()
            .filter_map(|f| f["properties"]["stop"].as_str())
            .collect();
        assert_eq!(numbers, ["1", "3+"]);
        let window = window(&stops).expect("a window");
        assert!(window.west() < 121.39 && window.east() > 121.40);
    }

    #[test]
    fn without_a_position_there_is_no_map() {
        assert!(window(&stops([at(2, None)])).is_none());
    }
}
