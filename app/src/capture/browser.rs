//! What only the browser can do: `js/capture/`. On the server there is no browser: nothing is kept, nobody is
//! located, nothing is reached.

use crate::error::AppError;
use domain::{
    fault::Fault,
    geo::Point,
    hazards::{PointSource, Position},
};
#[cfg(feature = "hydrate")]
use leptos::prelude::*;
use serde::de::DeserializeOwned;

/// Time to wait for an answer while something is looked up, in milliseconds.
const READ_MS: u32 = 15_000;
/// Time to wait for a record to be saved: on a bad line it may take longer, and repeating it is safe.
const SAVE_MS: u32 = 30_000;

/// Why there is no position.
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser can refuse"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPosition {
    /// The person or the device does not allow it.
    Denied,
    /// The receiver has none (a basement, no receiver).
    Unavailable,
    /// It took too long.
    Timeout,
}

#[cfg(feature = "hydrate")]
mod script {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/js/capture.js")]
    extern "C" {
        #[wasm_bindgen(js_name = loadCapture)]
        pub fn load_capture() -> js_sys::Promise;
    }

    #[wasm_bindgen]
    extern "C" {
        /// The functions of `js/capture/index.js`.
        pub type Functions;
        #[wasm_bindgen(method, js_name = openPhotos)]
        pub fn open_photos(this: &Functions, report: &JsValue) -> Queue;
        #[wasm_bindgen(method)]
        pub fn locate(this: &Functions) -> js_sys::Promise;
        #[wasm_bindgen(method, js_name = mayLocate)]
        pub fn may_locate(this: &Functions) -> js_sys::Promise;
        #[wasm_bindgen(method)]
        pub fn read(this: &Functions, url: &str, ms: u32) -> js_sys::Promise;
        #[wasm_bindgen(method)]
        pub fn send(this: &Functions, url: &str, json: &str, ms: u32) -> js_sys::Promise;
        #[wasm_bindgen(method)]
        pub fn show(this: &Functions, id: &str) -> bool;
        #[wasm_bindgen(method, js_name = shrinkChosen)]
        pub fn shrink_chosen(this: &Functions, input: &JsValue) -> js_sys::Promise;
        #[wasm_bindgen(method)]
        pub fn pictures(this: &Functions, input: &str) -> js_sys::Array;

        /// The photos of a page.
        #[derive(Clone)]
        pub type Queue;
        #[wasm_bindgen(method)]
        pub fn add(this: &Queue, id: &str, kind: &str, file: &JsValue);
        #[wasm_bindgen(method)]
        pub fn resume(this: &Queue, id: &str, layer: &str);
        #[wasm_bindgen(method)]
        pub fn draw(this: &Queue, id: &str, layer: &str);
        #[wasm_bindgen(method)]
        pub fn retry(this: &Queue, id: &str);
        #[wasm_bindgen(method, js_name = retryAll)]
        pub fn retry_all(this: &Queue);
        #[wasm_bindgen(method)]
        pub fn remove(this: &Queue, id: &str);
        #[wasm_bindgen(method)]
        pub fn close(this: &Queue);
    }
}
#[cfg(feature = "hydrate")]
pub use script::{Functions, Queue};

/// The functions, fetched when they are first needed.
#[cfg(feature = "hydrate")]
pub async fn functions() -> Result<Functions, AppError> {
    use wasm_bindgen::JsCast;
    let module = wasm_bindgen_futures::JsFuture::from(script::load_capture()).await;
    module.map(JsCast::unchecked_into).map_err(|_| AppError::Offline)
}

/// What a promise resolves to; ours never fail.
#[cfg(feature = "hydrate")]
async fn settled(promise: js_sys::Promise) -> js_sys::Array {
    use wasm_bindgen::JsCast;
    let value = wasm_bindgen_futures::JsFuture::from(promise).await.unwrap_or_default();
    value.dyn_into().unwrap_or_default()
}

/// The device's position.
pub async fn locate() -> Result<Position, NoPosition> {
    #[cfg(feature = "hydrate")]
    {
        let functions = functions().await.map_err(|_| NoPosition::Unavailable)?;
        let answer = settled(functions.locate()).await;
        let number = |i| answer.get(i).as_f64();
        match answer.get(0).as_string().as_deref() {
            Some("ok") => {
                let (lon, lat) = (number(1).unwrap_or(f64::NAN), number(2).unwrap_or(f64::NAN));
                let point = Point::new(lon, lat).map_err(|_| NoPosition::Unavailable)?;
                // a receiver tells centimetres, the sky does not
                let accuracy_m = number(3).filter(|a| a.is_finite()).map(|a| a.clamp(0.0, 100_000.0).round());
                Ok(Position { point, accuracy_m, source: PointSource::Gps })
            }
            Some("denied" | "unsupported") => Err(NoPosition::Denied),
            Some("timeout") => Err(NoPosition::Timeout),
            _ => Err(NoPosition::Unavailable),
        }
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (Point::<domain::geo::Wgs84>::new(0.0, 0.0), PointSource::Gps);
        Err(NoPosition::Unavailable)
    }
}

/// Whether asking for the position will not ask the person.
pub async fn may_locate() -> bool {
    #[cfg(feature = "hydrate")]
    {
        let Ok(functions) = functions().await else { return false };
        let answer = wasm_bindgen_futures::JsFuture::from(functions.may_locate()).await;
        answer.is_ok_and(|yes| yes.is_truthy())
    }
    #[cfg(not(feature = "hydrate"))]
    false
}

