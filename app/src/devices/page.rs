//! The page of tablets: who works on which, when it was last heard of, what it holds, and whose photos are missing.

use super::api::list_devices;
use crate::{
    error::AppError,
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        button::{LinkButton, Look},
        card::{Empty, Nothing},
        icon,
        load::Load,
        page::PageHead,
        pager::Pager,
        table::{Cell, Table},
        time::{Ago, span_text},
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    listing::InspectionFilter,
    sync::{Device, DeviceKey, DevicePage},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where it is.
pub const PATH: &str = "/devices";

/// The page.
#[component]
pub fn DevicesPage() -> impl IntoView {
    let query = use_query_map();
    let asked = move || {
        let query = query.read();
        // what is no place in the list begins it
        let place = |name: &str| query.get(name).and_then(|place| place.parse::<DeviceKey>().ok());
        (place("after"), place("before"))
    };
    let data: Resource<Result<DevicePage, AppError>> =
        Resource::new(asked, |(after, before)| list_devices(after, before));
    view! { <Load data view=|page| shown(page).into_any() /> }
}

fn shown(page: DevicePage) -> impl IntoView {
    let previous = page.previous.map(|key| format!("{PATH}?before={key}"));
    let next = page.next.map(|key| format!("{PATH}?after={key}"));
    let late = (page.late > 0).then(|| {
        view! {
            <div class=format!("banner {}", Tone::Bad.class()) role="status">
                {icon(Icon::Alert)}
                <p>{tr!(devices.late, n = page.late, hours = page.late_hours)}</p>
            </div>
        }
    });
    let list = if page.rows.is_empty() {
        view! { <Empty icon=Icon::Sync title=tr!(devices.none) /> }.into_any()
    } else {
        table(page.rows).into_any()
    };
    view! {
        <PageHead title=tr!(devices.title) />
        <p class="hint">{tr!(devices.hint)}</p>
        {late}
        <p class="devices-total" role="status">
            {tr!(devices.total, n = page.total)}
        </p>
        {list}
        <Pager previous next />
    }
}

fn table(devices: Vec<Device>) -> impl IntoView {
    let columns = [
        tr!(devices.person),
        tr!(devices.tablet),
        tr!(devices.held),
        tr!(devices.awaited),
        tr!(devices.synced),
        tr!(devices.prepared),
        tr!(devices.clock),
        tr!(devices.program),
        tr!(devices.records),
    ];
    view! {
        <div class="devices">
            <Table caption=tr!(devices.title) columns=columns.iter().map(ToString::to_string).collect()>
                {devices.into_iter().map(row).collect_view()}
            </Table>
        </div>
    }
}

fn row(device: Device) -> impl IntoView {
    let theirs = InspectionFilter { inspector: Some(device.person.id), ..InspectionFilter::default() };
    let visits = crate::query::href("/inspections", &theirs);
    let (held, awaited) = (held(&device), awaited(&device));
    let clock = clock(device.clock_off());
    let program = if device.is_outdated() {
        view! { <Badge tone=Tone::Warn shape=Icon::Download text=tr!(devices.outdated) /> }.into_any()
    } else {
        tr!(devices.version, n = device.api).into_any()
    };
    let late = device.is_late();
    view! {
        <tr class:late=late>
            <td class="card-title" data-label=tr!(devices.person)>
                {device.person.name}
                " "
                <span class="muted">{device.person.role.label()} " · " {device.area.name}</span>
            </td>
            <Cell label=tr!(devices.tablet)>{device.label}</Cell>
            <Cell label=tr!(devices.held)>{held}</Cell>
            <Cell label=tr!(devices.awaited)>{awaited}</Cell>
            <Cell label=tr!(devices.synced)>{when(device.synced_at)}</Cell>
            <Cell label=tr!(devices.prepared)>{when(device.prepared_at)}</Cell>
            <Cell label=tr!(devices.clock)>{clock}</Cell>
            <Cell label=tr!(devices.program)>{program}</Cell>
            <Cell label=tr!(devices.records)>
                <LinkButton href=visits look=Look::Quiet>
                    {tr!(devices.visits)}
                </LinkButton>
            </Cell>
        </tr>
    }
}

/// Photos of the person that have not come, and since when.
fn awaited(device: &Device) -> AnyView {
    let Some(since) = device.awaited_since else { return view! { <Nothing /> }.into_any() };
    waiting(tr!(devices.n_photos, n = device.awaited), Icon::Photo, since, device.awaited_late)
}

/// What the tablet said it holds of the person's work, and since when; a program that does not say leaves it open.
fn held(device: &Device) -> AnyView {
    let Some(held) = device.held else { return view! { <Nothing /> }.into_any() };
    let Some(since) = held.oldest else { return tr!(devices.held_nothing).into_any() };
    let what = match (held.records, held.photos) {
        (records, 0) => tr!(devices.held_records, n = records),
        (0, photos) => tr!(devices.held_photos, n = photos),
        (records, photos) => tr!(devices.held_both, records = records, photos = photos),
    };
    waiting(what, Icon::Offline, since, device.held_late)
}

/// What waits and since when; louder when that is too long ago.
fn waiting(what: String, shape: Icon, since: DateTime<Utc>, late: bool) -> AnyView {
    let badge = if late {
        view! { <Badge tone=Tone::Bad shape=Icon::Alert text=tr!(devices.overdue, what = what) /> }.into_any()
    } else {
        view! { <Badge tone=Tone::Warn shape=shape text=what /> }.into_any()
    };
    view! {
        <span class="devices-waiting">
            {badge}
            <Ago time=since />
        </span>
    }
    .into_any()
}

fn when(at: Option<DateTime<Utc>>) -> AnyView {
    match at {
        Some(time) => view! { <Ago time /> }.into_any(),
        None => view! { <Nothing /> }.into_any(),
    }
}

/// How the clock of the tablet stood the last time it was heard of.
fn clock(off: Option<TimeDelta>) -> AnyView {
    let Some(skew) = off else { return tr!(devices.clock_right).into_any() };
    let by = span_text(skew);
    let text = if skew > TimeDelta::zero() {
        tr!(devices.clock_fast, by = by)
    } else {
        tr!(devices.clock_slow, by = by)
    };
    view! { <Badge tone=Tone::Warn shape=Icon::Clock text /> }.into_any()
}
