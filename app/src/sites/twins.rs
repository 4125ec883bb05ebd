//! Other records that may be the same door, and merging one of them into this one.

use crate::{
    labels::Label,
    tr,
    ui::{
        Tone,
        badge::Badge,
        button::Look,
        card::Card,
        dialog::Confirm,
        field::{FormErrors, use_form},
    },
};
use domain::{
    ids::SiteId,
    sites::{Likeness, SiteTwin},
};
use leptos::prelude::*;

/// The name under which the form comes back refused.
const FORM: &str = "site-merge";

/// Those that are like this site; nothing when there are none.
pub(super) fn twins_card(site: SiteId, twins: Vec<SiteTwin>) -> Option<AnyView> {
    if twins.is_empty() {
        return None;
    }
    let form = use_form(FORM);
    let rows = twins.into_iter().map(|twin| row(site, twin)).collect_view();
    Some(
        view! {
            <Card title=tr!(site.twins)>
                <p class="hint">{tr!(site.twins_hint)}</p>
                <FormErrors form />
                <ul class="hazard-cards">{rows}</ul>
            </Card>
        }
        .into_any(),
    )
}

fn row(site: SiteId, twin: SiteTwin) -> impl IntoView {
    let tone = if twin.likeness == Likeness::Same { Tone::Warn } else { Tone::Neutral };
    let question = tr!(site.merge_question, name = twin.name.clone());
    view! {
        <li>
            <a class="hazard-card" href=format!("/sites/{}", twin.id)>
                <span class="hazard-card-text">{twin.name}</span>
                <span class="muted">{twin.address}</span>
                <span class="hazard-marks">
                    <Badge tone text=twin.likeness.label() />
                </span>
            </a>
            <form method="post" action=format!("/do/sites/{}/merge", twin.id) class="form">
                <input type="hidden" name="into" value=site.to_string() />
                <Confirm label=tr!(site.merge) question look=Look::Danger />
            </form>
        </li>
    }
}

/// The page of a record that was merged: where everything of it is now.
pub(super) fn merged_note(into: SiteId) -> AnyView {
    view! {
        <p class="message tone-info">
            <span>{tr!(site.merged)} " " <a href=format!("/sites/{into}")>{tr!(site.merged_open)}</a></span>
        </p>
    }
    .into_any()
}
