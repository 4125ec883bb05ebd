//! Keyset paging: links to the rows before and after. Links, so that it works before the program has loaded and a
//! page of a list can be sent to a colleague.

use super::{Icon, icon};
use crate::tr;
use leptos::prelude::*;

/// The way to the neighbouring pages of a list; nothing when there are none.
#[component]
pub fn Pager(
    /// Address of the page before; none on the first page.
    #[prop(optional_no_strip, into)]
    previous: Option<String>,
    /// Address of the page after; none on the last page.
    #[prop(optional_no_strip, into)]
    next: Option<String>,
) -> impl IntoView {
    (previous.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label=tr!(ui.pages)>
                {previous
                    .map(|href| {
                        view! {
                            <a class="button" href=href rel="prev">
                                {icon(Icon::Previous)}
                                <span>{tr!(ui.previous_page)}</span>
                            </a>
                        }
                    })}
                {next
                    .map(|href| {
                        view! {
                            <a class="button" href=href rel="next">
                                <span>{tr!(ui.next_page)}</span>
                                {icon(Icon::Next)}
                            </a>
                        }
                    })}
            </nav>
        }
    })
}
