//! Rectification rates.

use crate::{tr, ui::page::PageHead};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// Rectification rates.
pub struct RatesPage;

#[lazy_route]
impl LazyRoute for RatesPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        view! { <PageHead title=tr!(nav.rates) /> }.into_any()
    }
}
