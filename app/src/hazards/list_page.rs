//! The list of hazards with its map.

use crate::listing::{List, list_page};
use domain::listing::HazardFilter;
use leptos::prelude::*;

/// The list of hazards with its map.
#[component]
pub fn ListPage() -> impl IntoView {
    list_page(List::<HazardFilter>::new())
}
