//! A conflict about what stands behind a door, field by field: what this tablet wanted beside what the record says now.

use super::doing::Doing;
use crate::{
    field::{compare::Field, entry},
    labels::Label,
    tr,
    ui::time::day_text,
};
use chrono::{DateTime, Utc};
use domain::{
    actor::{Actor, Role},
    calendar::local_date,
    fault::Fault,
    programmes::{
        ProgrammeCommand,
        device::{DeviceCommand, Installation},
        gas::{Measure, SaveGasUnit, SaveLpgUser},
        register_views::RegisterKind,
        stove::{Replacement, StoveCommand, StoveSurvey},
        views::{DeviceDetail, GasUserDetail, Happened, StoveDetail},
    },
    sync::Theirs,
};

/// Something that happened to the record and that the tablet did not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// What.
    pub what: String,
    /// Who.
    pub actor: String,
    /// In which role, where that is known.
    pub role: Option<Role>,
    /// When.
    pub at: DateTime<Utc>,
    /// Remark.
    pub note: Option<String>,
}

/// What a form does, in a word.
pub fn word(form: &ProgrammeCommand) -> &'static str {
    match form {
        ProgrammeCommand::SurveyStove(_) => Doing::NewStove.label(),
        ProgrammeCommand::ChangeStove(change) => change.command.action().label(),
        ProgrammeCommand::PlanDevice(_) => Doing::NewDevice.label(),
        ProgrammeCommand::ChangeDevice(change) => change.command.action().label(),
        ProgrammeCommand::SaveGasUnit(_) => Doing::GasUnit.label(),
        ProgrammeCommand::SaveLpgUser(_) => Doing::LpgUser.label(),
        ProgrammeCommand::EnterPenalty(_) => entry::name(RegisterKind::Penalty),
        ProgrammeCommand::EnterOrder(_) => entry::name(RegisterKind::Order),
        ProgrammeCommand::EnterFire(_) => entry::name(RegisterKind::Fire),
    }
}

fn base(form: &ProgrammeCommand) -> u32 {
    match form {
        ProgrammeCommand::ChangeStove(change) => change.base_version,
        ProgrammeCommand::ChangeDevice(change) => change.base_version,
        ProgrammeCommand::SaveGasUnit(unit) => unit.base_version,
        ProgrammeCommand::SaveLpgUser(user) => user.base_version,
        ProgrammeCommand::SurveyStove(_)
        | ProgrammeCommand::PlanDevice(_)
        | ProgrammeCommand::EnterPenalty(_)
        | ProgrammeCommand::EnterOrder(_)
        | ProgrammeCommand::EnterFire(_) => None,
    }
    .unwrap_or_default()
}

/// The events that the tablet did not know when it saved, the oldest first; at least the last one.
pub fn since(form: &ProgrammeCommand, theirs: &Theirs) -> Vec<Since> {
    fn told<K: Label, S>(event: &Happened<K, S>) -> Since {
        Since {
            what: event.kind.label().to_owned(),
            actor: event.actor.clone(),
            role: Some(event.role),
            at: event.server_at,
            note: event.note.clone(),
        }
    }
    let all: Vec<Since> = match theirs {
        Theirs::Stove(stove) => stove.events.iter().map(told).collect(),
        Theirs::Device(device) => device.events.iter().map(told).collect(),
        Theirs::GasUser(user) => {
            let saved = |it: &domain::programmes::views::GasSaved| Since {
                what: it.kind.label().to_owned(),
                actor: it.actor.clone(),
                role: None,
                at: it.at,
                note: it.note.clone(),
            };
            user.saves.iter().map(saved).collect()
        }
        Theirs::Hazard(_) => Vec::new(),
    };
    // every event counts the version up by one
    let behind = theirs.version().saturating_sub(base(form)) as usize;
    let behind = behind.clamp(1, all.len().max(1));
    all[all.len().saturating_sub(behind)..].to_vec()
}

