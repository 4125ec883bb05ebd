//! The page for an address that leads nowhere.

use crate::{
    tr,
    ui::{Icon, card::Empty, page::PageHead},
};
use leptos::prelude::*;

/// 404.
#[component]
pub fn NotFound() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::ssr::answer_with(404);
    view! {
        <PageHead title=tr!(ui.not_found_title) />
        <Empty icon=Icon::Search title=tr!(ui.not_found_text)>
            <a class="button primary" href="/">
                {tr!(ui.to_home)}
            </a>
        </Empty>
    }
}
