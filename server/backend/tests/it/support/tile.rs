//! Reads back what a vector tile says, by the published format (Mapbox Vector Tile 2.1).

use prost::Message;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Clone, PartialEq, Message)]
struct Tile {
    #[prost(message, repeated, tag = "3")]
    layers: Vec<Layer>,
}

#[derive(Clone, PartialEq, Message)]
struct Layer {
    #[prost(uint32, required, tag = "15")]
    version: u32,
    #[prost(string, required, tag = "1")]
    name: String,
    #[prost(message, repeated, tag = "2")]
    features: Vec<Drawn>,
    #[prost(string, repeated, tag = "3")]
    keys: Vec<String>,
    #[prost(message, repeated, tag = "4")]
    values: Vec<Any>,
    #[prost(uint32, optional, tag = "5")]
    extent: Option<u32>,
}

#[derive(Clone, PartialEq, Message)]
struct Drawn {
    #[prost(uint32, repeated, tag = "2")]
    tags: Vec<u32>,
    #[prost(uint32, optional, tag = "3")]
    kind: Option<u32>,
    #[prost(uint32, repeated, tag = "4")]
    geometry: Vec<u32>,
}

#[derive(Clone, PartialEq, Message)]
struct Any {
    #[prost(string, optional, tag = "1")]
    text: Option<String>,
    #[prost(uint64, optional, tag = "5")]
    number: Option<u64>,
    #[prost(bool, optional, tag = "7")]
    flag: Option<bool>,
}

/// One point of a tile.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    /// Units from the upper left corner.
    pub at: (u32, u32),
    /// Its properties.
    pub tags: BTreeMap<String, Value>,
}

impl Feature {
    /// How many records it stands for.
    pub fn n(&self) -> u64 {
        self.tags.get("n").map_or(1, |n| n.as_u64().unwrap())
    }

    /// A property that is a text.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.tags.get(key)?.as_str()
    }
}

/// The points of a tile. It must have one layer of points and nothing else, or nothing at all.
pub fn features(tile: &[u8]) -> Vec<Feature> {
    let tile = Tile::decode(tile).unwrap();
    let Some(layer) = tile.layers.first() else { return Vec::new() };
    assert_eq!(tile.layers.len(), 1);
    assert_eq!((layer.version, layer.name.as_str(), layer.extent), (2, backend::tiles::LAYER, Some(4096)));
    let read = |drawn: &Drawn| {
        // one command, move to, once; then both ways in zigzag
        let [9, x, y] = drawn.geometry[..] else { panic!("no single point: {:?}", drawn.geometry) };
        assert_eq!(drawn.kind, Some(1));
        let unit = |zigzag: u32| {
            assert!(zigzag.is_multiple_of(2) && zigzag / 2 < 4096, "outside of the tile: {zigzag}");
            zigzag / 2
        };
        let tags = drawn.tags.chunks(2).map(|pair| {
            let value = &layer.values[pair[1] as usize];
            let value = match (&value.text, value.number, value.flag) {
                (Some(text), None, None) => Value::from(text.as_str()),
                (None, Some(number), None) => Value::from(number),
                (None, None, Some(flag)) => Value::from(flag),
                other => panic!("not one value: {other:?}"),
            };
            (layer.keys[pair[0] as usize].clone(), value)
        });
        Feature { at: (unit(x), unit(y)), tags: tags.collect() }
    };
    layer.features.iter().map(read).collect()
}
