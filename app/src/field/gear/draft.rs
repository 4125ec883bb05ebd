//! A form about what stands behind a door while it is filled in, whichever form it is.

use super::{
    device_draft::{InstallDraft, ListDraft},
    doing::Doing,
    door::Door,
    draft_parts::Sheet,
    gas_draft::{LpgDraft, UnitDraft},
    stove_draft::SurveyDraft,
};
use crate::{
    capture::{
        photos::{PhotoDraft, Slot, of},
        session::Draft,
    },
    field::typed::{checked, required, value},
    tr,
};
use chrono::{DateTime, Utc};
use domain::{
    fault::{FieldCode, FieldFault},
    hazards::Position,
    ids::{DetectorId, EventId, FileId, GasUserId, InspectionId, SiteId, StoveId},
    inspections::{Outcome, SaveVisit},
    photos::PhotoKind,
    programmes::{
        ProgrammeCommand,
        device::{DeviceAction, DeviceChange, DeviceCommand, DeviceKind, PlanDevice},
        gas::{SaveGasUnit, SaveLpgUser, Trade},
        gear::{Dates, Fuel},
        stove::{
            Appliance, GoneReason, Hose, HoseKind, SaveStoveSurvey, StoveAction, StoveChange, StoveCommand,
        },
    },
    sites::SiteKind,
    sync::Command,
    text::tidy,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// In the place of a hose that is missing; the fault keeps it from being sent.
const NO_HOSE: Hose = Hose {
    kind: HoseKind::Pipe,
    length_cm: None,
    dates: Dates { sold_on: None, made_on: None, fitted_on: None },
    joint: None,
    through_wall: None,
};

/// Photos of the old appliance in its place.
pub fn old_photos() -> Slot {
    Slot::Part(PhotoKind::Before, "old".to_owned())
}

/// Photos of what hangs or stands there now.
pub fn new_photos() -> Slot {
    Slot::Part(PhotoKind::After, "new".to_owned())
}

/// Where a form is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    /// The site.
    pub site: SiteId,
    /// What a person calls it.
    pub name: String,
    /// Its kind.
    pub kind: SiteKind,
    /// The visit during which it is done.
    pub visit: InspectionId,
    /// The device's time.
    pub now: DateTime<Utc>,
}

/// The form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GearDraft {
    /// The future command's id.
    pub id: Uuid,
    /// Which form.
    pub doing: Doing,
    /// The record that it is about; a new one has its future id.
    pub record: Uuid,
    /// The version that the person looks at; `None` for a new record.
    #[serde(default)]
    pub base_version: Option<u32>,
    /// The site.
    pub site: SiteId,
    /// What a person calls it.
    pub site_name: String,
    /// Its kind.
    pub kind: SiteKind,
    /// The visit.
    pub visit: InspectionId,
    /// When the form was begun, by the device's clock.
    pub begun_at: DateTime<Utc>,
    /// Where the person stands.
    #[serde(default)]
    pub position: Option<Position>,
    /// Remark, explanation, or what was done.
    #[serde(default)]
    pub note: String,
    /// What the form asks for.
    pub sheet: Sheet,
    /// Somebody has entered something.
    #[serde(default)]
    pub touched: bool,
}

impl GearDraft {
    /// A new form at a door, filled in from what is known there; `None` when there is no such record.
    pub fn begin(
        id: Uuid,
        doing: Doing,
        record: Option<Uuid>,
        at: At,
        door: &Door,
        new_id: &dyn Fn() -> Uuid,
    ) -> Option<Self> {
        let entry = door.gas.as_ref();
        let of_gas = || (entry.map_or_else(new_id, |entry| entry.id.0), entry.map(|entry| entry.version));
        let ((record, base_version), sheet) = match doing {
            Doing::NewStove => {
                let supply = door.stoves.iter().find_map(|stove| stove.survey.supply);
                ((id, None), Sheet::Survey(SurveyDraft::new(Appliance::Stove, supply)))
            }
            Doing::NewDevice => ((id, None), Sheet::List(ListDraft::default())),
            Doing::Stove(action) => {
                let stove = door.stoves.iter().find(|stove| Some(stove.id.0) == record)?;
                ((stove.id.0, Some(stove.version)), Sheet::of_stove(action, stove, new_id)?)
            }
            Doing::Device(action) => {
                let mut devices = door.devices.iter().map(|(device, _)| device);
                let device = devices.find(|device| Some(device.id.0) == record)?;
                ((device.id.0, Some(device.version)), Sheet::of_device(action, device, new_id)?)
            }
            Doing::GasUnit => {
                let unit = entry.and_then(|entry| entry.unit.as_ref());
                (of_gas(), Sheet::Unit(unit.map(UnitDraft::of).unwrap_or_default()))
            }
            Doing::LpgUser => {
                let user = entry.and_then(|entry| entry.lpg.as_ref());
                (of_gas(), Sheet::Lpg(user.map(|user| LpgDraft::of(user, new_id)).unwrap_or_default()))
            }
            Doing::Attempt => ((id, None), Sheet::Attempt(door.to_be_tried(id, new_id, at.now))),
        };
        // a visit that came to nothing is one of its own; without records that were tried it is all there is
        let visit = match &sheet {
            Sheet::Attempt(attempt) if attempt.tried.is_empty() => InspectionId(id),
            Sheet::Attempt(_) => InspectionId(new_id()),
            _ => at.visit,
        };
        Some(Self {
            id,
            doing,
            record,
            base_version,
            site: at.site,
            site_name: at.name,
            kind: at.kind,
            visit,
            begun_at: at.now,
            position: None,
            note: String::new(),
            sheet,
            touched: false,
        })
    }

