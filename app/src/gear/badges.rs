//! Where stoves, devices and users of gas stand, and how far their lives have gone.

use crate::{
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        card::or_nothing,
        time::{day_text, minute_text},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    inspections::Outcome,
    programmes::{
        device::{DeviceStatus, Reporting, Saying},
        gas::LpgStanding,
        gear::Life,
        stove::{NonSafe, StoveStatus},
        views::Said,
    },
};
use leptos::prelude::*;

/// Where an appliance stands.
pub fn stove_badge(status: StoveStatus) -> AnyView {
    let (tone, shape) = match status {
        StoveStatus::Surveyed => (Tone::Neutral, Icon::Circle),
        StoveStatus::Safe | StoveStatus::Accepted => (Tone::Good, Icon::Check),
        StoveStatus::NonSafe => (Tone::Bad, Icon::Alert),
        StoveStatus::Planned => (Tone::Info, Icon::Calendar),
        StoveStatus::Replaced => (Tone::Warn, Icon::Hourglass),
        StoveStatus::Gone => (Tone::Neutral, Icon::Ban),
    };
    view! { <Badge tone shape text=status.label() /> }.into_any()
}

/// Where a device stands.
pub fn device_badge(status: DeviceStatus) -> AnyView {
    let (tone, shape) = match status {
        DeviceStatus::Planned => (Tone::Info, Icon::Calendar),
        DeviceStatus::Installed => (Tone::Warn, Icon::Hourglass),
        DeviceStatus::Accepted => (Tone::Good, Icon::Check),
        DeviceStatus::Faulty => (Tone::Bad, Icon::Wrench),
        DeviceStatus::Replaced => (Tone::Neutral, Icon::Swap),
        DeviceStatus::Retired => (Tone::Neutral, Icon::Ban),
    };
    view! { <Badge tone shape text=status.label() /> }.into_any()
}

/// Where a user of cylinders stands.
pub fn lpg_badge(standing: LpgStanding) -> AnyView {
    let (tone, shape) = match standing {
        LpgStanding::Using => (Tone::Warn, Icon::Cylinder),
        LpgStanding::Clearing => (Tone::Bad, Icon::Hourglass),
        LpgStanding::Cleared => (Tone::Good, Icon::Check),
    };
    view! { <Badge tone shape text=standing.label() /> }.into_any()
}

/// How far a life has gone: expired is louder than expiring, and what is good says nothing.
pub fn life_badge(life: Option<Life>) -> Option<AnyView> {
    let (tone, shape) = match life? {
        Life::Expired => (Tone::Bad, Icon::Alert),
        Life::Expiring => (Tone::Warn, Icon::Clock),
        Life::Unknown => (Tone::Neutral, Icon::Info),
        Life::Good => return None,
    };
    life.map(|life| view! { <Badge tone shape text=life.label() /> }.into_any())
}

/// The end of a life as a text; says when the day is presumed.
pub fn end_text(on: Option<NaiveDate>, presumed: bool) -> Option<String> {
    let day = day_text(on?);
    Some(if presumed { tr!(gear.presumed, day = day) } else { day })
}

/// The same in a row, or a dash.
pub fn end_in_row(on: Option<NaiveDate>, presumed: bool) -> impl IntoView {
    view! { <span class:presumed=presumed>{or_nothing(end_text(on, presumed))}</span> }
}

/// What is not safe; the hose apart, because a new hose puts that right.
pub fn non_safe_badges(facts: &[NonSafe], hose: bool) -> Vec<AnyView> {
    let tone = if hose { Tone::Warn } else { Tone::Bad };
    let of_kind = facts.iter().filter(|fact| fact.is_hose() == hose);
    of_kind.map(|fact| view! { <Badge tone shape=Icon::Alert text=fact.label() /> }.into_any()).collect()
}

/// Visits that came to nothing; nothing when there were none.
pub fn attempts_text(attempts: u32, last: Option<(DateTime<Utc>, Outcome)>) -> Option<String> {
    let (at, outcome) = last?;
    Some(tr!(gear.attempts_n, n = attempts, outcome = outcome.label(), at = minute_text(at)))
}

/// What a device says of itself, the loudest first.
pub fn said_badges(said: &Said) -> Vec<AnyView> {
    let badge =
        |tone: Tone, shape: Icon, text: &str| view! { <Badge tone shape text=text.to_owned() /> }.into_any();
    let mut out = Vec::new();
    if said.alarming {
        out.push(badge(Tone::Bad, Icon::Alert, Saying::Alarming.label()));
    }
    if said.faulty {
        out.push(badge(Tone::Bad, Icon::Wrench, Saying::OutOfOrder.label()));
    }
    match said.reporting {
        Some(Reporting::Silent) => out.push(badge(Tone::Bad, Icon::Offline, Reporting::Silent.label())),
        Some(Reporting::Reporting) => out.push(badge(Tone::Good, Icon::Sync, Reporting::Reporting.label())),
        None => {}
    }
    if said.low_battery.is_some() {
        out.push(badge(Tone::Warn, Icon::Bolt, Saying::LowBattery.label()));
    }
    out
}
