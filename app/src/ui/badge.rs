//! Badges: colour, shape and word together, so that none of them has to be seen alone.

use super::{Icon, Tone, icon};
use crate::{labels::Label, tr};
use domain::hazards::{Category, Severity, Status};
use leptos::prelude::*;

/// A word with a drawing, coloured.
#[component]
pub fn Badge(
    /// The colour.
    #[prop(optional)]
    tone: Tone,
    /// The shape.
    #[prop(optional)]
    shape: Option<Icon>,
    /// The word.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <span class=format!("badge {}", tone.class())>
            {shape.map(icon)}
            {text}
        </span>
    }
}

/// Where a hazard stands.
#[component]
pub fn StatusBadge(
    /// The status.
    status: Status,
) -> impl IntoView {
    let (tone, shape) = match status {
        Status::Registered => (Tone::Warn, Icon::Circle),
        Status::Assigned => (Tone::Info, Icon::Wrench),
        Status::Rectified => (Tone::Warn, Icon::Hourglass),
        Status::Closed => (Tone::Good, Icon::Check),
        Status::Transferred => (Tone::Neutral, Icon::Transfer),
        Status::Void => (Tone::Neutral, Icon::Ban),
    };
    view! { <Badge tone shape text=status.label() /> }
}

/// General or major. General ones are the rule and stay quiet.
#[component]
pub fn SeverityBadge(
    /// The severity.
    severity: Severity,
) -> impl IntoView {
    match severity {
        Severity::General => view! { <Badge text=severity.label() /> }.into_any(),
        Severity::Major => {
            view! { <Badge tone=Tone::Bad shape=Icon::Flag text=severity.label() /> }.into_any()
        }
    }
}

/// What a hazard is about.
#[component]
pub fn CategoryTag(
    /// The category.
    category: Category,
) -> impl IntoView {
    view! { <span class="tag">{category.label()}</span> }
}

/// Past its deadline.
#[component]
pub fn OverdueBadge(
    /// Whole days since the deadline's end, at least 1.
    days: i64,
) -> impl IntoView {
    view! { <Badge tone=Tone::Bad shape=Icon::Clock text=tr!(ui.overdue_by, n = days) /> }
}
