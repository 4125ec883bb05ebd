//! What people ask for about stoves, as data: the form's payload, the API's body and the outbox entry of a tablet.

use super::{
    GoneReason, StoveSurvey,
    survey::{Appliance, Hose, check_past_days},
};
use crate::{
    calendar::local_date,
    fault::{Fault, FieldCode, FieldFault},
    hazards::{
        Position,
        commands::{CLOCK_TOLERANCE, check_day, check_photos},
    },
    ids::{EventId, FileId, InspectionId, SiteId, StoveId},
    inspections::{Outcome, Signature},
    money::Fen,
    programmes::gear::{Dates, Fuel},
    text::Texts,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Surveys an appliance that the register does not have yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SaveStoveSurvey {
    /// The new record's id, made by the caller.
    pub id: StoveId,
    /// Where it stands.
    pub site: SiteId,
    /// The visit during which it was seen.
    #[serde(default)]
    pub visit: Option<InspectionId>,
    /// What was seen.
    pub survey: StoveSurvey,
    /// When (device time).
    pub surveyed_at: DateTime<Utc>,
    /// Where the person stood.
    #[serde(default)]
    pub position: Option<Position>,
    /// Remark.
    #[serde(default)]
    pub note: Option<String>,
    /// Photos: plate, burner, hose.
    #[serde(default)]
    pub photos: Vec<FileId>,
}

impl SaveStoveSurvey {
    /// Checks what can be checked without the store. `now` is the server's time.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::fault::Code::Invalid) with the fields.
    pub fn validate(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        let mut faults: Vec<FieldFault> =
            self.survey.check(now).into_iter().map(|fault| fault.under("survey")).collect();
        Texts::new(&mut faults).optional_paragraph("note", self.note.as_deref());
        if self.surveyed_at > now + CLOCK_TOLERANCE {
            faults.push(FieldFault::new("surveyed_at", FieldCode::InFuture));
        }
        check_day("surveyed_at", local_date(self.surveyed_at), &mut faults);
        if let Some(position) = &self.position {
            position.check("position", &mut faults);
        }
        check_photos("photos", &self.photos, &mut faults);
        Fault::check(faults)
    }
}

/// What took an appliance's place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replacement {
    /// The id that the new appliance's own record gets when the replacement is accepted; made by the caller.
    pub successor: StoveId,
    /// Maker.
    #[serde(default)]
    pub maker: Option<String>,
    /// Model.
    pub model: String,
    /// Serial number.
    pub serial: String,
    /// What it is made for; electricity when the household gave up gas for cooking.
    pub fuel: Fuel,
    /// 熄火保护装置; a must for gas.
    pub flame_failure: bool,
    /// 购买日期.
    pub sold_on: NaiveDate,
    /// Who installed it: firm and person.
    pub installer: String,
    /// The new hose, when it got one.
    #[serde(default)]
    pub hose: Option<Hose>,
    /// What it cost.
    #[serde(default)]
    pub cost: Option<Fen>,
    /// What of it the subdistrict paid.
    #[serde(default)]
    pub subsidy: Option<Fen>,
    /// Photos of the old one in its place; at least one.
    pub photos_before: Vec<FileId>,
    /// Photos of the new one in its place; at least one.
    pub photos_after: Vec<FileId>,
}

