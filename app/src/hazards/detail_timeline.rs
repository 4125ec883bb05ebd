//! What happened to a hazard, the newest first.

use super::detail_course::event_anchor;
use crate::{
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        photo::photos_of,
        time::{day_text, minute_text},
        timeline::{Timeline, TimelineItem},
    },
};
use domain::{
    hazards::{
        Action, EventKind, EventView, FiveElements, ReviewItem, VoidReason,
        correction::{CHANGED, OF_SITE, Reclassified},
        lifecycle::{REMINDED, SPLIT_FROM, TAKEN_OVER},
    },
    photos::PhotoView,
};
use leptos::prelude::*;

/// The events.
#[component]
pub fn Events(
    /// Oldest first.
    events: Vec<EventView>,
    /// The hazard's photos, with what is drawn over them.
    photos: Vec<PhotoView>,
) -> impl IntoView {
    let items = events.into_iter().rev().map(|event| event_item(event, &photos).into_any()).collect_view();
    view! { <Timeline>{items}</Timeline> }
}

fn event_item(event: EventView, known: &[PhotoView]) -> impl IntoView + use<> {
    let (tone, shape) = look(event.kind);
    let who = format!("{} · {}", event.actor, event.role.label());
    let lines =
        details(&event).into_iter().map(|line| view! { <p class="event-line">{line}</p> }).collect_view();
    let caption = title(&event);
    let gallery = photos_of(&event.photos, known, caption);
    let device = event
        .device_at
        .map(|at| view! { <p class="event-line muted">{tr!(hazards.device_time, at = minute_text(at))}</p> });
    view! {
        <TimelineItem id=event_anchor(event.seq) time=event.server_at title=caption who=who tone shape>
            {event.note.map(|note| view! { <p class="event-note">{note}</p> })}
            {lines}
            {gallery}
            {device}
        </TimelineItem>
    }
}

/// What happened, in a word: an assignment that somebody made to themselves, a note that reminds, and a correction that undoes a merge,
/// have their own.
fn title(event: &EventView) -> &'static str {
    match event.kind {
        EventKind::Assigned if event.data.get(TAKEN_OVER).is_some() => Action::TakeOver.label(),
        EventKind::Corrected if event.data.get(CHANGED).is_some() => Action::Reclassify.label(),
        EventKind::Corrected if event.data.get(SPLIT_FROM).is_some() => Action::Split.label(),
        EventKind::Noted if event.data.get(REMINDED).is_some() => tr!(hazards.reminded),
        kind => kind.label(),
    }
}

fn look(kind: EventKind) -> (Tone, Icon) {
    match kind {
        EventKind::Registered => (Tone::Warn, Icon::Hazard),
        EventKind::Assigned => (Tone::Info, Icon::Person),
        EventKind::Rectified => (Tone::Info, Icon::Wrench),
        EventKind::ReviewPassed => (Tone::Good, Icon::Eye),
        EventKind::Closed => (Tone::Good, Icon::Check),
        EventKind::Returned | EventKind::Reopened => (Tone::Bad, Icon::Return),
        EventKind::ExtensionAsked => (Tone::Warn, Icon::Clock),
        EventKind::ExtensionGranted => (Tone::Info, Icon::Calendar),
        EventKind::ExtensionRefused => (Tone::Bad, Icon::Calendar),
        EventKind::Transferred | EventKind::TransferAnswered => (Tone::Neutral, Icon::Transfer),
        EventKind::Voided => (Tone::Neutral, Icon::Ban),
        EventKind::Noted => (Tone::Neutral, Icon::Note),
        EventKind::Corrected => (Tone::Neutral, Icon::Edit),
        EventKind::FiveElementsSet => (Tone::Info, Icon::Shield),
    }
}

