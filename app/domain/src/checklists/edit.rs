//! The edits of a draft.

use super::{ChecklistDraft, Keyed, Library, MAX_ITEMS, MAX_PARTS, check::check_label};
use crate::{
    fault::{Code, Fault, FieldCode, FieldFault},
    hazards::{Category, Severity},
    ids::EventId,
    inspections::{Group, Item, ItemKind, OnFail, Section, checklist::Label},
    sites::SiteKind,
    text::tidy,
    text_enum,
};
use serde::{Deserialize, Serialize};
use std::ops::Range;

text_enum! {
    /// A part of a checklist that can be moved and taken away.
    Part {
        /// 分组标题.
        Section = "section",
        /// 重复组.
        Group = "group",
        /// 检查项.
        Item = "item",
    }
}

/// What is done to a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// Says what it is called and for which kinds of site it is made.
    Head {
        /// Title.
        title: Label,
        /// Kinds of site; any when empty.
        site_kinds: Vec<SiteKind>,
    },
    /// Adds a section, or renames one.
    Section {
        /// Which; `None` for a new one.
        key: Option<String>,
        /// Heading.
        label: Label,
    },
    /// Adds a repeat group, or changes one.
    Group {
        /// Which; `None` for a new one.
        key: Option<String>,
        /// Heading.
        label: Label,
        /// At least so many.
        min: u16,
        /// At most so many.
        max: u16,
    },
    /// Adds an item at the end of its section, or changes one.
    Item {
        /// It is not there yet. A key is made for one that brings none.
        new: bool,
        /// As it is to be; `on_fail` is made from `standard`.
        item: Box<Item>,
        /// Code of the library entry that a failed check cites.
        standard: Option<String>,
    },
    /// Moves a part up or down by one place.
    Move {
        /// What.
        part: Part,
        /// Which.
        key: String,
        /// Up, else down.
        up: bool,
    },
    /// Takes a part away. Items of a section or group stay, without it.
    Remove {
        /// What.
        part: Part,
        /// Which.
        key: String,
    },
}

/// An edit of the draft of a checklist.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EditDraft {
    /// This edit, made by the caller: the last one sent again is accepted again.
    pub id: EventId,
    /// The checklist's code.
    pub code: String,
    /// The revision that the person was looking at.
    pub revision: u32,
    /// What is done.
    pub edit: Edit,
}

/// A key that no other part has, now or in an earlier version: answers of the last time are taken over by their keys.
fn new_key(prefix: &str, id: EventId) -> String {
    format!("{prefix}{:08x}", id.0.as_u128() & 0xffff_ffff)
}

pub(super) fn tidied(label: &Label) -> Label {
    let text = |text: &str| tidy(text).unwrap_or_default();
    Label { zh: text(&label.zh), en: text(&label.en) }
}

fn place<T: Keyed>(all: &[T], key: &str) -> Result<usize, Fault> {
    all.iter().position(|part| part.key() == key).ok_or_else(|| Fault::new(Code::NotFound))
}

fn room<T>(all: &[T], field: &str, max: usize) -> Result<(), Fault> {
    let full = FieldFault::new(field, FieldCode::TooMany).with("max", max);
    if all.len() < max { Ok(()) } else { Err(Fault::fields(vec![full])) }
}

/// The neighbour of a place.
fn beside<T>(all: &[T], at: usize, up: bool) -> Result<usize, Fault> {
    let other = if up { at.checked_sub(1) } else { Some(at + 1).filter(|next| *next < all.len()) };
    other.ok_or_else(|| Fault::new(Code::NothingToDo))
}

fn swap<T: Keyed>(all: &mut [T], key: &str, up: bool) -> Result<(), Fault> {
    let at = place(all, key)?;
    let other = beside(all, at, up)?;
    all.swap(at, other);
    Ok(())
}

/// The items of the repeat group around a place; the item alone when it is in none.
fn block(items: &[Item], at: usize) -> Range<usize> {
    let same = |item: &&Item| item.group.is_some() && item.group == items[at].group;
    let before = items[..at].iter().rev().take_while(same).count();
    let behind = items[at + 1..].iter().take_while(same).count();
    at - before..at + 1 + behind
}

/// Moves an item inside its section. One of a repeat group moves inside the group; the first and the last of it take the
/// group along, and other items pass it as a whole.
fn move_item(items: &mut [Item], key: &str, up: bool) -> Result<(), Fault> {
    let at = place(items, key)?;
    let other = beside(items, at, up)?;
    if items[at].section != items[other].section {
        return Err(Fault::new(Code::NothingToDo));
    }
    if items[at].group.is_some() && items[at].group == items[other].group {
        items.swap(at, other);
        return Ok(());
    }
    let (first, second) = (block(items, at.min(other)), block(items, at.max(other)));
    items[first.start..second.end].rotate_left(first.len());
    Ok(())
}