impl Replacement {
    fn check(&self, now: DateTime<Utc>) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        Texts::new(&mut faults)
            .optional_line("maker", self.maker.as_deref())
            .line("model", &self.model)
            .line("serial", &self.serial)
            .line("installer", &self.installer);
        if self.fuel.is_gas() && !self.flame_failure {
            faults.push(FieldFault::new("flame_failure", FieldCode::NotAllowed));
        }
        check_past_days("", &Dates { sold_on: Some(self.sold_on), ..Dates::default() }, now, &mut faults);
        if let Some(hose) = &self.hose {
            faults.extend(hose.check(now).into_iter().map(|fault| fault.under("hose")));
        }
        for (field, amount) in [("cost", self.cost), ("subsidy", self.subsidy)] {
            if amount.is_some_and(|amount| !amount.is_kept()) {
                faults
                    .push(FieldFault::new(field, FieldCode::OutOfRange).with("min", 0).with("max", Fen::MAX));
            }
        }
        if let Some((cost, subsidy)) = self.cost.zip(self.subsidy)
            && subsidy > cost
        {
            faults.push(FieldFault::new("subsidy", FieldCode::OutOfRange).with("min", 0).with("max", cost));
        }
        for (field, photos) in [("photos_before", &self.photos_before), ("photos_after", &self.photos_after)]
        {
            if photos.is_empty() {
                faults.push(FieldFault::new(field, FieldCode::PhotoNeeded));
            }
            check_photos(field, photos, &mut faults);
        }
        if self.photos_before.iter().any(|photo| self.photos_after.contains(photo)) {
            faults.push(FieldFault::new("photos_after", FieldCode::Duplicate));
        }
        faults
    }

    /// The new appliance as a survey of it would say, in the home of the old one.
    pub fn as_survey(&self, appliance: Appliance, before: &StoveSurvey, fitted_on: NaiveDate) -> StoveSurvey {
        StoveSurvey {
            appliance,
            fuel: Some(self.fuel),
            supply: before.supply.or(Some(self.fuel)),
            flame_failure: self.fuel.is_gas().then_some(self.flame_failure),
            dates: Dates { sold_on: Some(self.sold_on), made_on: None, fitted_on: Some(fitted_on) },
            maker: self.maker.clone(),
            model: Some(self.model.clone()),
            hose: self.hose.or(before.hose),
            regulator_ok: before.regulator_ok,
            ventilation_ok: before.ventilation_ok,
        }
    }
}

/// A step in the life of an appliance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", try_from = "super::told::ToldCommand")]
pub enum StoveCommand {
    /// Look at it again.
    Survey {
        /// What was seen.
        survey: Box<StoveSurvey>,
        /// Remark.
        #[serde(default)]
        note: Option<String>,
        /// Photos.
        #[serde(default)]
        photos: Vec<FileId>,
    },
    /// Agree on the day of its replacement, or on another day.
    Plan {
        /// The day.
        on: NaiveDate,
        /// Remark.
        #[serde(default)]
        note: Option<String>,
    },
    /// Report it as replaced.
    Replace {
        /// What took its place.
        replacement: Box<Replacement>,
        /// The receipt, when it was signed or refused at the door.
        #[serde(default)]
        signature: Option<Signature>,
        /// Remark.
        #[serde(default)]
        note: Option<String>,
    },
    /// Accept the replacement. Needs the receipt, now or before.
    Accept {
        /// The receipt, when it came later.
        #[serde(default)]
        signature: Option<Signature>,
        /// Remark.
        #[serde(default)]
        note: Option<String>,
    },
    /// Do not accept it: back to planned.
    SendBack {
        /// Why.
        reason: String,
    },
    /// What was seen of it is in doubt: off the day agreed on, and to be surveyed anew.
    LookAgain {
        /// Why.
        reason: String,
    },
    /// Somebody came, and it came to nothing.
    Attempt {
        /// How it ended; never done.
        outcome: Outcome,
        /// Remark.
        #[serde(default)]
        note: Option<String>,
    },
    /// Its hose was replaced.
    ReplaceHose {
        /// The new hose.
        hose: Hose,
        /// Remark.
        #[serde(default)]
        note: Option<String>,
        /// Photos; at least one.
        photos: Vec<FileId>,
    },
    /// It is not there any more.
    Remove {
        /// Why.
        reason: GoneReason,
        /// Explanation.
        note: String,
    },
    /// Add a note.
    AddNote {
        /// The note.
        note: String,
        /// Photos.
        #[serde(default)]
        photos: Vec<FileId>,
    },
}

