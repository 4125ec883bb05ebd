//! The list of visits with its map.

use crate::listing::{List, list_page};
use domain::listing::InspectionFilter;
use leptos::prelude::*;

/// The list of visits with its map.
#[component]
pub fn ListPage() -> impl IntoView {
    list_page(List::<InspectionFilter>::new())
}
