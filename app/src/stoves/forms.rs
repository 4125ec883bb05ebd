//! The forms of a survey: of an appliance that the register does not have yet, and of one that is looked at again.

use crate::{
    capture::photo_input::PhotoInput,
    gear::fields::{SEEN, choices, fuel, hose, known, past_day, word},
    tr,
    ui::{
        Icon,
        button::{Button, Look},
        choice::Segments,
        dialog::Disclosure,
        field::{FormErrors, FormState, InputKind, TextArea, TextInput, use_form},
        time::{input_minute, now},
    },
};
use domain::{
    ids::SiteId,
    programmes::{
        gear::Dates,
        stove::{Appliance, StoveSurvey},
    },
    text::LINE,
};
use leptos::prelude::*;
use uuid::Uuid;

/// The name under which the form of a new appliance comes back refused.
const NEW: &str = "stove-new";

/// The form of an appliance that the register does not have yet, behind its button.
pub fn new_form(site: SiteId) -> AnyView {
    let form = use_form(NEW);
    let open = form.is_refused();
    let fields = seen_fields(&form, None);
    view! {
        <Disclosure label=tr!(gear.survey_stove) icon_before=Icon::Stove open>
            <form id=NEW method="post" enctype="multipart/form-data" action="/do/stoves" class="form">
                <FormErrors form=form.clone() />
                // the same form sent twice is one record: its id is made when the page is
                <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
                <input type="hidden" name="site" value=site.to_string() />
                <TextInput
                    form=form.clone()
                    name="surveyed_at"
                    label=tr!(gear.surveyed_at)
                    kind=InputKind::DateTime
                    value=input_minute(now())
                    required=true
                />
                {fields}
                <TextArea form=form.clone() name="note" label=tr!(hazards.note_optional) />
                <PhotoInput form label=tr!(hazards.photos_more) />
                <Button look=Look::Primary>{tr!(ui.save)}</Button>
            </form>
        </Disclosure>
    }
    .into_any()
}

/// What is seen of an appliance; what could not be seen stays unknown.
pub(super) fn seen_fields(form: &FormState, now: Option<&StoveSurvey>) -> AnyView {
    let dates = now.map_or_else(Dates::default, |now| now.dates);
    let text = |part: fn(&StoveSurvey) -> Option<String>| now.and_then(part).unwrap_or_default();
    let appliance = now.map_or(Appliance::Stove, |now| now.appliance);
    view! {
        <Segments form=form.clone() name="survey.appliance" label=tr!(lists.kind) choices=choices(Appliance::ALL) value=word(Some(appliance)) required=true />
        <div class="form-row">
            {fuel(form, "survey.fuel", tr!(gear.fuel), now.and_then(|now| now.fuel))}
            {fuel(form, "survey.supply", tr!(gear.supply), now.and_then(|now| now.supply))}
        </div>
        {known(form, "survey.flame_failure", tr!(gear.flame_failure), now.and_then(|now| now.flame_failure))}
        <div class="form-row">
            {past_day(form, "survey.dates.sold_on", tr!(gear.sold_on), dates.sold_on)}
            {past_day(form, "survey.dates.made_on", tr!(gear.made_on), dates.made_on)}
            {past_day(form, "survey.dates.fitted_on", tr!(gear.fitted_on), dates.fitted_on)}
        </div>
        <div class="form-row">
            <TextInput form=form.clone() name="survey.maker" label=tr!(gear.maker) value=text(|s| s.maker.clone()) max=LINE />
            <TextInput form=form.clone() name="survey.model" label=tr!(gear.model) value=text(|s| s.model.clone()) max=LINE />
        </div>
        {hose(form, SEEN, now.and_then(|now| now.hose), false)}
        <div class="form-row">
            {known(form, "survey.regulator_ok", tr!(gear.regulator), now.and_then(|now| now.regulator_ok))}
            {known(form, "survey.ventilation_ok", tr!(gear.ventilation), now.and_then(|now| now.ventilation_ok))}
        </div>
    }
    .into_any()
}
