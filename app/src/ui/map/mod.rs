//! A map on a page: points that follow a filter, one pin to place, or one point to look at. The map itself is
//! `js/map.js`; it is fetched when its place on the page is first seen, so it is no part of the first load, and
//! until then (and without scripts) its place says so. Positions are WGS-84 throughout, whatever the base map is
//! drawn in.

mod options;
#[cfg(feature = "hydrate")]
mod script;
mod setup;

pub use setup::{MapBase, MapSetup};

use crate::{
    tr,
    ui::{Icon, icon},
};
use domain::{
    area::AreaCode,
    geo::{Bbox, Point, Wgs84},
};
use leptos::{html, prelude::*};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

/// The schematic base with the outlines of areas, as GeoJSON, where the page has it itself: provided above the maps of a
/// page that works without a line. Nothing is asked of the server then.
#[derive(Clone, Copy)]
pub struct OwnBase(pub Signal<Option<Arc<str>>>);

/// What a map is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MapMode {
    /// The points of a list.
    #[default]
    List,
    /// A pin to place.
    Pick,
    /// One fixed pin.
    Single,
}

/// A point that was tapped, as the map knows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PickedPoint {
    /// The record.
    pub id: Uuid,
    /// Its number, if it has one.
    #[serde(default)]
    pub number: Option<String>,
    /// What it is.
    #[serde(default)]
    pub title: Option<String>,
    /// Its status, a word of its kind of record.
    #[serde(default)]
    pub status: String,
    /// Past its deadline.
    #[serde(default)]
    pub overdue: bool,
}

/// What a map reports.
#[derive(Clone, Copy)]
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser has maps"))]
pub(crate) struct Reports {
    pub select: Option<Callback<PickedPoint>>,
    pub hover: Option<Callback<Option<Uuid>>>,
    pub moved: Option<Callback<Bbox>>,
    pub pick: Option<Callback<Point<Wgs84>>>,
}

/// What a map is handed by the page, instead of asking the server for it.
#[derive(Clone, Copy)]
pub(crate) struct Own {
    pub base: Option<OwnBase>,
    pub points: Option<Signal<Arc<str>>>,
}

/// What a map follows.
#[derive(Clone, Copy)]
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser has maps"))]
pub(crate) struct Follows {
    pub points: Signal<Option<String>>,
    pub area: Signal<Option<AreaCode>>,
    pub chosen: Signal<Option<Uuid>>,
    pub hovered: Signal<Option<Uuid>>,
    pub shown: Signal<Option<Point<Wgs84>>>,
    pub point: Signal<Option<Point<Wgs84>>>,
}

/// A map. It fills the element it stands in; give that a height.
#[component]
pub fn Map(
    /// What it is for.
    mode: MapMode,
    /// List: the address of the points, with the filter as its query.
    #[prop(optional, into)]
    points: Signal<Option<String>>,
    /// List: the points themselves as GeoJSON, of a page that has them; each has the properties `id`, `status`, `title`.
    #[prop(optional_no_strip)]
    own_points: Option<Signal<Arc<str>>>,
    /// The address of outlines to draw in place of those of the register.
    #[prop(optional, into)]
    outlines: Option<String>,
    /// List: the address of the points has vector tiles below it, which are shown instead of what a window holds.
    #[prop(optional)]
    tiles: bool,
    /// Opens on this window, exactly; else on the area.
    #[prop(optional_no_strip)]
    window: Option<Bbox>,
    /// The area to show; moves there when it changes.
    #[prop(optional, into)]
    area: Signal<Option<AreaCode>>,
    /// List: the record that stands out.
    #[prop(optional, into)]
    chosen: Signal<Option<Uuid>>,
    /// List: the record under the pointer.
    #[prop(optional, into)]
    hovered: Signal<Option<Uuid>>,
    /// A place to move to.
    #[prop(optional, into)]
    shown: Signal<Option<Point<Wgs84>>>,
    /// Pick and single: where the pin is.
    #[prop(optional, into)]
    point: Signal<Option<Point<Wgs84>>>,
    /// List: what the signs mean, for the legend.
    #[prop(optional)]
    signs: Vec<(&'static str, &'static str)>,
    /// On a page that scrolls under one finger: the map takes two.
    #[prop(optional)]
    cooperative: bool,
    /// List: a point was tapped.
    #[prop(optional, into)]
    on_select: Option<Callback<PickedPoint>>,
    /// List: the pointer is over a point, or over none any more.
    #[prop(optional, into)]
    on_hover: Option<Callback<Option<Uuid>>>,
    /// The map shows this part now.
    #[prop(optional, into)]
    on_move: Option<Callback<Bbox>>,
    /// Pick: somebody put the pin here.
    #[prop(optional, into)]
    on_pick: Option<Callback<Point<Wgs84>>>,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let follows = Follows { points, area, chosen, hovered, shown, point };
    let own = Own { base: use_context(), points: own_points };
    let reports = Reports { select: on_select, hover: on_hover, moved: on_move, pick: on_pick };
    #[cfg(feature = "hydrate")]
    {
        let options =
            options::Options::new(mode, window, cooperative, signs, tiles, follows, own).drawing(outlines);
        script::start(node, options, follows, reports, own);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (mode, window, cooperative, signs, tiles, follows, reports, own, outlines);
    view! {
        <div class="map-place">
            <div class="map-placeholder">
                {icon(Icon::Map)}
                <p class="with-script">{tr!(map.coming)}</p>
                <p class="without-script">{tr!(map.needs_script)}</p>
            </div>
            <div class="map-stage" node_ref=node></div>
        </div>
    }
}
