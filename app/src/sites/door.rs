//! What the programmes have at a site: what is due, on top; then the history of stoves, devices, failed visits and what the
//! registers hold.

use crate::{
    detectors,
    facts::use_me,
    gas_users,
    gear::badges::{
        attempts_text, device_badge, end_text, life_badge, lpg_badge, non_safe_badges, said_badges,
        stove_badge,
    },
    labels::Label,
    registers, stoves, tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        button::LinkButton,
        card::Card,
        time::{At, day_text},
    },
};
use domain::{
    actor::Right,
    ids::SiteId,
    programmes::{
        campaign::Slot,
        desk_views::Tried,
        due::{DueItem, DueWhat, Urgency},
        register_views::{RegisterKind, RegisterLine},
        views::{DeviceSummary, GasUserSummary, StoveSummary},
    },
};
use leptos::prelude::*;

/// Everything that is due, the most urgent first.
pub(super) fn due_card(items: Vec<DueItem>) -> AnyView {
    let body = if items.is_empty() {
        view! { <p class="muted">{tr!(gear.nothing_due)}</p> }.into_any()
    } else {
        let lines = items.into_iter().map(due_line).collect_view();
        view! { <ul class="hazard-cards due-list">{lines}</ul> }.into_any()
    };
    view! { <Card title=tr!(gear.due)>{body}</Card> }.into_any()
}

fn due_line(item: DueItem) -> impl IntoView {
    let (tone, shape) = match item.urgency {
        Urgency::Now => (Tone::Bad, Icon::Alert),
        Urgency::Late => (Tone::Bad, Icon::Clock),
        Urgency::Soon => (Tone::Warn, Icon::Hourglass),
        Urgency::Routine => (Tone::Neutral, Icon::Circle),
    };
    let by = item.by.map(|day| view! { <span class="muted">{day_text(day)}</span> });
    let inner = view! {
        <span class="hazard-card-text">{format!("{} · {}", item.what.label(), item.why.label())}</span>
        <span class="hazard-marks">
            <Badge tone shape text=item.urgency.label() />
            {by}
        </span>
    };
    let line = match record(item.what, item.record.map(|id| id.to_string())) {
        Some(href) => view! {
            <a class="hazard-card" href=href>
                {inner}
            </a>
        }
        .into_any(),
        None => view! { <div class="hazard-card">{inner}</div> }.into_any(),
    };
    view! { <li>{line}</li> }
}

/// The page of what is due; nothing of what was never recorded.
fn record(what: DueWhat, id: Option<String>) -> Option<String> {
    let path = match what {
        DueWhat::Hazard => "/hazards",
        DueWhat::Stove | DueWhat::Hose => "/stoves",
        DueWhat::GasAlarm | DueWhat::SmokeDetector | DueWhat::CarCharger => "/detectors",
        DueWhat::Lpg => "/gas-users",
        DueWhat::Campaign => "/campaigns",
        DueWhat::Task => return Some("/tasks".to_owned()),
        DueWhat::GasUnit => return None,
    };
    id.map(|id| format!("{path}/{id}"))
}

/// A record that may have taken another's place.
trait Linked {
    type Id: Copy + PartialEq;
    fn own(&self) -> Self::Id;
    fn before(&self) -> Option<Self::Id>;
}

impl Linked for StoveSummary {
    type Id = domain::ids::StoveId;

    fn own(&self) -> Self::Id {
        self.id
    }

    fn before(&self) -> Option<Self::Id> {
        self.replaces
    }
}

impl Linked for DeviceSummary {
    type Id = domain::ids::DetectorId;

    fn own(&self) -> Self::Id {
        self.id
    }

    fn before(&self) -> Option<Self::Id> {
        self.replaces
    }
}

