//! Sites and open hazards on the schematic map that was taken along.

use super::{fresh::IntoFresh, known::use_tablet, place::Place, shapes};
use crate::{
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        icon,
        map::{Map, MapMode, PickedPoint},
        page::PageHead,
    },
};
use domain::{
    hazards::Status,
    ids::{HazardId, SiteId},
    sites::SiteStatus,
};
use leptos::prelude::*;

/// The screen.
#[component]
pub fn FieldMap() -> impl IntoView {
    let tablet = use_tablet();
    let sites = RwSignal::new(false);
    let picked = RwSignal::new(None::<PickedPoint>);
    let choose = move |which: bool| {
        picked.set(None);
        sites.set(which);
    };
    let chips = [(false, tr!(field.open_hazards)), (true, tr!(nav.sites))].map(|(which, label)| {
        view! {
            <label class="chip">
                <input
                    class="visually-hidden"
                    type="radio"
                    name="shown"
                    prop:checked=move || sites.get() == which
                    on:change=move |_| choose(which)
                />
                <span>{label}</span>
            </label>
        }
    });
    let area = untrack(|| tablet.me()).map(|me| me.area.code);
    view! {
        <PageHead title=tr!(ui.map) />
        <div class="field-chips">{chips.into_iter().collect_view()}</div>
        <div class="field-map">
            {move || {
                let points = if sites.get() {
                    Signal::derive(move || tablet.sites.with(|sites| shapes::of_sites(sites.iter())))
                } else {
                    Signal::derive(move || tablet.hazards.with(|hazards| shapes::of_hazards(hazards.iter())))
                };
                view! {
                    <Map
                        mode=MapMode::List
                        own_points=Some(points)
                        area=Signal::stored(area.clone())
                        chosen=Signal::derive(move || picked.with(|point| point.as_ref().map(|point| point.id)))
                        shown=Signal::derive(move || tablet.here.get().map(|here| here.point))
                        signs=signs(sites.get_untracked())
                        on_select=Callback::new(move |point| picked.set(Some(point)))
                    />
                }
            }}
            {move || picked.get().map(|point| view! { <PointCard point sites=sites.get_untracked() picked /> }.into_fresh())}
        </div>
    }
}

/// What the signs mean.
fn signs(sites: bool) -> Vec<(&'static str, &'static str)> {
    if sites {
        return vec![(SiteStatus::Active.as_str(), SiteStatus::Active.label())];
    }
    let open = Status::ALL.iter().filter(|status| status.is_open());
    open.map(|status| (status.as_str(), status.label())).collect()
}

/// What was tapped.
#[component]
fn PointCard(point: PickedPoint, sites: bool, picked: RwSignal<Option<PickedPoint>>) -> impl IntoView {
    let place = if sites { Place::Site(SiteId(point.id)) } else { Place::Hazard(HazardId(point.id)) };
    let status = (!sites).then(|| point.status.parse::<Status>().ok()).flatten();
    let title = point.title.clone().unwrap_or_default();
    let name = point.number.clone().unwrap_or_else(|| title.clone());
    let text = point.number.is_some().then_some(title);
    view! {
        <div class="point-card" role="status">
            <p class="point-marks">
                {status.map(|status| view! { <Badge text=status.label() /> })}
                {point
                    .overdue
                    .then(|| view! { <Badge tone=Tone::Bad shape=Icon::Clock text=tr!(field.show_overdue) /> })}
            </p>
            <a class="row-link" href=place.href()>
                {name}
            </a>
            {text.map(|text| view! { <p class="point-text">{text}</p> })}
            <button
                type="button"
                class="button quiet icon-only"
                aria-label=tr!(ui.close)
                on:click=move |_| picked.set(None)
            >
                {icon(Icon::Close)}
            </button>
        </div>
    }
}
