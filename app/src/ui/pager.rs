//! Keyset paging: links to the newer and the older rows. Links, so that it works before the program has loaded
//! and a page of a list can be sent to a colleague.

use super::{Icon, icon};
use crate::tr;
use leptos::prelude::*;

/// The way to the neighbouring pages of a list.
#[component]
pub fn Pager(
    /// Address of the page with newer rows; none on the first page.
    #[prop(optional_no_strip, into)]
    newer: Option<String>,
    /// Address of the page with older rows; none on the last page.
    #[prop(optional_no_strip, into)]
    older: Option<String>,
    /// How many rows there are in all ("10,000+" is fine).
    #[prop(optional, into)]
    total: Option<String>,
) -> impl IntoView {
    view! {
        <nav class="pager" aria-label=tr!(ui.pages)>
            {total.map(|n| view! { <span class="pager-total">{tr!(ui.total, n = n)}</span> })}
            {newer
                .map(|href| {
                    view! {
                        <a class="button" href=href rel="prev">
                            {icon(Icon::Previous)}
                            <span>{tr!(ui.newer)}</span>
                        </a>
                    }
                })}
            {older
                .map(|href| {
                    view! {
                        <a class="button" href=href rel="next">
                            <span>{tr!(ui.older)}</span>
                            {icon(Icon::Next)}
                        </a>
                    }
                })}
        </nav>
    }
}
