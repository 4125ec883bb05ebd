//! One hazard: what is known of it here, its photos, and what may be done now.

use super::{
    fresh::IntoFresh,
    known::{Tablet, use_tablet},
    place::Place,
    redraft::form_of,
    screens::nowhere,
    step_draft::STEPS,
    step_screen::begin,
};
use crate::{
    fault_text::fault_text,
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        badge::{Badge, CategoryTag, SeverityBadge, StatusBadge},
        button::Look,
        card::{Card, Fact, Facts, or_nothing},
        icon,
        page::PageHead,
        time::{At, Due},
    },
};
use domain::{
    hazards::{Action, Severity},
    ids::{FileId, HazardId},
    sync::FieldHazard,
};
use leptos::{prelude::*, task::spawn_local};

/// The screen.
#[component]
pub fn HazardPage(id: HazardId) -> impl IntoView {
    let tablet = use_tablet();
    let hazard = Memo::new(move |_| tablet.hazard(id));
    view! {
        {move || match hazard.get() {
            Some(hazard) => page(tablet, hazard).into_fresh(),
            None => nowhere(),
        }}
    }
}

fn page(tablet: Tablet, hazard: FieldHazard) -> impl IntoView {
    let summary = hazard.summary.clone();
    let waiting = tablet.steps.with(|steps| {
        let last = steps.get(&summary.id)?.iter().rfind(|step| step.unknown)?;
        Some(last.change.command.action().label())
    });
    view! {
        <PageHead title=summary.number.clone() />
        <div class="hazard-lead">
            <p class="hazard-marks">
                <StatusBadge status=hazard.state.status />
                <SeverityBadge severity=summary.severity />
                <CategoryTag category=summary.category />
                <Due day=hazard.state.effective_due open=true />
                {(summary.returned_count > 0)
                    .then(|| {
                        let text = tr!(hazards.returned, n = summary.returned_count);
                        view! { <Badge tone=Tone::Warn shape=Icon::Return text /> }
                    })}
            </p>
            <p class="hazard-description">{summary.description.clone()}</p>
        </div>
        <div class="stack">
            {waiting
                .map(|step| {
                    view! {
                        <p class="message tone-info" role="status">
                            {icon(Icon::Hourglass)}
                            <span>{tr!(field.step_waiting, step = step)}</span>
                        </p>
                    }
                })}
            <Unfinished tablet number=summary.number.clone() />
            <Steps tablet hazard=hazard.clone() />
            <Pictures hazard=hazard.clone() />
            <What hazard />
        </div>
    }
}

/// Steps that were begun and not saved.
#[component]
fn Unfinished(tablet: Tablet, number: String) -> impl IntoView {
    move || {
        let mine = |title: &str| title.strip_prefix(&number).is_some_and(|rest| rest.starts_with(" ·"));
        tablet.drafts.with(|drafts| {
            let found = drafts.iter().filter(|draft| draft.kind == "step" && mine(&draft.title));
            found
                .filter_map(|draft| {
                    let href = form_of(&draft.kind, draft.id)?.href();
                    Some(view! {
                        <a class="button primary field-big" href=href>
                            {icon(Icon::Note)}
                            <span>{draft.title.clone()} " · " {tr!(capture.go_on)}</span>
                        </a>
                    })
                })
                .collect_view()
        })
    }
}

/// What may be done now, and why the rest may not.
#[component]
fn Steps(tablet: Tablet, hazard: FieldHazard) -> impl IntoView {
    let Some(me) = tablet.me() else { return ().into_fresh() };
    let (can, cannot): (Vec<Action>, Vec<Action>) =
        STEPS.iter().copied().partition(|action| hazard.state.permits(*action, &me.actor).is_ok());
    let go = super::screens::use_go_to();
    let id = hazard.summary.id;
    let main = can.iter().copied().find(|action| matches!(action, Action::Rectify | Action::Review));
    let buttons = can
        .into_iter()
        .map(|action| {
            let look = if Some(action) == main { Look::Primary } else { Look::Plain };
            view! {
                <button
                    type="button"
                    class=format!("{} field-big", look.class())
                    on:click=move |_| go.run(begin(id, action))
                >
                    {icon(drawing(action))}
                    <span>{action.label()}</span>
                </button>
            }
        })
        .collect_view();
    let reasons = cannot
        .into_iter()
        .filter_map(|action| {
            let why = hazard.state.permits(action, &me.actor).err()?;
            Some(view! {
                <li>
                    <strong>{action.label()}</strong>
                    <span>{fault_text(&why)}</span>
                </li>
            })
        })
        .collect::<Vec<_>>();
    let reasons = (!reasons.is_empty()).then(|| {
        view! {
            <details class="refused-actions">
                <summary>{tr!(hazards.not_now)}</summary>
                <ul>{reasons}</ul>
            </details>
        }
    });
    view! {
        <Card title=tr!(hazards.actions)>
            <div class="field-steps">{buttons}</div>
            {reasons}
        </Card>
    }
    .into_fresh()
}

