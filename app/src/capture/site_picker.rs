//! Choosing a site: by typing, by nearness, from the map.

use super::{
    browser::{locate, may_locate},
    outside::{Outside, SitePoints, use_outside},
    scan::ScanButton,
};
use crate::{
    error::AppError,
    fault_text::error_text,
    labels::Label,
    tr,
    ui::{
        Icon, icon,
        map::{Map, MapMode, PickedPoint},
        only::Only,
    },
};
use domain::{
    codes::Scanned,
    geo::{Point, Wgs84},
    hazards::Position,
    ids::SiteId,
    sites::SiteHit,
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use std::sync::Arc;

use super::position_field::no_position_text;

/// What the list below the search shows.
#[derive(Clone, Debug, Default, PartialEq)]
enum Found {
    /// Nothing was asked for yet.
    #[default]
    Nothing,
    /// It is being looked for.
    Looking,
    /// These.
    Hits(Vec<SiteHit>),
    /// Why there are none.
    Failed(String),
}

#[derive(Clone, Copy)]
struct Search {
    outside: StoredValue<Arc<dyn Outside>>,
    typed: RwSignal<String>,
    near: RwSignal<Option<Point<Wgs84>>>,
    found: RwSignal<Found>,
    map_open: RwSignal<bool>,
    /// Counts the questions: an answer that comes late says nothing about the newer one.
    asked: StoredValue<u32>,
    timer: StoredValue<Option<TimeoutHandle>>,
    on_choose: Callback<SiteHit>,
    on_position: Option<Callback<Position>>,
}

impl Search {
    fn ask(self) {
        let Some(number) = self.asked.try_update_value(|n| {
            *n += 1;
            *n
        }) else {
            return;
        };
        let (text, near) = (self.typed.get_untracked(), self.near.get_untracked());
        if text.trim().is_empty() && near.is_none() {
            self.found.set(Found::Nothing);
            return;
        }
        if !matches!(self.found.get_untracked(), Found::Hits(_)) {
            self.found.set(Found::Looking);
        }
        let answer = self.outside.with_value(|outside| outside.find_sites(text, near));
        spawn_local(async move {
            let answer = answer.await;
            if self.asked.try_get_value() == Some(number) {
                self.found.set(match answer {
                    Ok(hits) => Found::Hits(hits),
                    Err(error) => Found::Failed(error_text(&error)),
                });
            }
        });
    }

    fn type_in(self, text: String) {
        self.typed.set(text);
        if let Some(Some(waiting)) = self.timer.try_update_value(Option::take) {
            waiting.clear();
        }
        let pause = self.outside.with_value(|outside| outside.typing());
        let later = set_timeout_with_handle(move || self.ask(), pause);
        self.timer.set_value(later.ok());
    }

    fn look_near(self) {
        self.found.set(Found::Looking);
        let asked = self.asked.get_value();
        spawn_local(async move {
            let here = locate().await;
            let Some(by_now) = self.asked.try_get_value() else { return };
            match here {
                Ok(position) => {
                    if let Some(tell) = self.on_position {
                        tell.run(position);
                    }
                    self.near.set(Some(position.point));
                    self.ask();
                }
                // somebody has looked for something meanwhile: what was found stays
                Err(_) if by_now != asked => {}
                Err(why) => self.found.set(Found::Failed(no_position_text(why))),
            }
        });
    }

    fn pick(self, point: PickedPoint) {
        self.choose(SiteId(point.id));
    }

    /// Chooses the site with this id.
    fn choose(self, id: SiteId) {
        let answer = self.outside.with_value(|outside| outside.site(id));
        spawn_local(async move {
            let answer = answer.await;
            if self.asked.try_get_value().is_none() {
                return;
            }
            match answer.and_then(|form| form.site.ok_or(AppError::Transport)) {
                Ok(site) => self.on_choose.run(site),
                Err(error) => self.found.set(Found::Failed(error_text(&error))),
            }
        });
    }
}

impl Search {
    /// What a code asks for.
    fn scanned(self, code: Scanned) {
        match code {
            Scanned::Site(id) => {
                self.found.set(Found::Looking);
                self.choose(id);
            }
            Scanned::Words(words) => {
                self.typed.set(words);
                self.ask();
            }
            Scanned::Hazard(_) | Scanned::HazardNumber(_) => {
                self.found.set(Found::Failed(tr!(camera.code_of_hazard).to_owned()));
            }
        }
    }
}

/// Choosing a site.
#[component]
pub fn SitePicker(
    /// Told the chosen one.
    #[prop(into)]
    on_choose: Callback<SiteHit>,
    /// Told the device's position, when it was asked for it.
    #[prop(optional, into)]
    on_position: Option<Callback<Position>>,
    /// Offers to add a site; told what was typed.
    #[prop(optional, into)]
    on_new: Option<Callback<String>>,
    /// The id of the search field.
    #[prop(into)]
    id: String,
) -> impl IntoView {
    let outside = use_outside();
    let (points, own) = match outside.site_points() {
        SitePoints::At(address) => (Some(address), None),
        SitePoints::Own(points) => (None, Some(points)),
    };
    let search = Search {
        outside: StoredValue::new(outside),
        typed: RwSignal::new(String::new()),
        near: RwSignal::new(None),
        found: RwSignal::new(Found::Nothing),
        map_open: RwSignal::new(false),
        asked: StoredValue::new(0),
        timer: StoredValue::new(None),
        on_choose,
        on_position,
    };
    Effect::new(move || {
        spawn_local(async move {
            // somebody who has allowed it before sees what is near at once
            if may_locate().await && search.found.try_get_untracked() == Some(Found::Nothing) {
                search.look_near();
            }
        });
    });
    let add = move || {
        on_new.map(|on_new| {
            view! {
                <button type="button" class="button" on:click=move |_| on_new.run(search.typed.get_untracked())>
                    {icon(Icon::Add)}
                    <span>{tr!(capture.add_site)}</span>
                </button>
            }
        })
    };
    view! {
        <div class="site-picker" role="search">
            <div class="field">
                <label for=id.clone()>{tr!(capture.search_site)}</label>
                <input
                    id=id
                    type="search"
                    autocomplete="off"
                    enterkeyhint="search"
                    placeholder=tr!(capture.search_site_hint)
                    prop:value=search.typed
                    on:input:target=move |ev| search.type_in(ev.target().value())
                />
            </div>
            <div class="actions">
                <button
                    type="button"
                    class="button"
                    aria-pressed=move || search.near.get().is_some().to_string()
                    on:click=move |_| search.look_near()
                >
                    {icon(Icon::Locate)}
                    <span>{tr!(capture.nearby)}</span>
                </button>
                <button
                    type="button"
                    class="button"
                    aria-expanded=move || search.map_open.get().to_string()
                    on:click=move |_| search.map_open.update(|open| *open = !*open)
                >
                    {icon(Icon::Map)}
                    <span>{tr!(capture.on_map)}</span>
                </button>
                <ScanButton on_code=Callback::new(move |code| search.scanned(code)) />
                {add()}
            </div>
            <Only when=move || search.map_open.get()>
                <div class="capture-map">
                    <Map
                        mode=MapMode::List
                        points=points.clone()
                        own_points=own
                        shown=search.near
                        cooperative=true
                        on_select=Callback::new(move |point| search.pick(point))
                    />
                </div>
            </Only>
            <div class="site-hits" role="status">
                {move || match search.found.get() {
                    Found::Nothing => ().into_any(),
                    Found::Looking => view! { <p class="hint">{tr!(capture.looking)}</p> }.into_any(),
                    Found::Failed(why) => {
                        view! {
                            <p class="message tone-warn">{icon(Icon::Alert)} <span>{why}</span></p>
                        }
                            .into_any()
                    }
                    Found::Hits(hits) if hits.is_empty() => {
                        view! { <p class="hint">{tr!(capture.no_site_found)}</p> }.into_any()
                    }
                    Found::Hits(hits) => {
                        let hits = hits.into_iter().map(|hit| view! { <Hit hit on_choose /> }).collect_view();
                        view! { <ul>{hits}</ul> }.into_any()
                    }
                }}
            </div>
        </div>
    }
}

/// One site to choose.
#[component]
fn Hit(hit: SiteHit, on_choose: Callback<SiteHit>) -> impl IntoView {
    let far = hit.distance_m.map(distance_text);
    let (name, address, area, kind) =
        (hit.name.clone(), hit.address.clone(), hit.area.name.clone(), hit.kind.label());
    view! {
        <li>
            <button type="button" class="site-hit" on:click=move |_| on_choose.run(hit.clone())>
                <strong>{name}</strong>
                <span class="tag">{kind}</span>
                <span class="site-hit-address">{address} " · " {area}</span>
                {far.map(|far| view! { <span class="site-hit-far">{far}</span> })}
            </button>
        </li>
    }
}

/// `85 米`, `1.2 公里`.
pub fn distance_text(metres: f64) -> String {
    if metres < 1000.0 {
        tr!(capture.metres, n = format!("{:.0}", (metres / 5.0).round() * 5.0))
    } else {
        tr!(capture.kilometres, n = format!("{:.1}", metres / 1000.0))
    }
}
