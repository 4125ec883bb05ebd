//! The answers of a checklist while they are being given: typed text, half-filled groups, progress.

use super::photos::{PhotoDraft, Slot, of};
use domain::{
    fault::{FieldCode, FieldFault},
    inspections::{Answer, AnswerKey, AnswerValue, Answers, Checklist, Item, ItemKind},
    order,
    text::tidy,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was typed or chosen for one item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The word of a check or an option, a number as typed, or the text itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub typed: String,
    /// Remark.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// All answers of a draft. Those of hidden items stay here: whoever taps the wrong option gets them back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerSheet {
    /// By item and repetition.
    #[serde(default)]
    pub given: BTreeMap<AnswerKey, Given>,
    /// How many of each group the person wants, answered or not.
    #[serde(default)]
    pub wanted: BTreeMap<String, u16>,
}

/// One line of the form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Row {
    /// The heading of a section.
    Section {
        /// The section.
        section: String,
    },
    /// The heading of one repetition of a group.
    Head {
        /// The group.
        group: String,
        /// From 1.
        n: u16,
    },
    /// An item.
    Item(AnswerKey),
    /// The button that adds one more to a group.
    Add {
        /// The group.
        group: String,
    },
}

/// The answers as a visit would carry them now, with everything the form needs to know about them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Answers of shown items.
    pub answers: Answers,
    /// The lines of the form.
    pub rows: Vec<Row>,
    /// Shown items that must be answered.
    pub required: usize,
    /// … and are.
    pub answered: usize,
    /// Shown items without an answer: those that must have one first, each kind in the order of the form.
    pub open: Vec<AnswerKey>,
    /// Failed items in the order of the form.
    pub failed: Vec<AnswerKey>,
    /// What a person has to change.
    pub faults: Vec<FieldFault>,
}

impl AnswerSheet {
    /// Whether one of these has an answer or a remark.
    pub fn says_something(&self, of_it: impl Fn(&AnswerKey) -> bool) -> bool {
        let said = |given: &Given| !given.typed.trim().is_empty() || !given.note.trim().is_empty();
        self.given.iter().any(|(key, given)| of_it(key) && said(given))
    }

    /// Everything the form needs to know.
    pub fn sheet(&self, list: &Checklist, photos: &[PhotoDraft]) -> Sheet {
        let (answers, mut faults) = self.answers(list, photos);
        let shaped = self.shaped(list, &answers);
        let shown = list.shown(&shaped);
        let is_open = |(_, key): &&(&Item, AnswerKey)| !answers.contains_key(key);
        let required: Vec<_> = shown.iter().filter(|(item, _)| item.required).collect();
        let waiting = required.iter().copied().filter(is_open);
        let optional = shown.iter().filter(|(item, _)| !item.required).filter(is_open);
        let open: Vec<AnswerKey> = waiting.chain(optional).map(|(_, key)| key.clone()).collect();
        let answered = required.iter().filter(|(_, key)| answers.contains_key(key)).count();
        let relevant = list.relevant(&answers);
        faults.retain(|f| shown.iter().any(|(_, key)| f.field == field(key)));
        for (item, key) in &shown {
            if item.required && !answers.contains_key(key) {
                faults.push(FieldFault::new(field(key), FieldCode::Required));
            }
        }
        faults.extend(list.check(&relevant));
        // what is typed but unusable is named before what is missing
        let mut seen = std::collections::BTreeSet::new();
        faults.retain(|f| seen.insert(f.field.clone()));
        Sheet {
            rows: rows(list, &shown, &self.wanted),
            required: required.len(),
            answered,
            open,
            failed: list.failed(&relevant).into_iter().map(|(_, key)| key).collect(),
            faults,
            answers: relevant,
        }
    }

    /// The usable answers, of hidden items too, and what cannot be used.
    fn answers(&self, list: &Checklist, photos: &[PhotoDraft]) -> (Answers, Vec<FieldFault>) {
        let mut faults = Vec::new();
        let mut keys: Vec<AnswerKey> = self.given.keys().cloned().collect();
        keys.extend(photos.iter().filter_map(|photo| match &photo.slot {
            Slot::Item(key) => Some(key.clone()),
            _ => None,
        }));
        order::by(&mut keys, Ord::cmp);
        keys.dedup();
        let mut answers = Answers::new();
        for key in keys {
            let Some(item) = list.items.iter().find(|item| item.key == key.item) else { continue };
            let given = self.given.get(&key).cloned().unwrap_or_default();
            let pictures = of(photos, &Slot::Item(key.clone()));
            let note = tidy(&given.note);
            match value(item, &given.typed, !pictures.is_empty()) {
                Ok(Some(value)) => {
                    answers.insert(key, Answer { value, note, photos: pictures });
                }
                // a remark or a photo without an answer would be lost
                Ok(None) if note.is_some() || !pictures.is_empty() => {
                    faults.push(FieldFault::new(field(&key), FieldCode::Required));
                }
                Ok(None) => {}
                Err(code) => faults.push(FieldFault::new(field(&key), code)),
            }
        }
        (answers, faults)
    }

    /// Answers with a place-holder in every repetition that was asked for but not answered yet, so that the
    /// checklist shows it.
    fn shaped(&self, list: &Checklist, answers: &Answers) -> Answers {
        let mut shaped = answers.clone();
        for (group, wanted) in &self.wanted {
            let first = list.items.iter().find(|item| item.group.as_deref() == Some(group));
            let max = list.groups.iter().find(|g| g.key == *group).map_or(0, |g| g.max);
            let wanted = (*wanted).min(max);
            if let Some(first) = first.filter(|_| wanted > 0) {
                let key = AnswerKey { item: first.key.clone(), repetition: wanted };
                let nothing =
                    Answer { value: AnswerValue::Text(String::new()), note: None, photos: Vec::new() };
                shaped.entry(key).or_insert(nothing);
            }
        }
        shaped
    }

