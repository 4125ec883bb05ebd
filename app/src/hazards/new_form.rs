//! The page: photos first, then where, then one sentence and a category.

use super::{
    new_alike::Known,
    new_state::{Registered, Report},
};
use crate::{
    capture::{
        faults::control_id,
        fields::{Paragraph, Pick, Problem, problem},
        library::Suggestions,
        material::Material,
        outside::Outside,
        photo_field::PhotoField,
        photos::Slot,
        position_field::{PositionField, no_position_text},
        session::Recorded,
        session_view::{DraftNotice, HowFar, SaveButton},
        site_choice::SiteChoice,
    },
    labels::Label,
    tr,
    ui::{Icon, Tone, choice::Choice, flash::Message, icon, page::PageHead},
};
use domain::{
    hazards::{Category, Source},
    sites::SiteHit,
};
use leptos::prelude::*;
use std::sync::Arc;

/// The page.
pub fn report_form(outside: Arc<dyn Outside>, material: Material, site: Option<SiteHit>) -> AnyView {
    let report = Report::new(outside, material);
    report.begin(site);
    let ready = RwSignal::new(false);
    Effect::new(move || ready.set(true));
    view! {
        <PageHead title=tr!(nav.new_hazard) />
        <noscript>
            <p class="message tone-warn">{tr!(capture.needs_script)}</p>
        </noscript>
        {move || match report.saved.get() {
            Some(Recorded::Server(saved)) => view! { <SavedReport report saved /> }.into_any(),
            Some(Recorded::Tablet(id)) => report.outside().saved_here(id),
            None => view! { <Form report ready /> }.into_any(),
        }}
    }
    .into_any()
}

#[component]
fn Form(report: Report, ready: RwSignal<bool>) -> impl IntoView {
    let progress = report.progress();
    let id = report.read(|draft| draft.finding.id);
    let before = report.read(|draft| Slot::Before(draft.finding.id));
    let position = report.read(|draft| draft.position);
    let nowhere = move || report.nowhere.get().filter(|_| position.get().is_none()).map(no_position_text);
    let recorded =
        (tr!(capture.report_recorded_otherwise), Signal::derive(move || format!("/hazards/{}", id.get())));
    view! {
        <div class="capture report" class:not-ready=move || !ready.get()>
            <DraftNotice progress on_discard=Callback::new(move |()| report.reset()) />
            <section class="report-part">
                <h2>{tr!(capture.report_photo)}</h2>
                <PhotoField
                    shots=report.shots
                    shows=before
                    field="photos_before"
                    label=tr!(capture.photos_before)
                    quiet=true
                    large=true
                />
                <Another report />
            </section>
            <section class="report-part">
                <PositionField
                    field="position"
                    label=tr!(capture.report_where)
                    value=position
                    on_change=Callback::new(move |new| report.edit("position", |draft| draft.position = new))
                />
                <Message tone=Tone::Warn text=Signal::derive(nowhere) />
                <Place report />
            </section>
            <section class="report-part">
                <Sentence report />
                <Categories report />
                <Known report />
                <From report />
            </section>
            <div class="capture-bar">
                // beside the button that was pressed, wherever the page stands
                <HowFar
                    progress
                    here="/hazards/new"
                    recorded
                    on_stuck=Callback::new(|()| crate::capture::browser::show_control(control_id("photos_before")))
                />
                <SaveButton
                    progress
                    text=tr!(capture.report_save)
                    on_save=Callback::new(move |()| report.save())
                />
            </div>
        </div>
    }
}

/// The way to the next one, once this one has its photo: whoever walks along a street takes pictures first, and classifies later
/// what waits among the drafts.
#[component]
fn Another(report: Report) -> impl IntoView {
    let there = Memo::new(move |_| {
        let (stored, taken) = report.shots.counted();
        taken > 0 && stored == taken
    });
    report.outside().another().map(|place| {
        view! {
            <div class="report-another" hidden=move || !there.get()>
                <a class="button" href=place>
                    {icon(Icon::Camera)}
                    <span>{tr!(capture.report_another)}</span>
                </a>
                <p class="hint">{tr!(capture.report_another_hint)}</p>
            </div>
        }
    })
}

