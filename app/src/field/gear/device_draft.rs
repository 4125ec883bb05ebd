//! A device while it is put on a list or hung up.

use crate::{
    capture::signature::SignatureDraft,
    field::typed::{required, shown, value},
};
use chrono::NaiveDate;
use domain::{
    fault::{FieldCode, FieldFault},
    ids::{DetectorId, FileId},
    programmes::{
        device::{DeviceKind, Installation, Serial},
        gear::Fuel,
    },
    text::tidy,
};
use serde::{Deserialize, Serialize};

/// In the place of a serial number that is missing.
const STAND_IN: &str = "0000";

/// Which device is to hang there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ListDraft {
    /// The kind.
    pub kind: Option<DeviceKind>,
}

/// A device in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstallDraft {
    /// The kind.
    pub kind: DeviceKind,
    /// The future record of one that takes another's place.
    pub successor: DetectorId,
    /// Serial number, typed or scanned.
    #[serde(default)]
    pub serial: String,
    /// Maker.
    #[serde(default)]
    pub maker: String,
    /// Model.
    #[serde(default)]
    pub model: String,
    /// Where at the site.
    #[serde(default)]
    pub place: String,
    /// Who installed it.
    #[serde(default)]
    pub installer: String,
    /// Made on.
    #[serde(default)]
    pub made_on: String,
    /// Which gas it smells.
    #[serde(default)]
    pub gas: Option<Fuel>,
    /// It closes a valve.
    #[serde(default)]
    pub linked_valve: Option<bool>,
    /// Its number in the vendor's network.
    #[serde(default)]
    pub network_id: String,
    /// The test was passed.
    #[serde(default)]
    pub test_passed: Option<bool>,
    /// The receipt.
    #[serde(default)]
    pub signature: SignatureDraft,
}

impl InstallDraft {
    /// Nothing was said yet.
    pub fn new(kind: DeviceKind, successor: DetectorId) -> Self {
        Self {
            kind,
            successor,
            serial: String::new(),
            maker: String::new(),
            model: String::new(),
            place: String::new(),
            installer: String::new(),
            made_on: String::new(),
            gas: None,
            linked_valve: None,
            network_id: String::new(),
            test_passed: None,
            signature: SignatureDraft::default(),
        }
    }

    /// In the place of one that hung there: the new one hangs where the old one did, and smells the same.
    pub fn in_place_of(kind: DeviceKind, successor: DetectorId, old: Option<&Installation>) -> Self {
        let new = Self::new(kind, successor);
        let Some(old) = old else { return new };
        Self { place: old.place.clone(), gas: old.gas, linked_valve: old.linked_valve, ..new }
    }

    /// Of an installation that was reported before; the receipt is the caller's to add.
    pub fn of(kind: DeviceKind, successor: DetectorId, it: &Installation) -> Self {
        Self {
            serial: it.serial.to_string(),
            maker: it.maker.clone().unwrap_or_default(),
            model: it.model.clone().unwrap_or_default(),
            place: it.place.clone(),
            installer: it.installer.clone(),
            made_on: shown(it.made_on),
            gas: it.gas,
            linked_valve: it.linked_valve,
            network_id: shown(it.network_id.as_ref()),
            test_passed: Some(it.test_passed),
            ..Self::new(kind, successor)
        }
    }

    /// The installation with its photos, as far as it can be read.
    pub fn installation(&self, photos: Vec<FileId>, faults: &mut Vec<FieldFault>) -> Option<Installation> {
        let serial = value::<Serial>(&self.serial, "installation.serial", faults);
        let serial = required(serial, "installation.serial", faults);
        if self.test_passed.is_none() {
            faults.push(FieldFault::new("installation.test_passed", FieldCode::Required));
        }
        let made_on = value::<NaiveDate>(&self.made_on, "installation.made_on", faults);
        let network_id = value::<Serial>(&self.network_id, "installation.network_id", faults);
        Some(Installation {
            // with a stand-in the other lines are checked too; the fault keeps it from being sent
            serial: serial.or_else(|| STAND_IN.parse().ok())?,
            maker: tidy(&self.maker),
            model: tidy(&self.model),
            place: self.place.clone(),
            installer: self.installer.clone(),
            made_on,
            gas: self.gas.filter(|_| self.kind == DeviceKind::GasAlarm),
            linked_valve: self.linked_valve.filter(|_| self.kind == DeviceKind::GasAlarm),
            network_id,
            test_passed: self.test_passed.unwrap_or(false),
            photos,
        })
    }
}
