//! The forms of an entry: as a small unit, as a user of cylinders. A site has one entry; both forms save it.

use crate::{
    capture::photo_input::PhotoInput,
    gear::fields::{choices, known, word},
    tr,
    ui::{
        Icon,
        button::{Button, Look},
        choice::Select,
        dialog::Disclosure,
        field::{FormErrors, FormState, InputKind, TextArea, TextInput, use_form},
        time::{day_text, input_minute, now},
    },
};
use domain::{
    ids::{GasUserId, SiteId},
    programmes::{
        gas::{Cylinder, GasUnit, LpgUser, MoveOff, Trade},
        gear::Fuel,
    },
    text::LINE,
};
use leptos::prelude::*;
use uuid::Uuid;

/// The names under which the forms come back refused.
const UNIT: &str = "gas-unit";
const LPG: &str = "gas-lpg";

/// Lines for cylinders that the entry does not have yet.
const NEW_LINES: usize = 3;

/// The entry that a form saves.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    /// Of this site.
    pub site: SiteId,
    /// Which, and the version that the person is looking at; none of a site that has none yet.
    pub known: Option<(GasUserId, u32)>,
}

/// The forms of a site that has no entry yet. A home is no unit, but it may have cylinders.
pub fn new_forms(site: SiteId, is_home: bool) -> AnyView {
    let entry = Entry { site, known: None };
    view! {
        {(!is_home).then(|| unit_form(entry, None))}
        {lpg_form(entry, None)}
    }
    .into_any()
}

/// What both forms send of the entry.
fn hidden(entry: Entry) -> impl IntoView {
    let record = entry.known.map_or_else(Uuid::now_v7, |(id, _)| id.0).to_string();
    let version = entry.known.map(|(_, version)| version.to_string());
    view! {
        // the same form sent twice is one save: its id is made when the page is
        <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
        <input type="hidden" name="record" value=record />
        <input type="hidden" name="site" value=entry.site.to_string() />
        {version.map(|version| view! { <input type="hidden" name="base_version" value=version /> })}
    }
}

/// The entry as a small unit, behind its button.
pub(super) fn unit_form(entry: Entry, unit: Option<&GasUnit>) -> AnyView {
    let form = use_form(UNIT);
    let open = form.is_refused();
    let label = if unit.is_some() { tr!(gear.survey_unit) } else { tr!(gear.new_unit) };
    let gases: Vec<Fuel> = Fuel::ALL.iter().copied().filter(|fuel| fuel.is_gas()).collect();
    let number = |name: &'static str, label: &'static str, now: Option<u32>| {
        view! { <TextInput form=form.clone() name label kind=InputKind::Number value=word(now) lowest="0" /> }
    };
    let numbers = unit.map(|unit| unit.numbers).unwrap_or_default();
    let body = view! {
        <form id=UNIT method="post" enctype="multipart/form-data" action="/do/gas-users/unit" class="form">
            <FormErrors form=form.clone() />
            {hidden(entry)}
            <div class="form-row">
                <Select form=form.clone() name="trade" label=tr!(gear.trade) choices=choices(Trade::ALL) value=word(unit.map(|u| u.trade)) required=true />
                <Select form=form.clone() name="fuel" label=tr!(gear.fuel) choices=choices(&gases) value=word(unit.map(|u| u.fuel)) required=true />
            </div>
            <div class="form-row">
                {number("numbers.floor_area", tr!(gear.floor_area), numbers.floor_area)}
                {number("numbers.seats", tr!(gear.seats), numbers.seats)}
                {number("numbers.beds", tr!(gear.beds), numbers.beds)}
            </div>
            <div class="form-row">
                {known(&form, "alarm", tr!(gear.alarm_works), unit.and_then(|u| u.alarm))}
                {known(&form, "cut_off", tr!(gear.cut_off), unit.and_then(|u| u.cut_off))}
            </div>
            <TextInput form=form.clone() name="surveyed_at" label=tr!(gear.surveyed_at) kind=InputKind::DateTime value=input_minute(now()) required=true />
            <TextArea form=form.clone() name="note" label=tr!(hazards.note_optional) />
            <PhotoInput form=form.clone() label=tr!(hazards.photos_more) />
            <Button look=Look::Primary>{tr!(ui.save)}</Button>
        </form>
    }
    .into_any();
    view! {
        <Disclosure label icon_before=Icon::Stove open>
            {body}
        </Disclosure>
    }
    .into_any()
}