/// The device's position, if nobody has to be asked for it.
pub async fn locate_unasked() -> Option<Position> {
    if may_locate().await { locate().await.ok() } else { None }
}

/// Reads JSON from `/api/v1`.
pub async fn get<T: DeserializeOwned>(url: String) -> Result<T, AppError> {
    #[cfg(feature = "hydrate")]
    {
        let answer = settled(functions().await?.read(&url, READ_MS)).await;
        understood(&answer)
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (url, READ_MS);
        Err(AppError::Offline)
    }
}

/// Sends JSON to `/api/v1`; what is answered, as text.
pub async fn post(url: &'static str, json: String) -> Result<String, AppError> {
    #[cfg(feature = "hydrate")]
    {
        let answer = settled(functions().await?.send(url, &json, SAVE_MS)).await;
        let (status, body) = parts(&answer);
        answered(status, &body)?;
        Ok(body)
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (url, json, SAVE_MS);
        Err(AppError::Offline)
    }
}

#[cfg(feature = "hydrate")]
fn understood<T: DeserializeOwned>(answer: &js_sys::Array) -> Result<T, AppError> {
    let (status, body) = parts(answer);
    answered(status, &body)?;
    domain::json::read(&body).map_err(|_| AppError::Transport)
}

#[cfg(feature = "hydrate")]
fn parts(answer: &js_sys::Array) -> (u16, String) {
    let status = answer.get(0).as_f64().unwrap_or_default() as u16;
    (status, answer.get(1).as_string().unwrap_or_default())
}

/// What an answer of `/api/v1` means.
#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "only a browser asks"))]
fn answered(status: u16, body: &str) -> Result<(), AppError> {
    if (200..300).contains(&status) {
        return Ok(());
    }
    match serde_json::from_str::<Fault>(body) {
        Ok(fault) => Err(fault.into()),
        // a proxy that does not reach the server says so without our words
        Err(_) if matches!(status, 0 | 502..=504) => Err(AppError::Offline),
        Err(_) => Err(AppError::Transport),
    }
}

/// Brings the control of this id into the middle of the window and puts the keyboard there.
pub fn show_control(id: String) {
    #[cfg(feature = "hydrate")]
    leptos::task::spawn_local(async move {
        // the part of the form that holds it may have been opened just now
        leptos::task::tick().await;
        if let Ok(functions) = functions().await {
            functions.show(&id);
        }
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = id;
}

/// Shrinks the photos chosen in a plain form before it is sent. Without this the server takes them as they are.
#[cfg(feature = "hydrate")]
pub async fn shrink_chosen(input: &web_sys::HtmlInputElement) {
    if let Ok(functions) = functions().await {
        settled(functions.shrink_chosen(input)).await;
    }
}

/// Where this page finds the pictures in the file input of this id, in their order; none when the script for that cannot
/// be fetched just now.
#[cfg_attr(not(feature = "hydrate"), expect(clippy::unused_async, reason = "only a browser has to wait"))]
pub async fn chosen_pictures(input: &str) -> Vec<String> {
    #[cfg(feature = "hydrate")]
    {
        let Ok(functions) = functions().await else { return Vec::new() };
        functions.pictures(input).iter().filter_map(|url| url.as_string()).collect()
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = input;
        Vec::new()
    }
}

/// Shows the page from its beginning.
pub fn to_top() {
    #[cfg(feature = "hydrate")]
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// Runs when the page is about to be left or put aside.
pub fn on_leave(work: impl Fn() + Clone + 'static) {
    #[cfg(feature = "hydrate")]
    {
        let hidden = work.clone();
        let leaving = window_event_listener_untyped("pagehide", move |_| work());
        // a tablet may end a page that was put aside without another word
        let aside = window_event_listener_untyped("visibilitychange", move |_| hidden());
        on_cleanup(move || {
            leaving.remove();
            aside.remove();
        });
    }
    #[cfg(not(feature = "hydrate"))]
    drop(work);
}

#[cfg(feature = "hydrate")]
fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// A text kept on this device.
pub fn kept(key: &str) -> Option<String> {
    #[cfg(feature = "hydrate")]
    return storage()?.get_item(key).ok()?;
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = key;
        None
    }
}

/// Keeps a text on this device; whether there was room for it.
pub fn keep(key: &str, text: &str) -> bool {
    #[cfg(feature = "hydrate")]
    return storage().is_some_and(|storage| storage.set_item(key, text).is_ok());
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (key, text);
        true
    }
}

/// Forgets it.
pub fn forget(key: &str) {
    #[cfg(feature = "hydrate")]
    if let Some(storage) = storage() {
        // refused only where nothing can be kept either
        let _ = storage.remove_item(key);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = key;
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::fault::Code;

    #[test]
    fn answers_in_our_form_and_others() {
        assert_eq!(answered(201, "7"), Ok(()));
        let fault = Fault::new(Code::Busy);
        let body = serde_json::to_string(&fault).expect("JSON");
        assert_eq!(answered(503, &body), Err(AppError::Fault(fault)));
        assert_eq!(answered(0, ""), Err(AppError::Offline));
        assert_eq!(answered(502, "<h1>Bad Gateway</h1>"), Err(AppError::Offline));
        assert_eq!(answered(400, "?"), Err(AppError::Transport));
    }
}
