//! What the configuration says about the map.

use serde::{Deserialize, Serialize};

/// What lies under our own layers, and where a map opens when there are no outlines of areas to open on. It comes
/// with the facts of the page; without it the base is the schematic one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MapSetup {
    /// The base.
    pub base: MapBase,
    /// Degrees east and north, WGS-84.
    pub center: [f64; 2],
    /// Zoom of 512 px tiles.
    pub zoom: f64,
}

/// A base map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MapBase {
    /// `schematic`, `raster` or `vector`.
    pub kind: String,
    /// Template of the tiles' addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The least zoom level that there are tiles of, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minzoom: Option<u8>,
    /// The most zoom level that there are tiles of; nearer views enlarge those.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maxzoom: Option<u8>,
    /// `wgs84` or `gcj02`.
    pub datum: String,
    /// The credit that the owner of the tiles asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<String>,
}
