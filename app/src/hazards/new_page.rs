//! Reporting a hazard: photo first, classify later.

use crate::{tr, ui::page::PageHead};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// Reporting a hazard: photo first, classify later.
pub struct NewPage;

#[lazy_route]
impl LazyRoute for NewPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        view! { <PageHead title=tr!(nav.new_hazard) /> }.into_any()
    }
}
