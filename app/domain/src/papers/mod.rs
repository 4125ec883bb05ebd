//! Papers 文书: what the office hands out in writing, numbered, from templates that it edits, frozen once issued.
//!
//! A paper is a [`Document`]: blocks that say what they are, not how they look. The writers of Word and PDF and the page on the screen
//! are given the same one, so that they cannot tell different stories. The office issues notices, not orders: 责令 papers
//! belong to the enforcement team.

mod addressee;
pub mod commands;
mod defaults;
pub mod document;
mod fill;
mod number;
mod template;
pub mod views;

pub use addressee::{Addressee, sheets};
pub use commands::{IssuePaper, PaperOf, SaveTemplate};
pub use defaults::{default_body, default_mark, mark_place};
pub use document::{Align, Block, Document, Photo, Picture, Table};
pub use fill::{Checked, CheckedItem, Item, PaperData, chinese_day, fill};
pub use number::PaperNumber;
pub use template::{Placeholder, Template, TemplateFault, TemplateFaultKind};

use crate::text_enum;

text_enum! {
    /// What a paper is.
    PaperKind {
        /// 现场检查记录: what a visit came to.
        CheckRecord = "check_record",
        /// 安全隐患整改通知（告知）单: hazards of one party, and by when they are to be rectified.
        Notice = "notice",
        /// 复查意见书: what a review found, item by item.
        Review = "review",
        /// 延期整改审批表: a later deadline, with both.
        Extension = "extension",
        /// 安全隐患移交单: a hazard handed to another body.
        Transfer = "transfer",
        /// 到访不遇告知单: what is left at a door that stayed shut.
        Slip = "slip",
        /// 安装确认单: what was installed at a door.
        Installation = "installation",
        /// 送达回证: that another paper was handed over.
        Delivery = "delivery",
    }
}

/// What a paper is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MadeFrom {
    /// Hazards of one party, at least one and at most so many.
    Hazards(usize),
    /// A visit.
    Visit,
    /// A site.
    Site,
    /// A stove or a device.
    Gear,
    /// Another paper.
    Paper,
}

/// Most hazards on one paper: more are two papers.
pub const MOST_HAZARDS: usize = 50;

impl PaperKind {
    /// What it is made from.
    pub const fn made_from(self) -> MadeFrom {
        match self {
            Self::Notice | Self::Review => MadeFrom::Hazards(MOST_HAZARDS),
            Self::Extension | Self::Transfer => MadeFrom::Hazards(1),
            Self::CheckRecord => MadeFrom::Visit,
            Self::Slip => MadeFrom::Site,
            Self::Installation => MadeFrom::Gear,
            Self::Delivery => MadeFrom::Paper,
        }
    }
}

/// Letters and digits of a short code: none that is taken for another when it is read aloud or typed (no 0 O, 1 I L, U).
pub const CODE_ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Characters of a short code: 30¹⁰ ≈ 2⁴⁹ of them.
pub const CODE_LENGTH: usize = 10;

/// The code of random bytes, one character for each. Bytes are taken modulo 30, which prefers some characters by a ninth: it costs
/// a code less than a bit of its chance.
pub fn code_of(random: &[u8]) -> String {
    random.iter().map(|byte| char::from(CODE_ALPHABET[usize::from(*byte) % CODE_ALPHABET.len()])).collect()
}

/// A short code as somebody has typed it: in capitals, without what stands between its characters.
pub fn read_code(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_made_of_characters_that_nobody_mixes_up() {
        let all: Vec<u8> = (0..=u8::MAX).collect();
        let seen: BTreeSet<char> = code_of(&all).chars().collect();
        assert_eq!(seen.len(), CODE_ALPHABET.len());
        for mixed_up in ['0', 'O', '1', 'I', 'L', 'U'] {
            assert!(!seen.contains(&mixed_up), "{mixed_up}");
        }
        assert_eq!(code_of(&[0, 29, 30]), "2Z2");
    }

    #[test]
    fn a_code_is_read_however_it_was_typed() {
        assert_eq!(read_code(" 23ab-cd 7Z "), "23ABCD7Z");
        assert_eq!(read_code("查询码：２３"), "", "nothing of it can be meant");
    }
}
