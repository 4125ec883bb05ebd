//! The page: the draft that was left, the four parts of the form, the bar under the thumb.

use super::{
    check_step::CheckStep,
    findings_step::FindingsStep,
    save_step::{SaveStep, show_stuck},
    saved::SavedPage,
    site_step::SiteStep,
    state::{SiteFacts, Visit},
};
use crate::{
    capture::{
        answers::field,
        draft::{ChosenSite, Step, VisitDraft},
        faults::step_of,
        material::Material,
        outside::Outside,
        session::Recorded,
        session_view::{DraftNotice, HowFar, SaveButton},
    },
    tr,
    ui::{Icon, frames, icon, page::PageHead, time::minute_text},
};
use domain::{ids::CampaignId, inspections::VisitForm, sites::SiteHit};
use leptos::{prelude::*, task::spawn_local};
use std::sync::Arc;

/// The page; `campaign` is the one that a link named.
pub fn visit_form(
    outside: Arc<dyn Outside>,
    material: Material,
    asked: Option<VisitForm>,
    campaign: Option<CampaignId>,
) -> AnyView {
    let running = asked.as_ref().map(|form| form.campaigns.clone()).unwrap_or_default();
    let asked = asked.and_then(|form| form.site.clone().zip(SiteFacts::of(form)));
    let visit = Visit::new(outside, material).with_campaigns(running, campaign);
    visit.begin(asked.clone());
    // the draft is on the device: until the program runs there is nothing to type into
    let ready = RwSignal::new(false);
    Effect::new(move || ready.set(true));
    let saved = Memo::new(move |_| visit.saved.get());
    let other = Memo::new(move |_| visit.other.with(Option::is_some));
    view! {
        <PageHead title=tr!(nav.new_visit) />
        <noscript>
            <p class="message tone-warn">{tr!(capture.needs_script)}</p>
        </noscript>
        {move || match (saved.get(), other.get()) {
            (Some(Recorded::Server(saved)), _) => view! { <SavedPage visit saved /> }.into_any(),
            (Some(Recorded::Tablet(id)), _) => visit.outside().saved_here(id),
            (None, true) => view! { <OtherDraft visit asked=asked.clone() /> }.into_any(),
            (None, false) => view! { <Form visit ready /> }.into_any(),
        }}
    }
    .into_any()
}

/// The form.
#[component]
fn Form(visit: Visit, ready: RwSignal<bool>) -> impl IntoView {
    let hidden = move |step: Step| move || visit.step.get() != step;
    // the open part is made at once; the others, which nobody sees, when it is on the screen, one after the other: so many are
    // to be there
    let parts = RwSignal::new(0);
    Effect::new(move || {
        spawn_local(async move {
            for n in 1..=Step::ALL.len() {
                frames::drawn_a_moment_ago().await;
                // the form was left
                if parts.try_set(n).is_some() {
                    return;
                }
            }
        });
    });
    let made = move |step: Step| {
        let before = Step::ALL.into_iter().filter(|other| *other < step).count();
        // once made it stays
        Memo::new(move |made: Option<&bool>| {
            made == Some(&true) || visit.step.get() == step || parts.get() > before
        })
    };
    let (site, check, findings, save) =
        (made(Step::Site), made(Step::Check), made(Step::Findings), made(Step::Save));
    view! {
        <div class="capture" class:not-ready=move || !ready.get()>
            <DraftNotice progress=visit.progress() on_discard=Callback::new(move |()| visit.reset()) />
            <Steps visit />
            <section class="capture-step" hidden=hidden(Step::Site) aria-labelledby="step-site">
                {move || site.get().then(|| view! { <SiteStep visit /> })}
            </section>
            <section class="capture-step" hidden=hidden(Step::Check) aria-labelledby="step-check">
                {move || check.get().then(|| view! { <CheckStep visit /> })}
            </section>
            <section class="capture-step" hidden=hidden(Step::Findings) aria-labelledby="step-findings">
                {move || findings.get().then(|| view! { <FindingsStep visit /> })}
            </section>
            <section class="capture-step" hidden=hidden(Step::Save) aria-labelledby="step-save">
                {move || save.get().then(|| view! { <SaveStep visit /> })}
            </section>
            <Bar visit />
        </div>
    }
}

