//! The schematic base of the map: outlines of the areas and the main roads.

use crate::{ctx::State, error::Result};
use domain::area::AreaLevel;
use serde_json::{Map, Value, json};
use std::sync::Arc;

use super::{Area, Areas};

/// Roads drawn by hand, and what the outlines that come with the program say beyond geometry.
const ROADS: &str = include_str!("../../data/roads.geojson");
const BOUNDARIES: &str = include_str!("../../data/boundaries.geojson");

/// GeoJSON of the areas that have an outline (`layer` subdistrict or committee) and of the roads (`layer` road),
/// in WGS-84. Made once for each copy of the reference data.
pub async fn base(state: &State) -> Result<Arc<str>> {
    let reference = state.reference().await?;
    if let Some(made) = reference.areas.base.get() {
        return Ok(made.clone());
    }
    let made: Arc<str> = draw(&reference.areas)?.into();
    Ok(reference.areas.base.get_or_init(|| made).clone())
}

/// The roads drawn by hand (`layer` road).
pub(crate) fn roads() -> Result<Vec<Value>> {
    features(ROADS)
}

fn draw(areas: &Areas) -> Result<String> {
    let known = features(BOUNDARIES)?;
    let mut all: Vec<Value> = areas.all().filter_map(|area| outline(area, &known)).collect();
    all.extend(roads()?);
    Ok(serde_json::to_string(&json!({"type": "FeatureCollection", "features": all}))?)
}

fn features(collection: &str) -> Result<Vec<Value>> {
    let mut collection: Value = serde_json::from_str(collection)?;
    Ok(match collection.get_mut("features").map(Value::take) {
        Some(Value::Array(features)) => features,
        _ => Vec::new(),
    })
}

fn outline(area: &Area, known: &[Value]) -> Option<Value> {
    let geometry = area.geometry()?;
    let layer = match area.code.level() {
        AreaLevel::Subdistrict => "subdistrict",
        AreaLevel::Committee => "committee",
        AreaLevel::City | AreaLevel::District | AreaLevel::Grid => return None,
    };
    // the English name and the note come with the program, as long as the area is still called the same
    let bundled = known.iter().filter_map(|f| f.get("properties")?.as_object());
    let same = |p: &&Map<String, Value>| {
        p.get("code") == Some(&json!(area.code)) && p.get("name") == Some(&json!(area.name))
    };
    let mut properties = bundled.into_iter().find(same).cloned().unwrap_or_default();
    properties.insert("layer".into(), layer.into());
    properties.insert("code".into(), area.code.as_str().into());
    properties.insert("name".into(), area.name.as_str().into());
    properties.insert("approximate".into(), area.approximate.into());
    if let Some(short) = &area.short_name {
        properties.insert("short_name".into(), short.as_str().into());
    }
    Some(json!({"type": "Feature", "properties": properties, "geometry": geometry}))
}
