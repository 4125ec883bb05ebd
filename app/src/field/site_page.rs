//! One site: what is known of it here, what is due behind its door, and starting a visit.

use super::{
    attempts::failed_text, entry::site_part::Registers, fresh::IntoFresh, gear::site_part::BehindDoor,
    hazard_list::hazard_lines, known::use_tablet, place::Place, screens::nowhere,
};
use crate::{
    labels::Label,
    tr,
    ui::{
        Icon,
        card::{Card, Empty},
        icon,
        map::{Map, MapMode},
        page::PageHead,
        time::minute_text,
    },
};
use domain::{
    ids::SiteId,
    inspections::Outcome,
    order,
    sync::{FieldHazard, FieldSite},
};
use leptos::prelude::*;
use std::sync::Arc;

/// The screen.
#[component]
pub fn SitePage(id: SiteId) -> impl IntoView {
    let tablet = use_tablet();
    let site = Memo::new(move |_| tablet.site(id));
    let hazards = Memo::new(move |_| {
        let mut hazards: Vec<Arc<FieldHazard>> = tablet
            .hazards
            .with(|hazards| hazards.shared().filter(|hazard| hazard.site == Some(id)).cloned().collect());
        order::by_key(&mut hazards, |hazard| (hazard.state.effective_due, hazard.key));
        hazards
    });
    view! {
        {move || match site.get() {
            Some(site) => page(site, &hazards.get()),
            None => nowhere(),
        }}
    }
}

fn page(site: FieldSite, hazards: &[Arc<FieldHazard>]) -> AnyView {
    let id = site.id;
    let begin = |place: Place| format!("{}?site={id}", place.href());
    let open = hazards.len();
    let lines = hazard_lines(hazards);
    let (done, failed) = match &site.last_visit {
        Some(last) if last.outcome == Outcome::Done => (Some(last.at), None),
        // the last one that was carried out by a checklist is known by its answers
        last => (site.last.as_ref().map(|answers| answers.at), last.as_ref()),
    };
    let failed = failed.map(|last| {
        let text = tr!(field.last_failed, outcome = failed_text(last), time = minute_text(last.at));
        view! { <p class="message tone-warn">{icon(Icon::Return)} <span>{text}</span></p> }
    });
    let often = site.kind.is_business() && site.checks.0 > 0;
    view! {
        <PageHead title=site.name.clone() />
        <p class="field-lead">
            <span class="tag">{site.kind.label()}</span>
            " "
            {site.address.clone()}
            " · "
            {site.area.name.clone()}
        </p>
        <div class="big-buttons field-buttons">
            <a class="button primary" href=begin(Place::Visit(None))>
                {icon(Icon::Visit)}
                <span>{tr!(nav.new_visit)}</span>
            </a>
            <a class="button" href=begin(Place::Report(None))>
                {icon(Icon::Camera)}
                <span>{tr!(nav.new_hazard)}</span>
            </a>
        </div>
        <div class="stack">
            <dl class="site-figures">
                <div>
                    <dt>{tr!(capture.checks_30)}</dt>
                    <dd>{tr!(capture.times, n = site.checks.0)}</dd>
                </div>
                <div>
                    <dt>{tr!(capture.checks_90)}</dt>
                    <dd>{tr!(capture.times, n = site.checks.1)}</dd>
                </div>
                <div>
                    <dt>{tr!(capture.open_hazards)}</dt>
                    <dd>{open}</dd>
                </div>
            </dl>
            {often
                .then(|| {
                    view! {
                        <p class="message tone-warn">
                            {icon(Icon::Info)} <span>{tr!(capture.checked_often, n = site.checks.0)}</span>
                        </p>
                    }
                })}
            {failed}
            {done.map(|at| view! { <p class="hint">{tr!(field.last_visit, time = minute_text(at))}</p> })}
            <BehindDoor site=id kind=site.kind name=site.name.clone() />
            <Card title=tr!(field.open_hazards)>
                {if open == 0 {
                    view! { <Empty icon=Icon::Check title=tr!(field.no_open_hazards) /> }.into_fresh()
                } else {
                    view! { <ul class="field-lines">{lines}</ul> }.into_fresh()
                }}
            </Card>
            <Registers site=id />
            {site
                .point
                .map(|point| {
                    view! {
                        <div class="capture-map">
                            <Map mode=MapMode::Single point=Signal::stored(Some(point)) cooperative=true />
                        </div>
                    }
                })}
        </div>
    }
    .into_fresh()
}
