//! The sheets about users of gas.

use super::{
    draft::GearDraft,
    draft_parts::Sheet,
    gas_draft::{CylinderDraft, LpgDraft, UnitDraft},
    inputs::{GearForm, Part, choice, day, number, serial, text, yes_no},
};
use crate::{
    capture::{faults::control_id, new_id, photo_field::PhotoField},
    field::{fresh::IntoFresh, known::use_tablet},
    labels::Label,
    tr,
    ui::{Icon, icon, only::Only},
};
use domain::{
    calendar::local_date,
    programmes::{
        gas::{Class, Measure, MoveOff, Trade},
        gear::Fuel,
    },
};
use leptos::prelude::*;
use uuid::Uuid;

/// What a unit burns.
const GASES: &[Fuel] = &[Fuel::NaturalGas, Fuel::TownGas, Fuel::Lpg];

/// A small unit.
pub fn unit(form: GearForm) -> AnyView {
    let part = Part::<UnitDraft>::new(
        |draft| match &draft.sheet {
            Sheet::Unit(it) => Some(it.clone()),
            _ => None,
        },
        |draft, it| draft.sheet = Sheet::Unit(it),
    );
    let trade = part.of(|it| it.trade, |it, trade| it.trade = trade);
    let area = part.of(|it| it.floor_area.clone(), |it, number| it.floor_area = number);
    let seats = part.of(|it| it.seats.clone(), |it, number| it.seats = number);
    let beds = part.of(|it| it.beds.clone(), |it, number| it.beds = number);
    let fuel = part.of(|it| it.fuel, |it, fuel| it.fuel = fuel);
    let alarm = part.of(|it| it.alarm, |it, works| it.alarm = works);
    let cut_off = part.of(|it| it.cut_off, |it, cut| it.cut_off = cut);
    view! {
        {choice(form, "trade", tr!(door.trade_label), Trade::ALL, &trade, None)}
        {number(form, "numbers.floor_area", Measure::FloorArea.label(), &area, false)}
        {number(form, "numbers.seats", Measure::Seats.label(), &seats, false)}
        {number(form, "numbers.beds", Measure::Beds.label(), &beds, false)}
        <CountsAs form />
        {choice(form, "fuel", tr!(door.burns), GASES, &fuel, None)}
        {yes_no(form, "alarm", tr!(door.alarm_works), &alarm, true)}
        {yes_no(form, "cut_off", tr!(door.cut_off), &cut_off, true)}
    }
    .into_fresh()
}

/// What it counts as, by the dictionary that was taken along.
#[component]
fn CountsAs(form: GearForm) -> impl IntoView {
    let tablet = use_tablet();
    let word = Memo::new(move |_| {
        let today = local_date(tablet.now.get());
        form.0.draft.with(|draft| {
            let Sheet::Unit(unit) = &draft.sheet else { return None };
            let numbers = unit.numbers(&mut Vec::new());
            tablet.reference.with(|reference| {
                match reference.as_ref()?.classes.class(unit.trade?, &numbers, today) {
                    Class::Small(_) => Some(tr!(door.is_small)),
                    Class::Larger(_) => Some(tr!(door.is_larger)),
                    Class::NotKnown(_) | Class::NoRule => None,
                }
            })
        })
    });
    move || word.get().map(|word| view! { <p class="hint" role="status">{word}</p> })
}

fn lpg_part() -> Part<LpgDraft> {
    Part::new(
        |draft| match &draft.sheet {
            Sheet::Lpg(it) => Some(it.clone()),
            _ => None,
        },
        |draft, it| draft.sheet = Sheet::Lpg(it),
    )
}

