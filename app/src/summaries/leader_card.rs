//! Links for leaders, on the page of an issued summary: those that there are, and making one.

use super::{api::read_summary_links, detail_page::asked_id};
use crate::{
    error::AppError,
    party::link_item,
    tr,
    ui::{
        Icon,
        button::{Button, Look},
        card::Card,
        dialog::Disclosure,
        field::{FormErrors, use_form},
    },
};
use domain::{
    fault::{Code, Fault},
    ids::SummaryId,
    summary::links::{SummaryLinkView, SummaryLinks},
};
use leptos::prelude::*;
use uuid::Uuid;

/// The links of the summary that the address names.
pub(super) fn asked_links() -> Resource<Result<SummaryLinks, AppError>> {
    Resource::new(asked_id(), |id| async move {
        match id {
            Some(id) => read_summary_links(id).await,
            None => Err(Fault::new(Code::NotFound).into()),
        }
    })
}

/// The part of the page; nothing for whoever may not make links, and nothing of a summary that cannot be read: the page says that.
#[component]
pub(super) fn LeaderCard(
    /// Asked for by the page, beside its own data.
    data: Resource<Result<SummaryLinks, AppError>>,
) -> impl IntoView {
    let show = move || {
        Suspend::new(async move {
            match data.await {
                Ok(links) if links.may_make => shown(links),
                Ok(_) | Err(_) => ().into_any(),
            }
        })
    };
    view! { <Transition>{show}</Transition> }
}

fn shown(links: SummaryLinks) -> AnyView {
    let SummaryLinks { summary, links, .. } = links;
    let rows = if links.is_empty() {
        view! { <p class="nothing">{tr!(party.no_links)}</p> }.into_any()
    } else {
        let rows = links.into_iter().map(link).collect_view();
        view! { <ul class="party-links">{rows}</ul> }.into_any()
    };
    let (form, refused) = (make(summary), use_form("summary-link"));
    view! {
        <div class="stack below">
            <Card title=tr!(summaries.links)>
                {rows} <FormErrors form=refused /> {form}
            </Card>
        </div>
    }
    .into_any()
}

fn link(one: SummaryLinkView) -> AnyView {
    let revoke = (format!("/do/summary-links/{}/revoke", one.id), tr!(summaries.link_revoke_sure));
    link_item(one.state, ().into_any(), (one.made_by, one.made_at, one.expires_at), Some(revoke))
}

fn make(summary: SummaryId) -> AnyView {
    view! {
        <Disclosure label=tr!(summaries.link_make) icon_before=Icon::Add>
            <form method="post" action="/do/summary-links" class="form">
                <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
                <input type="hidden" name="summary" value=summary.to_string() />
                <p class="hint">{tr!(summaries.link_hint)}</p>
                <Button look=Look::Primary>{tr!(summaries.link_make)}</Button>
            </form>
        </Disclosure>
    }
    .into_any()
}
