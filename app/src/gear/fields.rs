//! Groups of fields that forms of stoves, devices and users of gas share. They are named as the commands' own fields are,
//! so that a fault finds its field.

use crate::{
    labels::Label,
    tr,
    ui::{
        choice::{Choice, Segments, Select},
        field::{FormState, InputKind, TextInput},
        time::{day_text, today},
    },
};
use chrono::NaiveDate;
use domain::{
    inspections::Outcome,
    programmes::{
        gear::{Dates, Fuel},
        stove::{Hose, HoseKind},
    },
};
use leptos::prelude::*;
use std::fmt::Display;

/// The words of an enum to choose from.
pub fn choices<T: Label + Display>(all: &[T]) -> Vec<Choice> {
    all.iter().map(|word| Choice::new(word.to_string(), word.label())).collect()
}

/// Words of what is known already; empty for what is not.
pub fn word<T: Display>(now: Option<T>) -> String {
    now.map(|word| word.to_string()).unwrap_or_default()
}

/// Yes, no, or not known.
pub fn known(form: &FormState, name: &'static str, label: &'static str, now: Option<bool>) -> AnyView {
    let choices = vec![
        Choice::new("1", tr!(ui.yes)),
        Choice::new("0", tr!(ui.no)),
        Choice::new("", tr!(gear.not_known)),
    ];
    let value = now.map(|now| u8::from(now).to_string()).unwrap_or_default();
    view! { <Segments form=form.clone() name label choices value /> }.into_any()
}

/// A day of the past.
pub fn past_day(
    form: &FormState,
    name: &'static str,
    label: &'static str,
    now: Option<NaiveDate>,
) -> AnyView {
    let value = now.map(day_text).unwrap_or_default();
    view! { <TextInput form=form.clone() name label kind=InputKind::Date value highest=day_text(today()) /> }
        .into_any()
}

/// What something burns; empty when it could not be seen.
pub fn fuel(form: &FormState, name: &'static str, label: &'static str, now: Option<Fuel>) -> AnyView {
    view! {
        <Select
            form=form.clone()
            name
            label
            choices=choices(Fuel::ALL)
            value=word(now)
            blank=tr!(gear.not_known)
        />
    }
    .into_any()
}

/// How a visit that came to nothing ended.
pub fn failed(form: &FormState) -> AnyView {
    let failed: Vec<Outcome> =
        Outcome::ALL.iter().copied().filter(|outcome| *outcome != Outcome::Done).collect();
    view! {
        <Segments form=form.clone() name="outcome" label=tr!(lists.outcome) choices=choices(&failed) required=true />
    }
    .into_any()
}

/// The names of the fields of a hose.
#[derive(Clone, Copy)]
pub struct HoseNames {
    kind: &'static str,
    length: &'static str,
    fitted: &'static str,
    made: &'static str,
    joint: &'static str,
    wall: &'static str,
}

macro_rules! hose_names {
    ($under:literal) => {
        HoseNames {
            kind: concat!($under, ".kind"),
            length: concat!($under, ".length_cm"),
            fitted: concat!($under, ".dates.fitted_on"),
            made: concat!($under, ".dates.made_on"),
            joint: concat!($under, ".joint"),
            wall: concat!($under, ".through_wall"),
        }
    };
}

/// Of the hose that was seen.
pub const SEEN: HoseNames = hose_names!("survey.hose");
/// Of a new hose by itself.
pub const NEW: HoseNames = hose_names!("hose");
/// Of the hose of a new appliance.
pub const WITH_NEW: HoseNames = hose_names!("replacement.hose");

/// The hose; with `required` there must be one.
pub fn hose(form: &FormState, names: HoseNames, now: Option<Hose>, required: bool) -> AnyView {
    let dates: Dates = now.map(|hose| hose.dates).unwrap_or_default();
    let length = word(now.and_then(|hose| hose.length_cm));
    let kinds = choices(HoseKind::ALL);
    let kind = word(now.map(|hose| hose.kind));
    let blank = if required { tr!(ui.choose) } else { tr!(gear.no_hose) };
    view! {
        <fieldset class="field-group">
            <legend>{tr!(gear.hose)}</legend>
            <div class="form-row">
                <Select form=form.clone() name=names.kind label=tr!(gear.hose_kind) choices=kinds value=kind blank required />
                <TextInput
                    form=form.clone()
                    name=names.length
                    label=tr!(gear.hose_length)
                    kind=InputKind::Number
                    value=length
                    lowest="1"
                    highest="5000"
                />
            </div>
            <div class="form-row">
                {past_day(form, names.fitted, tr!(gear.fitted_on), dates.fitted_on)}
                {past_day(form, names.made, tr!(gear.made_on), dates.made_on)}
            </div>
            <div class="form-row">
                {known(form, names.joint, tr!(gear.hose_joint), now.and_then(|hose| hose.joint))}
                {known(form, names.wall, tr!(gear.hose_wall), now.and_then(|hose| hose.through_wall))}
            </div>
        </fieldset>
    }
    .into_any()
}
