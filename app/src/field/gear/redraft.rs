//! A form that the server did not accept, as the draft that it was made from.

use super::{
    attempt::{About, AttemptDraft, Tried},
    device_draft::{InstallDraft, ListDraft},
    doing::Doing,
    draft::{GearDraft, new_photos, old_photos},
    draft_parts::Sheet,
    gas_draft::{LpgDraft, UnitDraft},
    stove_draft::{DayDraft, GoneDraft, HoseDraft, ReplaceDraft, SurveyDraft},
};
use crate::capture::{
    keeping::Kept,
    photos::{PhotoDraft, PhotoState, Slot},
    signature::SignatureDraft,
};
use chrono::{DateTime, Utc};
use domain::{
    fault::{Code, Fault, FieldCode, FieldFault},
    hazards::Position,
    ids::{DetectorId, FileId, InspectionId, SiteId, StoveId},
    inspections::Signature,
    order,
    programmes::{
        ProgrammeCommand,
        device::{DeviceAction, DeviceChange, DeviceCommand, DeviceKind},
        gas::SaveLpgUser,
        stove::{StoveAction, StoveChange, StoveCommand},
    },
    sites::SiteHit,
    sync::Body,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What the tablet knows besides the command.
pub struct Known<'a> {
    /// The time of the draft.
    pub now: DateTime<Utc>,
    /// Sites.
    pub site: &'a dyn Fn(SiteId) -> Option<SiteHit>,
    /// The site of an appliance.
    pub stove: &'a dyn Fn(StoveId) -> Option<SiteId>,
    /// The site of a device, and its kind.
    pub device: &'a dyn Fn(DetectorId) -> Option<(SiteId, DeviceKind)>,
    /// Makes ids.
    pub new_id: &'a dyn Fn() -> Uuid,
}

/// A command with the ids that it says, taken apart.
struct Parts {
    doing: Doing,
    record: Uuid,
    base_version: Option<u32>,
    site: SiteId,
    visit: Option<InspectionId>,
    position: Option<Position>,
    note: Option<String>,
    sheet: Sheet,
    photos: Vec<(FileId, Slot)>,
}

/// The draft of a form. `None`: it was not made by a form of this tablet, or its record is gone.
pub fn of(
    body: &Body,
    form: &ProgrammeCommand,
    fault: Option<&Fault>,
    known: &Known<'_>,
) -> Option<Kept<GearDraft>> {
    let sent: BTreeSet<FileId> = order::set(body.photos.iter().map(|photo| photo.id));
    let parts = parts(form, &sent, known)?;
    let site = (known.site)(parts.site)?;
    // the server has something else under this id: this is a command of its own
    let fresh = fault.is_some_and(|fault| fault.code == Code::ContentConflict);
    let id = if fresh { (known.new_id)() } else { form.id() };
    let is_new = parts.record == form.id();
    let draft = GearDraft {
        id,
        doing: parts.doing,
        record: if is_new { id } else { parts.record },
        base_version: parts.base_version,
        site: site.id,
        site_name: site.name,
        kind: site.kind,
        visit: parts.visit.unwrap_or_else(|| InspectionId((known.new_id)())),
        begun_at: body.device_at,
        position: parts.position,
        note: parts.note.unwrap_or_default(),
        sheet: parts.sheet,
        touched: true,
    };
    let layer = |id: FileId| body.photos.iter().find(|photo| photo.id == id).map(|it| it.layer.clone());
    let photos = parts.photos.into_iter().map(|(id, slot)| PhotoDraft {
        state: PhotoState::Stored,
        layer: layer(id).unwrap_or_default(),
        ..PhotoDraft::new(id, slot)
    });
    let mut faults = fault.map(|fault| fault.fields.clone()).unwrap_or_default();
    // a cylinder's number is named by the fault itself
    if fault.is_some_and(|fault| fault.code == Code::SerialInUse && fault.fields.is_empty()) {
        faults.push(FieldFault::new("installation.serial", FieldCode::Duplicate));
    }
    Some(Kept { faults, ..Kept::new(known.now, draft, photos.collect()) })
}

fn parts(form: &ProgrammeCommand, sent: &BTreeSet<FileId>, known: &Known<'_>) -> Option<Parts> {
    let plain = |photos: &[FileId]| photos.iter().map(|id| (*id, Slot::Visit)).collect::<Vec<_>>();
    Some(match form {
        ProgrammeCommand::SurveyStove(survey) => Parts {
            doing: Doing::NewStove,
            record: survey.id.0,
            base_version: None,
            site: survey.site,
            visit: survey.visit,
            position: survey.position,
            note: survey.note.clone(),
            sheet: Sheet::Survey(SurveyDraft::of(&survey.survey)),
            photos: plain(&survey.photos),
        },
        ProgrammeCommand::PlanDevice(plan) => Parts {
            doing: Doing::NewDevice,
            record: plan.id.0,
            base_version: None,
            site: plan.site,
            visit: None,
            position: None,
            note: plan.note.clone(),
            sheet: Sheet::List(ListDraft { kind: Some(plan.kind) }),
            photos: Vec::new(),
        },
        ProgrammeCommand::ChangeStove(change) => of_stove(change, (known.stove)(change.stove)?)?,
        ProgrammeCommand::ChangeDevice(change) => of_device(change, known)?,
        ProgrammeCommand::SaveGasUnit(unit) => Parts {
            doing: Doing::GasUnit,
            record: unit.unit.0,
            base_version: unit.base_version,
            site: unit.site,
            visit: unit.visit,
            position: None,
            note: unit.note.clone(),
            sheet: Sheet::Unit(UnitDraft::new(
                unit.trade,
                &unit.numbers,
                unit.fuel,
                unit.alarm,
                unit.cut_off,
            )),
            photos: plain(&unit.photos),
        },
        ProgrammeCommand::SaveLpgUser(user) => of_lpg(user, sent, known),
        // no form about a door: see `entry::redraft`
        ProgrammeCommand::EnterPenalty(_)
        | ProgrammeCommand::EnterOrder(_)
        | ProgrammeCommand::EnterFire(_) => return None,
    })
}

