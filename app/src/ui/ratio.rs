//! A rate: always with what it was counted from.

use crate::tr;
use domain::figures::Ratio;
use leptos::prelude::*;

/// Percentage and n/N. Without a base a dash, never 100 %.
#[component]
pub fn RatioText(
    /// The ratio.
    ratio: Ratio,
    /// The rows behind it.
    #[prop(optional_no_strip, into)]
    href: Option<String>,
    /// Digits after the point.
    #[prop(default = 1)]
    digits: u32,
) -> impl IntoView {
    let counted = format!("{}/{}", ratio.n, ratio.of);
    let percent = ratio.percent(digits).map_or_else(|| tr!(ui.no_base).to_owned(), |p| format!("{p}%"));
    let inner = view! {
        <span class="ratio-percent">{percent}</span>
        <span class="ratio-counted">{counted}</span>
    };
    match href {
        Some(href) => view! {
            <a class="ratio" href=href>
                {inner}
            </a>
        }
        .into_any(),
        None => view! { <span class="ratio">{inner}</span> }.into_any(),
    }
}
