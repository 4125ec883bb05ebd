//! Links for leaders, on the page of an issued summary: those that there are, and making one.

use super::{api::read_summary_links, detail_page::asked_id, href};
use crate::{
    error::AppError,
    party::link_item,
    query::address,
    tr,
    ui::{
        Icon,
        button::{Button, Look},
        card::Card,
        dialog::Disclosure,
        field::{FormErrors, use_form},
        pager::Pager,
    },
};
use domain::{
    fault::{Code, Fault},
    ids::{SummaryId, SummaryLinkId},
    summary::links::{SummaryLinkView, SummaryLinks},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use uuid::Uuid;

/// What the address calls the link behind which a page of them begins.
const AFTER: &str = "links";

/// Behind which link the page of them begins that the address names.
fn asked_after() -> impl Fn() -> Option<SummaryLinkId> + Copy + Send + Sync + 'static {
    let query = use_query_map();
    move || query.read().get(AFTER).and_then(|id| id.parse().ok())
}

/// The links of the summary that the address names.
pub(super) fn asked_links() -> Resource<Result<SummaryLinks, AppError>> {
    let (id, after) = (asked_id(), asked_after());
    Resource::new(
        move || (id(), after()),
        |(id, after)| async move {
            match id {
                Some(id) => read_summary_links(id, after).await,
                None => Err(Fault::new(Code::NotFound).into()),
            }
        },
    )
}

/// The part of the page; nothing for whoever may not make links, and nothing of a summary that cannot be read: the page says that.
#[component]
pub(super) fn LeaderCard(
    /// Asked for by the page, beside its own data.
    data: Resource<Result<SummaryLinks, AppError>>,
) -> impl IntoView {
    let after = asked_after();
    let show = move || {
        let is_later = after().is_some();
        Suspend::new(async move {
            match data.await {
                Ok(links) if links.may_make => shown(links, is_later),
                Ok(_) | Err(_) => ().into_any(),
            }
        })
    };
    view! { <Transition>{show}</Transition> }
}

fn shown(links: SummaryLinks, is_later: bool) -> AnyView {
    let SummaryLinks { summary, links, next, .. } = links;
    let page = href(summary);
    let next = next.map(|last| address(&page, [(AFTER, last.to_string())]));
    let first = is_later.then_some(page);
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
                {rows} <Pager previous=first next=next /> <FormErrors form=refused /> {form}
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