impl ChecklistDraft {
    /// The draft after an edit.
    ///
    /// # Errors
    /// [`Code::Invalid`] with the fields of the form, [`Code::NotFound`] for a part that is not there,
    /// [`Code::NothingToDo`] for one that stands first or last already.
    pub fn edited(&self, id: EventId, edit: &Edit, library: Library<'_>) -> Result<Self, Fault> {
        let mut next = self.clone();
        let mut faults = Vec::new();
        let list = &mut next.checklist;
        match edit {
            Edit::Head { title, site_kinds } => {
                (next.title, next.site_kinds) = (tidied(title), site_kinds.clone());
                check_label("title", &next.title, &mut faults);
            }
            Edit::Section { key, label } => {
                let label = tidied(label);
                check_label("label", &label, &mut faults);
                match key {
                    Some(key) => {
                        let at = place(&list.sections, key)?;
                        list.sections[at].label = label;
                    }
                    None => {
                        room(&list.sections, "label_zh", MAX_PARTS)?;
                        list.sections.push(Section { key: new_key("s", id), label });
                    }
                }
            }
            Edit::Group { key, label, min, max } => {
                let old = key.as_ref().map(|key| place(&list.groups, key)).transpose()?;
                let key = key.clone().unwrap_or_else(|| new_key("g", id));
                let group = Group { key, label: tidied(label), min: *min, max: *max };
                super::check::check_group(&group, &mut faults);
                match old {
                    Some(at) => list.groups[at] = group,
                    None => {
                        room(&list.groups, "label_zh", MAX_PARTS)?;
                        list.groups.push(group);
                    }
                }
            }
            Edit::Item { new, item, standard } => {
                let at = next.put(id, *new, item, standard.as_deref(), library)?;
                faults = next.item_faults(at, library);
            }
            Edit::Move { part: Part::Section, key, up } => {
                swap(&mut list.sections, key, *up)?;
                next.arrange();
            }
            Edit::Move { part: Part::Group, key, up } => swap(&mut list.groups, key, *up)?,
            Edit::Move { part: Part::Item, key, up } => move_item(&mut list.items, key, *up)?,
            Edit::Remove { part, key } => next.remove(*part, key)?,
        }
        Fault::check(faults)?;
        Ok(next)
    }

    /// Puts an item in its place, which is answered.
    fn put(
        &mut self,
        id: EventId,
        new: bool,
        item: &Item,
        standard: Option<&str>,
        library: Library<'_>,
    ) -> Result<usize, Fault> {
        let items = &mut self.checklist.items;
        let mut item = tidied_item(item, standard, library);
        if new {
            if item.key.is_empty() {
                item.key = new_key("q", id);
            }
            room(items, "key", MAX_ITEMS)?;
            if items.iter().any(|other| other.key == item.key) {
                return Err(Fault::field("key", FieldCode::Duplicate));
            }
            items.push(item.clone());
        } else {
            let at = place(items, &item.key)?;
            items[at] = item.clone();
        }
        self.arrange();
        place(&self.checklist.items, &item.key)
    }

    fn remove(&mut self, part: Part, key: &str) -> Result<(), Fault> {
        let list = &mut self.checklist;
        match part {
            Part::Section => {
                let at = place(&list.sections, key)?;
                list.sections.remove(at);
                for item in list.items.iter_mut().filter(|item| item.section.as_deref() == Some(key)) {
                    item.section = None;
                }
            }
            Part::Group => {
                let at = place(&list.groups, key)?;
                list.groups.remove(at);
                for item in list.items.iter_mut().filter(|item| item.group.as_deref() == Some(key)) {
                    item.group = None;
                }
            }
            Part::Item => {
                let at = place(&list.items, key)?;
                list.items.remove(at);
            }
        }
        self.arrange();
        Ok(())
    }
}

/// An item as it is kept: texts without surrounding blanks, and nothing that its kind has no use for.
fn tidied_item(item: &Item, standard: Option<&str>, library: Library<'_>) -> Item {
    let checks = item.kind == ItemKind::Check;
    let cited = standard.and_then(tidy).filter(|_| checks).map(|code| {
        let entry = library.entry(&code);
        OnFail {
            category: entry.map_or(Category::Other, |entry| entry.category),
            severity: entry.map_or(Severity::General, |entry| entry.severity),
            standard: code,
        }
    });
    let hint = item.hint.as_ref().map(tidied).filter(|hint| *hint != Label::default());
    Item {
        key: item.key.trim().to_owned(),
        label: tidied(&item.label),
        hint,
        photo_on_fail: item.photo_on_fail && checks,
        on_fail: cited,
        ..item.clone()
    }
}
