//! What this person may do with a stove now, each as a plain form, and why the rest is not possible.

use super::forms::seen_fields;
use crate::{
    capture::photo_input::{PhotoInput, PhotosBefore},
    gear::{
        fields::{NEW, WITH_NEW, choices, failed, hose, word},
        receipt::ReceiptInput,
    },
    labels::Label,
    tr,
    ui::{
        Icon,
        choice::{Checkbox, Segments, Select},
        field::{FormState, InputKind, TextArea, TextInput, use_form},
        steps::{StepForm, steps},
        time::{day_text, today},
    },
};
use domain::{
    programmes::{
        gear::Fuel,
        stove::{GoneReason, StoveAction},
        views::StoveDetail,
    },
    text::LINE,
};
use leptos::prelude::*;
use uuid::Uuid;

/// The steps of the page.
pub(super) fn stove_steps(stove: &StoveDetail) -> AnyView {
    let offered = stove.steps.iter().map(|step| (step.action, step.refusal.clone())).collect();
    steps(None, offered, is_main, |action, main| step_form(stove, action, main))
}

/// The steps that bring a replacement on, as against looking again, notes and what ends a record.
const fn is_main(action: StoveAction) -> bool {
    matches!(action, StoveAction::Plan | StoveAction::Replace | StoveAction::Accept)
}

/// The name under which a refused form comes back.
const fn form_name(action: StoveAction) -> &'static str {
    match action {
        StoveAction::Survey => "stove-survey",
        StoveAction::Plan => "stove-plan",
        StoveAction::Replace => "stove-replace",
        StoveAction::Accept => "stove-accept",
        StoveAction::SendBack => "stove-send_back",
        StoveAction::LookAgain => "stove-look_again",
        StoveAction::Attempt => "stove-attempt",
        StoveAction::ReplaceHose => "stove-replace_hose",
        StoveAction::Remove => "stove-remove",
        StoveAction::AddNote => "stove-add_note",
    }
}

const fn drawing(action: StoveAction) -> Icon {
    match action {
        StoveAction::Survey => Icon::Eye,
        StoveAction::Plan => Icon::Calendar,
        StoveAction::Replace | StoveAction::ReplaceHose => Icon::Wrench,
        StoveAction::Accept => Icon::Check,
        StoveAction::SendBack | StoveAction::LookAgain => Icon::Return,
        StoveAction::Attempt => Icon::Person,
        StoveAction::Remove => Icon::Ban,
        StoveAction::AddNote => Icon::Note,
    }
}

fn step_form(stove: &StoveDetail, action: StoveAction, main: bool) -> AnyView {
    let form = use_form(form_name(action));
    let fields = fields(stove, action, &form);
    view! {
        <StepForm
            form
            label=action.label()
            drawing=drawing(action)
            main
            danger=action == StoveAction::Remove
            to=format!("/do/stoves/{}/{action}", stove.summary.id)
            version=stove.state.version
        >
            {fields}
        </StepForm>
    }
    .into_any()
}

fn fields(stove: &StoveDetail, action: StoveAction, form: &FormState) -> AnyView {
    let note = || view! { <TextArea form=form.clone() name="note" label=tr!(hazards.note_optional) /> };
    let photos = || view! { <PhotoInput form=form.clone() label=tr!(hazards.photos_more) /> };
    match action {
        StoveAction::Survey => view! {
            {seen_fields(form, Some(&stove.state.survey))}
            {note()}
            {photos()}
        }
        .into_any(),
        StoveAction::Plan => {
            let on = day_text(stove.state.planned_for.unwrap_or_else(today));
            view! {
                <TextInput form=form.clone() name="on" label=tr!(gear.planned_for) kind=InputKind::Date value=on lowest=day_text(today()) required=true />
                {note()}
            }
            .into_any()
        }
        StoveAction::Replace => view! {
            {new_appliance(stove, form)}
            <ReceiptInput form=form.clone() />
            {note()}
        }
        .into_any(),
        StoveAction::Accept => {
            let receipt =
                stove.state.signature.is_none().then(|| view! { <ReceiptInput form=form.clone() /> });
            view! {
                {receipt}
                {note()}
            }
            .into_any()
        }
        StoveAction::SendBack | StoveAction::LookAgain => {
            view! { <TextArea form=form.clone() name="reason" label=tr!(hazards.reason) required=true /> }.into_any()
        }
        StoveAction::Attempt => view! {
            {failed(form)}
            {note()}
        }
        .into_any(),
        StoveAction::ReplaceHose => view! {
            {hose(form, NEW, None, true)}
            {note()}
            {photos()}
        }
        .into_any(),
        StoveAction::Remove => view! {
            <Segments form=form.clone() name="reason" label=tr!(hazards.reason) choices=choices(GoneReason::ALL) required=true stacked=true />
            <TextArea form=form.clone() name="note" label=tr!(hazards.note) required=true />
        }
        .into_any(),
        StoveAction::AddNote => view! {
            <TextArea form=form.clone() name="note" label=tr!(hazards.note) required=true />
            {photos()}
        }
        .into_any(),
    }
}

/// What took its place: model, number, installer, photos before and after, cost.
fn new_appliance(stove: &StoveDetail, form: &FormState) -> AnyView {
    let supply = stove.state.survey.supply.or(stove.state.survey.fuel);
    view! {
        // the record that the new appliance gets with the acceptance
        <input type="hidden" name="replacement.successor" value=Uuid::now_v7().to_string() />
        <div class="form-row">
            <TextInput form=form.clone() name="replacement.maker" label=tr!(gear.maker) max=LINE />
            <TextInput form=form.clone() name="replacement.model" label=tr!(gear.model) max=LINE required=true />
            <TextInput form=form.clone() name="replacement.serial" label=tr!(gear.serial) max=LINE required=true />
        </div>
        <div class="form-row">
            <Select form=form.clone() name="replacement.fuel" label=tr!(gear.fuel) choices=choices(Fuel::ALL) value=word(supply) required=true />
            <TextInput form=form.clone() name="replacement.sold_on" label=tr!(gear.sold_on) kind=InputKind::Date value=day_text(today()) highest=day_text(today()) required=true />
        </div>
        <Checkbox form=form.clone() name="replacement.flame_failure" label=tr!(gear.flame_failure) value="1" checked=true />
        <TextInput form=form.clone() name="replacement.installer" label=tr!(gear.installer) hint=tr!(gear.installer_hint) max=LINE required=true />
        <div class="form-row">
            <TextInput form=form.clone() name="replacement.cost" label=tr!(gear.cost) hint=tr!(registers.fine_hint) />
            <TextInput form=form.clone() name="replacement.subsidy" label=tr!(gear.subsidy) />
        </div>
        {hose(form, WITH_NEW, None, false)}
        <PhotosBefore form=form.clone() label=tr!(gear.photos_before) fault="replacement.photos_before" />
        <PhotoInput form=form.clone() label=tr!(gear.photos_after) fault="replacement.photos_after" />
    }
    .into_any()
}
