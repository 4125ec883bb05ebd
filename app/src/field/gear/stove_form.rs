//! The sheets about appliances.

use super::{
    draft::{GearDraft, new_photos, old_photos},
    draft_parts::Sheet,
    inputs::{GearForm, Part, choice, day, days, hose, number, receipt, text, there, yes_no},
    stove_draft::{DayDraft, GoneDraft, HoseDraft, ReplaceDraft, SurveyDraft},
};
use crate::{
    capture::{photo_field::PhotoField, scan::ScanSerial},
    field::{fresh::IntoFresh, known::use_tablet},
    labels::Label,
    tr,
    ui::only::Only,
};
use domain::{
    calendar::local_date,
    programmes::{
        gear::{Fuel, Usage},
        stove::{Appliance, GoneReason},
    },
};
use leptos::prelude::*;

fn survey_part() -> Part<SurveyDraft> {
    Part::new(
        |draft| match &draft.sheet {
            Sheet::Survey(it) => Some(it.clone()),
            _ => None,
        },
        |draft, it| draft.sheet = Sheet::Survey(it),
    )
}

/// What is seen of an appliance.
pub fn survey(form: GearForm) -> AnyView {
    let part = survey_part();
    let new = form.0.draft.with_untracked(|draft| draft.base_version.is_none());
    let appliance =
        part.of(|it| Some(it.appliance), |it, appliance| it.appliance = appliance.unwrap_or(it.appliance));
    let fuel = part.of(|it| it.fuel, |it, fuel| it.fuel = fuel);
    let supply = part.of(|it| it.supply, |it, supply| it.supply = supply);
    let flame_failure = part.of(|it| it.flame_failure, |it, seen| it.flame_failure = seen);
    let days_of = part.of(|it| it.days.clone(), |it, days| it.days = days);
    let maker = part.of(|it| it.maker.clone(), |it, maker| it.maker = maker);
    let model = part.of(|it| it.model.clone(), |it, model| it.model = model);
    let hose_of = part.of(|it| it.hose.clone(), |it, hose| it.hose = hose);
    let regulator = part.of(|it| it.regulator_ok, |it, ok| it.regulator_ok = ok);
    let ventilation = part.of(|it| it.ventilation_ok, |it, ok| it.ventilation_ok = ok);
    let burns = {
        let fuel = fuel.read(form);
        move || fuel.get() != Some(Fuel::Electricity)
    };
    view! {
        {new.then(|| {
            choice(form, "survey.appliance", tr!(door.appliance_label), Appliance::ALL, &appliance, None)
        })}
        {choice(form, "survey.fuel", tr!(door.fuel_label), Fuel::ALL, &fuel, None)}
        <Only when=burns>
            {choice(form, "survey.supply", tr!(door.supply_label), Fuel::ALL, &supply, None)}
            {there(form, "survey.flame_failure", tr!(door.flame_failure), &flame_failure, true)}
            {days(form, "survey", &days_of, true)}
            {hose(form, "survey.hose", tr!(door.hose), &hose_of)}
            {yes_no(form, "survey.regulator_ok", tr!(door.regulator_ok), &regulator, true)}
            {yes_no(form, "survey.ventilation_ok", tr!(door.ventilation_ok), &ventilation, true)}
        </Only>
        {text(form, "survey.maker", tr!(door.maker), &maker, false)}
        {text(form, "survey.model", tr!(door.model), &model, false)}
        <Verdict form />
    }
    .into_fresh()
}

/// What follows from what was filled in, by the table of service lives that was taken along.
#[component]
fn Verdict(form: GearForm) -> impl IntoView {
    let tablet = use_tablet();
    let found = Memo::new(move |_| {
        let rules = tablet.reference.with(|reference| reference.as_ref().map(|it| it.lives.clone()))?;
        let today = local_date(tablet.now.get());
        form.0.draft.with(|draft| {
            let Sheet::Survey(survey) = &draft.sheet else { return None };
            let survey = survey.survey(&mut Vec::new());
            let found = survey.findings(Usage::at(draft.kind), &rules, today);
            let facts: Vec<&str> = found.non_safe.iter().map(|fact| fact.label()).collect();
            Some((found.status().label(), facts.join(tr!(ui.list_comma))))
        })
    });
    move || {
        found.get().map(|(status, facts)| {
            view! {
                <p class="message tone-info" role="status">
                    <span>{tr!(door.found_safe, status = status)} " " {facts}</span>
                </p>
            }
        })
    }
}

