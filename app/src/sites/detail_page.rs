//! One site.

use crate::{tr, ui::page::PageHead};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// One site.
pub struct DetailPage;

#[lazy_route]
impl LazyRoute for DetailPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        view! { <PageHead title=tr!(nav.sites) /> }.into_any()
    }
}
