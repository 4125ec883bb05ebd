//! Editing checklists 检查表. A published version never changes; what the office edits is the draft of the next one.
//!
//! A draft may be unfinished: what is wrong with it is told at each item ([`ChecklistDraft::faults`]), and only a draft
//! without faults is published.

mod check;
pub mod commands;
mod edit;
mod options;
pub mod views;

pub use edit::{Edit, EditDraft, Part};
pub use options::{options_text, read_options};

use crate::{
    inspections::{Checklist, Group, Item, Section, checklist::Label},
    rules::Standard,
    sites::SiteKind,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The name of checklists among the tables of rules, in whose history they stand.
pub const BOOK: &str = "checklists";
/// Longest code of a checklist and longest key of an item, in characters.
pub const MAX_KEY: usize = 40;
/// Most items of a checklist.
pub const MAX_ITEMS: usize = 200;
/// Most sections, most repeat groups, most options of an item.
pub const MAX_PARTS: usize = 20;
/// Most repetitions of a group.
pub const MAX_REPETITIONS: u16 = 50;

/// Whether a word may be the code of a checklist, the key of an item or of an option: small letters, digits and underscores,
/// beginning with a letter. Addresses, answers and tables of figures hold them as they are.
pub fn is_key(word: &str) -> bool {
    let sign = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_';
    word.len() <= MAX_KEY
        && word.bytes().all(sign)
        && word.bytes().next().is_some_and(|c| c.is_ascii_lowercase())
}

/// The next version of a checklist while the office works on it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ChecklistDraft {
    /// Its title.
    pub title: Label,
    /// The kinds of site it is made for; any when empty.
    #[serde(default)]
    pub site_kinds: Vec<SiteKind>,
    /// Sections, groups, items.
    pub checklist: Checklist,
}

/// The standard hazard library as it stands on a day.
#[derive(Clone, Copy, Debug)]
pub struct Library<'a> {
    /// All versions of all entries.
    pub standards: &'a [Standard],
    /// The day.
    pub day: NaiveDate,
}

impl<'a> Library<'a> {
    /// The entry in force that checklists mean by this code.
    pub fn entry(self, code: &str) -> Option<&'a Standard> {
        self.standards.iter().find(|entry| entry.code == code && entry.in_force(self.day))
    }
}

/// A part of a checklist that is known by its key.
trait Keyed {
    fn key(&self) -> &str;
}

macro_rules! keyed {
    ($($part:ty),+) => {$(
        impl Keyed for $part {
            fn key(&self) -> &str {
                &self.key
            }
        }
    )+};
}
keyed!(Section, Group, Item);

impl ChecklistDraft {
    /// Puts items into the order of their sections, and what belongs to one repeat group together. Whatever stands in no
    /// section comes first.
    fn arrange(&mut self) {
        let Checklist { sections, items, .. } = &mut self.checklist;
        items.sort_by_key(|item| {
            item.section.as_ref().map_or(0, |section| {
                1 + sections.iter().position(|s| s.key == *section).unwrap_or(sections.len())
            })
        });
        let mut ordered: Vec<Item> = Vec::with_capacity(items.len());
        for item in std::mem::take(items) {
            let beside = |other: &Item| {
                item.group.is_some() && other.group == item.group && other.section == item.section
            };
            let last = ordered.iter().rposition(beside);
            match last {
                Some(last) => ordered.insert(last + 1, item),
                None => ordered.push(item),
            }
        }
        *items = ordered;
    }
}

#[cfg(test)]
mod tests;
