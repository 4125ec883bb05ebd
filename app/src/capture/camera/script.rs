//! `js/camera/`: the camera, the scanner and the field for a signature.

use crate::error::AppError;
use wasm_bindgen::{JsCast, prelude::*};

#[wasm_bindgen(module = "/js/camera.js")]
extern "C" {
    #[wasm_bindgen(js_name = loadCamera)]
    fn load_camera() -> js_sys::Promise;
}

#[wasm_bindgen]
extern "C" {
    /// The functions of `js/camera/index.js`.
    pub type Tools;
    #[wasm_bindgen(method, js_name = openCamera)]
    pub fn open_camera(this: &Tools, video: &JsValue, ring: &JsValue, report: &JsValue) -> Camera;
    #[wasm_bindgen(method, js_name = openScanner)]
    pub fn open_scanner(this: &Tools, video: &JsValue, report: &JsValue) -> Scanner;
    #[wasm_bindgen(method, js_name = openSignature)]
    pub fn open_signature(this: &Tools, canvas: &JsValue, strokes: &str, report: &JsValue) -> Pad;
    #[wasm_bindgen(method, js_name = putInto)]
    pub fn put_into(this: &Tools, id: &str, picture: &JsValue) -> u32;

    /// The camera of a view.
    #[derive(Clone)]
    pub type Camera;
    #[wasm_bindgen(method)]
    pub fn again(this: &Camera) -> js_sys::Promise;
    #[wasm_bindgen(method)]
    pub fn next(this: &Camera) -> js_sys::Promise;
    #[wasm_bindgen(method)]
    pub fn torch(this: &Camera, on: bool) -> js_sys::Promise;
    #[wasm_bindgen(method)]
    pub fn shoot(this: &Camera) -> js_sys::Promise;
    #[wasm_bindgen(method)]
    pub fn close(this: &Camera);

    /// The scanner of a view.
    #[derive(Clone)]
    pub type Scanner;
    #[wasm_bindgen(method)]
    pub fn again(this: &Scanner) -> js_sys::Promise;
    #[wasm_bindgen(method)]
    pub fn torch(this: &Scanner, on: bool) -> js_sys::Promise;
    #[wasm_bindgen(method)]
    pub fn close(this: &Scanner);

    /// A field to sign in.
    #[derive(Clone)]
    pub type Pad;
    #[wasm_bindgen(method)]
    pub fn set(this: &Pad, strokes: &str);
    #[wasm_bindgen(method)]
    pub fn close(this: &Pad);
}

/// The functions, fetched when they are first needed.
pub async fn tools() -> Result<Tools, AppError> {
    let module = wasm_bindgen_futures::JsFuture::from(load_camera()).await;
    module.map(JsCast::unchecked_into).map_err(|_| AppError::Offline)
}
