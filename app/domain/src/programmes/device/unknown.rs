//! Numbers that vendors tell of and that no device in use has: what hangs somewhere and is not on the register, or is there under another
//! number.

use super::{Serial, VendorEventKind};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// A number that a vendor tells of and that no device in use has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownNumber {
    /// Serial number or network id, as the vendor tells it.
    pub serial: Serial,
    /// Name of the vendor.
    pub vendor: String,
    /// What it told last.
    pub last: VendorEventKind,
    /// How often it told something.
    pub times: i64,
    /// When it did so for the first time, of what is kept.
    pub first_at: DateTime<Utc>,
    /// When it did so last.
    pub last_at: DateTime<Utc>,
    /// Its place in the list.
    pub key: UnknownKey,
}

/// A page of such numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownNumbers {
    /// By vendor, the one that was added first before the others, then by number.
    pub rows: Vec<UnknownNumber>,
    /// Where the next page begins: behind this one.
    pub next: Option<UnknownKey>,
}

/// The place of a vendor's number in the list of unknown ones. As text `<vendor>_<number>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownKey {
    /// Whose.
    pub vendor: Uuid,
    /// The number.
    pub serial: Serial,
}

impl fmt::Display for UnknownKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.vendor, self.serial)
    }
}

/// A text that is no [`UnknownKey`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the place of a vendor and a number")]
pub struct NotAnUnknownKey;

impl FromStr for UnknownKey {
    type Err = NotAnUnknownKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (vendor, serial) = text.split_once('_').ok_or(NotAnUnknownKey)?;
        Ok(Self {
            vendor: vendor.parse().map_err(|_| NotAnUnknownKey)?,
            serial: serial.parse().map_err(|_| NotAnUnknownKey)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_an_unknown_number_survives_the_address() {
        let key = UnknownKey { vendor: Uuid::from_u128(7), serial: Serial::read("SD-0001").expect("number") };
        assert_eq!(key.to_string().parse(), Ok(key));
        for text in
            ["", "x_SD0001", "00000000-0000-0000-0000-000000000007", "00000000-0000-0000-0000-000000000007_!"]
        {
            assert_eq!(text.parse::<UnknownKey>(), Err(NotAnUnknownKey), "{text}");
        }
    }
}