/// What the kind of event adds, in words.
fn details(event: &EventView) -> Vec<String> {
    let text = |key: &str| event.data.get(key).and_then(|v| v.as_str()).map(str::to_owned);
    let mut lines = Vec::new();
    match event.kind {
        EventKind::Assigned => {
            let named = |key: &str| {
                let id = text(key)?;
                event.names.iter().find(|(user, _)| user.to_string() == id).map(|(_, name)| name.clone())
            };
            lines.extend(named("assignee").map(|name| tr!(hazards.to_person, name = name)));
            if text("before") != text("assignee") {
                lines.extend(named("before").map(|name| tr!(hazards.from_person, name = name)));
            }
            // not by whoever registered it, who stands beside the event
            lines.extend(text("rule").map(|_| tr!(hazards.by_rule).to_owned()));
        }
        EventKind::ExtensionAsked => lines.extend(text("until").map(|day| tr!(hazards.until, day = day))),
        EventKind::ExtensionGranted | EventKind::ExtensionRefused => {
            lines.extend(text("until").map(|day| tr!(hazards.until, day = day)));
            lines.extend(text("due").map(|day| tr!(hazards.due_was, day = day)));
            lines.extend(text("original_due").map(|day| tr!(supervision.first_due, day = day)));
        }
        EventKind::Transferred => lines.extend(text("to").map(|name| tr!(hazards.to_body, name = name))),
        EventKind::TransferAnswered => {
            let rectified = event.data.get("rectified").and_then(serde_json::Value::as_bool) == Some(true);
            lines.extend(text("from").map(|name| tr!(supervision.answer_of, name = name)));
            let came = if rectified { tr!(hazards.answer_rectified) } else { tr!(hazards.answer_back) };
            lines.push(came.to_owned());
        }
        EventKind::Reopened => lines.extend(text("due").map(|day| tr!(hazards.new_due, day = day))),
        EventKind::Voided => {
            lines.extend(
                text("reason").and_then(|r| r.parse::<VoidReason>().ok()).map(|r| r.label().to_owned()),
            );
        }
        EventKind::ReviewPassed | EventKind::Closed | EventKind::Returned => {
            lines.extend(review_lines(event));
        }
        EventKind::Corrected if event.data.get(OF_SITE).is_some() => {
            lines.push(tr!(hazards.placed_with_site).to_owned());
        }
        EventKind::Corrected => lines.extend(reclassified(event)),
        EventKind::FiveElementsSet => lines.extend(five_elements(event)),
        _ => {}
    }
    lines
}

/// What a correction changed, before and after.
fn reclassified(event: &EventView) -> Vec<String> {
    let changed =
        event.data.get(CHANGED).cloned().and_then(|c| serde_json::from_value::<Reclassified>(c).ok());
    let Some(changed) = changed else { return Vec::new() };
    let line = |what: &'static str, before: &str, now: &str| {
        tr!(hazards.was_and_is, what = what, before = before.to_owned(), now = now.to_owned())
    };
    let class = changed.category.map(|(a, b)| line(tr!(hazards.category), a.label(), b.label()));
    let second = changed.subcategory.map(|was| line(tr!(hazards.subcategory), &was, "—"));
    let grade = changed.severity.map(|(a, b)| line(tr!(hazards.severity), a.label(), b.label()));
    let clause = changed.clause.map(|(a, b)| line(tr!(hazards.clause), &a, &b));
    let due = changed.due.map(|(a, b)| line(tr!(hazards.effective_due), &day_text(a), &day_text(b)));
    let site = changed.site.map(|_| tr!(hazards.site_corrected).to_owned());
    let place = changed.position.map(|_| tr!(hazards.position_corrected).to_owned());
    [class, second, grade, clause, due, site, place].into_iter().flatten().collect()
}

fn review_lines(event: &EventView) -> Vec<String> {
    let items = event.data.get("items").cloned().unwrap_or_default();
    let items: Vec<ReviewItem> = serde_json::from_value(items).unwrap_or_default();
    let line = |item: ReviewItem| {
        let result = if item.passed { tr!(hazards.passed) } else { tr!(hazards.failed) };
        let note = item.note.filter(|n| !n.is_empty()).map(|n| format!(" — {n}")).unwrap_or_default();
        format!("{}：{result}{note}", review_item(&item.item))
    };
    items.into_iter().map(line).collect()
}

/// The words of a standing item of a review; anything else is shown as it was written.
pub fn review_item(key: &str) -> String {
    match key {
        "eliminated" => tr!(hazards.review_eliminated).to_owned(),
        "no_new_hazard" => tr!(hazards.review_no_new_hazard).to_owned(),
        "party_informed" => tr!(hazards.review_party_informed).to_owned(),
        other => other.to_owned(),
    }
}

fn five_elements(event: &EventView) -> Vec<String> {
    let elements = event.data.get("elements").cloned().unwrap_or_default();
    let Ok(e) = serde_json::from_value::<FiveElements>(elements) else { return Vec::new() };
    let body = e.supervised_by.map(|body| (tr!(supervision.body), body));
    [
        (tr!(hazards.targets), e.targets),
        (tr!(hazards.funds), e.funds),
        (tr!(hazards.people), e.people),
        (tr!(hazards.time), e.time),
        (tr!(hazards.measures), e.measures),
    ]
    .into_iter()
    .chain(body)
    .map(|(name, text)| format!("{name}：{text}"))
    .collect()
}
