//! What happened to a stove or a device, the newest first.

use crate::{
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        card::Card,
        photo::photos_of,
        time::minute_text,
        timeline::{Timeline, TimelineItem},
    },
};
use domain::{photos::PhotoView, programmes::views::Happened};
use leptos::prelude::*;

/// The events, oldest first, with the photos of the record; `look` draws a kind, `lines` says what it adds.
pub fn timeline<K: Label, S>(
    events: Vec<Happened<K, S>>,
    known: &[PhotoView],
    look: fn(K) -> (Tone, Icon),
    lines: fn(&Happened<K, S>) -> Vec<String>,
) -> AnyView {
    let items = events
        .into_iter()
        .rev()
        .map(|event| {
            let (tone, shape) = look(event.kind);
            let lines = lines(&event);
            item(event, known, (tone, shape), lines)
        })
        .collect_view();
    view! {
        <Card title=tr!(hazards.timeline)>
            <Timeline>{items}</Timeline>
        </Card>
    }
    .into_any()
}

fn item<K: Label, S>(
    event: Happened<K, S>,
    known: &[PhotoView],
    (tone, shape): (Tone, Icon),
    lines: Vec<String>,
) -> AnyView {
    let caption = event.kind.label();
    let gallery = photos_of(&event.photos, known, caption);
    let who = format!("{} · {}", event.actor, event.role.label());
    let lines = lines.into_iter().map(|line| view! { <p class="event-line">{line}</p> }).collect_view();
    let note = event.note.map(|note| view! { <p class="event-note">{note}</p> });
    let device = event
        .device_at
        .map(|at| view! { <p class="event-line muted">{tr!(hazards.device_time, at = minute_text(at))}</p> });
    let visit = event.visit.map(|id| {
        view! {
            <p class="event-line">
                <a class="table-link" href=format!("/inspections/{id}")>
                    {tr!(hazards.open_inspection)}
                </a>
            </p>
        }
    });
    view! {
        <TimelineItem time=event.server_at title=caption who=who tone shape>
            {note}
            {lines}
            {gallery}
            {visit}
            {device}
        </TimelineItem>
    }
    .into_any()
}

/// A text of what an event adds.
pub fn told(data: &serde_json::Value, key: &str) -> Option<String> {
    data.get(key).and_then(|value| value.as_str()).map(str::to_owned)
}

/// A word of what an event adds, as people read it.
pub fn told_word<T: Label + std::str::FromStr>(data: &serde_json::Value, key: &str) -> Option<String> {
    told(data, key)?.parse::<T>().ok().map(|word| word.label().to_owned())
}
