//! What there is to do: new things on large buttons, drafts to go on with, today's tasks.

use super::{
    bridge::Saved,
    hazard_list::{hazard_line, shown_at},
    known::{Tablet, use_tablet},
    pending,
    place::Place,
    redraft::form_of,
    scan::ScanForField,
    tasks::TaskSet,
};
use crate::{
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        card::{Card, Empty},
        icon,
        page::PageHead,
        time::ago_text,
    },
};
use domain::{
    inspections::{Outcome, commands::VisitedSite},
    sync::{Command, FieldHazard},
};
use leptos::prelude::*;

/// Most rows of a task on this screen.
const FEW: usize = 4;

/// The screen.
#[component]
pub fn Home() -> impl IntoView {
    let tablet = use_tablet();
    view! {
        <PageHead title=tr!(field.today) />
        <div class="big-buttons field-buttons">
            <a class="button primary" href=Place::Visit(None).href()>
                {icon(Icon::Visit)}
                <span>{tr!(nav.new_visit)}</span>
            </a>
            <a class="button" href=Place::Report(None).href()>
                {icon(Icon::Camera)}
                <span>{tr!(nav.new_hazard)}</span>
            </a>
            <ScanForField />
        </div>
        <div class="stack">
            <Drafts tablet />
            <Tasks tablet />
            <Repeats tablet />
        </div>
    }
}

/// What is being entered.
#[component]
fn Drafts(tablet: Tablet) -> impl IntoView {
    let rows = move || {
        let now = tablet.device_now();
        tablet
            .drafts
            .get()
            .into_iter()
            .filter_map(|draft| {
                let place = form_of(&draft.kind, draft.id)?;
                let title = if draft.title.is_empty() { tr!(field.untitled).to_owned() } else { draft.title };
                Some(view! {
                    <li>
                        <a class="field-line" href=place.href()>
                            {icon(drawing(place))}
                            <span class="field-line-text">
                                <strong>{title}</strong>
                                <span class="muted">{ago_text(draft.changed_at, now)}</span>
                            </span>
                            <span class="field-line-go">{tr!(capture.go_on)}</span>
                            {icon(Icon::Next)}
                        </a>
                    </li>
                })
            })
            .collect_view()
    };
    let any = Memo::new(move |_| tablet.drafts.with(|drafts| !drafts.is_empty()));
    move || {
        any.get().then(|| {
            view! {
                <Card title=tr!(field.drafts)>
                    <ul class="field-lines">{rows}</ul>
                </Card>
            }
        })
    }
}

/// The drawing of a kind of form.
fn drawing(place: Place) -> Icon {
    match place {
        Place::Report(_) => Icon::Camera,
        Place::Step(_) => Icon::Wrench,
        _ => Icon::Visit,
    }
}

/// The hazards of a set with what is saved here laid over them, the most urgent first.
fn of(tablet: Tablet, show: TaskSet) -> Vec<FieldHazard> {
    let Some(me) = tablet.me() else { return Vec::new() };
    let now = tablet.now.get();
    let mut hazards: Vec<FieldHazard> = tablet.hazards.with(|hazards| {
        let fits = |hazard: &&FieldHazard| show.has(&tablet.state_of(&hazard.state), &me.actor, now);
        hazards.iter().filter(fits).cloned().collect()
    });
    hazards.sort_by_key(|hazard| (hazard.state.effective_due, hazard.key));
    hazards
}

/// Today's tasks.
#[component]
fn Tasks(tablet: Tablet) -> impl IntoView {
    let sets = [
        (TaskSet::Mine, tr!(field.show_mine), Tone::Info),
        (TaskSet::Review, tr!(field.show_review), Tone::Warn),
        (TaskSet::Overdue, tr!(field.show_overdue), Tone::Bad),
        (TaskSet::Soon, tr!(field.show_soon), Tone::Warn),
    ];
    let sets = sets.map(|(show, label, tone)| (show, label, tone, Memo::new(move |_| of(tablet, show))));
    let nothing = move || sets.iter().all(|(.., hazards)| hazards.with(Vec::is_empty));
    let cards = sets.map(|(show, label, tone, hazards)| {
        move || {
            let n = hazards.with(Vec::len);
            (n > 0).then(|| {
                let lines = hazards.with(|all| {
                    all.iter().take(FEW).map(|hazard| hazard_line(hazard.clone(), None)).collect_view()
                });
                let count = view! { <Badge tone text=n.to_string() /> }.into_any();
                view! {
                    <Card title=label aside=count>
                        <ul class="field-lines">{lines}</ul>
                        {(n > FEW)
                            .then(|| {
                                view! {
                                    <p>
                                        <a class="button quiet" href=shown_at(show)>
                                            {tr!(field.all_n, n = n)}
                                        </a>
                                    </p>
                                }
                            })}
                    </Card>
                }
            })
        }
    });
    view! {
        <Show when=nothing>
            <Card>
                <Empty icon=Icon::Check title=tr!(field.no_tasks) />
            </Card>
        </Show>
        {cards.into_iter().collect_view()}
    }
}

/// A failed attempt that is worth another one.
struct Repeat {
    place: String,
    title: String,
    outcome: Outcome,
    at: chrono::DateTime<chrono::Utc>,
}

/// The failed attempts in the outbox whose site was not visited since.
fn repeats(outbox: &[Saved]) -> Vec<Repeat> {
    let mut seen = Vec::new();
    let mut repeats = Vec::new();
    // newest first: a later visit settles an earlier attempt
    for saved in outbox {
        let Some(Command::SaveVisit(visit)) = pending::body(saved).map(|body| body.command) else { continue };
        let VisitedSite::Known(site) = visit.site else { continue };
        if seen.contains(&site) {
            continue;
        }
        seen.push(site);
        if !matches!(visit.outcome, Outcome::Done | Outcome::Moved) {
            repeats.push(Repeat {
                place: format!("{}?site={site}", Place::Visit(None).href()),
                title: saved.title.clone(),
                outcome: visit.outcome,
                at: saved.saved_at,
            });
        }
    }
    repeats
}

/// Failed attempts to repeat.
#[component]
fn Repeats(tablet: Tablet) -> impl IntoView {
    move || {
        let repeats = tablet.outbox.with(|outbox| repeats(outbox));
        let now = tablet.device_now();
        (!repeats.is_empty()).then(|| {
            let lines = repeats
                .into_iter()
                .map(|repeat| {
                    view! {
                        <li>
                            <a class="field-line" href=repeat.place>
                                {icon(Icon::Return)}
                                <span class="field-line-text">
                                    <strong>{repeat.title}</strong>
                                    <span class="muted">{repeat.outcome.label()} " · " {ago_text(repeat.at, now)}</span>
                                </span>
                                <span class="field-line-go">{tr!(field.visit_again)}</span>
                                {icon(Icon::Next)}
                            </a>
                        </li>
                    }
                })
                .collect_view();
            view! {
                <Card title=tr!(field.repeats)>
                    <ul class="field-lines">{lines}</ul>
                </Card>
            }
        })
    }
}