/// Records in their chains: each chain begins with what is there now, and goes back. Chains keep the order of `rows`.
fn chains<T: Linked>(rows: Vec<T>) -> Vec<Vec<T>> {
    let replaced: Vec<T::Id> = rows.iter().filter_map(Linked::before).collect();
    let (heads, mut older): (Vec<T>, Vec<T>) =
        rows.into_iter().partition(|row| !replaced.contains(&row.own()));
    let mut chains = Vec::new();
    for head in heads {
        let mut chain = vec![head];
        while let Some(at) = chain
            .last()
            .and_then(Linked::before)
            .and_then(|before| older.iter().position(|row| row.own() == before))
        {
            chain.push(older.remove(at));
        }
        chains.push(chain);
    }
    // a chain whose end is not here
    chains.extend(older.into_iter().map(|row| vec![row]));
    chains
}

/// The appliances of the site, each chain with what it was before.
pub(super) fn stoves_card(rows: Vec<StoveSummary>, site: SiteId) -> Option<AnyView> {
    let form = may(Right::Survey).then(|| stoves::new_form(site));
    if rows.is_empty() && form.is_none() {
        return None;
    }
    let chains = chains(rows).into_iter().map(|chain| chain_view(chain, stove_line)).collect_view();
    Some(
        view! {
            <Card title=tr!(gear.stoves)>
                <div class="chains">{chains}</div>
                <div class="action-list">{form}</div>
            </Card>
        }
        .into_any(),
    )
}

/// The devices of the site, alike.
pub(super) fn devices_card(rows: Vec<DeviceSummary>, site: SiteId) -> Option<AnyView> {
    let form = may(Right::PlanWork).then(|| detectors::new_form(site));
    if rows.is_empty() && form.is_none() {
        return None;
    }
    let chains = chains(rows).into_iter().map(|chain| chain_view(chain, device_line)).collect_view();
    Some(
        view! {
            <Card title=tr!(gear.detectors)>
                <div class="chains">{chains}</div>
                <div class="action-list">{form}</div>
            </Card>
        }
        .into_any(),
    )
}

fn may(right: Right) -> bool {
    use_me().is_some_and(|me| me.actor.role.has(right))
}

fn chain_view<T>(chain: Vec<T>, line: fn(T) -> AnyView) -> impl IntoView + use<T> {
    let lines = chain.into_iter().map(|row| view! { <li>{line(row)}</li> }).collect_view();
    view! { <ol class="hazard-cards chain">{lines}</ol> }
}

fn stove_line(s: StoveSummary) -> AnyView {
    let facts = (non_safe_badges(&s.non_safe, false), non_safe_badges(&s.non_safe, true));
    let attempts = attempts_text(s.attempts, s.last_attempt);
    let end = end_text(s.expires_on, s.presumed).map(|day| tr!(gear.until, day = day));
    view! {
        <a class="hazard-card" href=format!("/stoves/{}", s.id)>
            <span class="hazard-card-text">{s.appliance.label()}</span>
            <span class="hazard-marks">
                {stove_badge(s.status)} {life_badge(s.life)} {facts} <span class="muted">{end}</span>
                <span class="muted">{attempts}</span>
            </span>
        </a>
    }
    .into_any()
}

fn device_line(d: DeviceSummary) -> AnyView {
    let hangs = [d.serial.map(|serial| serial.to_string()), d.place].into_iter().flatten();
    let hangs = hangs.collect::<Vec<_>>().join(" · ");
    let attempts = attempts_text(d.attempts, d.last_attempt);
    let end = end_text(d.expires_on, d.presumed).map(|day| tr!(gear.until, day = day));
    view! {
        <a class="hazard-card" href=format!("/detectors/{}", d.id)>
            <span class="hazard-card-text">{d.kind.label()}</span>
            <span class="muted">{hangs}</span>
            <span class="hazard-marks">
                {device_badge(d.status)} {life_badge(d.life)} {said_badges(&d.said)}
                <span class="muted">{end}</span> <span class="muted">{attempts}</span>
            </span>
        </a>
    }
    .into_any()
}