/// A draft of another site is there: which of the two?
#[component]
fn OtherDraft(visit: Visit, asked: Option<(SiteHit, SiteFacts)>) -> impl IntoView {
    let kept = visit.other.get_untracked();
    let (name, at) = kept
        .as_ref()
        .map(|kept| {
            (kept.draft.site.as_ref().map(site_name).unwrap_or_default(), minute_text(kept.changed_at))
        })
        .unwrap_or_default();
    let new = asked.as_ref().map(|(site, _)| site.name.clone()).unwrap_or_default();
    view! {
        <section class="card" role="alert">
            <div class="card-body stack">
                <p>{tr!(capture.other_draft, site = name, time = at)}</p>
                <div class="actions">
                    <button
                        type="button"
                        class="button primary"
                        on:click=move |_| {
                            if let Some(kept) = kept.clone() {
                                visit.go_on_with(kept);
                            }
                        }
                    >
                        {tr!(capture.continue_draft)}
                    </button>
                    <button type="button" class="button danger" on:click=move |_| visit.discard_other(asked.clone())>
                        {tr!(capture.discard_and_begin, site = new)}
                    </button>
                </div>
            </div>
        </section>
    }
}

/// The name of a part of the form.
pub fn step_name(step: Step) -> &'static str {
    match step {
        Step::Site => tr!(capture.step_site),
        Step::Check => tr!(capture.step_check),
        Step::Findings => tr!(capture.step_findings),
        Step::Save => tr!(capture.step_save),
    }
}

/// The four parts; free to go back and forth once there is a site.
#[component]
fn Steps(visit: Visit) -> impl IntoView {
    let no_site = visit.read(|draft| draft.site.is_none());
    let found = Memo::new(move |_| visit.order.with(Vec::len));
    let count = move |step: Step| match step {
        Step::Check => {
            visit.sheet.with(|s| (s.required > 0).then(|| format!("{}/{}", s.answered, s.required)))
        }
        Step::Findings => Some(found.get()).filter(|n| *n > 0).map(|n| n.to_string()),
        Step::Site | Step::Save => None,
    };
    let steps = Step::ALL
        .into_iter()
        .enumerate()
        .map(|(i, step)| {
            let wrong = move || visit.faults.count(|fault| step_of(&fault.field) == step) > 0;
            view! {
                <li>
                    <button
                        type="button"
                        class="step"
                        class:wrong=wrong
                        aria-current=move || (visit.step.get() == step).then_some("step")
                        disabled=move || no_site.get() && step != Step::Site
                        on:click=move |_| visit.go(step)
                    >
                        <span class="step-number" aria-hidden="true">
                            {i + 1}
                        </span>
                        <span class="step-name">{step_name(step)}</span>
                        {move || count(step).map(|count| view! { <span class="step-count">{count}</span> })}
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="steps" aria-label=tr!(capture.steps)>
            <ol>{steps}</ol>
        </nav>
    }
}

/// The bar at the bottom: back, on, and at the end the one big button.
#[component]
fn Bar(visit: Visit) -> impl IntoView {
    let no_site = visit.read(|draft| draft.site.is_none());
    let id = visit.read(|draft| draft.id);
    let done = visit.read(VisitDraft::is_done);
    view! {
        <div class="capture-bar">
            // beside the button that was pressed, wherever the page stands
            <HowFar
                progress=visit.progress()
                here="/visit/new"
                recorded=(tr!(capture.recorded_otherwise), Signal::derive(move || format!("/inspections/{}", id.get())))
                on_stuck=Callback::new(move |()| show_stuck(visit))
            />
            <button
                type="button"
                class="button"
                disabled=move || visit.step.get().previous(done.get()).is_none()
                on:click=move |_| {
                    if let Some(step) = visit.step.get_untracked().previous(done.get_untracked()) {
                        visit.go(step);
                    }
                }
            >
                {icon(Icon::Previous)}
                <span>{tr!(capture.previous)}</span>
            </button>
            <span class="capture-bar-middle">
                <Unanswered visit />
            </span>
            {move || match visit.step.get().next(done.get()) {
                Some(next) => {
                    view! {
                        <button
                            type="button"
                            class="button primary"
                            disabled=no_site
                            on:click=move |_| visit.go(next)
                        >
                            <span>{step_name(next)}</span>
                            {icon(Icon::Next)}
                        </button>
                    }
                        .into_any()
                }
                None => view! { <SaveButton
                            progress=visit.progress()
                            text=tr!(capture.save)
                            on_save=Callback::new(move |()| visit.save())
                        /> }.into_any(),
            }}
        </div>
    }
}

/// Goes to the next item without an answer.
#[component]
fn Unanswered(visit: Visit) -> impl IntoView {
    let next = Memo::new(move |_| {
        let here = visit.step.get() == Step::Check;
        visit
            .sheet
            .with(|sheet| sheet.open.first().cloned().filter(|_| here && sheet.answered < sheet.required))
    });
    move || {
        next.get().map(|key| {
            view! {
                <button
                    type="button"
                    class="button quiet"
                    on:click=move |_| visit.show(&field(&key))
                >
                    {icon(Icon::Down)}
                    <span>{tr!(capture.next_unanswered)}</span>
                </button>
            }
        })
    }
}

fn site_name(site: &ChosenSite) -> String {
    site.name().to_owned()
}
