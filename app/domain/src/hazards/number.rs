//! Hazard numbers: subdistrict, year and a sequence without gaps or repeats.

use crate::{
    area::{AreaCode, AreaLevel},
    text::narrow,
};
use std::{fmt, ops::RangeInclusive, str::FromStr};

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

/// What somebody types who has a number before them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypedNumber {
    /// All of it.
    Whole(HazardNumber),
    /// 2023-123, 〔2023〕123号: one for each subdistrict.
    OfYear {
        /// The year.
        year: i32,
        /// The sequence.
        sequence: u32,
    },
    /// 第123号: one for each subdistrict and year.
    Sequence(u32),
}

/// Most digits of a sequence that is typed.
const LONGEST: usize = 7;

impl TypedNumber {
    /// Reads it; `None` for any other text. Digits by themselves are none: they may be a door or a phone, and are looked for as words.
    pub fn read(text: &str) -> Option<Self> {
        let plain: String = text.chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
        if let Ok(number) = plain.parse() {
            return Some(Self::Whole(number));
        }
        let named = ["隐患编号", "隐患", "编号"].into_iter().find_map(|name| plain.strip_prefix(name));
        let text = named.unwrap_or(&plain);
        if let Some(rest) = text.strip_prefix('第') {
            return Some(Self::Sequence(sequence(rest.strip_suffix('号')?)?));
        }
        let opened = text.strip_prefix(['〔', '[', '(', '【']);
        let (year, rest) = match opened {
            Some(inside) => inside.split_once(['〕', ']', ')', '】'])?,
            None => text.split_once(['-', '年'])?,
        };
        let rest = rest.strip_prefix('第').unwrap_or(rest);
        let sequence = sequence(rest.strip_suffix('号').unwrap_or(rest))?;
        Some(Self::OfYear { year: digits(year, 4..=4)?, sequence })
    }
}

fn sequence(text: &str) -> Option<u32> {
    digits(text, 1..=LONGEST).filter(|n| *n > 0)
}

fn digits<N: FromStr>(text: &str, length: RangeInclusive<usize>) -> Option<N> {
    let sound = length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if sound { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_type_them() {
        let of_year = |sequence| Some(TypedNumber::OfYear { year: 2023, sequence });
        for text in [
            "2023-233",
            " 2023-000233 ",
            "〔2023〕233号",
            "[2023]233",
            "（2023）第 233 号",
            "【2023】000233",
            "2023年第233号",
            "隐患〔2023〕233号",
            "２０２３－２３３",
        ] {
            assert_eq!(TypedNumber::read(text), of_year(233), "{text}");
        }
        assert_eq!(TypedNumber::read("第233号"), Some(TypedNumber::Sequence(233)));
        assert_eq!(TypedNumber::read("隐患编号第000233号"), Some(TypedNumber::Sequence(233)));
        let whole: HazardNumber = "310105008-2023-000233".parse().unwrap();
        assert_eq!(TypedNumber::read("310105008-2023-000233"), Some(TypedNumber::Whole(whole)));
        for text in [
            "",
            "233",
            "233号",
            "2023",
            "2023-",
            "2023-0",
            "23-233",
            "2023-12345678",
            "〔2023 233号",
            "〔2023〕",
            "第号",
            "第233",
            "700-43-502",
            "仙霞路700弄",
        ] {
            assert_eq!(TypedNumber::read(text), None, "{text}");
        }
    }

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