/// The site's entry on the register of gas users, or the forms that make one.
pub(super) fn gas_card(entry: Option<GasUserSummary>, site: SiteId, is_home: bool) -> Option<AnyView> {
    let body = match entry {
        Some(entry) => {
            let unit = entry.unit.map(|unit| unit.trade.label());
            let lpg = entry.lpg.map(|lpg| lpg_badge(lpg.standing));
            view! {
                <a class="hazard-card" href=format!("/gas-users/{}", entry.id)>
                    <span class="hazard-card-text">{tr!(gear.open_record)}</span>
                    <span class="hazard-marks">
                        {unit.map(|word| view! { <span class="tag">{word}</span> })}
                        {lpg}
                    </span>
                </a>
            }
            .into_any()
        }
        None if may(Right::Survey) => {
            let forms = gas_users::new_forms(site, is_home);
            view! { <div class="action-list">{forms}</div> }.into_any()
        }
        None => return None,
    };
    Some(view! { <Card title=tr!(gear.gas_users)>{body}</Card> }.into_any())
}

/// Visits that came to nothing with their part of the week, and the part to try next.
pub(super) fn tried_card(site: SiteId, tried: Vec<Tried>, next: Option<Slot>) -> Option<AnyView> {
    let next = next?;
    let slip = may(Right::RecordVisit).then(|| {
        view! {
            <p>
                <LinkButton href=format!("/sites/{site}/slip") icon_before=Icon::Print>
                    {tr!(gear.slip)}
                </LinkButton>
            </p>
        }
    });
    let lines = tried
        .into_iter()
        .map(|visit| {
            view! {
                <li>
                    <a class="hazard-card" href=format!("/inspections/{}", visit.visit)>
                        <span class="hazard-marks">
                            <span class="tag">{visit.outcome.label()}</span>
                            <span class="tag">{visit.slot.label()}</span>
                            <At time=visit.at />
                        </span>
                    </a>
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <Card title=tr!(gear.tried)>
                <p>
                    <Badge tone=Tone::Info shape=Icon::Calendar text=tr!(gear.try_next, slot = next.label()) />
                </p>
                <ul class="hazard-cards">{lines}</ul>
                {slip}
            </Card>
        }
        .into_any(),
    )
}

/// What the registers hold about the site; whoever enters what is new begins from here.
pub(super) fn registers_card(site: SiteId, lines: Vec<RegisterLine>) -> Option<AnyView> {
    let enters = registers::may_enter();
    if lines.is_empty() && !enters {
        return None;
    }
    let new = enters.then(|| {
        let ways = RegisterKind::ALL.iter().map(|kind| {
            view! {
                <LinkButton href=format!("/{kind}/new?site={site}") icon_before=Icon::Add>
                    {registers::name(*kind)}
                </LinkButton>
            }
        });
        view! { <div class="action-list">{ways.collect_view()}</div> }
    });
    let body = if lines.is_empty() {
        view! { <p class="muted">{tr!(site.no_registers)}</p> }.into_any()
    } else {
        registers::lines(lines, &format!("site={site}"))
    };
    Some(view! { <Card title=tr!(registers.linked)>{body} {new}</Card> }.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Row(u8, Option<u8>);

    impl Linked for Row {
        type Id = u8;

        fn own(&self) -> u8 {
            self.0
        }

        fn before(&self) -> Option<u8> {
            self.1
        }
    }

    fn ids(rows: Vec<Row>) -> Vec<Vec<u8>> {
        chains(rows).iter().map(|chain| chain.iter().map(Linked::own).collect()).collect()
    }

    #[test]
    fn what_is_there_now_comes_first_and_leads_back() {
        let rows = vec![Row(5, Some(3)), Row(4, None), Row(3, Some(1)), Row(2, None), Row(1, None)];
        assert_eq!(ids(rows), [vec![5, 3, 1], vec![4], vec![2]]);
        assert_eq!(ids(vec![]), Vec::<Vec<u8>>::new());
        // the record before is not among them
        assert_eq!(ids(vec![Row(7, Some(6))]), [vec![7]]);
        // never, but nothing is lost then
        assert_eq!(ids(vec![Row(1, Some(2)), Row(2, Some(1))]).len(), 2);
    }

    #[test]
    fn what_was_never_recorded_has_no_page() {
        assert_eq!(record(DueWhat::Stove, None), None);
        assert_eq!(record(DueWhat::Hose, Some("x".into())).as_deref(), Some("/stoves/x"));
    }
}
