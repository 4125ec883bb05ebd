//! The list of sites with its map.

use crate::listing::{List, list_page};
use domain::listing::SiteFilter;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// The list of sites with its map.
pub struct ListPage {
    list: List<SiteFilter>,
}

#[lazy_route]
impl LazyRoute for ListPage {
    fn data() -> Self {
        Self { list: List::new() }
    }

    fn view(this: Self) -> AnyView {
        list_page(this.list)
    }
}
