//! Hearing of changes while the page is open, `js/desk.js`. On the server there is nothing to hear.

#[cfg(feature = "hydrate")]
mod script {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/js/desk.js")]
    extern "C" {
        pub type Watch;
        #[wasm_bindgen(js_name = watchChanges)]
        pub fn watch_changes(mark: &str, changed: &Closure<dyn FnMut()>) -> Watch;
        #[wasm_bindgen(method)]
        pub fn stop(this: &Watch);
    }
}

use leptos::prelude::*;

/// Calls `changed` whenever something in the person's area has changed since `mark`, until the page is left.
pub(crate) fn watch(mark: String, changed: Callback<()>) {
    #[cfg(feature = "hydrate")]
    Effect::new(move || {
        use wasm_bindgen::prelude::Closure;
        let tell = Closure::<dyn FnMut()>::new(move || changed.run(()));
        let watch = script::watch_changes(&mark, &tell);
        // kept as long as it is listened to, and dropped in the browser's only thread
        let kept = StoredValue::new_local(Some((watch, tell)));
        on_cleanup(move || {
            if let Some(Some((watch, _tell))) = kept.try_update_value(Option::take) {
                watch.stop();
            }
        });
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = (mark, changed);
}