/// The day agreed on.
pub fn plan(form: GearForm) -> AnyView {
    let part = Part::new(
        |draft: &GearDraft| match &draft.sheet {
            Sheet::Day(it) => Some(it.on.clone()),
            _ => None,
        },
        |draft, on| draft.sheet = Sheet::Day(DayDraft { on }),
    );
    day(form, "on", tr!(door.day_agreed), &part, true)
}

fn replace_part() -> Part<ReplaceDraft> {
    Part::new(
        |draft| match &draft.sheet {
            Sheet::Replace(it) => Some((**it).clone()),
            _ => None,
        },
        |draft, it| draft.sheet = Sheet::Replace(Box::new(it)),
    )
}

/// What takes its place.
pub fn replace(form: GearForm) -> AnyView {
    let part = replace_part();
    let model = part.of(|it| it.model.clone(), |it, model| it.model = model);
    let serial = part.of(|it| it.serial.clone(), |it, serial| it.serial = serial);
    let maker = part.of(|it| it.maker.clone(), |it, maker| it.maker = maker);
    let fuel = part.of(|it| it.fuel, |it, fuel| it.fuel = fuel);
    let flame_failure = part.of(|it| it.flame_failure, |it, seen| it.flame_failure = seen);
    let sold_on = part.of(|it| it.sold_on.clone(), |it, day| it.sold_on = day);
    let installer = part.of(|it| it.installer.clone(), |it, who| it.installer = who);
    let hose_of = part.of(|it| it.hose.clone(), |it, hose| it.hose = hose);
    let cost = part.of(|it| it.cost.clone(), |it, cost| it.cost = cost);
    let subsidy = part.of(|it| it.subsidy.clone(), |it, subsidy| it.subsidy = subsidy);
    let signature = part.of(|it| it.signature.clone(), |it, signature| it.signature = signature);
    let shots = form.0.shots;
    view! {
        <PhotoField
            shots
            shows=old_photos()
            field="replacement.photos_before"
            label=tr!(door.photos_old)
            large=true
        />
        {text(form, "replacement.model", tr!(door.model), &model, true)}
        <div class="door-serial">
            {text(form, "replacement.serial", tr!(door.serial), &serial, true)}
            <ScanSerial on_serial=serial.write(form, "replacement.serial") />
        </div>
        {text(form, "replacement.maker", tr!(door.maker), &maker, false)}
        {choice(form, "replacement.fuel", tr!(door.fuel_label), Fuel::ALL, &fuel, None)}
        {there(form, "replacement.flame_failure", tr!(door.flame_failure), &flame_failure, false)}
        {day(form, "replacement.sold_on", tr!(door.sold_on), &sold_on, true)}
        {text(form, "replacement.installer", tr!(door.installer), &installer, true)}
        {hose(form, "replacement.hose", tr!(door.new_hose), &hose_of)}
        {number(form, "replacement.cost", tr!(door.cost), &cost, false)}
        {number(form, "replacement.subsidy", tr!(door.subsidy), &subsidy, false)}
        <PhotoField
            shots
            shows=new_photos()
            field="replacement.photos_after"
            label=tr!(door.photos_new)
            large=true
        />
        {receipt(form, &signature)}
    }
    .into_fresh()
}

/// A new hose.
pub fn new_hose(form: GearForm) -> AnyView {
    let part = Part::<HoseDraft>::new(
        |draft| match &draft.sheet {
            Sheet::Hose(it) => Some(it.clone()),
            _ => None,
        },
        |draft, it| draft.sheet = Sheet::Hose(it),
    );
    hose(form, "hose", tr!(door.new_hose), &part)
}

/// Why it is not there any more.
pub fn gone(form: GearForm) -> AnyView {
    let part = Part::new(
        |draft: &GearDraft| match &draft.sheet {
            Sheet::Gone(it) => Some(it.reason),
            _ => None,
        },
        |draft, reason| draft.sheet = Sheet::Gone(GoneDraft { reason }),
    );
    choice(form, "reason", tr!(door.why_gone), GoneReason::ALL, &part, None)
}
