//! The page of one device: facts, what it says of itself, photos, what happened, and what this person may do now.

use super::{api::read_detector, detail_steps::device_steps};
use crate::{
    error::AppError,
    gear::{
        badges::{attempts_text, device_badge, end_text, life_badge, said_badges},
        photos::PhotosCard,
        receipt::receipt,
        receipt_link,
        timeline::{timeline, told, told_word},
    },
    labels::Label,
    papers::draft_link,
    tr,
    ui::{
        Icon, Tone,
        card::{Card, Fact, Facts, or_nothing},
        load::Load,
        page::PageHead,
        time::{At, day_text, minute_text},
        timeline::{Timeline, TimelineItem},
    },
};
use domain::{
    fault::{Code, Fault},
    ids::DetectorId,
    inspections::Outcome,
    papers::PaperKind,
    programmes::{
        device::{DeviceEventKind, DeviceStatus, Installation, VendorEventKind},
        views::{DeviceDetail, Door, Happened, Word},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page of one device.
#[component]
pub fn DetailPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read().get("id").and_then(|id| id.parse().ok());
    let data: Resource<Result<DeviceDetail, AppError>> = Resource::new(id, |id| async move {
        match id {
            Some(id) => read_detector(id).await,
            None => Err(Fault::new(Code::NotFound).into()),
        }
    });
    view! { <Load data=data view=|device| page(device).into_any() /> }
}

fn page(device: DeviceDetail) -> impl IntoView {
    let s = &device.summary;
    let title = format!("{} · {}", s.door.name, s.kind.label());
    let attempts = attempts_text(s.attempts, s.last_attempt);
    let events = timeline(device.events.clone(), &device.photos, look, lines);
    let signed = device.state.installation.is_some().then(|| {
        let receipt = receipt(device.state.signature.clone());
        view! { <Card title=tr!(gear.receipt)>{receipt}</Card> }
    });
    // to be taken along, signed, or kept
    let to_sign =
        matches!(s.status, DeviceStatus::Planned | DeviceStatus::Installed | DeviceStatus::Accepted);
    let paper = to_sign
        .then(|| (receipt_link(format!("/detectors/{}", s.id)), draft_link(PaperKind::Installation, s.id.0)));
    view! {
        <PageHead title>{paper}</PageHead>
        <div class="hazard-lead">
            <p class="hazard-marks">
                {device_badge(s.status)} {life_badge(s.life)} {said_badges(&s.said)}
                <span class="tag">{s.door.area.name.clone()}</span>
            </p>
            {attempts.map(|text| view! { <p class="muted">{text}</p> })}
        </div>
        <div class="hazard-page">
            <div class="hazard-do">{device_steps(&device)}</div>
            <div class="hazard-tell">
                {facts(&device)}
                {signed}
                {words(&device)}
                <PhotosCard photos=device.photos.clone() awaited=device.awaited.clone() />
                {events}
            </div>
        </div>
    }
}

/// What the device told of itself through its vendor, the newest first; nothing of one that has told nothing.
fn words(device: &DeviceDetail) -> Option<AnyView> {
    if device.words.is_empty() {
        return None;
    }
    let items = device.words.iter().cloned().map(word).collect_view();
    let card = view! {
        <Card title=tr!(gear.words)>
            <Timeline>{items}</Timeline>
        </Card>
    };
    Some(card.into_any())
}

fn word(word: Word) -> impl IntoView {
    let (tone, shape) = match word.kind {
        VendorEventKind::Alarm => (Tone::Bad, Icon::Alert),
        VendorEventKind::Fault => (Tone::Bad, Icon::Wrench),
        VendorEventKind::LowBattery => (Tone::Warn, Icon::Bolt),
        VendorEventKind::AlarmCleared | VendorEventKind::FaultCleared => (Tone::Good, Icon::Check),
        VendorEventKind::Heartbeat => (Tone::Info, Icon::Sync),
    };
    let detail = word.detail.map(|text| view! { <p class="event-note">{text}</p> });
    view! {
        <TimelineItem time=word.at title=word.kind.label() who=word.vendor tone shape>
            {detail}
        </TimelineItem>
    }
}

fn facts(device: &DeviceDetail) -> impl IntoView + use<> {
    let state = &device.state;
    let moments = [
        (tr!(gear.planned_at), Some(state.planned_at)),
        (tr!(gear.installed_at), state.installed_at),
        (tr!(gear.accepted_at), state.accepted_at),
        (tr!(gear.faulty_since), state.faulty_since),
        (tr!(gear.ended_at), state.ended_at),
        (tr!(gear.last_heard), device.summary.said.last_heard),
        (tr!(gear.low_battery), device.summary.said.low_battery),
    ];
    let moments = moments
        .into_iter()
        .filter_map(|(name, at)| at.map(|time| view! { <Fact name=name><At time /></Fact> }))
        .collect_view();
    let end = state.expiry.and_then(|expiry| end_text(Some(expiry.on), expiry.presumed));
    let end = end.map(|text| view! { <Fact name=tr!(gear.end_of_life)>{text}</Fact> });
    let hangs = state.installation.clone().map(installation);
    let chain = [(tr!(gear.replaces), state.replaces), (tr!(gear.replaced_by), state.successor)];
    let chain = chain.into_iter().filter_map(|(name, id)| id.map(|id| link(name, id))).collect_view();
    let door = place(device.summary.door.clone());
    view! {
        <Card title=tr!(hazards.facts)>
            <Facts>
                {door}
                {hangs}
                {end}
                {moments}
                {chain}
            </Facts>
        </Card>
    }
}

fn place(door: Door) -> impl IntoView {
    view! {
        <Fact name=tr!(hazards.site)>
            <a href=format!("/sites/{}", door.site)>{door.name}</a>
        </Fact>
        <Fact name=tr!(hazards.address)>{door.address}</Fact>
        <Fact name=tr!(hazards.area)>{door.area.name}</Fact>
    }
}

fn link(name: &'static str, id: DetectorId) -> impl IntoView {
    view! {
        <Fact name=name>
            <a href=format!("/detectors/{id}")>{tr!(gear.open_record)}</a>
        </Fact>
    }
}

/// What hangs there.
fn installation(it: Installation) -> impl IntoView {
    let make = [it.maker, it.model].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let texts = [
        (tr!(gear.serial), Some(it.serial.to_string())),
        (tr!(gear.place), Some(it.place)),
        (tr!(gear.make), Some(make).filter(|make| !make.is_empty())),
        (tr!(gear.gas), it.gas.map(|gas| gas.label().to_owned())),
        (
            tr!(gear.linked_valve),
            it.linked_valve.map(|yes| if yes { tr!(ui.yes) } else { tr!(ui.no) }.to_owned()),
        ),
        (tr!(gear.network_id), it.network_id.map(|id| id.to_string())),
        (tr!(gear.made_on), it.made_on.map(day_text)),
        (tr!(gear.installer), Some(it.installer)),
    ];
    texts.into_iter().map(|(name, text)| view! { <Fact name=name>{or_nothing(text)}</Fact> }).collect_view()
}

fn look(kind: DeviceEventKind) -> (Tone, Icon) {
    match kind {
        DeviceEventKind::Planned => (Tone::Info, Icon::Calendar),
        DeviceEventKind::Installed | DeviceEventKind::Repaired => (Tone::Info, Icon::Wrench),
        DeviceEventKind::Accepted => (Tone::Good, Icon::Check),
        DeviceEventKind::SentBack => (Tone::Bad, Icon::Return),
        DeviceEventKind::FaultReported => (Tone::Bad, Icon::Alert),
        DeviceEventKind::Replaced => (Tone::Neutral, Icon::Swap),
        DeviceEventKind::Retired => (Tone::Neutral, Icon::Ban),
        DeviceEventKind::Attempted => (Tone::Warn, Icon::Person),
        DeviceEventKind::Noted => (Tone::Neutral, Icon::Note),
    }
}

/// What the kind of event adds, in words.
fn lines(event: &Happened<DeviceEventKind, DeviceStatus>) -> Vec<String> {
    let data = &event.data;
    let line = match event.kind {
        DeviceEventKind::Installed => {
            let parts = ["serial", "place", "installer"].iter().filter_map(|key| told(data, key));
            Some(parts.collect::<Vec<_>>().join(" · ")).filter(|text| !text.is_empty())
        }
        DeviceEventKind::Attempted => told_word::<Outcome>(data, "outcome"),
        DeviceEventKind::Noted => told(data, "merged_from")
            .map(|_| tr!(gear.merged).to_owned())
            .or_else(|| told(data, "moved_to").map(|_| tr!(gear.came_along).to_owned())),
        DeviceEventKind::Repaired => told(data, "faulty_since")
            .and_then(|at| at.parse().ok())
            .map(|at| tr!(gear.was_faulty, at = minute_text(at))),
        _ => None,
    };
    line.into_iter().collect()
}
