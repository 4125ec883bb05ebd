//! The sheets about devices.

use super::{
    device_draft::{InstallDraft, ListDraft},
    draft::{GearDraft, new_photos},
    draft_parts::Sheet,
    inputs::{GearForm, Part, choice, day, receipt, serial, text, there, yes_no},
};
use crate::{capture::photo_field::PhotoField, field::fresh::IntoFresh, tr};
use domain::programmes::{device::DeviceKind, gear::Fuel};
use leptos::prelude::*;

/// What an alarm can smell.
const GASES: &[Fuel] = &[Fuel::NaturalGas, Fuel::TownGas, Fuel::Lpg];

/// Which device is to hang there.
pub fn list(form: GearForm) -> AnyView {
    let part = Part::new(
        |draft: &GearDraft| match &draft.sheet {
            Sheet::List(it) => Some(it.kind),
            _ => None,
        },
        |draft, kind| draft.sheet = Sheet::List(ListDraft { kind }),
    );
    choice(form, "kind", tr!(door.device_kind_label), DeviceKind::ALL, &part, None)
}

/// A device in its place.
pub fn install(form: GearForm, kind: DeviceKind) -> AnyView {
    let part = Part::<InstallDraft>::new(
        |draft| match &draft.sheet {
            Sheet::Install(it) => Some((**it).clone()),
            _ => None,
        },
        |draft, it| draft.sheet = Sheet::Install(Box::new(it)),
    );
    let number = part.of(|it| it.serial.clone(), |it, serial| it.serial = serial);
    let place = part.of(|it| it.place.clone(), |it, place| it.place = place);
    let installer = part.of(|it| it.installer.clone(), |it, who| it.installer = who);
    let maker = part.of(|it| it.maker.clone(), |it, maker| it.maker = maker);
    let model = part.of(|it| it.model.clone(), |it, model| it.model = model);
    let made_on = part.of(|it| it.made_on.clone(), |it, day| it.made_on = day);
    let gas = part.of(|it| it.gas, |it, gas| it.gas = gas);
    let valve = part.of(|it| it.linked_valve, |it, closes| it.linked_valve = closes);
    let network = part.of(|it| it.network_id.clone(), |it, id| it.network_id = id);
    let passed = part.of(|it| it.test_passed, |it, passed| it.test_passed = passed);
    let signature = part.of(|it| it.signature.clone(), |it, signature| it.signature = signature);
    let alarm = kind == DeviceKind::GasAlarm;
    view! {
        {serial(form, "installation.serial", tr!(door.serial), &number)}
        {text(form, "installation.place", tr!(door.place), &place, true)}
        {text(form, "installation.installer", tr!(door.installer), &installer, true)}
        {alarm.then(|| choice(form, "installation.gas", tr!(door.smells), GASES, &gas, None))}
        {alarm.then(|| there(form, "installation.linked_valve", tr!(door.linked_valve), &valve, true))}
        {text(form, "installation.maker", tr!(door.maker), &maker, false)}
        {text(form, "installation.model", tr!(door.model), &model, false)}
        {day(form, "installation.made_on", tr!(door.made_on), &made_on, false)}
        {text(form, "installation.network_id", tr!(door.network_id), &network, false)}
        <PhotoField
            shots=form.0.shots
            shows=new_photos()
            field="installation.photos"
            label=tr!(door.photos_installed)
            large=true
        />
        {yes_no(form, "installation.test_passed", tr!(door.test_passed), &passed, false)}
        {receipt(form, &signature)}
    }
    .into_fresh()
}
