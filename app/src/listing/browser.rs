//! The browser's side of a list page, `js/listing.js`. On the server there is no browser and nothing to do.

#[cfg(feature = "hydrate")]
mod script {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/js/listing.js")]
    extern "C" {
        pub type Watch;
        #[wasm_bindgen(js_name = readForm)]
        pub fn read_form(form: &JsValue) -> String;
        #[wasm_bindgen(js_name = watchForm)]
        pub fn watch_form(form: &JsValue, changed: &Closure<dyn FnMut(String)>) -> Watch;
        #[wasm_bindgen(method)]
        pub fn stop(this: &Watch);
        #[wasm_bindgen(js_name = fillForm)]
        pub fn fill_form(form: &JsValue, query: &str);
        #[wasm_bindgen(js_name = bringIntoView)]
        pub fn bring_into_view(id: &str) -> bool;
        #[wasm_bindgen]
        pub fn download(name: &str, mime: &str, text: &str);
        #[wasm_bindgen(js_name = copyText)]
        pub async fn copy_text(text: &str) -> JsValue;
    }
}

use leptos::{html, prelude::*};

/// Ties a filter form to the query of the page: `changed` is told what the form says after every change; the form
/// is made to show `query` after every change of that (a chip removed, the browser's back button).
pub(crate) fn tie_form(form: NodeRef<html::Form>, query: Memo<String>, changed: Callback<String>) {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::prelude::{Closure, JsValue};
        Effect::new(move || {
            let Some(form) = form.get() else { return };
            let tell = Closure::<dyn FnMut(String)>::new(move |query| changed.run(query));
            let watch = script::watch_form(&JsValue::from(&*form), &tell);
            // kept as long as the form is watched, and dropped in the browser's only thread
            let kept = StoredValue::new_local(Some((watch, tell)));
            on_cleanup(move || {
                if let Some(Some((watch, _tell))) = kept.try_update_value(Option::take) {
                    watch.stop();
                }
            });
        });
        Effect::new(move |before: Option<()>| {
            let query = query.get();
            let Some(form) = form.get() else { return };
            let form = JsValue::from(&*form);
            match before {
                // somebody was quicker than the program: what they chose meanwhile holds
                None => changed.run(script::read_form(&form)),
                Some(()) => script::fill_form(&form, &query),
            }
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (form, query, changed);
}

/// Brings the element of this id into view; whether it is on the page and visible.
pub(crate) fn bring_into_view(id: &str) -> bool {
    #[cfg(feature = "hydrate")]
    return script::bring_into_view(id);
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = id;
        false
    }
}

/// Hands a text over as a file.
pub(crate) fn download(name: &str, mime: &str, text: &str) {
    #[cfg(feature = "hydrate")]
    script::download(name, mime, text);
    #[cfg(not(feature = "hydrate"))]
    let _ = (name, mime, text);
}

/// Puts a text on the clipboard; whether that worked.
pub(crate) async fn copy_text(text: &str) -> bool {
    #[cfg(feature = "hydrate")]
    return script::copy_text(text).await.is_truthy();
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = text;
        false
    }
}
