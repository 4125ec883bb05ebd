//! The lists of gear with their filters, as other pages name them.

use super::{DeviceFilter, GasFilter, StoveFilter};
use crate::{
    listing::{Common, Filter},
    period::Month,
    programmes::{
        device::DeviceKind,
        gear::{Gear, Life},
        stove::Appliance,
    },
};
use serde::{Deserialize, Serialize};

/// A list with its filter: what a campaign can be made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum GearList {
    /// Stoves and water heaters.
    Stoves(StoveFilter),
    /// Devices.
    Devices(DeviceFilter),
    /// Users of gas.
    Gas(GasFilter),
}

impl GearList {
    /// The list at the address `path` with the pairs of its query; `None` for any other page.
    pub fn at<'a>(path: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Option<Self> {
        Some(match path {
            "/stoves" => Self::Stoves(StoveFilter::from_pairs(pairs)),
            "/detectors" => Self::Devices(DeviceFilter::from_pairs(pairs)),
            "/gas-users" => Self::Gas(GasFilter::from_pairs(pairs)),
            _ => return None,
        })
    }
}

/// The list that a cell of the expiry wave opens.
#[derive(Clone, Debug, PartialEq)]
pub enum WaveList {
    /// Stoves and water heaters (and their hoses, which are replaced with them).
    Stoves(StoveFilter),
    /// Devices.
    Devices(DeviceFilter),
}

impl WaveList {
    /// The list behind a kind of gear and a month.
    pub fn of(gear: Gear, ends: Month) -> Self {
        Self::ending(gear, Some(ends), None)
    }

    /// The list of what has ended, or will have, before a month.
    pub fn before(gear: Gear, month: Month) -> Self {
        Self::ending(gear, None, Some(month))
    }

    fn ending(gear: Gear, ends: Option<Month>, ends_before: Option<Month>) -> Self {
        let devices =
            |kind| Self::Devices(DeviceFilter { kind: vec![kind], ends, ends_before, ..Default::default() });
        let stoves =
            |appliance| Self::Stoves(StoveFilter { appliance, ends, ends_before, ..Default::default() });
        match gear {
            Gear::GasAlarm => devices(DeviceKind::GasAlarm),
            Gear::SmokeDetector => devices(DeviceKind::SmokeDetector),
            Gear::Stove => stoves(Some(Appliance::Stove)),
            Gear::WaterHeater => stoves(Some(Appliance::WaterHeater)),
            Gear::Hose => stoves(None),
        }
    }

    /// Of these only what has gone so far.
    #[must_use]
    pub fn with_life(mut self, life: Life) -> Self {
        match &mut self {
            Self::Stoves(filter) => filter.life = Some(life),
            Self::Devices(filter) => filter.life = Some(life),
        }
        self
    }

    /// What all lists have of it.
    pub fn common_mut(&mut self) -> &mut Common {
        match self {
            Self::Stoves(filter) => &mut filter.common,
            Self::Devices(filter) => &mut filter.common,
        }
    }

    /// The address of the page, and the pairs of its query.
    pub fn address(&self) -> (&'static str, Vec<(&'static str, String)>) {
        match self {
            Self::Stoves(filter) => ("/stoves", filter.to_pairs()),
            Self::Devices(filter) => ("/detectors", filter.to_pairs()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn july() -> Month {
        Month::new(2023, 7).expect("month")
    }

    #[test]
    fn each_cell_of_the_wave_opens_its_list() {
        for gear in Gear::ALL {
            let (_, pairs) = WaveList::of(*gear, july()).address();
            assert!(pairs.contains(&("ends", "2023-07".to_owned())), "{gear}");
            let (_, pairs) = WaveList::before(*gear, july()).address();
            assert!(pairs.contains(&("ends_before", "2023-07".to_owned())), "{gear}");
        }
    }

    #[test]
    fn a_campaign_is_made_from_the_list_that_was_open() {
        for gear in Gear::ALL {
            let list = WaveList::before(*gear, july());
            let (path, pairs) = list.address();
            let again = GearList::at(path, pairs.iter().map(|(key, value)| (*key, value.as_str())));
            let same = match list {
                WaveList::Stoves(filter) => GearList::Stoves(filter),
                WaveList::Devices(filter) => GearList::Devices(filter),
            };
            assert_eq!(again, Some(same), "{gear}");
        }
        assert_eq!(GearList::at("/hazards", []), None);
    }
}
