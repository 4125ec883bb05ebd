//! A rate: always with what it was counted from.

use super::Tone;
use crate::tr;
use domain::figures::{FigureSet, Ratio};
use leptos::prelude::*;

/// What a rate opens: the rows of its numerator, and what it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateRows {
    /// The numerator's.
    pub rows: String,
    /// The base's.
    pub base: Option<String>,
}

impl RateRows {
    /// Of a rate whose numerator is that set; `href` is the list of a set.
    pub fn of(set: FigureSet, href: impl Fn(FigureSet) -> String) -> Self {
        Self { rows: href(set), base: set.base().map(href) }
    }
}

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
    let inner = view! {
        <span class="ratio-percent">{percent_text(ratio, digits)}</span>
        <span class="ratio-counted">{format!("{}/{}", ratio.n, ratio.of)}</span>
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

/// Percentage and n/N, of which the percentage opens the numerator's rows and N those of the base.
#[component]
pub fn RateText(
    /// The ratio.
    ratio: Ratio,
    /// What it opens.
    opens: RateRows,
) -> impl IntoView {
    let RateRows { rows, base } = opens;
    view! {
        <span class="ratio">
            <a class="ratio-percent" href=rows>
                {percent_text(ratio, 1)}
            </a>
            <span class="ratio-counted">{counted(ratio, base)}</span>
        </span>
    }
}

/// A rate as a tile: it opens the numerator's rows wherever it is touched, and those of the base by N.
#[component]
pub fn RateTile(
    /// What is counted.
    #[prop(into)]
    label: String,
    /// The rate.
    ratio: Ratio,
    /// What it opens.
    opens: RateRows,
    /// The colour.
    #[prop(optional)]
    tone: Tone,
    /// Beside n/N.
    #[prop(optional_no_strip, into)]
    aside: Option<String>,
) -> impl IntoView {
    let RateRows { rows, base } = opens;
    view! {
        <div class=format!("stat {}", tone.class())>
            <a class="stat-rows" href=rows>
                <span class="stat-label">{label}</span>
                <strong class="stat-value">{percent_text(ratio, 1)}</strong>
            </a>
            <span class="stat-note">{counted(ratio, base)} {aside.map(|aside| format!(" · {aside}"))}</span>
        </div>
    }
}

/// n/N, where N opens what there is of it.
pub fn counted(ratio: Ratio, base: Option<String>) -> impl IntoView {
    match base.filter(|_| ratio.of > 0) {
        Some(base) => view! {
            {ratio.n}
            "/"
            <a class="ratio-base" href=base>
                {ratio.of}
            </a>
        }
        .into_any(),
        None => format!("{}/{}", ratio.n, ratio.of).into_any(),
    }
}

/// A rate in percent, or the dash.
fn percent_text(ratio: Ratio, digits: u32) -> String {
    ratio.percent(digits).map_or_else(|| tr!(ui.no_base).to_owned(), |percent| format!("{percent}%"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_opens_what_it_is_of() {
        let opens = |set| RateRows::of(set, |set| set.to_string());
        assert_eq!(opens(FigureSet::Timely).base.as_deref(), Some("timely_base"));
        assert_eq!(opens(FigureSet::Awaiting), RateRows { rows: "awaiting".into(), base: None });
    }
}