/// Whether the same could be done on the record as it is now; otherwise why not.
pub fn permitted(
    form: &ProgrammeCommand,
    theirs: &Theirs,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    match (form, theirs) {
        (ProgrammeCommand::ChangeStove(change), Theirs::Stove(stove)) => {
            stove.state.permits(change.command.action(), actor, local_date(now))
        }
        (ProgrammeCommand::ChangeDevice(change), Theirs::Device(device)) => {
            device.state.permits(change.command.action(), actor)
        }
        _ => Ok(()),
    }
}

/// The fields of a form and of the record now.
pub fn fields(form: &ProgrammeCommand, theirs: &Theirs) -> Vec<Field> {
    match (form, theirs) {
        (ProgrammeCommand::ChangeStove(change), Theirs::Stove(now)) => stove(&change.command, now),
        (ProgrammeCommand::ChangeDevice(change), Theirs::Device(now)) => device(&change.command, now),
        (ProgrammeCommand::SaveGasUnit(unit), Theirs::GasUser(now)) => gas_unit(unit, now),
        (ProgrammeCommand::SaveLpgUser(user), Theirs::GasUser(now)) => lpg(user, now),
        _ => vec![Field::new(tr!(door.form), word(form), "")],
    }
}

fn line(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

fn word_of<T: Label>(value: Option<T>) -> &'static str {
    value.map(Label::label).unwrap_or_default()
}

fn day(day: Option<chrono::NaiveDate>) -> String {
    day.map(day_text).unwrap_or_default()
}

fn there(value: Option<bool>) -> &'static str {
    match value {
        Some(true) => tr!(door.there),
        Some(false) => tr!(door.not_there),
        None => "",
    }
}

fn stove(command: &StoveCommand, now: &StoveDetail) -> Vec<Field> {
    let state = &now.state;
    let last = now.events.last();
    let step = last.map(|event| event.kind.label()).unwrap_or_default();
    let mut fields = vec![
        Field::new(tr!(field.step), command.action().label(), step),
        Field::new(tr!(door.status), "", state.status.label()),
    ];
    match command {
        StoveCommand::Survey { survey, .. } => fields.extend(surveyed(survey, &state.survey)),
        StoveCommand::Plan { on, .. } => {
            fields.push(Field::new(tr!(door.day_agreed), day_text(*on), day(state.planned_for)));
        }
        StoveCommand::Replace { replacement, .. } => {
            fields.extend(replaced(replacement, state.replacement.as_ref()));
        }
        StoveCommand::ReplaceHose { hose, .. } => fields.push(Field::new(
            tr!(door.hose_kind_label),
            hose.kind.label(),
            word_of(state.survey.hose.map(|hose| hose.kind)),
        )),
        StoveCommand::Remove { reason, note } => {
            fields.push(Field::new(tr!(door.why_gone), reason.label(), word_of(state.gone_reason)));
            fields.push(Field::new(tr!(door.explanation), note, ""));
        }
        StoveCommand::AddNote { note, .. } => {
            fields.push(Field::new(tr!(door.note), note, line(last.and_then(|event| event.note.as_ref()))));
        }
        StoveCommand::Accept { .. }
        | StoveCommand::SendBack { .. }
        | StoveCommand::LookAgain { .. }
        | StoveCommand::Attempt { .. } => {}
    }
    fields
}

fn surveyed(mine: &StoveSurvey, theirs: &StoveSurvey) -> Vec<Field> {
    let kind = |survey: &StoveSurvey| word_of(survey.hose.map(|hose| hose.kind));
    vec![
        Field::new(tr!(door.fuel_label), word_of(mine.fuel), word_of(theirs.fuel)),
        Field::new(tr!(door.supply_label), word_of(mine.supply), word_of(theirs.supply)),
        Field::new(tr!(door.flame_failure), there(mine.flame_failure), there(theirs.flame_failure)),
        Field::new(tr!(door.sold_on), day(mine.dates.sold_on), day(theirs.dates.sold_on)),
        Field::new(tr!(door.made_on), day(mine.dates.made_on), day(theirs.dates.made_on)),
        Field::new(tr!(door.maker), line(mine.maker.as_ref()), line(theirs.maker.as_ref())),
        Field::new(tr!(door.model), line(mine.model.as_ref()), line(theirs.model.as_ref())),
        Field::new(tr!(door.hose), kind(mine), kind(theirs)),
    ]
}