    /// What is saved, in its order: the form, which tells of its visit. What came to nothing is a visit of its own and a
    /// step of each record that it was about.
    pub fn commands(
        &self,
        photos: &[PhotoDraft],
        now: DateTime<Utc>,
    ) -> Result<Vec<Command>, Vec<FieldFault>> {
        if let Sheet::Attempt(attempt) = &self.sheet {
            let outcome = attempt.outcome.filter(|outcome| *outcome != Outcome::Done);
            let outcome = outcome.ok_or_else(|| vec![FieldFault::new("outcome", FieldCode::Required)])?;
            let visit = self.attempt(outcome, now);
            checked(Vec::new(), visit.validate(now))?;
            let steps = attempt.steps(outcome, self.visit, now).into_iter();
            let steps = steps.map(|step| Command::Programme(Box::new(step)));
            return Ok(std::iter::once(Command::SaveVisit(Box::new(visit))).chain(steps).collect());
        }
        Ok(vec![Command::Programme(Box::new(self.form(photos, now)?))])
    }

    fn attempt(&self, outcome: Outcome, now: DateTime<Utc>) -> SaveVisit {
        SaveVisit {
            outcome,
            finished_at: now,
            device_at: Some(now),
            position: self.position,
            note: tidy(&self.note),
            ..SaveVisit::told(self.visit, self.site, self.kind, self.begun_at.min(now))
        }
    }