/// The entry as a user of cylinders, behind its button.
pub(super) fn lpg_form(entry: Entry, user: Option<&LpgUser>) -> AnyView {
    let form = use_form(LPG);
    let open = form.is_refused();
    let label = if user.is_some() { tr!(gear.keep_cylinders) } else { tr!(gear.new_lpg) };
    let known: &[Cylinder] = user.map(|user| user.cylinders.as_slice()).unwrap_or_default();
    let lines = (0..known.len() + NEW_LINES).map(|n| cylinder_line(&form, n, known.get(n))).collect_view();
    let moved = user.and_then(|user| user.moved);
    let supplier = user.and_then(|user| user.supplier.clone()).unwrap_or_default();
    let on = moved.map(|moved| day_text(moved.on)).unwrap_or_default();
    let body = view! {
        <form id=LPG method="post" enctype="multipart/form-data" action="/do/gas-users/lpg" class="form">
            <FormErrors form=form.clone() />
            {hidden(entry)}
            <TextInput form=form.clone() name="supplier" label=tr!(gear.supplier) value=supplier max=LINE />
            <fieldset class="field-group">
                <legend>{tr!(gear.cylinders)}</legend>
                <p class="hint">{tr!(gear.cylinders_hint)}</p>
                {lines}
            </fieldset>
            <PhotoInput form=form.clone() label=tr!(gear.proof_photos) fault="cylinders" />
            <div class="form-row">
                <Select form=form.clone() name="moved.to" label=tr!(gear.moved) choices=choices(MoveOff::ALL) value=word(moved.map(|m| m.to)) blank=tr!(gear.not_moved) />
                <TextInput form=form.clone() name="moved.on" label=tr!(gear.moved_on) kind=InputKind::Date value=on />
            </div>
            <TextArea form=form.clone() name="note" label=tr!(hazards.note_optional) />
            <Button look=Look::Primary>{tr!(ui.save)}</Button>
        </form>
    }
    .into_any();
    view! {
        <Disclosure label icon_before=Icon::Cylinder open>
            {body}
        </Disclosure>
    }
    .into_any()
}

/// One cylinder. Its fields are named as a fault of the save names them.
fn cylinder_line(form: &FormState, n: usize, it: Option<&Cylinder>) -> AnyView {
    let day = |day: Option<chrono::NaiveDate>| day.map(day_text).unwrap_or_default();
    let number = it.map(|it| it.number.to_string()).unwrap_or_default();
    let kilograms = it.map_or_else(|| "15".to_owned(), |it| it.kilograms.to_string());
    let dates = [
        ("made_on", tr!(gear.made_on), day(it.and_then(|it| it.made_on))),
        ("tested_on", tr!(gear.tested_on), day(it.and_then(|it| it.tested_on))),
        ("returned_on", tr!(gear.returned_on), day(it.and_then(|it| it.returned_on))),
    ];
    // photos that are the proof already
    let proof = it
        .iter()
        .flat_map(|it| &it.proof)
        .map(|id| {
            view! { <input type="hidden" name=format!("cylinders[{n}].proof") value=id.to_string() /> }
        })
        .collect_view();
    let dates = dates
        .into_iter()
        .map(|(part, label, now)| cell(form, format!("cylinders[{n}].{part}"), label, "date", now))
        .collect_view();
    view! {
        <div class="cylinder-line">
            {cell(form, format!("cylinders[{n}].number"), tr!(gear.cylinder), "text", number)}
            {cell(form, format!("cylinders[{n}].kilograms"), tr!(gear.kilograms), "number", kilograms)}
            {dates}
            {proof}
        </div>
    }
    .into_any()
}

/// A field of a line; what was typed wins.
fn cell(form: &FormState, name: String, label: &'static str, kind: &'static str, now: String) -> AnyView {
    let value = form.typed(&name).unwrap_or(now);
    let problem = form.problem(&name);
    let (id, invalid) = (form.id(&name), problem.is_some());
    view! {
        <label class="field" class:refused=invalid>
            <span>{label}</span>
            <input id=id type=kind name=name value=value aria-invalid=invalid.then_some("true") />
            {problem.map(|problem| view! { <span class="problem">{problem}</span> })}
        </label>
    }
    .into_any()
}