/// A user of cylinders.
pub fn lpg(form: GearForm) -> AnyView {
    let part = lpg_part();
    let supplier = part.of(|it| it.supplier.clone(), |it, supplier| it.supplier = supplier);
    let moved_to = part.of(|it| it.moved_to, |it, to| it.moved_to = to);
    let moved_on = part.of(|it| it.moved_on.clone(), |it, day| it.moved_on = day);
    let has_moved = {
        let to = moved_to.read(form);
        move || to.get().is_some()
    };
    let keys = form.0.read(|draft| match &draft.sheet {
        Sheet::Lpg(it) => it.cylinders.iter().map(|cylinder| cylinder.key).collect::<Vec<_>>(),
        _ => Vec::new(),
    });
    let add = move |_| {
        form.edit("cylinders", |draft| {
            if let Sheet::Lpg(it) = &mut draft.sheet {
                it.cylinders.push(CylinderDraft::new(new_id()));
            }
        });
    };
    view! {
        {text(form, "supplier", tr!(door.supplier), &supplier, false)}
        // the places of faults are those of the list: taking one away makes the fields of the others anew
        {move || keys.get().into_iter().enumerate().map(|(i, key)| cylinder(form, i, key)).collect_view()}
        <button type="button" class="button field-big" id=control_id("cylinders") on:click=add>
            {icon(Icon::Add)}
            <span>{tr!(door.add_cylinder)}</span>
        </button>
        {choice(form, "moved.to", tr!(door.moved_to), MoveOff::ALL, &moved_to, Some(tr!(door.not_moved)))}
        <Only when=has_moved>{day(form, "moved.on", tr!(door.moved_on), &moved_on, true)}</Only>
    }
    .into_fresh()
}

fn find(draft: &GearDraft, key: Uuid) -> Option<&CylinderDraft> {
    match &draft.sheet {
        Sheet::Lpg(it) => it.cylinders.iter().find(|cylinder| cylinder.key == key),
        _ => None,
    }
}

fn cylinder(form: GearForm, i: usize, key: Uuid) -> AnyView {
    let part = Part::<CylinderDraft>::new(
        move |draft| find(draft, key).cloned(),
        move |draft, it| {
            if let Sheet::Lpg(all) = &mut draft.sheet
                && let Some(place) = all.cylinders.iter_mut().find(|cylinder| cylinder.key == key)
            {
                *place = it;
            }
        },
    );
    let field = |name: &str| format!("cylinders[{i}].{name}");
    let code = part.of(|it| it.number.clone(), |it, number| it.number = number);
    let kilograms = part.of(|it| it.kilograms.clone(), |it, number| it.kilograms = number);
    let made_on = part.of(|it| it.made_on.clone(), |it, day| it.made_on = day);
    let tested_on = part.of(|it| it.tested_on.clone(), |it, day| it.tested_on = day);
    let returned_on = part.of(|it| it.returned_on.clone(), |it, day| it.returned_on = day);
    let slot = CylinderDraft::new(key).slot();
    let known = form.0.draft.with_untracked(|draft| find(draft, key).map_or(0, |it| it.known_proof.len()));
    let returned = {
        let day = returned_on.read(form);
        move || day.with(|day| !day.is_empty())
    };
    let shots = form.0.shots;
    let slot = StoredValue::new(slot);
    let remove = move |_| {
        let mine: Vec<_> = shots.list.with_untracked(|list| {
            let slot = slot.get_value();
            list.iter().filter(|photo| photo.slot == slot).map(|photo| photo.id).collect()
        });
        for photo in mine {
            shots.remove(photo);
        }
        form.0.faults.set(Vec::new());
        form.edit("cylinders", |draft| {
            if let Sheet::Lpg(it) = &mut draft.sheet {
                it.cylinders.retain(|cylinder| cylinder.key != key);
            }
        });
    };
    let proof_field = StoredValue::new(field("proof"));
    view! {
        <fieldset class="door-part">
            <legend>{tr!(door.cylinder_n, n = i + 1)}</legend>
            {serial(form, &field("number"), tr!(door.cylinder_number), &code)}
            {number(form, &field("kilograms"), tr!(door.kilograms), &kilograms, true)}
            {day(form, &field("made_on"), tr!(door.made_on), &made_on, false)}
            {day(form, &field("tested_on"), tr!(door.tested_on), &tested_on, false)}
            {day(form, &field("returned_on"), tr!(door.returned_on), &returned_on, false)}
            <Only when=returned>
                {(known > 0).then(|| view! { <p class="hint">{tr!(door.proof_known, n = known)}</p> })}
                <PhotoField
                    shots
                    shows=slot.get_value()
                    field=proof_field.get_value()
                    label=tr!(door.proof)
                />
                <p class="hint">{tr!(door.proof_missing)}</p>
            </Only>
            <button type="button" class="button quiet" on:click=remove>
                {icon(Icon::Trash)}
                <span>{tr!(door.remove_cylinder, n = i + 1)}</span>
            </button>
        </fieldset>
    }
    .into_fresh()
}
