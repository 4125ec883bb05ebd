//! What is on the tablet, as points for the map.

use domain::{
    geo::{Point, Wgs84},
    sites::SiteStatus,
    sync::{FieldHazard, FieldSite},
};
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
struct Collection<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    features: Vec<Feature<'a>>,
}

#[derive(Serialize)]
struct Feature<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    geometry: Geometry,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Geometry {
    #[serde(rename = "type")]
    kind: &'static str,
    coordinates: [f64; 2],
}

#[derive(Serialize)]
struct Properties<'a> {
    id: uuid::Uuid,
    title: &'a str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'static str>,
    overdue: bool,
}

fn feature(point: Point<Wgs84>, properties: Properties<'_>) -> Feature<'_> {
    let geometry = Geometry { kind: "Point", coordinates: [point.lon(), point.lat()] };
    Feature { kind: "Feature", geometry, properties }
}

fn text(features: Vec<Feature<'_>>) -> Arc<str> {
    let collection = Collection { kind: "FeatureCollection", features };
    serde_json::to_string(&collection).expect("texts and finite numbers").into()
}

/// Sites.
pub fn of_sites<'a>(sites: impl Iterator<Item = &'a FieldSite>) -> Arc<str> {
    let features = sites.filter_map(|site| {
        let properties = Properties {
            id: site.id.0,
            title: &site.name,
            status: SiteStatus::Active.as_str(),
            number: None,
            severity: None,
            overdue: false,
        };
        Some(feature(site.point?, properties))
    });
    text(features.collect())
}

/// Open hazards.
pub fn of_hazards<'a>(hazards: impl Iterator<Item = &'a FieldHazard>) -> Arc<str> {
    let features = hazards.filter_map(|hazard| {
        let summary = &hazard.summary;
        let properties = Properties {
            id: summary.id.0,
            title: &summary.description,
            status: summary.status.as_str(),
            number: Some(&summary.number),
            severity: Some(summary.severity.as_str()),
            overdue: summary.overdue,
        };
        Some(feature(summary.point?, properties))
    });
    text(features.collect())
}
