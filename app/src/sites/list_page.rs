//! The list of sites with its map.

use crate::listing::{List, list_page};
use domain::listing::SiteFilter;
use leptos::prelude::*;

/// The list of sites with its map.
#[component]
pub fn ListPage() -> impl IntoView {
    list_page(List::<SiteFilter>::new())
}
