//! Hazard numbers: subdistrict, year and a sequence without gaps or repeats.

use crate::area::{AreaCode, AreaLevel};
use std::{fmt, str::FromStr};

/// `310105008-2023-000123`: the subdistrict's code, the local year of the finding, a sequence from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HazardNumber {
    /// The subdistrict, 9 digits.
    pub subdistrict: AreaCode,
    /// The local year in which it was found.
    pub year: i32,
    /// From 1; drawn in the same transaction as the row is written.
    pub sequence: u32,
}

/// A text that is no hazard number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a hazard number looks like 310105008-2023-000123")]
pub struct NotAHazardNumber;

impl fmt::Display for HazardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{:06}", self.subdistrict, self.year, self.sequence)
    }
}

impl FromStr for HazardNumber {
    type Err = NotAHazardNumber;

    fn from_str(s: &str) -> Result<Self, NotAHazardNumber> {
        let mut parts = s.trim().split('-');
        let (Some(area), Some(year), Some(sequence), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NotAHazardNumber);
        };
        let subdistrict: AreaCode = area.parse().map_err(|_| NotAHazardNumber)?;
        let year = year.parse().map_err(|_| NotAHazardNumber)?;
        let sequence = sequence.parse().map_err(|_| NotAHazardNumber)?;
        let fits =
            subdistrict.level() == AreaLevel::Subdistrict && (1970..2200).contains(&year) && sequence > 0;
        if fits { Ok(Self { subdistrict, year, sequence }) } else { Err(NotAHazardNumber) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for text in ["310105008-2023-000001", "310105008-2023-999999", "310105008-2024-1000000"] {
            assert_eq!(text.parse::<HazardNumber>().map(|n| n.to_string()).as_deref(), Ok(text));
        }
        for bad in [
            "",
            "310105008-2023",
            "31-2023-000001",
            "310105008-2023-0",
            "310105008-23-1",
            "a-b-c",
            "310105008-2023-1-1",
        ] {
            assert!(bad.parse::<HazardNumber>().is_err(), "{bad}");
        }
    }
}