fn replaced(mine: &Replacement, theirs: Option<&Replacement>) -> Vec<Field> {
    let other = |part: fn(&Replacement) -> &String| theirs.map(part).cloned().unwrap_or_default();
    vec![
        Field::new(tr!(door.model), &mine.model, other(|it| &it.model)),
        Field::new(tr!(door.serial), &mine.serial, other(|it| &it.serial)),
        Field::new(tr!(door.installer), &mine.installer, other(|it| &it.installer)),
        Field::new(tr!(door.sold_on), day_text(mine.sold_on), day(theirs.map(|it| it.sold_on))),
    ]
}

fn device(command: &DeviceCommand, now: &DeviceDetail) -> Vec<Field> {
    let state = &now.state;
    let last = now.events.last();
    let step = last.map(|event| event.kind.label()).unwrap_or_default();
    let mut fields = vec![
        Field::new(tr!(field.step), command.action().label(), step),
        Field::new(tr!(door.status), "", state.status.label()),
    ];
    match command {
        DeviceCommand::Install { installation, .. } | DeviceCommand::Replace { installation, .. } => {
            fields.extend(installed(installation, state.installation.as_ref()));
        }
        DeviceCommand::ReportFault { note, .. }
        | DeviceCommand::Repair { note }
        | DeviceCommand::AddNote { note, .. } => {
            fields.push(Field::new(tr!(door.note), note, line(last.and_then(|event| event.note.as_ref()))));
        }
        DeviceCommand::Accept { .. }
        | DeviceCommand::SendBack { .. }
        | DeviceCommand::Retire { .. }
        | DeviceCommand::Attempt { .. } => {}
    }
    fields
}

fn installed(mine: &Installation, theirs: Option<&Installation>) -> Vec<Field> {
    let serial = theirs.map(|it| it.serial.to_string()).unwrap_or_default();
    let other = |part: fn(&Installation) -> &String| theirs.map(part).cloned().unwrap_or_default();
    vec![
        Field::new(tr!(door.serial), mine.serial.to_string(), serial),
        Field::new(tr!(door.place), &mine.place, other(|it| &it.place)),
        Field::new(tr!(door.installer), &mine.installer, other(|it| &it.installer)),
        Field::new(tr!(door.smells), word_of(mine.gas), word_of(theirs.and_then(|it| it.gas))),
    ]
}

fn gas_unit(mine: &SaveGasUnit, now: &GasUserDetail) -> Vec<Field> {
    let theirs = now.unit.as_ref();
    let number = |number: Option<u32>| number.map(|it| it.to_string()).unwrap_or_default();
    let mut fields = vec![
        Field::new(tr!(door.trade_label), mine.trade.label(), word_of(theirs.map(|it| it.trade))),
        Field::new(tr!(door.burns), mine.fuel.label(), word_of(theirs.map(|it| it.fuel))),
    ];
    fields.extend(Measure::ALL.iter().map(|measure| {
        let other = theirs.and_then(|it| it.numbers.get(*measure));
        Field::new(measure.label(), number(mine.numbers.get(*measure)), number(other))
    }));
    fields.push(Field::new(tr!(door.alarm_works), there(mine.alarm), there(theirs.and_then(|it| it.alarm))));
    fields.push(Field::new(tr!(door.cut_off), there(mine.cut_off), there(theirs.and_then(|it| it.cut_off))));
    fields
}