/// The site, should it have one.
#[component]
fn Place(report: Report) -> impl IntoView {
    let change = Callback::new(move |site: Option<SiteHit>| {
        if site.is_some() {
            report.faults.clear("position");
        }
        report.edit("site", |draft| draft.site = site);
    });
    view! {
        <SiteChoice
            value=report.read(|draft| draft.site.clone())
            on_change=change
            hint=tr!(capture.report_position_why)
        />
    }
}

#[component]
fn Sentence(report: Report) -> impl IntoView {
    let text = report.read(|draft| draft.finding.description.clone());
    let blank = report.read(|draft| draft.finding.standard.is_none());
    let suggest = Signal::derive(move || if blank.get() { text.get() } else { String::new() });
    view! {
        <Paragraph
            field="description"
            label=tr!(capture.report_what)
            hint=tr!(capture.report_what_hint).to_owned()
            value=text
            on_input=Callback::new(move |text| report.describe(text))
            required=true
        />
        <Suggestions material=report.material text=suggest on_choose=Callback::new(move |entry| report.fill(&entry)) />
    }
}

/// The categories as drawings with words, large enough for a cold finger.
#[component]
fn Categories(report: Report) -> impl IntoView {
    let chosen = report.read(|draft| draft.finding.category);
    let wrong = problem("category");
    let buttons = Category::ALL
        .iter()
        .enumerate()
        .map(|(i, category)| {
            let category = *category;
            let id = (i == 0).then(|| control_id("category"));
            let choose = move |_| {
                report.edit("category", |draft| {
                    draft.finding.category = Some(category);
                    draft.classified = true;
                });
            };
            view! {
                <label class="category">
                    <input
                        id=id
                        class="visually-hidden"
                        type="radio"
                        name="category"
                        value=category.as_str()
                        prop:checked=move || chosen.get() == Some(category)
                        on:change=choose
                    />
                    {icon(drawing(category))}
                    <span>{category.label()}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="categories" class:refused=move || wrong.get().is_some()>
            <legend>{tr!(capture.category)} <span class="required">{tr!(ui.required)}</span></legend>
            <div class="category-grid">{buttons}</div>
            <Problem field="category".to_owned() />
        </fieldset>
    }
}

fn drawing(category: Category) -> Icon {
    match category {
        Category::Fire => Icon::Flame,
        Category::Gas => Icon::Stove,
        Category::Electricity => Icon::Bolt,
        Category::Ebike => Icon::Bike,
        Category::Building => Icon::Site,
        Category::Falling => Icon::Falling,
        Category::IllegalStructure => Icon::Bricks,
        Category::GroupRental => Icon::Beds,
        Category::ChessRoom => Icon::Tiles,
        Category::WorkSafety => Icon::Helmet,
        Category::Food => Icon::Bowl,
        Category::Lpg => Icon::Cylinder,
        Category::Flood => Icon::Wave,
        Category::Other => Icon::Dots,
    }
}

/// Where the report came from.
#[component]
fn From(report: Report) -> impl IntoView {
    let source = report.read(|draft| draft.source.as_str().to_owned());
    // a finding of an inspection is recorded with its visit
    let sources: Vec<Choice> = Source::ALL
        .iter()
        .filter(|source| **source != Source::Inspection)
        .map(|source| Choice::new(source.as_str(), source.label()))
        .collect();
    let choose = Callback::new(move |word: String| {
        if let Ok(source) = word.parse() {
            report.edit("source", |draft| draft.source = source);
        }
    });
    view! {
        <Pick field="source" label=tr!(capture.report_source) choices=sources value=source on_choose=choose />
    }
}

#[component]
fn SavedReport(report: Report, saved: Registered) -> impl IntoView {
    view! {
        <section class="card saved" role="status">
            <div class="card-body stack">
                <p class="saved-line">
                    {icon(Icon::Check)} <strong>{tr!(capture.report_saved)} " " {saved.number.clone()}</strong>
                </p>
                <div class="actions">
                    <button type="button" class="button primary" on:click=move |_| report.reset()>
                        {icon(Icon::Camera)}
                        <span>{tr!(capture.report_next)}</span>
                    </button>
                    <a class="button" href=format!("/hazards/{}", saved.id)>
                        {icon(Icon::Hazard)}
                        <span>{tr!(capture.report_open)}</span>
                    </a>
                    <a class="button" href="/">
                        {tr!(ui.to_home)}
                    </a>
                </div>
            </div>
        </section>
    }
}
