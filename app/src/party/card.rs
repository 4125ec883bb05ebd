//! The part of a hazard's page about its responsible party: what it sent, its links, and making one.

use super::answer_forms::{FORM, submission};
use crate::{
    error::AppError,
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        button::{Button, Look},
        card::Card,
        dialog::{Confirm, Disclosure},
        field::{FormErrors, use_form},
        load::trouble,
        time::{At, minute_text},
    },
};
use chrono::{DateTime, Utc};
use domain::{
    ids::HazardId,
    party::{LinkScope, LinkState, LinkView, Mate, PartyDesk},
};
use leptos::prelude::*;
use uuid::Uuid;

/// The part of the page.
#[component]
pub fn PartyCard(
    /// Links and submissions of the hazard; asked for by the page, beside its own data.
    data: Resource<Result<PartyDesk, AppError>>,
) -> impl IntoView {
    let show = move || {
        Suspend::new(async move {
            match data.await {
                Ok(desk) => shown(desk).into_any(),
                Err(error) => trouble(error).into_any(),
            }
        })
    };
    view! {
        <Card title=tr!(party.card)>
            <Transition>{show}</Transition>
        </Card>
    }
}

fn shown(desk: PartyDesk) -> impl IntoView {
    let (may_answer, may_link, hazard) = (desk.may_answer, desk.may_link, desk.hazard);
    let sent = if desk.submissions.is_empty() {
        view! { <p class="nothing">{tr!(party.nothing_sent)}</p> }.into_any()
    } else {
        desk.submissions
            .into_iter()
            .map(|one| submission(one, may_answer).into_any())
            .collect_view()
            .into_any()
    };
    let links = if desk.links.is_empty() {
        view! { <p class="nothing">{tr!(party.no_links)}</p> }.into_any()
    } else {
        let rows = desk.links.into_iter().map(|one| link(one, may_answer)).collect_view();
        view! { <ul class="party-links">{rows}</ul> }.into_any()
    };
    let make = may_link.then(|| {
        view! {
            <FormErrors form=use_form("party-link") />
            <div class="action-list">
                {of_notice(hazard, desk.mates)}
                {desk.organisation.then(|| of_company(hazard))}
            </div>
        }
    });
    view! {
        <section>
            <h3>{tr!(party.sent)}</h3>
            <FormErrors form=use_form(FORM) />
            {sent}
        </section>
        <section>
            <h3>{tr!(party.links)}</h3>
            {links}
            {make}
        </section>
    }
}

fn link(one: LinkView, may_revoke: bool) -> AnyView {
    let holds = one.hazards.map(|n| tr!(party.holds, n = n));
    let what = view! { <strong>{one.scope.label()}</strong> {holds} };
    let revoke = may_revoke.then(|| (format!("/do/party-links/{}/revoke", one.id), tr!(party.revoke_sure)));
    link_item(one.state, what.into_any(), (one.made_by, one.made_at, one.expires_at), revoke)
}

/// A link as the office sees it: where it stands, what it opens, who made it when and until when it lives; the form by which it is
/// taken back, given its address and what it asks, as long as it opens something.
pub(crate) fn link_item(
    state: LinkState,
    what: AnyView,
    (made_by, made_at, expires_at): (String, DateTime<Utc>, DateTime<Utc>),
    revoke: Option<(String, &'static str)>,
) -> AnyView {
    let tone = match state {
        LinkState::Open => Tone::Good,
        LinkState::Expired | LinkState::Revoked => Tone::Neutral,
    };
    let revoke = revoke.filter(|_| state == LinkState::Open).map(|(action, question)| {
        view! {
            <form method="post" action=action class="form">
                <Confirm label=tr!(party.revoke) question=question />
            </form>
        }
    });
    view! {
        <li>
            <p class="hazard-marks">
                <Badge tone text=state.label() />
                {what}
            </p>
            <p class="muted">
                {made_by} " · " <At time=made_at /> " · " {tr!(party.until, day = minute_text(expires_at))}
            </p>
            {revoke}
        </li>
    }
    .into_any()
}

/// The form of a link for one notice, with what else of the site may stand in it.
fn of_notice(hazard: HazardId, mates: Vec<Mate>) -> impl IntoView {
    let others = mates
        .into_iter()
        .map(|mate| {
            view! {
                <label class="checkbox">
                    <input type="checkbox" name="hazard" value=mate.id.to_string() checked=mate.same_party />
                    <span>{mate.number} " " {mate.description}</span>
                </label>
            }
        })
        .collect::<Vec<_>>();
    let others = (!others.is_empty()).then(|| {
        view! {
            <fieldset>
                <legend>{tr!(party.mates)}</legend>
                {others}
            </fieldset>
        }
    });
    view! {
        <Disclosure label=tr!(party.make_notice) icon_before=Icon::Add>
            <form method="post" action="/do/party-links" class="form">
                <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
                <input type="hidden" name="scope" value=LinkScope::Notice.as_str() />
                <input type="hidden" name="hazard" value=hazard.to_string() />
                {others}
                <p class="hint">{tr!(party.make_hint)}</p>
                <Button look=Look::Primary>{tr!(party.make_notice)}</Button>
            </form>
        </Disclosure>
    }
}

/// The form of a link for everything that is open under an organisation's name.
fn of_company(hazard: HazardId) -> impl IntoView {
    view! {
        <Disclosure label=tr!(party.make_company) icon_before=Icon::Add>
            <form method="post" action="/do/party-links" class="form">
                <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
                <input type="hidden" name="scope" value=LinkScope::Company.as_str() />
                <input type="hidden" name="hazard" value=hazard.to_string() />
                <p class="hint">{tr!(party.company_hint)}</p>
                <Button look=Look::Primary>{tr!(party.make_company)}</Button>
            </form>
        </Disclosure>
    }
}
