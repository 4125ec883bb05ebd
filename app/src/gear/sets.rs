//! The sets behind the figures in words.

use crate::{labels::Label, tr};
use domain::programmes::figures::{DeviceSet, GasSet, StoveSet};

impl Label for StoveSet {
    fn label(self) -> &'static str {
        match self {
            Self::Surveyed => tr!(gear.stove_set.surveyed),
            Self::Replaced => tr!(gear.stove_set.replaced),
            Self::Awaiting => tr!(gear.stove_set.awaiting),
            Self::HosesReplaced => tr!(gear.stove_set.hoses_replaced),
            Self::NonSafe => tr!(gear.stove_set.non_safe),
            Self::Done => tr!(gear.stove_set.done),
            Self::Open => tr!(gear.stove_set.open),
        }
    }
}

impl Label for DeviceSet {
    fn label(self) -> &'static str {
        match self {
            Self::Alarms => tr!(gear.device_set.alarms),
            Self::AlarmsInPlace => tr!(gear.device_set.alarms_in_place),
            Self::AlarmsInstalled => tr!(gear.device_set.alarms_installed),
            Self::ShedDetectors => tr!(gear.device_set.shed_detectors),
            Self::Chargers => tr!(gear.device_set.chargers),
            Self::EstateChargers => tr!(gear.device_set.estate_chargers),
            Self::Planned => tr!(gear.device_set.planned),
            Self::Awaiting => tr!(gear.device_set.awaiting),
            Self::InService => tr!(gear.device_set.in_service),
            Self::Faulty => tr!(gear.device_set.faulty),
        }
    }
}

impl Label for GasSet {
    fn label(self) -> &'static str {
        match self {
            Self::Surveyed => tr!(gear.gas_set.surveyed),
            Self::Lpg => tr!(gear.gas_set.lpg),
            Self::Moved => tr!(gear.gas_set.moved),
            Self::Cleared => tr!(gear.gas_set.cleared),
        }
    }
}
