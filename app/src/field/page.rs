//! The page that the server renders at every address of the field app: the same bytes for everybody, in no language. The
//! screens come when the program has taken it over, so that one kept copy fits each of them.

use super::{fresh::IntoFresh, screens::Screens};
use leptos::prelude::*;

/// The product's mark. In the page itself: asked for as a file it would wake the service worker, while the program comes from
/// what the browser keeps without that.
const MARK: &str = include_str!("../../../public/icon.svg");

/// The field app.
#[component]
pub fn FieldPage() -> impl IntoView {
    // an effect: never on the server, and in the browser only after the page was taken over
    let running = RwSignal::new(false);
    Effect::new(move || running.set(true));
    view! {
        <div class="field-app">
            {move || match running.get() {
                true => view! { <Screens /> }.into_fresh(),
                false => {
                    view! { <div class="field-wait" aria-hidden="true" inner_html=MARK></div> }.into_any()
                }
            }}
        </div>
    }
}
