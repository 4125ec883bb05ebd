//! The page of one stove or water heater: facts, what is not safe, photos, what happened, and what this person may do now.

use super::{api::read_stove, detail_facts::StoveFacts, detail_steps::stove_steps};
use crate::{
    error::AppError,
    gear::{
        badges::{attempts_text, life_badge, non_safe_badges, stove_badge},
        photos::PhotosCard,
        receipt_link,
        timeline::{timeline, told, told_word},
    },
    labels::Label,
    papers::draft_link,
    tr,
    ui::{Icon, Tone, card::Card, load::Load, page::PageHead},
};
use domain::{
    fault::{Code, Fault},
    inspections::Outcome,
    papers::PaperKind,
    programmes::{
        stove::{GoneReason, NonSafe, StoveEventKind, StoveStatus},
        views::{Happened, StoveDetail},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page of one stove or water heater.
#[component]
pub fn DetailPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read().get("id").and_then(|id| id.parse().ok());
    let data: Resource<Result<StoveDetail, AppError>> = Resource::new(id, |id| async move {
        match id {
            Some(id) => read_stove(id).await,
            None => Err(Fault::new(Code::NotFound).into()),
        }
    });
    view! { <Load data=data view=|stove| page(stove).into_any() /> }
}

fn page(stove: StoveDetail) -> impl IntoView {
    let s = &stove.summary;
    let title = format!("{} · {}", s.door.name, s.appliance.label());
    let attempts = attempts_text(s.attempts, s.last_attempt);
    let events = timeline(stove.events.clone(), &stove.photos, look, lines);
    // to be taken along, signed, or kept
    let to_sign = matches!(s.status, StoveStatus::Planned | StoveStatus::Replaced | StoveStatus::Accepted);
    let receipt = to_sign
        .then(|| (receipt_link(format!("/stoves/{}", s.id)), draft_link(PaperKind::Installation, s.id.0)));
    view! {
        <PageHead title>{receipt}</PageHead>
        <div class="hazard-lead">
            <p class="hazard-marks">
                {stove_badge(s.status)} {life_badge(s.life)} <span class="tag">{s.door.area.name.clone()}</span>
            </p>
            {attempts.map(|text| view! { <p class="muted">{text}</p> })}
        </div>
        <div class="hazard-page">
            <div class="hazard-do">{stove_steps(&stove)}</div>
            <div class="hazard-tell">
                {not_safe(s.status, &s.non_safe)}
                <StoveFacts stove=stove.clone() />
                <PhotosCard photos=stove.photos.clone() awaited=stove.awaited.clone() />
                {events}
            </div>
        </div>
    }
}

/// What is not safe, apart from all other facts: what needs another appliance, and what a new hose puts right.
fn not_safe(status: StoveStatus, facts: &[NonSafe]) -> impl IntoView + use<> {
    let line = |name: &'static str, hose: bool| {
        let badges = non_safe_badges(facts, hose);
        (!badges.is_empty()).then(|| {
            view! {
                <p class="hazard-marks">
                    <span class="muted">{name}</span>
                    {badges}
                </p>
            }
        })
    };
    let none = facts.is_empty().then(|| {
        // what could not be seen is neither safe nor unsafe
        let text = if status == StoveStatus::Surveyed { tr!(gear.facts_missing) } else { tr!(gear.all_safe) };
        view! { <p class="muted">{text}</p> }
    });
    let (appliance, hose) = (line(tr!(gear.of_appliance), false), line(tr!(gear.of_hose), true));
    view! {
        <Card title=tr!(gear.non_safe)>
            {none} {appliance} {hose}
        </Card>
    }
}

fn look(kind: StoveEventKind) -> (Tone, Icon) {
    match kind {
        StoveEventKind::Surveyed => (Tone::Info, Icon::Eye),
        StoveEventKind::Planned => (Tone::Info, Icon::Calendar),
        StoveEventKind::Replaced | StoveEventKind::HoseReplaced => (Tone::Info, Icon::Wrench),
        StoveEventKind::Accepted => (Tone::Good, Icon::Check),
        StoveEventKind::SentBack => (Tone::Bad, Icon::Return),
        StoveEventKind::Attempted => (Tone::Warn, Icon::Person),
        StoveEventKind::Removed => (Tone::Neutral, Icon::Ban),
        StoveEventKind::Noted => (Tone::Neutral, Icon::Note),
    }
}

/// What the kind of event adds, in words.
fn lines(event: &Happened<StoveEventKind, StoveStatus>) -> Vec<String> {
    let data = &event.data;
    let line = match event.kind {
        StoveEventKind::Surveyed => told_word::<StoveStatus>(data, "status"),
        StoveEventKind::Planned => told(data, "on").map(|day| tr!(gear.planned_on, day = day)),
        StoveEventKind::Replaced => {
            let parts = ["model", "serial", "installer"].iter().filter_map(|key| told(data, key));
            Some(parts.collect::<Vec<_>>().join(" · ")).filter(|text| !text.is_empty())
        }
        StoveEventKind::Attempted => told_word::<Outcome>(data, "outcome"),
        StoveEventKind::Noted => told(data, "merged_from")
            .map(|_| tr!(gear.merged).to_owned())
            .or_else(|| told(data, "moved_to").map(|_| tr!(gear.came_along).to_owned())),
        // a replacement that was not accepted tells of no day
        StoveEventKind::SentBack => told(data, "planned_for").map(|day| tr!(gear.to_look_again, day = day)),
        StoveEventKind::Removed => told_word::<GoneReason>(data, "reason"),
        _ => None,
    };
    line.into_iter().collect()
}