    /// One more of a group; the number it got, `None` when there are as many as may be.
    pub fn add_to(&mut self, list: &Checklist, group: &str, photos: &[PhotoDraft]) -> Option<u16> {
        let known = list.groups.iter().find(|g| g.key == group)?;
        let (answers, _) = self.answers(list, photos);
        let now = list.repetitions(known, &self.shaped(list, &answers));
        (now < known.max).then(|| {
            self.wanted.insert(group.to_owned(), now + 1);
            now + 1
        })
    }

    /// Takes one repetition of a group away. Those behind it move up: `moved` gives the new key of each old one,
    /// `None` for what is gone.
    pub fn take_from(
        &mut self,
        list: &Checklist,
        group: &str,
        n: u16,
    ) -> impl Fn(&AnswerKey) -> Option<AnswerKey> + use<> {
        let members: Vec<String> =
            list.items.iter().filter(|i| i.group.as_deref() == Some(group)).map(|i| i.key.clone()).collect();
        let moved = move |key: &AnswerKey| {
            if !members.contains(&key.item) || key.repetition < n {
                return Some(key.clone());
            }
            (key.repetition > n).then(|| AnswerKey { item: key.item.clone(), repetition: key.repetition - 1 })
        };
        let given = std::mem::take(&mut self.given);
        self.given = order::map(given.into_iter().filter_map(|(key, given)| Some((moved(&key)?, given))));
        if let Some(wanted) = self.wanted.get_mut(group) {
            *wanted = wanted.saturating_sub(1);
        }
        moved
    }
}

/// The name of an answer's field, as in the command.
pub fn field(key: &AnswerKey) -> String {
    format!("answers.{key}")
}

/// The value of what was typed; `None` when nothing was.
pub(super) fn value(item: &Item, typed: &str, has_photos: bool) -> Result<Option<AnswerValue>, FieldCode> {
    let typed = typed.trim();
    Ok(match &item.kind {
        ItemKind::Photo => has_photos.then_some(AnswerValue::Photo),
        _ if typed.is_empty() => None,
        ItemKind::Check => Some(match typed {
            "pass" => AnswerValue::Pass,
            "fail" => AnswerValue::Fail,
            "not_applicable" => AnswerValue::NotApplicable,
            // the word of another version of the checklist
            _ => return Ok(None),
        }),
        ItemKind::Value { .. } => {
            // a Chinese keyboard types full-width digits
            let plain: String = typed.chars().map(narrow).collect();
            let number: f64 = plain.parse().map_err(|_| FieldCode::Malformed)?;
            if !number.is_finite() {
                return Err(FieldCode::Malformed);
            }
            Some(AnswerValue::Number(number))
        }
        ItemKind::Choice { options } => {
            options.iter().find(|(key, _)| key == typed).map(|(key, _)| AnswerValue::Choice(key.clone()))
        }
        ItemKind::Text => Some(AnswerValue::Text(tidy(typed).unwrap_or_default())),
    })
}

fn narrow(c: char) -> char {
    match c {
        '\u{ff10}'..='\u{ff19}' | '\u{ff0e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '。' => '.',
        _ => c,
    }
}

/// The lines of the form: what belongs to one stove stands together.
fn rows(list: &Checklist, shown: &[(&Item, AnswerKey)], wanted: &BTreeMap<String, u16>) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut done: Vec<&str> = Vec::new();
    let mut headed: Option<&str> = None;
    // a heading stands above the first line of its section, and nowhere when none of its items applies
    let mut head = |rows: &mut Vec<Row>, item: &Item| {
        let section = list.section_of(item).map(|s| s.key.as_str());
        if section != headed {
            headed = section;
            rows.extend(section.map(|section| Row::Section { section: section.to_owned() }));
        }
    };
    for item in &list.items {
        let Some(group) = item.group.as_deref() else {
            if let Some((_, key)) = shown.iter().find(|(i, _)| i.key == item.key) {
                head(&mut rows, item);
                rows.push(Row::Item(key.clone()));
            }
            continue;
        };
        if done.contains(&group) {
            continue;
        }
        done.push(group);
        let Some(known) = list.groups.iter().find(|g| g.key == group) else { continue };
        let members: Vec<&AnswerKey> =
            shown.iter().filter(|(i, _)| i.group.as_deref() == Some(group)).map(|(_, key)| key).collect();
        // a group none of whose items applies (no gas, no stoves) is not asked for at all
        if members.is_empty() {
            continue;
        }
        head(&mut rows, item);
        let asked = wanted.get(group).copied().unwrap_or(0).clamp(known.min, known.max.max(known.min));
        let last = members.iter().map(|key| key.repetition).max().unwrap_or(0).max(asked);
        for n in 1..=last {
            rows.push(Row::Head { group: group.to_owned(), n });
            rows.extend(
                members.iter().filter(|key| key.repetition == n).map(|key| Row::Item((*key).clone())),
            );
        }
        if last < known.max {
            rows.push(Row::Add { group: group.to_owned() });
        }
    }
    rows
}

#[cfg(test)]
#[path = "answers_tests.rs"]
mod tests;