fn of_stove(change: &StoveChange, site: SiteId) -> Option<Parts> {
    let mut photos = Vec::new();
    let mut add = |ids: &[FileId], slot: Slot| photos.extend(ids.iter().map(|id| (*id, slot.clone())));
    let (note, sheet) = match &change.command {
        StoveCommand::Survey { survey, note, photos } => {
            add(photos, Slot::Visit);
            (note.clone(), Sheet::Survey(SurveyDraft::of(survey)))
        }
        StoveCommand::Plan { on, note } => (note.clone(), Sheet::Day(DayDraft { on: on.to_string() })),
        StoveCommand::Replace { replacement, signature, note } => {
            add(&replacement.photos_before, old_photos());
            add(&replacement.photos_after, new_photos());
            let mut draft = ReplaceDraft::of(replacement);
            draft.signature = of_signature(signature.as_ref());
            (note.clone(), Sheet::Replace(Box::new(draft)))
        }
        StoveCommand::ReplaceHose { hose, note, photos } => {
            add(photos, Slot::Visit);
            (note.clone(), Sheet::Hose(HoseDraft::of(hose)))
        }
        StoveCommand::Remove { reason, note } => {
            (Some(note.clone()), Sheet::Gone(GoneDraft { reason: Some(*reason) }))
        }
        StoveCommand::AddNote { note, photos } => {
            add(photos, Slot::Visit);
            (Some(note.clone()), Sheet::Note)
        }
        StoveCommand::Attempt { outcome, note } => {
            let tried = vec![Tried { id: change.id, about: About::Stove(change.stove) }];
            (note.clone(), Sheet::Attempt(AttemptDraft { outcome: Some(*outcome), tried }))
        }
        StoveCommand::Accept { .. } | StoveCommand::SendBack { .. } | StoveCommand::LookAgain { .. } => {
            return None;
        }
    };
    let action = change.command.action();
    Some(Parts {
        doing: if action == StoveAction::Attempt { Doing::Attempt } else { Doing::Stove(action) },
        record: change.stove.0,
        base_version: change.base_version,
        site,
        visit: change.visit,
        position: change.position,
        note,
        sheet,
        photos,
    })
}

fn of_device(change: &DeviceChange, known: &Known<'_>) -> Option<Parts> {
    let (site, kind) = (known.device)(change.device)?;
    let mut photos = Vec::new();
    let mut add = |ids: &[FileId], slot: Slot| photos.extend(ids.iter().map(|id| (*id, slot.clone())));
    let (note, sheet) = match &change.command {
        DeviceCommand::Install { installation, signature }
        | DeviceCommand::Replace { installation, signature, .. } => {
            let successor = match &change.command {
                DeviceCommand::Replace { successor, .. } => *successor,
                _ => DetectorId((known.new_id)()),
            };
            add(&installation.photos, new_photos());
            let mut draft = InstallDraft::of(kind, successor, installation);
            draft.signature = of_signature(signature.as_ref());
            (None, Sheet::Install(Box::new(draft)))
        }
        DeviceCommand::ReportFault { note, photos } | DeviceCommand::AddNote { note, photos } => {
            add(photos, Slot::Visit);
            (Some(note.clone()), Sheet::Note)
        }
        DeviceCommand::Repair { note } => (Some(note.clone()), Sheet::Note),
        DeviceCommand::Attempt { outcome, note } => {
            let tried = vec![Tried { id: change.id, about: About::Device(change.device) }];
            (note.clone(), Sheet::Attempt(AttemptDraft { outcome: Some(*outcome), tried }))
        }
        DeviceCommand::Accept { .. } | DeviceCommand::SendBack { .. } | DeviceCommand::Retire { .. } => {
            return None;
        }
    };
    let action = change.command.action();
    Some(Parts {
        doing: if action == DeviceAction::Attempt { Doing::Attempt } else { Doing::Device(action) },
        record: change.device.0,
        base_version: change.base_version,
        site,
        visit: change.visit,
        position: change.position,
        note,
        sheet,
        photos,
    })
}

/// Proofs that came with this form are its photos again; those of earlier saves are the server's.
fn of_lpg(user: &SaveLpgUser, sent: &BTreeSet<FileId>, known: &Known<'_>) -> Parts {
    let supplier = user.supplier.as_deref();
    let mut draft = LpgDraft::new(supplier, &user.cylinders, user.moved, known.new_id);
    let mut photos = Vec::new();
    for cylinder in &mut draft.cylinders {
        let slot = cylinder.slot();
        let proof = std::mem::take(&mut cylinder.known_proof);
        let (mine, earlier): (Vec<FileId>, Vec<FileId>) = proof.into_iter().partition(|id| sent.contains(id));
        cylinder.known_proof = earlier;
        photos.extend(mine.into_iter().map(|id| (id, slot.clone())));
    }
    Parts {
        doing: Doing::LpgUser,
        record: user.user.0,
        base_version: user.base_version,
        site: user.site,
        visit: user.visit,
        position: None,
        note: user.note.clone(),
        sheet: Sheet::Lpg(draft),
        photos,
    }
}

fn of_signature(signature: Option<&Signature>) -> SignatureDraft {
    signature.map(SignatureDraft::of).unwrap_or_default()
}
