//! What a map is told when it starts; the fields are those of `js/map.js`.
#![cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser has maps"))]

use super::{Follows, MapMode, Own, setup::MapBase};
use crate::{facts::with_facts, text::locale, tr};
use domain::geo::Bbox;
use leptos::prelude::GetUntracked;
use serde::Serialize;
use std::collections::BTreeMap;

/// The options of `createMap`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Options {
    mode: MapMode,
    #[serde(skip_serializing_if = "Option::is_none")]
    bounds: Option<Bbox>,
    #[serde(skip_serializing_if = "Option::is_none")]
    area: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    center: Option<[f64; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zoom: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<MapBase>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_url: Option<String>,
    /// The address of the points has vector tiles below it.
    tiles: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    point: Option<[f64; 2]>,
    /// The page has the base itself, or the points.
    own_base: bool,
    own_points: bool,
    cooperative: bool,
    lang: &'static str,
    labels: Labels,
}

/// The words of the map in the language of the page.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Labels {
    map: &'static str,
    loading: &'static str,
    failed: &'static str,
    data_failed: &'static str,
    retry: &'static str,
    approximate: &'static str,
    zoom_in: &'static str,
    zoom_out: &'static str,
    locate: &'static str,
    locate_failed: &'static str,
    fit: &'static str,
    pin: &'static str,
    legend: &'static str,
    heat: &'static str,
    heat_few: &'static str,
    heat_many: &'static str,
    two_fingers: &'static str,
    ctrl_scroll: &'static str,
    statuses: BTreeMap<&'static str, &'static str>,
}

impl Options {
    /// The options of one map, from what it follows and the configuration of this installation.
    pub fn new(
        mode: MapMode,
        bounds: Option<Bbox>,
        cooperative: bool,
        signs: Vec<(&'static str, &'static str)>,
        tiles: bool,
        follows: Follows,
        own: Own,
    ) -> Self {
        let setup = with_facts(|facts| facts.map.clone());
        Self {
            mode,
            bounds,
            area: follows.area.get_untracked().map(String::from),
            center: setup.as_ref().map(|setup| setup.center),
            zoom: setup.as_ref().map(|setup| setup.zoom),
            base: setup.map(|setup| setup.base),
            base_url: None,
            data_url: follows.points.get_untracked(),
            tiles,
            point: follows.point.get_untracked().map(|point| [point.lon(), point.lat()]),
            own_base: own.base.is_some(),
            own_points: own.points.is_some(),
            cooperative,
            lang: crate::text::html_lang(locale()).get(..2).unwrap_or_default(),
            labels: Labels::new(signs),
        }
    }

    /// The same with other outlines than those of the register.
    pub fn drawing(mut self, outlines: Option<String>) -> Self {
        self.base_url = outlines;
        self
    }

    /// As the script reads it.
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("texts, numbers and keys that are texts")
    }
}

impl Labels {
    fn new(signs: Vec<(&'static str, &'static str)>) -> Self {
        Self {
            map: tr!(ui.map),
            loading: tr!(map.loading),
            failed: tr!(map.failed),
            data_failed: tr!(map.data_failed),
            retry: tr!(ui.try_again),
            approximate: tr!(map.approximate),
            zoom_in: tr!(map.zoom_in),
            zoom_out: tr!(map.zoom_out),
            locate: tr!(map.locate),
            locate_failed: tr!(map.locate_failed),
            fit: tr!(map.fit),
            pin: tr!(map.pin),
            legend: tr!(map.legend),
            heat: tr!(map.heat),
            heat_few: tr!(map.heat_few),
            heat_many: tr!(map.heat_many),
            two_fingers: tr!(map.two_fingers),
            ctrl_scroll: tr!(map.ctrl_scroll),
            statuses: signs.into_iter().collect(),
        }
    }
}