impl StoveCommand {
    /// The photos it brings.
    pub fn photos(&self) -> Vec<FileId> {
        match self {
            Self::Survey { photos, .. } | Self::ReplaceHose { photos, .. } | Self::AddNote { photos, .. } => {
                photos.clone()
            }
            Self::Replace { replacement, .. } => {
                replacement.photos_before.iter().chain(&replacement.photos_after).copied().collect()
            }
            Self::Plan { .. }
            | Self::Accept { .. }
            | Self::SendBack { .. }
            | Self::LookAgain { .. }
            | Self::Attempt { .. }
            | Self::Remove { .. } => Vec::new(),
        }
    }

    fn check(&self, now: DateTime<Utc>) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        match self {
            Self::Survey { survey, note, photos } => {
                faults.extend(survey.check(now).into_iter().map(|fault| fault.under("survey")));
                Texts::new(&mut faults).optional_paragraph("note", note.as_deref());
                check_photos("photos", photos, &mut faults);
            }
            Self::Plan { on, note } => {
                check_day("on", *on, &mut faults);
                Texts::new(&mut faults).optional_paragraph("note", note.as_deref());
            }
            Self::Replace { replacement, signature, note } => {
                faults.extend(replacement.check(now).into_iter().map(|fault| fault.under("replacement")));
                faults.extend(signature.iter().flat_map(Signature::check));
                Texts::new(&mut faults).optional_paragraph("note", note.as_deref());
            }
            Self::Accept { signature, note } => {
                faults.extend(signature.iter().flat_map(Signature::check));
                Texts::new(&mut faults).optional_paragraph("note", note.as_deref());
            }
            Self::SendBack { reason } | Self::LookAgain { reason } => {
                Texts::new(&mut faults).paragraph("reason", reason);
            }
            Self::Attempt { outcome, note } => {
                if *outcome == Outcome::Done {
                    faults.push(FieldFault::new("outcome", FieldCode::NotAllowed));
                }
                Texts::new(&mut faults).optional_paragraph("note", note.as_deref());
            }
            Self::ReplaceHose { hose, note, photos } => {
                faults.extend(hose.check(now).into_iter().map(|fault| fault.under("hose")));
                if !hose.kind.is_right() {
                    faults.push(FieldFault::new("hose.kind", FieldCode::NotAllowed));
                }
                Texts::new(&mut faults).optional_paragraph("note", note.as_deref());
                if photos.is_empty() {
                    faults.push(FieldFault::new("photos", FieldCode::PhotoNeeded));
                }
                check_photos("photos", photos, &mut faults);
            }
            Self::Remove { note, .. } => {
                Texts::new(&mut faults).paragraph("note", note);
            }
            Self::AddNote { note, photos } => {
                Texts::new(&mut faults).paragraph("note", note);
                check_photos("photos", photos, &mut faults);
            }
        }
        faults
    }
}

/// A command with what makes it safe to send twice and to send late.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoveChange {
    /// Made by the caller; becomes the event's id. The same id with the same content is accepted again.
    pub id: EventId,
    /// The appliance.
    pub stove: StoveId,
    /// The visit during which it was done.
    #[serde(default)]
    pub visit: Option<InspectionId>,
    /// The version that the person was looking at; `None` takes whatever is there.
    #[serde(default)]
    pub base_version: Option<u32>,
    /// The device's time, when it was done away from the server.
    #[serde(default)]
    pub device_at: Option<DateTime<Utc>>,
    /// Where it was done.
    #[serde(default)]
    pub position: Option<Position>,
    /// What to do.
    pub command: StoveCommand,
}

impl StoveChange {
    /// Checks what can be checked without the state. `now` is the server's time.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::fault::Code::Invalid) with the fields.
    pub fn validate(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        let mut faults = self.command.check(now);
        if let Some(position) = &self.position {
            position.check("position", &mut faults);
        }
        if let Some(at) = self.device_at {
            check_day("device_at", local_date(at), &mut faults);
        }
        Fault::check(faults)
    }
}

#[cfg(test)]
#[path = "commands_tests.rs"]
mod tests;
