//! Papers 文书: the list, the draft that becomes one, an issued one, the templates.

pub mod api;
pub(crate) mod document;
mod draft_page;
mod list_page;
mod paper_page;
mod templates_page;

pub use draft_page::DraftPage;
pub use list_page::PapersPage;
pub use paper_page::PaperPage;
pub use templates_page::TemplatesPage;

use crate::{
    facts::use_me,
    labels::Label,
    tr,
    ui::{Icon, button::LinkButton, card::Card, icon},
};
use domain::{
    actor::Right,
    hazards::{HazardDetail, Status},
    ids::HazardId,
    papers::PaperKind,
};
use leptos::prelude::*;

/// Where the list is.
pub const PATH: &str = "/papers";

/// The address of the draft of a paper about hazards.
pub fn draft_of_hazards(kind: PaperKind, hazards: &[HazardId]) -> String {
    let ids: Vec<String> = hazards.iter().map(ToString::to_string).collect();
    format!("/papers/new?kind={kind}&hazards={}", ids.join(","))
}

/// The address of the draft of any other paper.
pub fn draft_about(kind: PaperKind, about: uuid::Uuid) -> String {
    format!("/papers/new?kind={kind}&about={about}")
}

/// Said before a notice is issued whose QR will open no page.
pub fn code_only_hint() -> impl IntoView {
    view! {
        <p class="message tone-warn paper-hint">
            {icon(Icon::Alert)} <span>{tr!(papers.code_only)}</span>
        </p>
    }
}

/// The papers that a hazard as it stands can be put on, and those that it is on, for whoever issues papers.
pub fn of_hazard(hazard: &HazardDetail) -> impl IntoView + use<> {
    let may = use_me().is_some_and(|me| me.actor.role.has(Right::IssuePaper));
    let (id, state) = (hazard.summary.id, &hazard.state);
    let extension = state.extension.is_some() || state.effective_due != state.original_due;
    let fits = [
        (PaperKind::Notice, state.status.is_open()),
        (PaperKind::Review, state.status != Status::Void),
        (PaperKind::Extension, extension),
        (PaperKind::Transfer, state.transferred_to.is_some()),
    ];
    may.then(|| {
        let drafts = fits
            .into_iter()
            .filter(|(_, fits)| *fits)
            .map(|(kind, _)| {
                view! {
                    <LinkButton href=draft_of_hazards(kind, &[id]) icon_before=Icon::Note>
                        {kind.label()}
                    </LinkButton>
                }
            })
            .collect_view();
        view! {
            <Card title=tr!(papers.title)>
                <div class="actions">
                    {drafts}
                    <LinkButton href=format!("{PATH}?hazard={id}") icon_before=Icon::List>
                        {tr!(papers.on_it)}
                    </LinkButton>
                </div>
            </Card>
        }
    })
}

/// The way to the draft of a paper about a record, for whoever issues papers.
pub fn draft_link(kind: PaperKind, about: uuid::Uuid) -> impl IntoView {
    let may = use_me().is_some_and(|me| me.actor.role.has(Right::IssuePaper));
    may.then(|| {
        view! {
            <LinkButton href=draft_about(kind, about) icon_before=Icon::Note>
                {tr!(papers.make)}
            </LinkButton>
        }
    })
}
