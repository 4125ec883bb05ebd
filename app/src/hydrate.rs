//! Brings the server's page to life.

use crate::app;
use leptos::{
    ev,
    mount::hydrate_from_async,
    prelude::{document, window},
    tachys::dom::body,
    wasm_bindgen::{JsCast, prelude::Closure},
    web_sys,
};

/// Walks the document. The code of a lazy route is fetched on the way; what the person presses meanwhile is left to the
/// browser: a link that the router took would change the document under the walk, which does not survive that.
pub(crate) fn start() {
    console_error_panic_hook::set_once();
    let leave =
        Closure::<dyn Fn(web_sys::Event)>::new(|event: web_sys::Event| event.stop_immediate_propagation());
    let window = window();
    let click = ev::EventDescriptor::name(&ev::click);
    // in the capturing phase, before anything of ours hears it; neither call can fail with these arguments
    let _ = window.add_event_listener_with_callback_and_bool(&click, leave.as_ref().unchecked_ref(), true);
    wasm_bindgen_futures::spawn_local(async move {
        hydrate_from_async(body(), app::App).await.forget();
        let _ =
            window.remove_event_listener_with_callback_and_bool(&click, leave.as_ref().unchecked_ref(), true);
        // for the browser tests: what is pressed from now on is heard
        if let Some(root) = document().document_element() {
            // refused only for names that no attribute may have
            let _ = root.set_attribute("data-lively", "");
        }
    });
}
