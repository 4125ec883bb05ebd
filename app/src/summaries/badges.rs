//! Where a summary stands, as a badge.

use crate::{
    labels::Label,
    ui::{Icon, Tone, badge::Badge},
};
use domain::summary::lifecycle::SummaryStatus;
use leptos::prelude::*;

/// The badge of a status.
pub(super) fn status_badge(status: SummaryStatus) -> AnyView {
    let (tone, shape) = match status {
        SummaryStatus::Draft => (Tone::Warn, Icon::Edit),
        SummaryStatus::Checked => (Tone::Info, Icon::Hourglass),
        SummaryStatus::Issued => (Tone::Good, Icon::Check),
    };
    view! { <Badge tone shape text=status.label() /> }.into_any()
}
