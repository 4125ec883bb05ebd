//! What this person may do with a device now, each as a plain form, and why the rest is not possible.

use crate::{
    capture::photo_input::PhotoInput,
    facts::use_me,
    gear::{
        fields::{failed, fuel, known, past_day},
        receipt::ReceiptInput,
    },
    labels::Label,
    tr,
    ui::{
        Icon,
        choice::Checkbox,
        field::{FormState, TextArea, TextInput, use_form},
        steps::{StepForm, steps},
    },
};
use domain::{
    actor::Right,
    programmes::{
        device::{DeviceAction, DeviceKind},
        gear::Fuel,
        views::DeviceDetail,
    },
    text::LINE,
};
use leptos::prelude::*;
use uuid::Uuid;

/// The steps of the page.
pub(super) fn device_steps(device: &DeviceDetail) -> AnyView {
    let offered = device.steps.iter().map(|step| (step.action, step.refusal.clone())).collect();
    steps(seen_to(device), offered, is_main, |action, main| step_form(device, action, main))
}

/// The form for what was done about what it told of itself, while there is something to see to.
fn seen_to(device: &DeviceDetail) -> Option<AnyView> {
    let said = &device.summary.said;
    let any = said.alarming || said.faulty || said.low_battery.is_some();
    let may = use_me().is_some_and(|me| me.actor.role.has(Right::AddNote));
    if !(any && may) {
        return None;
    }
    let form = use_form("detector-seen-to");
    let note =
        view! { <TextArea form=form.clone() name="note" label=tr!(gear.seen_to_note) required=true /> }
            .into_any();
    let step = view! {
        <StepForm
            form
            label=tr!(gear.seen_to)
            drawing=Icon::Check
            main=said.alarming
            danger=false
            to=format!("/do/detectors/{}/seen-to", device.summary.id)
            version=device.state.version
            plain=true
        >
            {note}
        </StepForm>
    };
    Some(step.into_any())
}

/// The steps that bring a device into service and keep it there.
const fn is_main(action: DeviceAction) -> bool {
    matches!(action, DeviceAction::Install | DeviceAction::Accept | DeviceAction::Repair)
}

/// The name under which a refused form comes back.
const fn form_name(action: DeviceAction) -> &'static str {
    match action {
        DeviceAction::Install => "detector-install",
        DeviceAction::Accept => "detector-accept",
        DeviceAction::SendBack => "detector-send_back",
        DeviceAction::ReportFault => "detector-report_fault",
        DeviceAction::Repair => "detector-repair",
        DeviceAction::Replace => "detector-replace",
        DeviceAction::Retire => "detector-retire",
        DeviceAction::Attempt => "detector-attempt",
        DeviceAction::AddNote => "detector-add_note",
    }
}

const fn drawing(action: DeviceAction) -> Icon {
    match action {
        DeviceAction::Install | DeviceAction::Repair => Icon::Wrench,
        DeviceAction::Accept => Icon::Check,
        DeviceAction::SendBack => Icon::Return,
        DeviceAction::ReportFault => Icon::Alert,
        DeviceAction::Replace => Icon::Swap,
        DeviceAction::Retire => Icon::Ban,
        DeviceAction::Attempt => Icon::Person,
        DeviceAction::AddNote => Icon::Note,
    }
}

fn step_form(device: &DeviceDetail, action: DeviceAction, main: bool) -> AnyView {
    let form = use_form(form_name(action));
    let fields = fields(device, action, &form);
    view! {
        <StepForm
            form
            label=action.label()
            drawing=drawing(action)
            main
            danger=action == DeviceAction::Retire
            to=format!("/do/detectors/{}/{action}", device.summary.id)
            version=device.state.version
        >
            {fields}
        </StepForm>
    }
    .into_any()
}

fn fields(device: &DeviceDetail, action: DeviceAction, form: &FormState) -> AnyView {
    let remark = || view! { <TextArea form=form.clone() name="note" label=tr!(hazards.note_optional) /> };
    let note = || view! { <TextArea form=form.clone() name="note" label=tr!(hazards.note) required=true /> };
    let reason =
        || view! { <TextArea form=form.clone() name="reason" label=tr!(hazards.reason) required=true /> };
    let photos = || view! { <PhotoInput form=form.clone() label=tr!(hazards.photos_more) /> };
    match action {
        DeviceAction::Install => view! {
            {installation(device, form)}
            <ReceiptInput form=form.clone() />
        }
        .into_any(),
        DeviceAction::Accept => remark().into_any(),
        DeviceAction::SendBack | DeviceAction::Retire => reason().into_any(),
        DeviceAction::Repair => note().into_any(),
        DeviceAction::ReportFault | DeviceAction::AddNote => view! {
            {note()}
            {photos()}
        }
        .into_any(),
        DeviceAction::Replace => view! {
            // the record of the new one
            <input type="hidden" name="successor" value=Uuid::now_v7().to_string() />
            {installation(device, form)}
            <ReceiptInput form=form.clone() />
        }
        .into_any(),
        DeviceAction::Attempt => view! {
            {failed(form)}
            {remark()}
        }
        .into_any(),
    }
}

/// What hangs there now: number, place, installer, photo, test.
fn installation(device: &DeviceDetail, form: &FormState) -> AnyView {
    let before = device.state.installation.as_ref();
    let place = before.map(|it| it.place.clone()).unwrap_or_default();
    let alarm = device.state.kind == DeviceKind::GasAlarm;
    let gas = alarm.then(|| {
        let gas = before.and_then(|it| it.gas).unwrap_or(Fuel::NaturalGas);
        view! {
            <div class="form-row">
                {fuel(form, "installation.gas", tr!(gear.gas), Some(gas))}
                {known(form, "installation.linked_valve", tr!(gear.linked_valve), None)}
            </div>
        }
    });
    view! {
        <TextInput form=form.clone() name="installation.serial" label=tr!(gear.serial) hint=tr!(gear.serial_hint) max=LINE required=true />
        <div class="form-row">
            <TextInput form=form.clone() name="installation.place" label=tr!(gear.place) hint=tr!(gear.place_hint) value=place max=LINE required=true />
            <TextInput form=form.clone() name="installation.installer" label=tr!(gear.installer) hint=tr!(gear.installer_hint) max=LINE required=true />
        </div>
        <div class="form-row">
            <TextInput form=form.clone() name="installation.maker" label=tr!(gear.maker) max=LINE />
            <TextInput form=form.clone() name="installation.model" label=tr!(gear.model) max=LINE />
            {past_day(form, "installation.made_on", tr!(gear.made_on), None)}
        </div>
        {gas}
        <TextInput form=form.clone() name="installation.network_id" label=tr!(gear.network_id) hint=tr!(gear.network_id_hint) max=LINE />
        <Checkbox form=form.clone() name="installation.test_passed" label=tr!(gear.test_passed) />
        <PhotoInput form=form.clone() label=tr!(gear.photos_installed) fault="installation.photos" />
    }
    .into_any()
}
