//! A position: from the device, set on the map, or that of the site's address.

use super::{
    browser::{NoPosition, locate},
    faults::control_id,
    fields::Problem,
};
use crate::{
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        flash::Message,
        icon,
        map::{Map, MapMode},
        only::Only,
    },
};
use domain::{
    geo::{Point, Wgs84},
    hazards::{PointSource, Position},
};
use leptos::{prelude::*, task::spawn_local};

/// From here on the radius is worth a word, in metres: the next committee may be nearer.
const ROUGH_M: f64 = 100.0;

/// Choosing a position.
#[component]
pub fn PositionField(
    /// The field's name.
    #[prop(into)]
    field: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// The position.
    #[prop(into)]
    value: Signal<Option<Position>>,
    /// Told the new one.
    #[prop(into)]
    on_change: Callback<Option<Position>>,
    /// The position of the site's address, where that may be taken over.
    #[prop(optional, into)]
    of_address: Option<Signal<Option<Position>>>,
) -> impl IntoView {
    let looking = RwSignal::new(false);
    let refused = RwSignal::new(None::<NoPosition>);
    let map_open = RwSignal::new(false);
    let find = move |_| {
        looking.set(true);
        refused.set(None);
        spawn_local(async move {
            let found = locate().await;
            // the page may have been left meanwhile
            if looking.try_set(false).is_some() {
                return;
            }
            match found {
                Ok(position) => on_change.run(Some(position)),
                Err(why) => refused.set(Some(why)),
            }
        });
    };
    let picked = Callback::new(move |point: Point<Wgs84>| {
        refused.set(None);
        on_change.run(Some(Position { point, accuracy_m: None, source: PointSource::Pin }));
    });
    let pressed = move |source| move || value.get().is_some_and(|p| p.source == source).to_string();
    let pin = Signal::derive(move || value.get().map(|p| p.point));
    let id = control_id(&field);
    view! {
        <fieldset class="position">
            <legend>{label}</legend>
            <p class="position-now" role="status">
                {move || match value.get() {
                    Some(position) => view! { {icon(Icon::Pin)} <span>{position_text(&position)}</span> }.into_any(),
                    None => view! { <span class="hint">{tr!(capture.no_position)}</span> }.into_any(),
                }}
            </p>
            <div class="actions">
                <button
                    id=id
                    type="button"
                    class="button"
                    aria-pressed=pressed(PointSource::Gps)
                    disabled=looking
                    on:click=find
                >
                    {icon(Icon::Locate)}
                    <span>{move || if looking.get() { tr!(capture.locating) } else { tr!(capture.by_gps) }}</span>
                </button>
                <button
                    type="button"
                    class="button"
                    aria-pressed=pressed(PointSource::Pin)
                    aria-expanded=move || map_open.get().to_string()
                    on:click=move |_| map_open.update(|open| *open = !*open)
                >
                    {icon(Icon::Map)}
                    <span>{tr!(capture.by_pin)}</span>
                </button>
                {of_address
                    .map(|of_address| {
                        view! {
                            <button
                                type="button"
                                class="button"
                                aria-pressed=pressed(PointSource::Address)
                                disabled=move || of_address.get().is_none()
                                on:click=move |_| on_change.run(of_address.get_untracked())
                            >
                                {icon(Icon::Site)}
                                <span>{tr!(capture.by_address)}</span>
                            </button>
                        }
                    })}
                <button
                    type="button"
                    class="button quiet"
                    hidden=move || value.get().is_none()
                    on:click=move |_| on_change.run(None)
                >
                    {tr!(ui.clear)}
                </button>
            </div>
            <Message tone=Tone::Warn text=Signal::derive(move || refused.get().map(no_position_text)) />
            <Problem field />
            <Only when=move || map_open.get()>
                <div class="capture-map">
                    <Map mode=MapMode::Pick point=pin on_pick=picked cooperative=true />
                </div>
                <p class="hint">{tr!(capture.pin_hint)}</p>
            </Only>
        </fieldset>
    }
}

/// How it was got, and how far it may be off.
pub fn position_text(position: &Position) -> String {
    let source = position.source.label();
    let mut text = match position.accuracy_m {
        Some(metres) => tr!(capture.position_within, source = source, metres = format!("{metres:.0}")),
        None => source.to_owned(),
    };
    if position.accuracy_m.is_some_and(|metres| metres > ROUGH_M) {
        text.push_str(tr!(capture.position_rough));
    }
    text
}

/// Why there is no position, and what to do.
pub fn no_position_text(why: NoPosition) -> String {
    match why {
        NoPosition::Denied => tr!(capture.position_denied),
        NoPosition::Unavailable => tr!(capture.position_unavailable),
        NoPosition::Timeout => tr!(capture.position_timeout),
    }
    .into()
}