fn lpg(mine: &SaveLpgUser, now: &GasUserDetail) -> Vec<Field> {
    let theirs = now.lpg.as_ref();
    let cylinders = |all: &[domain::programmes::gas::Cylinder]| {
        let one = |it: &domain::programmes::gas::Cylinder| {
            let returned = it.returned_on.map(|on| format!("（{} {}）", tr!(door.returned_on), day_text(on)));
            format!("{}{}", it.number, returned.unwrap_or_default())
        };
        all.iter().map(one).collect::<Vec<_>>().join(tr!(ui.list_comma))
    };
    let other = theirs.map(|it| cylinders(&it.cylinders)).unwrap_or_default();
    let moved = theirs.and_then(|it| it.moved);
    vec![
        Field::new(
            tr!(door.supplier),
            line(mine.supplier.as_ref()),
            line(theirs.and_then(|it| it.supplier.as_ref())),
        ),
        Field::new(tr!(door.lpg_user), cylinders(&mine.cylinders), other),
        Field::new(
            tr!(door.moved_to),
            word_of(mine.moved.map(|moved| moved.to)),
            word_of(moved.map(|moved| moved.to)),
        ),
        Field::new(
            tr!(door.moved_on),
            day(mine.moved.map(|moved| moved.on)),
            day(moved.map(|moved| moved.on)),
        ),
    ]
}

/// The note to propose when a step is kept as one: its words, or what it was about.
pub fn as_note(form: &ProgrammeCommand) -> String {
    let said = match form {
        ProgrammeCommand::ChangeStove(change) => match &change.command {
            StoveCommand::Survey { note, .. }
            | StoveCommand::ReplaceHose { note, .. }
            | StoveCommand::Accept { note, .. }
            | StoveCommand::Attempt { note, .. } => note.clone(),
            StoveCommand::Plan { on, note } => Some(joined(&[&day_text(*on)], note.as_ref())),
            StoveCommand::Replace { replacement: it, note, .. } => {
                Some(joined(&[&it.model, &it.serial, &it.installer], note.as_ref()))
            }
            StoveCommand::Remove { note, .. }
            | StoveCommand::AddNote { note, .. }
            | StoveCommand::SendBack { reason: note }
            | StoveCommand::LookAgain { reason: note } => Some(note.clone()),
        },
        ProgrammeCommand::ChangeDevice(change) => match &change.command {
            DeviceCommand::Install { installation: it, .. }
            | DeviceCommand::Replace { installation: it, .. } => {
                Some(joined(&[it.serial.as_str(), &it.place, &it.installer], None))
            }
            DeviceCommand::ReportFault { note, .. }
            | DeviceCommand::Repair { note }
            | DeviceCommand::AddNote { note, .. }
            | DeviceCommand::SendBack { reason: note }
            | DeviceCommand::Retire { reason: note } => Some(note.clone()),
            DeviceCommand::Accept { note } | DeviceCommand::Attempt { note, .. } => note.clone(),
        },
        _ => None,
    };
    let head = tr!(field.note_head, step = word(form));
    std::iter::once(head).chain(said.filter(|said| !said.is_empty())).collect::<Vec<_>>().join("\n")
}

fn joined(words: &[&str], note: Option<&String>) -> String {
    let note = note.map(String::as_str);
    words.iter().copied().chain(note).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::gear::fixtures;
    use domain::{
        ids::{DetectorId, EventId},
        programmes::device::DeviceChange,
    };
    use uuid::Uuid;

    #[test]
    fn a_step_that_is_given_up_keeps_what_it_was_about() {
        let installation = Installation {
            serial: "A2301".parse().expect("serial"),
            maker: None,
            model: None,
            place: "厨房".into(),
            installer: "安装公司 钱师傅".into(),
            made_on: None,
            gas: None,
            linked_valve: None,
            network_id: None,
            test_passed: true,
            photos: Vec::new(),
        };
        let form = ProgrammeCommand::ChangeDevice(Box::new(DeviceChange {
            id: EventId(Uuid::from_u128(1)),
            device: DetectorId(Uuid::from_u128(3)),
            visit: None,
            base_version: Some(1),
            device_at: Some(fixtures::now()),
            position: None,
            command: DeviceCommand::Install { installation: Box::new(installation.clone()), signature: None },
        }));
        assert_eq!(as_note(&form), "离线时填写的“上报安装”：\nA2301 · 厨房 · 安装公司 钱师傅");
        let other = Installation { place: "走廊".into(), ..installation.clone() };
        let differs: Vec<&str> = installed(&installation, Some(&other))
            .into_iter()
            .filter(Field::differs)
            .map(|field| field.name)
            .collect();
        assert_eq!(differs, ["安装位置"]);
    }
}
