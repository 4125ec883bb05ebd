//! The part of a site's page about what stands behind its door: what is due, what there is, the forms, and when to come
//! again.

use super::{
    DRAFT,
    attempt::slots,
    doing::Doing,
    form_screen::way,
    rows::{Before, device_row, due_line, gas_rows, stove_row},
};
use crate::{
    field::{attempts, entry, fresh::IntoFresh, known::use_tablet, redraft::form_of},
    labels::Label,
    tr,
    ui::{
        Icon,
        card::{Card, Empty},
        icon,
    },
};
use domain::{calendar::local_date, ids::SiteId, programmes::due::OpenHazard, sites::SiteKind};
use leptos::prelude::*;

/// What is due at the door, and what stands behind it.
#[component]
pub fn BehindDoor(
    /// The site.
    site: SiteId,
    /// Its kind.
    kind: SiteKind,
    /// What a person calls it.
    name: String,
) -> impl IntoView {
    let tablet = use_tablet();
    let door = Memo::new(move |_| tablet.door(site));
    let before = Memo::new(move |_| {
        let today = local_date(tablet.now.get());
        tablet.me().map(|me| Before { site, actor: me.actor, today })
    });
    let hazards = Memo::new(move |_| {
        tablet.hazards.with(|hazards| {
            let here = hazards.iter().filter(|hazard| hazard.site == Some(site));
            here.map(|hazard| tablet.state_of(&hazard.state))
                .map(|state| OpenHazard { id: state.id, status: state.status, due: state.effective_due })
                .collect::<Vec<_>>()
        })
    });
    let wanted = Memo::new(move |_| tablet.wanted_at(site));
    let due = Memo::new(move |_| {
        let now = tablet.now.get();
        door.with(|door| hazards.with(|hazards| wanted.with(|wanted| door.due(kind, hazards, wanted, now))))
    });
    let lines = move || {
        let before = before.get()?;
        let items = due.get();
        if items.is_empty() {
            return Some(view! { <Empty icon=Icon::Check title=tr!(door.nothing_due) /> }.into_fresh());
        }
        let lines = door.with(|door| {
            wanted
                .with(|wanted| items.iter().map(|item| due_line(item, door, wanted, &before)).collect_view())
        });
        Some(view! { <ul class="field-lines">{lines}</ul> }.into_fresh())
    };
    let behind = move || {
        let before = before.get()?;
        Some(door.with(|door| {
            if door.stoves.is_empty() && door.devices.is_empty() && door.gas.is_none() {
                return view! { <p class="hint">{tr!(door.nothing_behind)}</p> }.into_fresh();
            }
            let stoves = door.stoves.iter().map(|stove| stove_row(stove, door, &before)).collect_view();
            let devices =
                door.devices.iter().map(|(device, _)| device_row(device, door, &before)).collect_view();
            let gas = door.gas.as_ref().map(|entry| gas_rows(entry, door, &before));
            view! { <ul class="door-rows">{stoves} {devices} {gas}</ul> }.into_fresh()
        }))
    };
    let ways = move || {
        let before = before.get()?;
        let gas = (kind.is_business()).then_some((Doing::GasUnit, Icon::Flame));
        let all = [(Doing::NewStove, Icon::Stove), (Doing::NewDevice, Icon::Shield)]
            .into_iter()
            .chain(gas)
            .chain([(Doing::LpgUser, Icon::Cylinder), (Doing::Attempt, Icon::Return)]);
        Some(door.with(|door| {
            all.filter(|(doing, _)| before.permits(*doing, None, door))
                .map(|(doing, drawing)| way(site, doing, None, drawing, false))
                .collect_view()
        }))
    };
    view! {
        <Unfinished name />
        <Card title=tr!(door.due_title)>{lines}</Card>
        <Card title=tr!(door.behind)>
            <div class="stack">
                <Tried site />
                {behind}
                <div class="actions">{ways}</div>
            </div>
        </Card>
    }
}

/// Forms that were begun here and not saved.
#[component]
fn Unfinished(name: String) -> impl IntoView {
    let tablet = use_tablet();
    move || {
        let mine = |title: &str| title.strip_prefix(&name).is_some_and(|rest| rest.starts_with(" ·"));
        let about_site = |kind: &str| [DRAFT, entry::DRAFT].contains(&kind);
        tablet.drafts.with(|drafts| {
            let found = drafts.iter().filter(|draft| about_site(&draft.kind) && mine(&draft.title));
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

/// When somebody came and it came to nothing, and when to come next.
#[component]
fn Tried(site: SiteId) -> impl IntoView {
    let tablet = use_tablet();
    let told = Memo::new(move |_| {
        let known = tablet.sites.with(|sites| sites.get(site.0).cloned());
        let mut tried = tablet.visits.with(|here| attempts::failed(site, known.as_ref(), here));
        if known.is_none_or(|site| site.tried.is_none()) {
            tried.extend(tablet.door(site).attempts());
        }
        let calendar =
            tablet.reference.with(|reference| reference.as_ref().map(|it| it.calendar()).unwrap_or_default());
        let (seen, next) = slots(tried, &calendar)?;
        let words: Vec<&str> = seen.into_iter().map(Label::label).collect();
        Some((words.join(tr!(ui.list_comma)), next.label()))
    });
    move || {
        told.get().map(|(tried, next)| {
            view! {
                <p class="message tone-info slots">
                    {icon(Icon::Clock)}
                    <span>{tr!(door.tried, slots = tried)} " " <strong>{tr!(door.suggested, slot = next)}</strong></span>
                </p>
            }
        })
    }
}
