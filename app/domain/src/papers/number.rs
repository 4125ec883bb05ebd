//! Numbers of papers: `仙霞安整〔2023〕12号`.

use std::{fmt, str::FromStr};

/// The number of a paper as official documents write it: the mark of the series, the year in hexagonal brackets, a sequence from
/// 1 without gaps or leading zeros (GB/T 9704-2012, 7.2.5).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PaperNumber {
    /// 发文机关代字: who and what for.
    pub mark: String,
    /// The local year of issue.
    pub year: i32,
    /// From 1; drawn in the same transaction as the paper is written.
    pub sequence: u32,
}

/// A text that is no number of a paper.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a paper's number looks like 仙霞安整〔2023〕12号")]
pub struct NotAPaperNumber;

/// Longest mark, in characters.
pub const MARK: usize = 12;

/// Whether a text can be the mark of a series: letters and Chinese characters only, so that a number is read one way.
pub fn is_mark(text: &str) -> bool {
    let length = text.chars().count();
    (2..=MARK).contains(&length) && text.chars().all(char::is_alphabetic)
}

impl fmt::Display for PaperNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}〔{}〕{}号", self.mark, self.year, self.sequence)
    }
}

impl FromStr for PaperNumber {
    type Err = NotAPaperNumber;

    fn from_str(s: &str) -> Result<Self, NotAPaperNumber> {
        let (mark, rest) = s.trim().split_once('〔').ok_or(NotAPaperNumber)?;
        let (year, rest) = rest.split_once('〕').ok_or(NotAPaperNumber)?;
        let sequence = rest.strip_suffix('号').ok_or(NotAPaperNumber)?;
        let number = Self {
            mark: mark.to_owned(),
            year: year.parse().map_err(|_| NotAPaperNumber)?,
            sequence: sequence.parse().map_err(|_| NotAPaperNumber)?,
        };
        // one form only: no leading zeros, no signs
        let fits = is_mark(mark) && number.sequence > 0 && number.to_string() == s.trim();
        if fits { Ok(number) } else { Err(NotAPaperNumber) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_form_only() {
        for bad in [
            "",
            "仙霞安整[2023]12号",
            "仙霞安整〔2023〕012号",
            "仙霞安整〔2023〕0号",
            "仙霞安整〔2023〕+1号",
            "〔2023〕1号",
            "安1〔2023〕1号",
            "仙霞安整〔2023〕1",
        ] {
            assert_eq!(bad.parse::<PaperNumber>(), Err(NotAPaperNumber), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn reads_what_it_writes(mark in "[一-龥]{2,12}", year in 1970..2200_i32, sequence in 1..u32::MAX) {
            let number = PaperNumber { mark, year, sequence };
            prop_assert_eq!(number.to_string().parse(), Ok(number));
        }
    }
}
