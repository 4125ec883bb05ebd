//! Where something is: picked on the map, or typed as a pair of degrees in the datum of the map that it was read from. What is picked
//! stands in the fields, so the form is the same with and without scripts.

use crate::{
    labels::Label,
    tr,
    ui::{
        Icon,
        choice::{Choice, Segments},
        field::{Field, FormState, described_by},
        icon,
        map::{Map, MapMode},
        only::Only,
    },
};
use domain::{
    area::AreaCode,
    geo::{Datum, Point, Wgs84, to_wgs84},
    sites::Belonging,
};
use leptos::prelude::*;

/// The fields of a form that places a site or a hazard.
#[component]
pub(crate) fn PlaceFields(
    /// The form.
    form: FormState,
    /// Where it is now.
    point: Option<Point<Wgs84>>,
    /// Where the map opens while it is nowhere.
    area: AreaCode,
    /// What follows from it.
    hint: &'static str,
) -> impl IntoView {
    let typed = |field: &str| RwSignal::new(form.typed(field).unwrap_or_default());
    let (lon, lat, datum) = (typed("lon"), typed("lat"), typed("datum"));
    if datum.with_untracked(String::is_empty) {
        datum.set(Datum::Wgs84.as_str().into());
    }
    let open = RwSignal::new(false);
    let meant = Signal::derive(move || meant(&lon.read(), &lat.read(), &datum.read()));
    let pin = Signal::derive(move || meant.get().or(point));
    let picked = Callback::new(move |at: Point<Wgs84>| {
        lon.set(format!("{:.6}", at.lon()));
        lat.set(format!("{:.6}", at.lat()));
        datum.set(Datum::Wgs84.as_str().into());
    });
    // where there is a pin, the map opens on that
    let shown = Signal::stored(point.is_none().then_some(area));
    view! {
        <fieldset class="position">
            <legend>{tr!(hazards.position)}</legend>
            <p class="hint">{hint}</p>
            <div class="actions with-script">
                <button
                    type="button"
                    class="button"
                    aria-expanded=move || open.get().to_string()
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    {icon(Icon::Map)}
                    <span>{tr!(capture.by_pin)}</span>
                </button>
            </div>
            <Only when=move || open.get()>
                <div class="capture-map">
                    <Map mode=MapMode::Pick point=pin area=shown on_pick=picked cooperative=true />
                </div>
                <p class="hint">{tr!(capture.pin_hint)}</p>
            </Only>
            <Degrees form=form.clone() name="lon" label=tr!(site.lon) value=lon />
            <Degrees form=form.clone() name="lat" label=tr!(site.lat) value=lat />
            <DatumChoice form=form.clone() value=datum />
            {belonging(form)}
        </fieldset>
    }
}

/// The place that stands in the fields.
fn meant(lon: &str, lat: &str, datum: &str) -> Option<Point<Wgs84>> {
    let degrees = |text: &str| text.trim().parse::<f64>().ok();
    to_wgs84(datum.parse().ok()?, degrees(lon)?, degrees(lat)?).ok()
}

#[component]
fn Degrees(
    form: FormState,
    name: &'static str,
    #[prop(into)] label: String,
    value: RwSignal<String>,
) -> impl IntoView {
    let id = form.id(name);
    let described = described_by(&form, name, false);
    let invalid = form.problem(name).is_some();
    view! {
        <Field form name label>
            <input
                id=id
                name=name
                type="text"
                inputmode="decimal"
                autocomplete="off"
                maxlength="24"
                value=value.get_untracked()
                prop:value=value
                on:input:target=move |ev| value.set(ev.target().value())
                aria-describedby=described
                aria-invalid=invalid.then_some("true")
            />
        </Field>
    }
}

/// Which map the pair was read from.
#[component]
fn DatumChoice(form: FormState, value: RwSignal<String>) -> impl IntoView {
    let id = form.id("datum");
    let described = described_by(&form, "datum", true);
    let options = Datum::ALL
        .iter()
        .map(|datum| {
            let word = datum.as_str();
            let selected = value.with_untracked(|chosen| chosen == word);
            view! {
                <option value=word selected=selected prop:selected=move || value.with(|chosen| chosen == word)>
                    {datum.label()}
                </option>
            }
        })
        .collect_view();
    view! {
        <Field form name="datum" label=tr!(import.datum) hint=Some(tr!(site.datum_hint).to_owned())>
            <select id=id name="datum" aria-describedby=described on:change:target=move |ev| value.set(ev.target().value())>
                {options}
            </select>
        </Field>
    }
}

/// Asked only of whoever was told that the place lies in another committee.
fn belonging(form: FormState) -> Option<AnyView> {
    let asked = form.problem("belonging").is_some() || form.typed("belonging").is_some();
    if !asked {
        return None;
    }
    let choices = Belonging::ALL.iter().map(|b| Choice::new(b.as_str(), b.label())).collect();
    let label = tr!(site.belonging);
    Some(view! { <Segments form name="belonging" label choices required=true stacked=true /> }.into_any())
}
