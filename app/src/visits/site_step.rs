//! Which site: search, nearness, map, or a new one; then what is known of it.

use super::{
    new_site::NewSiteForm,
    state::{Facts, SiteFacts, Visit},
};
use crate::{
    capture::{
        alike::OpenHazard,
        draft::{ChosenSite, NewSite},
        fields::Problem,
        new_id,
        site_picker::SitePicker,
    },
    labels::Label,
    tr,
    ui::{Icon, icon},
};
use domain::{
    hazards::{HazardSummary, Position},
    ids::SiteId,
    sites::SiteHit,
};
use leptos::prelude::*;

#[derive(Clone, PartialEq)]
enum Chosen {
    Nothing,
    Known(SiteHit),
    New,
}

/// The part of the form.
#[component]
pub fn SiteStep(visit: Visit) -> impl IntoView {
    let chosen = visit.read(|draft| match &draft.site {
        None => Chosen::Nothing,
        Some(ChosenSite::Known(site)) => Chosen::Known(site.clone()),
        Some(ChosenSite::New(_)) => Chosen::New,
    });
    view! {
        <h2 id="step-site">{tr!(capture.step_site_title)}</h2>
        <Problem field="site".to_owned() />
        {move || match chosen.get() {
            Chosen::Nothing => view! { <Choose visit /> }.into_any(),
            Chosen::Known(site) => view! { <KnownSite visit site /> }.into_any(),
            Chosen::New => view! { <NewSiteForm visit /> }.into_any(),
        }}
    }
}

#[component]
fn Choose(visit: Visit) -> impl IntoView {
    let choose = Callback::new(move |site: SiteHit| visit.choose(site));
    // asked for at the site: it is where the inspector stands
    let position = Callback::new(move |position: Position| {
        visit.edit("position", |draft| {
            draft.position.get_or_insert(position);
        });
    });
    let add = Callback::new(move |typed: String| {
        let mut site = NewSite::new(SiteId(new_id()));
        typed.trim().clone_into(&mut site.name);
        site.position = visit.draft.with_untracked(|draft| draft.position);
        visit.pick_site(ChosenSite::New(Box::new(site)));
    });
    view! { <SitePicker id="f-site" on_choose=choose on_position=position on_new=add /> }
}

#[component]
fn KnownSite(visit: Visit, site: SiteHit) -> impl IntoView {
    let business = site.kind.is_business();
    let id = site.id;
    let facts = Memo::new(move |_| match visit.facts.get() {
        Facts::Known(facts) if facts.site != id => Facts::Asked,
        facts => facts,
    });
    view! {
        <article class="chosen-site">
            <header>
                <div>
                    <h3>{site.name}</h3>
                    <p>
                        <span class="tag">{site.kind.label()}</span>
                        " "
                        {site.address}
                        " · "
                        {site.area.name}
                    </p>
                </div>
                <ChangeSite visit />
            </header>
            {move || match facts.get() {
                Facts::Known(facts) => view! { <WhatIsKnown visit facts business /> }.into_any(),
                Facts::Asked => view! { <p class="hint">{tr!(capture.facts_unknown)}</p> }.into_any(),
                Facts::Unknown => view! { <p class="hint">{tr!(capture.facts_failed)}</p> }.into_any(),
            }}
        </article>
    }
}

/// Chooses again. What was entered stays.
#[component]
pub fn ChangeSite(visit: Visit) -> impl IntoView {
    view! {
        <button type="button" class="button" on:click=move |_| visit.edit("site", |draft| draft.site = None)>
            {icon(Icon::Return)}
            <span>{tr!(capture.change_site)}</span>
        </button>
    }
}

#[component]
fn WhatIsKnown(visit: Visit, facts: SiteFacts, business: bool) -> impl IntoView {
    let SiteFacts { checks_30, checks_90, open_hazards, .. } = facts;
    let open = open_hazards.len();
    let page = |hazard: &HazardSummary| visit.outside().hazard_page(hazard.id);
    let rows = open_hazards
        .into_iter()
        .map(|hazard| {
            let (href, beside) = page(&hazard);
            view! { <OpenHazard hazard href beside /> }
        })
        .collect_view();
    view! {
        <dl class="site-figures">
            <div>
                <dt>{tr!(capture.checks_30)}</dt>
                <dd>{tr!(capture.times, n = checks_30)}</dd>
            </div>
            <div>
                <dt>{tr!(capture.checks_90)}</dt>
                <dd>{tr!(capture.times, n = checks_90)}</dd>
            </div>
            <div>
                <dt>{tr!(capture.open_hazards)}</dt>
                <dd>{open}</dd>
            </div>
        </dl>
        {(business && checks_30 > 0)
            .then(|| {
                view! {
                    <p class="message tone-warn">
                        {icon(Icon::Info)} <span>{tr!(capture.checked_often, n = checks_30)}</span>
                    </p>
                }
            })}
        <ul class="open-hazards">{rows}</ul>
    }
}
