//! The list of sites with its map.

use crate::{tr, ui::page::PageHead};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// The list of sites with its map.
pub struct ListPage;

#[lazy_route]
impl LazyRoute for ListPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        view! { <PageHead title=tr!(nav.sites) /> }.into_any()
    }
}
