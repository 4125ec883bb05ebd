//! What keeps a draft from being published, told at the part that it is wrong with.

use super::{ChecklistDraft, Library, MAX_ITEMS, MAX_PARTS, MAX_REPETITIONS, is_key};
use crate::{
    fault::{FieldCode, FieldFault},
    inspections::{Condition, Group, Item, ItemKind, checklist::Label},
    text::Texts,
};
use std::collections::BTreeSet;

/// Both languages must be there: a tablet shows either.
pub(super) fn check_label(field: &str, label: &Label, faults: &mut Vec<FieldFault>) {
    Texts::new(faults).line(&format!("{field}_zh"), &label.zh).line(&format!("{field}_en"), &label.en);
}

pub(super) fn check_group(group: &Group, faults: &mut Vec<FieldFault>) {
    check_label("label", &group.label, faults);
    if !(1..=MAX_REPETITIONS).contains(&group.max) {
        faults.push(between("max", 1, MAX_REPETITIONS));
    } else if group.min > group.max {
        faults.push(between("min", 0, group.max));
    }
}

fn between(field: &str, min: impl ToString, max: impl ToString) -> FieldFault {
    FieldFault::new(field, FieldCode::OutOfRange).with("min", min).with("max", max)
}

/// The words that an item can be answered with; `None` when that is any text or number.
fn words(kind: &ItemKind) -> Option<Vec<&str>> {
    match kind {
        ItemKind::Check => Some(vec!["pass", "fail", "not_applicable"]),
        ItemKind::Choice { options } => Some(options.iter().map(|(key, _)| key.as_str()).collect()),
        ItemKind::Photo => Some(vec!["photo"]),
        ItemKind::Value { .. } | ItemKind::Text => None,
    }
}

impl ChecklistDraft {
    /// What is wrong with the draft: `title_zh`, `items` when there is none, `sections[key].…`, `groups[key].…`,
    /// `items[key].…`, the rest as the fields of their forms.
    pub fn faults(&self, library: Library<'_>) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        check_label("title", &self.title, &mut faults);
        let list = &self.checklist;
        if list.items.is_empty() {
            faults.push(FieldFault::new("items", FieldCode::Required));
        } else if list.items.len() > MAX_ITEMS {
            faults.push(FieldFault::new("items", FieldCode::TooMany).with("max", MAX_ITEMS));
        }
        let mut under = |outer: String, found: Vec<FieldFault>| {
            faults.extend(found.into_iter().map(|fault| fault.under(&outer)));
        };
        for section in &list.sections {
            let mut found = Vec::new();
            check_label("label", &section.label, &mut found);
            under(format!("sections[{}]", section.key), found);
        }
        for group in &list.groups {
            let mut found = Vec::new();
            check_group(group, &mut found);
            under(format!("groups[{}]", group.key), found);
        }
        for (at, item) in list.items.iter().enumerate() {
            under(format!("items[{}]", item.key), self.item_faults(at, library));
        }
        faults
    }

    /// What is wrong with the item at a place, as the fields of its form.
    pub(super) fn item_faults(&self, at: usize, library: Library<'_>) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        let (before, rest) = self.checklist.items.split_at(at);
        let Some(item) = rest.first() else { return faults };
        let mut wrong = |field: &str, code| faults.push(FieldFault::new(field, code));
        if !is_key(&item.key) {
            wrong("key", FieldCode::Malformed);
        } else if before.iter().any(|other| other.key == item.key) {
            wrong("key", FieldCode::Duplicate);
        }
        if let Some(on_fail) = &item.on_fail
            && library.entry(&on_fail.standard).is_none()
        {
            wrong("standard", FieldCode::Unknown);
        }
        self.check_places(item, &mut wrong);
        if let Some(condition) = &item.show_when {
            self.check_condition(before, item, condition, &mut wrong);
        }
        check_label("label", &item.label, &mut faults);
        if let Some(hint) = &item.hint {
            check_label("hint", hint, &mut faults);
        }
        check_kind(&item.kind, &mut faults);
        faults
    }

    /// Section and group are there, and those of one group stand in one section.
    fn check_places(&self, item: &Item, wrong: &mut impl FnMut(&str, FieldCode)) {
        let list = &self.checklist;
        if item.section.as_ref().is_some_and(|key| !list.sections.iter().any(|s| s.key == *key)) {
            wrong("section", FieldCode::Unknown);
        }
        let Some(group) = &item.group else { return };
        if !list.groups.iter().any(|g| g.key == *group) {
            wrong("group", FieldCode::Unknown);
        }
        let mut members = list.items.iter().filter(|other| other.group.as_ref() == Some(group));
        if members.any(|other| other.section != item.section) {
            wrong("group", FieldCode::NotAllowed);
        }
    }

    /// The item that it depends on is asked before it, for the same thing, and can be answered so.
    fn check_condition(
        &self,
        before: &[Item],
        item: &Item,
        condition: &Condition,
        wrong: &mut impl FnMut(&str, FieldCode),
    ) {
        let Some(other) = before.iter().find(|other| other.key == condition.item) else {
            let later = self.checklist.items.iter().any(|other| other.key == condition.item);
            wrong("when_item", if later { FieldCode::ComesLater } else { FieldCode::Unknown });
            return;
        };
        if other.group.is_some() && other.group != item.group {
            wrong("when_item", FieldCode::NotAllowed);
        }
        if condition.any_of.is_empty() {
            wrong("when_any", FieldCode::Required);
        } else if let Some(words) = words(&other.kind)
            && condition.any_of.iter().any(|word| !words.contains(&word.as_str()))
        {
            wrong("when_any", FieldCode::NotAllowed);
        }
    }
}

fn check_kind(kind: &ItemKind, faults: &mut Vec<FieldFault>) {
    match kind {
        ItemKind::Check | ItemKind::Text | ItemKind::Photo => {}
        ItemKind::Value { unit, min, max } => {
            Texts::new(faults).optional_line("unit", Some(unit.as_str()));
            for (field, number) in [("min", min), ("max", max)] {
                if !number.is_finite() {
                    faults.push(FieldFault::new(field, FieldCode::Malformed));
                }
            }
            if min > max {
                faults.push(FieldFault::new("max", FieldCode::Malformed));
            }
        }
        ItemKind::Choice { options } => check_options(options, faults),
    }
}

/// All faults of the options are those of one field: the form has one line for each option.
fn check_options(options: &[(String, Label)], faults: &mut Vec<FieldFault>) {
    let wrong = |code| FieldFault::new("options", code);
    if options.len() < 2 {
        faults.push(wrong(FieldCode::Required));
    } else if options.len() > MAX_PARTS {
        faults.push(wrong(FieldCode::TooMany).with("max", MAX_PARTS));
    }
    let mut keys = BTreeSet::new();
    if options.iter().any(|(key, _)| !keys.insert(key.as_str())) {
        faults.push(wrong(FieldCode::Duplicate));
    }
    let mut found = Vec::new();
    for (key, label) in options {
        if !is_key(key) {
            found.push(wrong(FieldCode::Malformed));
        }
        check_label("options", label, &mut found);
    }
    faults.extend(found.into_iter().next().map(|fault| FieldFault { field: "options".into(), ..fault }));
}
