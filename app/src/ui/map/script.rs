//! The browser's side: starts `js/map.js` and keeps it and the signals of the page in step.

use super::{Follows, Own, PickedPoint, Reports, options::Options};
use domain::geo::{Bbox, Point, Wgs84};
use js_sys::{Object, Reflect};
use leptos::{html, prelude::*};
use uuid::Uuid;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/map.js")]
extern "C" {
    type MapHandle;

    #[wasm_bindgen(js_name = createMap)]
    fn create_map(el: &JsValue, options: &str, callbacks: &Object) -> MapHandle;
    #[wasm_bindgen(method)]
    fn destroy(this: &MapHandle);
    #[wasm_bindgen(method, js_name = setDataUrl)]
    fn set_data_url(this: &MapHandle, url: Option<&str>);
    #[wasm_bindgen(method)]
    fn reload(this: &MapHandle);
    #[wasm_bindgen(method, js_name = setSelected)]
    fn set_selected(this: &MapHandle, id: Option<&str>);
    #[wasm_bindgen(method, js_name = setHovered)]
    fn set_hovered(this: &MapHandle, id: Option<&str>);
    #[wasm_bindgen(method, js_name = showArea)]
    fn show_area(this: &MapHandle, code: Option<&str>);
    #[wasm_bindgen(method, js_name = showPlace)]
    fn show_place(this: &MapHandle, lon: f64, lat: f64);
    /// Two numbers that are none take the pin away.
    #[wasm_bindgen(method, js_name = setPoint)]
    fn set_point(this: &MapHandle, lon: f64, lat: f64);
}

/// What must live as long as the map: its handle and the functions it calls.
struct Running {
    handle: MapHandle,
    _callbacks: Vec<Box<dyn std::any::Any>>,
}

/// Starts a map in the element once that is on the page, and ends it with the component.
pub(super) fn start(
    node: NodeRef<html::Div>,
    options: Options,
    follows: Follows,
    reports: Reports,
    own: Own,
) {
    let running = StoredValue::new_local(None::<Running>);
    let options = options.json();
    Effect::new(move || {
        let Some(el) = node.get() else { return };
        let callbacks = Object::new();
        let mut kept = listen(&callbacks, reports);
        kept.extend(hand_over(&callbacks, own));
        let handle = create_map(&JsValue::from(el), &options, &callbacks);
        running.set_value(Some(Running { handle, _callbacks: kept }));
        on_cleanup(move || {
            if let Some(Some(gone)) = running.try_update_value(Option::take) {
                gone.handle.destroy();
            }
        });
    });
    let tell = move |what: &dyn Fn(&MapHandle)| {
        running.with_value(|running| {
            if let Some(running) = running {
                what(&running.handle);
            }
        });
    };
    let Follows { points, area, chosen, hovered, shown, point } = follows;
    // each effect's first run finds the map as it was started
    Effect::new(move |before: Option<()>| {
        let url = points.get();
        if before.is_some() {
            tell(&|map| map.set_data_url(url.as_deref()));
        }
    });
    if let Some(points) = own.points {
        Effect::new(move |before: Option<()>| {
            points.track();
            if before.is_some() {
                tell(&MapHandle::reload);
            }
        });
    }
    Effect::new(move |before: Option<()>| {
        let code = area.get();
        if before.is_some() {
            tell(&|map| map.show_area(code.as_ref().map(domain::area::AreaCode::as_str)));
        }
    });
    Effect::new(move |before: Option<()>| {
        let at = point.get();
        if before.is_some() {
            let (lon, lat) = at.map_or((f64::NAN, f64::NAN), |at| (at.lon(), at.lat()));
            tell(&|map| map.set_point(lon, lat));
        }
    });
    Effect::new(move || {
        let id = chosen.get().map(|id| id.to_string());
        tell(&|map| map.set_selected(id.as_deref()));
    });
    Effect::new(move || {
        let id = hovered.get().map(|id| id.to_string());
        tell(&|map| map.set_hovered(id.as_deref()));
    });
    Effect::new(move || {
        if let Some(at) = shown.get() {
            tell(&|map| map.show_place(at.lon(), at.lat()));
        }
    });
}

/// What the page has itself, for the map to read when it needs it.
fn hand_over(callbacks: &Object, own: Own) -> Vec<Box<dyn std::any::Any>> {
    let mut kept: Vec<Box<dyn std::any::Any>> = Vec::new();
    if let Some(base) = own.base {
        let read = move || base.0.try_get_untracked().flatten().as_deref().map(str::to_owned);
        let f = Closure::<dyn FnMut() -> Option<String>>::new(read);
        put(callbacks, "readBase", f.as_ref());
        kept.push(Box::new(f));
    }
    if let Some(points) = own.points {
        let read = move || points.try_get_untracked().as_deref().map(str::to_owned);
        let f = Closure::<dyn FnMut() -> Option<String>>::new(read);
        put(callbacks, "readPoints", f.as_ref());
        kept.push(Box::new(f));
    }
    kept
}

/// Puts the page's functions into the object that the map calls.
fn listen(callbacks: &Object, reports: Reports) -> Vec<Box<dyn std::any::Any>> {
    let mut kept: Vec<Box<dyn std::any::Any>> = Vec::new();
    if let Some(select) = reports.select {
        let f = Closure::<dyn FnMut(String)>::new(move |point: String| {
            // a point of another build of the server that this one cannot read is not worth an alarm
            if let Ok(point) = domain::json::read::<PickedPoint>(&point) {
                select.run(point);
            }
        });
        put(callbacks, "onSelect", f.as_ref());
        kept.push(Box::new(f));
    }
    if let Some(hover) = reports.hover {
        let f = Closure::<dyn FnMut(Option<String>)>::new(move |id: Option<String>| {
            hover.run(id.and_then(|id| Uuid::parse_str(&id).ok()));
        });
        put(callbacks, "onHover", f.as_ref());
        kept.push(Box::new(f));
    }
    if let Some(moved) = reports.moved {
        let f = Closure::<dyn FnMut(String)>::new(move |window: String| {
            if let Ok(window) = window.parse::<Bbox>() {
                moved.run(window);
            }
        });
        put(callbacks, "onMove", f.as_ref());
        kept.push(Box::new(f));
    }
    if let Some(pick) = reports.pick {
        let f = Closure::<dyn FnMut(f64, f64)>::new(move |lon, lat| {
            if let Ok(point) = Point::<Wgs84>::new(lon, lat) {
                pick.run(point);
            }
        });
        put(callbacks, "onPick", f.as_ref());
        kept.push(Box::new(f));
    }
    kept
}

fn put(callbacks: &Object, name: &str, f: &JsValue) {
    // an object made here a moment ago takes every property
    let _ = Reflect::set(callbacks, &JsValue::from_str(name), f);
}
