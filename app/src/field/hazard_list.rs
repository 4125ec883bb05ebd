//! Open hazards on the tablet: found while somebody types, by nearness, by what there is to do.

use super::{
    found_list::FoundList,
    fresh::IntoFresh,
    known::{Tablet, use_tablet},
    near::Near,
    pending,
    place::Place,
    search::Hits,
    shown::Shown,
    tasks::TaskSet,
};
use crate::{
    tr,
    ui::{
        badge::{CategoryTag, SeverityBadge, StatusBadge},
        time::Due,
    },
};
use domain::{
    geo::{Point, Wgs84},
    hazards::Severity,
    sync::FieldHazard,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::{iter, sync::Arc};

/// The address of the list with a set chosen.
pub fn shown_at(show: TaskSet) -> String {
    format!("{}?show={}", Place::Hazards.href(), show.word())
}

/// The screen.
#[component]
pub fn HazardList() -> impl IntoView {
    let tablet = use_tablet();
    let query = use_location().query;
    let asked = query.with_untracked(|query| query.get("show")).unwrap_or_default();
    let show = RwSignal::new(TaskSet::of(&asked));
    let typed = RwSignal::new(query.with_untracked(|query| query.get("q")).unwrap_or_default());
    let near = Near::new(tablet);
    let hits = Memo::new(move |_| find(tablet, &typed.get(), show.get(), near.point()));
    let sets = vec![
        (TaskSet::All, tr!(ui.all)),
        (TaskSet::Mine, tr!(field.show_mine)),
        (TaskSet::Review, tr!(field.show_review)),
        (TaskSet::Overdue, tr!(field.show_overdue)),
        (TaskSet::Soon, tr!(field.show_soon)),
        (TaskSet::Major, tr!(field.show_major)),
    ];
    view! {
        <FoundList
            title=tr!(field.open_hazards)
            id="hazard-search"
            label=tr!(field.search_hazards)
            typed
            near
            sets
            chosen=show
            hits
            line=hazard_line
        />
    }
}

/// The hazards of a set that fit what was typed: the nearest first when a place is given, else the most urgent.
pub fn find(
    tablet: Tablet,
    typed: &str,
    show: TaskSet,
    near: Option<Point<Wgs84>>,
) -> Hits<Arc<FieldHazard>> {
    let now = tablet.now.get();
    let me = tablet.me();
    // asked once, not for each of thousands
    tablet.steps.with(|steps| {
        let fits = |hazard: &FieldHazard| match (&me, show) {
            (_, TaskSet::All) => true,
            (Some(me), _) => {
                show.has(&pending::laid_over(&hazard.state, steps, &me.actor, now), &me.actor, now)
            }
            (None, _) => false,
        };
        let hits = tablet.hazards.with(|hazards| hazards.find(typed, near, fits));
        // what was saved here counts here: few have such steps, all others are shared
        hits.map(|hazard| match &me {
            Some(me) if steps.contains_key(&hazard.summary.id) => {
                let state = pending::laid_over(&hazard.state, steps, &me.actor, now).into_owned();
                Arc::new(FieldHazard { state, ..(*hazard).clone() })
            }
            _ => hazard,
        })
    })
}

/// One hazard as a line that leads to its page.
pub fn hazard_line(shown: Shown<Arc<FieldHazard>>) -> AnyView {
    let major = |major: bool| major.then(|| view! { <SeverityBadge severity=Severity::Major /> });
    let inside = view! {
        <span class="field-line-text">
            {shown.title(|hazard| hazard.summary.description.clone())}
            {shown.text("muted", |hazard| number_and_place(hazard))}
            <span class="hazard-marks">
                {shown.draw(|hazard| hazard.state.status, |status| view! { <StatusBadge status /> })}
                {shown.draw(|hazard| hazard.summary.severity == Severity::Major, major)}
                {shown.draw(|hazard| hazard.summary.category, |category| view! { <CategoryTag category /> })}
                {shown.draw(|hazard| hazard.state.effective_due, |day| view! { <Due day open=true /> })}
            </span>
        </span>
        {shown.far()}
    };
    shown.line(|hazard| Place::Hazard(hazard.summary.id), inside).into_fresh()
}

/// The hazards as lines.
pub fn hazard_lines<'a>(hazards: impl IntoIterator<Item = &'a Arc<FieldHazard>>) -> Vec<AnyView> {
    let lines = hazards.into_iter().map(|hazard| {
        let line = hazard_line(Shown::new((Arc::clone(hazard), None)));
        view! { <li>{line}</li> }.into_fresh()
    });
    lines.collect()
}

fn number_and_place(hazard: &FieldHazard) -> String {
    let summary = &hazard.summary;
    let location = Some(summary.location.as_str()).filter(|text| !text.is_empty());
    let place = summary.site_name.as_deref().into_iter().chain(location);
    iter::once(summary.number.as_str()).chain(place).collect::<Vec<_>>().join(" · ")
}