    /// The form as a command, or what keeps it from being one. `now` is the device's time.
    pub fn form(
        &self,
        photos: &[PhotoDraft],
        now: DateTime<Utc>,
    ) -> Result<ProgrammeCommand, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let visit = Some(self.visit);
        let note = tidy(&self.note);
        let plain = of(photos, &Slot::Visit);
        let form = match (self.doing, &self.sheet) {
            (Doing::NewStove, Sheet::Survey(survey)) => {
                ProgrammeCommand::SurveyStove(Box::new(SaveStoveSurvey {
                    id: StoveId(self.id),
                    site: self.site,
                    visit,
                    survey: survey.survey(&mut faults),
                    surveyed_at: now,
                    position: self.position,
                    note,
                    photos: plain,
                }))
            }
            (Doing::NewDevice, Sheet::List(list)) => ProgrammeCommand::PlanDevice(Box::new(PlanDevice {
                id: DetectorId(self.id),
                kind: required(list.kind, "kind", &mut faults).unwrap_or(DeviceKind::GasAlarm),
                site: self.site,
                note,
            })),
            (Doing::Stove(action), _) => ProgrammeCommand::ChangeStove(Box::new(StoveChange {
                id: EventId(self.id),
                stove: StoveId(self.record),
                visit,
                base_version: self.base_version,
                device_at: Some(now),
                position: self.position,
                command: self.stove_step(action, photos, &mut faults),
            })),
            (Doing::Device(action), _) => ProgrammeCommand::ChangeDevice(Box::new(DeviceChange {
                id: EventId(self.id),
                device: DetectorId(self.record),
                visit,
                base_version: self.base_version,
                device_at: Some(now),
                position: self.position,
                command: self.device_step(action, photos, &mut faults),
            })),
            (Doing::GasUnit, Sheet::Unit(unit)) => ProgrammeCommand::SaveGasUnit(Box::new(SaveGasUnit {
                id: EventId(self.id),
                unit: GasUserId(self.record),
                site: self.site,
                visit,
                base_version: self.base_version,
                trade: required(unit.trade, "trade", &mut faults).unwrap_or(Trade::Other),
                numbers: unit.numbers(&mut faults),
                fuel: required(unit.fuel, "fuel", &mut faults).unwrap_or(Fuel::NaturalGas),
                alarm: unit.alarm,
                cut_off: unit.cut_off,
                surveyed_at: now,
                note,
                photos: plain,
            })),
            (Doing::LpgUser, Sheet::Lpg(user)) => {
                let cylinders = user.cylinders(photos, &mut faults);
                let moved = user.moved(&mut faults);
                if !faults.is_empty() {
                    // a cylinder that cannot be read would move the places of the others
                    return Err(faults);
                }
                ProgrammeCommand::SaveLpgUser(Box::new(SaveLpgUser {
                    id: EventId(self.id),
                    user: GasUserId(self.record),
                    site: self.site,
                    visit,
                    base_version: self.base_version,
                    supplier: tidy(&user.supplier),
                    cylinders,
                    moved,
                    note,
                }))
            }
            // the sheet of another form: no program writes that
            _ => return Err(vec![FieldFault::new("note", FieldCode::NotAllowed)]),
        };
        checked(faults, form.validate(now))?;
        Ok(form)
    }

    fn stove_step(
        &self,
        action: StoveAction,
        photos: &[PhotoDraft],
        faults: &mut Vec<FieldFault>,
    ) -> StoveCommand {
        let (note, plain) = (tidy(&self.note), of(photos, &Slot::Visit));
        match &self.sheet {
            Sheet::Survey(survey) => {
                StoveCommand::Survey { survey: Box::new(survey.survey(faults)), note, photos: plain }
            }
            Sheet::Day(day) => {
                let on = value(&day.on, "on", faults);
                let on = required(on, "on", faults).unwrap_or_default();
                StoveCommand::Plan { on, note }
            }
            Sheet::Replace(it) => {
                let before = of(photos, &old_photos());
                let replacement = Box::new(it.replacement(before, of(photos, &new_photos()), faults));
                StoveCommand::Replace { replacement, signature: it.signature.signature(), note }
            }
            Sheet::Hose(hose) => {
                let hose = hose.hose("hose", faults);
                let hose = required(hose, "hose.kind", faults).unwrap_or(NO_HOSE);
                StoveCommand::ReplaceHose { hose, note, photos: plain }
            }
            Sheet::Gone(gone) => {
                let reason = required(gone.reason, "reason", faults).unwrap_or(GoneReason::Mistake);
                StoveCommand::Remove { reason, note: self.note.clone() }
            }
            _ => {
                debug_assert_eq!(action, StoveAction::AddNote, "each other step has a sheet of its own");
                StoveCommand::AddNote { note: self.note.clone(), photos: plain }
            }
        }
    }

    fn device_step(
        &self,
        action: DeviceAction,
        photos: &[PhotoDraft],
        faults: &mut Vec<FieldFault>,
    ) -> DeviceCommand {
        let (note, plain) = (self.note.clone(), of(photos, &Slot::Visit));
        match (&self.sheet, action) {
            (Sheet::Install(it), _) => self.hung(it, action, of(photos, &new_photos()), faults),
            (_, DeviceAction::ReportFault) => DeviceCommand::ReportFault { note, photos: plain },
            (_, DeviceAction::Repair) => DeviceCommand::Repair { note },
            _ => DeviceCommand::AddNote { note, photos: plain },
        }
    }

    fn hung(
        &self,
        it: &InstallDraft,
        action: DeviceAction,
        photos: Vec<FileId>,
        faults: &mut Vec<FieldFault>,
    ) -> DeviceCommand {
        if it.kind == DeviceKind::GasAlarm && it.gas.is_none() {
            faults.push(FieldFault::new("installation.gas", FieldCode::Required));
        }
        let signature = it.signature.signature();
        match it.installation(photos, faults).map(Box::new) {
            Some(installation) if action == DeviceAction::Replace => {
                DeviceCommand::Replace { successor: it.successor, installation, signature }
            }
            Some(installation) => DeviceCommand::Install { installation, signature },
            None => DeviceCommand::AddNote { note: self.note.clone(), photos: Vec::new() },
        }
    }

    /// Whether a remark belongs to it, and whether it must be filled in: label and that.
    pub fn note_field(&self) -> Option<(&'static str, &'static str, bool)> {
        match self.doing {
            Doing::Device(DeviceAction::Install | DeviceAction::Replace) => None,
            Doing::Device(DeviceAction::ReportFault) => Some(("note", tr!(door.what_is_wrong), true)),
            Doing::Device(DeviceAction::Repair) => Some(("note", tr!(door.what_was_done), true)),
            Doing::Device(_) | Doing::Stove(StoveAction::AddNote) => Some(("note", tr!(door.note), true)),
            Doing::Stove(StoveAction::Remove) => Some(("note", tr!(door.explanation), true)),
            _ => Some(("note", tr!(door.note), false)),
        }
    }

    /// The photos that belong to the form as a whole: their label.
    pub fn photos_field(&self) -> Option<&'static str> {
        match (self.doing, &self.sheet) {
            (_, Sheet::Survey(_)) => Some(tr!(door.photos_plate)),
            (_, Sheet::Hose(_)) => Some(tr!(door.photos_new)),
            (Doing::Device(DeviceAction::ReportFault), _) => Some(tr!(door.photos_fault)),
            (Doing::GasUnit | Doing::Stove(StoveAction::AddNote), _) => Some(tr!(hazards.photos_more)),
            (Doing::Device(DeviceAction::AddNote), _) => Some(tr!(hazards.photos_more)),
            _ => None,
        }
    }
}

impl Draft for GearDraft {
    fn is_untouched(&self) -> bool {
        !self.touched
    }

    fn title(&self) -> String {
        format!("{} · {}", self.site_name, self.doing.label())
    }
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