/// The drawing of a step.
pub fn drawing(action: Action) -> Icon {
    match action {
        Action::Rectify => Icon::Wrench,
        Action::Review => Icon::Eye,
        Action::AskExtension => Icon::Calendar,
        _ => Icon::Note,
    }
}

/// The photos that were taken along.
#[component]
pub fn Pictures(hazard: FieldHazard) -> impl IntoView {
    let side = |title: &'static str, none: &'static str, photos: Vec<FileId>| {
        let empty = photos.is_empty();
        let pictures = photos
            .into_iter()
            .enumerate()
            .map(|(n, id)| view! { <Picture id name=format!("{title} {}", n + 1) /> })
            .collect_view();
        view! {
            <section class="photo-side">
                <h3>{title}</h3>
                <p class="nothing" hidden=!empty>
                    {none}
                </p>
                <ul class="photos">{pictures}</ul>
            </section>
        }
    };
    view! {
        <Card title=tr!(hazards.photos)>
            <div class="before-after">
                {side(tr!(hazards.before), tr!(hazards.no_before), hazard.photos_before)}
                {side(tr!(hazards.after), tr!(hazards.no_after), hazard.photos_after)}
            </div>
        </Card>
    }
}

/// One photo: small from the tablet, large when it is tapped.
#[component]
fn Picture(id: FileId, name: String) -> impl IntoView {
    let src = RwSignal::new(None::<Option<String>>);
    let large = RwSignal::new(false);
    Effect::new(move || {
        let thumb = !large.get();
        spawn_local(async move {
            let found = super::bridge::picture(id, thumb).await;
            src.try_update(|src| {
                // a large one that cannot be had leaves the small one
                if found.is_some() || src.is_none() {
                    *src = Some(found);
                }
            });
        });
    });
    let kept = StoredValue::new(name);
    view! {
        <li class:wide=large>
            {move || match src.get() {
                None => view! { <span class="picture-wait"></span> }.into_fresh(),
                Some(None) => view! { <p class="nothing picture-wait">{tr!(field.no_picture)}</p> }.into_fresh(),
                Some(Some(src)) => {
                    view! {
                        <button
                            type="button"
                            class="photo"
                            aria-pressed=move || large.get().to_string()
                            on:click=move |_| large.update(|large| *large = !*large)
                        >
                            <img src=src alt=kept.get_value() />
                        </button>
                    }
                        .into_fresh()
                }
            }}
        </li>
    }
}

/// The facts.
#[component]
fn What(hazard: FieldHazard) -> impl IntoView {
    let s = hazard.summary;
    let site = match (hazard.site, s.site_name) {
        (Some(id), Some(name)) => view! { <a href=Place::Site(id).href()>{name}</a> }.into_fresh(),
        (_, name) => or_nothing(name),
    };
    let asked = hazard.state.extension.as_ref().map(|asked| {
        tr!(hazards.asked, day = crate::ui::time::day_text(asked.until), reason = asked.reason.clone())
    });
    view! {
        <Card title=tr!(hazards.facts)>
            <Facts>
                <Fact name=tr!(hazards.site)>{site}</Fact>
                <Fact name=tr!(hazards.address)>{or_nothing(s.address)}</Fact>
                <Fact name=tr!(hazards.location)>{or_nothing(Some(s.location).filter(|text| !text.is_empty()))}</Fact>
                <Fact name=tr!(hazards.area)>{s.area.name}</Fact>
                <Fact name=tr!(hazards.found_at)>
                    <At time=s.found_at />
                </Fact>
                <Fact name=tr!(hazards.assignee)>{or_nothing(s.assignee)}</Fact>
                <Fact name=tr!(hazards.clause)>{or_nothing(hazard.clause)}</Fact>
                {(hazard.state.severity == Severity::Major)
                    .then(|| view! { <Fact name=tr!(hazards.severity)>{tr!(hazards.review_major_hint)}</Fact> })}
                {asked.map(|asked| view! { <Fact name=tr!(hazards.extension_pending)>{asked}</Fact> })}
                {hazard.last_note.map(|note| view! { <Fact name=tr!(field.last_note)>{note}</Fact> })}
            </Facts>
        </Card>
    }
}
