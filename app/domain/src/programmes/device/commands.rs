//! What people ask for about devices, as data: the form's payload, the API's body and the outbox entry of a tablet.

use super::{DeviceKind, Serial};
use crate::{
    calendar::local_date,
    fault::{Fault, FieldCode, FieldFault},
    hazards::{
        Position,
        commands::{CLOCK_TOLERANCE, check_day, check_photos},
    },
    ids::{DetectorId, EventId, FileId, InspectionId, SiteId},
    inspections::{Outcome, Signature},
    programmes::gear::Fuel,
    text::Texts,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Puts a device on the list of its programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanDevice {
    /// The new record's id, made by the caller.
    pub id: DetectorId,
    /// Kind.
    pub kind: DeviceKind,
    /// Where it is to hang.
    pub site: SiteId,
    /// Remark.
    #[serde(default)]
    pub note: Option<String>,
}

impl PlanDevice {
    /// Checks what can be checked without the store.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::fault::Code::Invalid) with the fields.
    pub fn validate(&self) -> Result<(), Fault> {
        let mut faults = Vec::new();
        Texts::new(&mut faults).optional_paragraph("note", self.note.as_deref());
        Fault::check(faults)
    }
}

/// A device in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installation {
    /// Serial number, typed or scanned.
    pub serial: Serial,
    /// Maker.
    #[serde(default)]
    pub maker: Option<String>,
    /// Model.
    #[serde(default)]
    pub model: Option<String>,
    /// Where at the site: kitchen, second row of the shed.
    pub place: String,
    /// Who installed it: firm and person.
    pub installer: String,
    /// 生产日期, from its plate.
    #[serde(default)]
    pub made_on: Option<NaiveDate>,
    /// Of a gas alarm: which gas it smells.
    #[serde(default)]
    pub gas: Option<Fuel>,
    /// Of a gas alarm: it closes a valve 联动切断阀.
    #[serde(default)]
    pub linked_valve: Option<bool>,
    /// The number by which the vendor's network knows it (NB-IoT id), when it is another one than the serial number.
    #[serde(default)]
    pub network_id: Option<Serial>,
    /// The test at installation was passed. A device that failed it is not installed.
    pub test_passed: bool,
    /// Photos of it in its place; at least one.
    pub photos: Vec<FileId>,
}

impl Installation {
    /// What is wrong with the form of a device of that kind, as faults of its own fields.
    pub fn check(&self, kind: Option<DeviceKind>, now: DateTime<Utc>) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        Texts::new(&mut faults)
            .optional_line("maker", self.maker.as_deref())
            .optional_line("model", self.model.as_deref())
            .line("place", &self.place)
            .line("installer", &self.installer);
        if let Some(made_on) = self.made_on {
            check_day("made_on", made_on, &mut faults);
            if made_on > local_date(now + CLOCK_TOLERANCE) {
                faults.push(FieldFault::new("made_on", FieldCode::InFuture));
            }
        }
        if self.gas == Some(Fuel::Electricity) {
            faults.push(FieldFault::new("gas", FieldCode::NotAllowed));
        }
        if kind == Some(DeviceKind::GasAlarm) && self.gas.is_none() {
            faults.push(FieldFault::new("gas", FieldCode::Required));
        }
        if !self.test_passed {
            faults.push(FieldFault::new("test_passed", FieldCode::NotAllowed));
        }
        if self.photos.is_empty() {
            faults.push(FieldFault::new("photos", FieldCode::PhotoNeeded));
        }
        check_photos("photos", &self.photos, &mut faults);
        faults
    }
}

/// A step in the life of a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", try_from = "super::told::ToldCommand")]
pub enum DeviceCommand {
    /// Report it as installed.
    Install {
        /// What hangs there now.
        installation: Box<Installation>,
        /// The receipt, when it was signed or refused at the door.
        #[serde(default)]
        signature: Option<Signature>,
    },
    /// Accept the installation.
    Accept {
        /// Remark.
        #[serde(default)]
        note: Option<String>,
    },
    /// Do not accept it: back to the list.
    SendBack {
        /// Why.
        reason: String,
    },
    /// Report it as out of order.
    ReportFault {
        /// What is wrong.
        note: String,
        /// Photos.
        #[serde(default)]
        photos: Vec<FileId>,
    },
    /// Report it as repaired and tested.
    Repair {
        /// What was done.
        note: String,
    },
    /// Put another one in its place.
    Replace {
        /// The id of the new one's own record, made by the caller.
        successor: DetectorId,
        /// What hangs there now.
        installation: Box<Installation>,
        /// The receipt.
        #[serde(default)]
        signature: Option<Signature>,
    },
    /// Take it out of service, or off the list.
    Retire {
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
    /// Add a note.
    AddNote {
        /// The note.
        note: String,
        /// Photos.
        #[serde(default)]
        photos: Vec<FileId>,
    },
}

impl DeviceCommand {
    /// The photos it brings.
    pub fn photos(&self) -> &[FileId] {
        match self {
            Self::Install { installation, .. } | Self::Replace { installation, .. } => &installation.photos,
            Self::ReportFault { photos, .. } | Self::AddNote { photos, .. } => photos,
            _ => &[],
        }
    }

    /// The serial number that it takes into use.
    pub fn takes(&self) -> Option<&Serial> {
        match self {
            Self::Install { installation, .. } | Self::Replace { installation, .. } => {
                Some(&installation.serial)
            }
            _ => None,
        }
    }

    fn check(&self, now: DateTime<Utc>) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        match self {
            Self::Install { installation, signature } | Self::Replace { installation, signature, .. } => {
                let own = installation.check(None, now).into_iter();
                faults.extend(own.map(|fault| fault.under("installation")));
                faults.extend(signature.iter().flat_map(Signature::check));
            }
            Self::Accept { note } => {
                Texts::new(&mut faults).optional_paragraph("note", note.as_deref());
            }
            Self::SendBack { reason } | Self::Retire { reason } => {
                Texts::new(&mut faults).paragraph("reason", reason);
            }
            Self::ReportFault { note, photos } | Self::AddNote { note, photos } => {
                Texts::new(&mut faults).paragraph("note", note);
                check_photos("photos", photos, &mut faults);
            }
            Self::Repair { note } => {
                Texts::new(&mut faults).paragraph("note", note);
            }
            Self::Attempt { outcome, note } => {
                if *outcome == Outcome::Done {
                    faults.push(FieldFault::new("outcome", FieldCode::NotAllowed));
                }
                Texts::new(&mut faults).optional_paragraph("note", note.as_deref());
            }
        }
        faults
    }
}

/// A command with what makes it safe to send twice and to send late.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceChange {
    /// Made by the caller; becomes the event's id. The same id with the same content is accepted again.
    pub id: EventId,
    /// The device.
    pub device: DetectorId,
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
    pub command: DeviceCommand,
}

impl DeviceChange {
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
