//! Which forms there are about what stands behind a door.

use crate::{labels::Label, tr};
use domain::programmes::{device::DeviceAction, stove::StoveAction};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Which form it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    /// The survey of an appliance that the register does not have.
    NewStove,
    /// A device for the list.
    NewDevice,
    /// A step of an appliance.
    Stove(StoveAction),
    /// A step of a device.
    Device(DeviceAction),
    /// The gas of a small unit.
    GasUnit,
    /// Cylinders.
    LpgUser,
    /// Nobody let us in.
    Attempt,
}

impl Doing {
    /// The steps of an appliance that are taken at the door, in the order of their buttons.
    pub const STOVE: [StoveAction; 6] = [
        StoveAction::Replace,
        StoveAction::Plan,
        StoveAction::Survey,
        StoveAction::ReplaceHose,
        StoveAction::Remove,
        StoveAction::AddNote,
    ];
    /// The same of a device.
    pub const DEVICE: [DeviceAction; 5] = [
        DeviceAction::Install,
        DeviceAction::Repair,
        DeviceAction::Replace,
        DeviceAction::ReportFault,
        DeviceAction::AddNote,
    ];

    /// The form of the word in an address.
    pub fn of(word: &str) -> Option<Self> {
        let all = [Self::NewStove, Self::NewDevice, Self::GasUnit, Self::LpgUser, Self::Attempt];
        let stoves = Self::STOVE.map(Self::Stove);
        let devices = Self::DEVICE.map(Self::Device);
        all.into_iter().chain(stoves).chain(devices).find(|doing| doing.to_string() == word)
    }
}

impl Doing {
    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::NewStove => tr!(door.new_stove),
            Self::NewDevice => tr!(door.new_device),
            Self::Stove(action) => action.label(),
            Self::Device(action) => action.label(),
            Self::GasUnit => tr!(door.gas_unit),
            Self::LpgUser => tr!(door.lpg_user),
            Self::Attempt => tr!(door.not_let_in),
        }
    }
}

/// The word in an address.
impl fmt::Display for Doing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NewStove => f.write_str("new-stove"),
            Self::NewDevice => f.write_str("new-device"),
            Self::Stove(action) => write!(f, "stove-{action}"),
            Self::Device(action) => write!(f, "device-{action}"),
            Self::GasUnit => f.write_str("gas-unit"),
            Self::LpgUser => f.write_str("lpg-user"),
            Self::Attempt => f.write_str("attempt"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_of_a_form_leads_back_to_it() {
        let stoves = Doing::STOVE.map(Doing::Stove);
        let devices = Doing::DEVICE.map(Doing::Device);
        for doing in [Doing::NewStove, Doing::Attempt].into_iter().chain(stoves).chain(devices) {
            assert_eq!(Doing::of(&doing.to_string()), Some(doing));
        }
        for other in ["", "stove-accept", "device-retire", "hazard-rectify"] {
            assert_eq!(Doing::of(other), None, "{other}");
        }
    }
}
