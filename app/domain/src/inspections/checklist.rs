//! Checklists 检查表: items, conditions, repeat groups, and which answers are complete.

use crate::{
    fault::{FieldCode, FieldFault},
    hazards::{Category, Severity},
    ids::FileId,
    order,
    text::{LINE, PARAGRAPH},
    text_enum,
    word::need,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr};

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// One version of a checklist.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Checklist {
    /// Headings that items stand under, in the order of the form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    /// Repeat groups (several stoves, several cylinders).
    #[serde(default)]
    pub groups: Vec<Group>,
    /// Items in the order of the form.
    pub items: Vec<Item>,
}

/// A heading that items stand under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Key.
    pub key: String,
    /// Heading.
    pub label: Label,
}

/// Items that are asked once per thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Key.
    pub key: String,
    /// Heading.
    pub label: Label,
    /// At least so many.
    pub min: u16,
    /// At most so many.
    pub max: u16,
}

/// What kind of answer an item takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", try_from = "ToldKind")]
pub enum ItemKind {
    /// Pass, fail or not applicable.
    Check,
    /// A number.
    Value {
        /// Unit shown behind it.
        unit: String,
        /// Smallest sensible.
        min: f64,
        /// Largest sensible.
        max: f64,
    },
    /// One of several.
    Choice {
        /// Key and label of each.
        options: Vec<(String, Label)>,
    },
    /// Free text.
    Text,
    /// Photos only.
    Photo,
}

/// The JSON of an [`ItemKind`], side by side; why, see `hazards::told`.
#[derive(Deserialize)]
struct ToldKind {
    #[serde(rename = "type")]
    word: KindWord,
    unit: Option<String>,
    min: Option<f64>,
    max: Option<f64>,
    options: Option<Vec<(String, Label)>>,
}

text_enum! {
    /// The words of [`ItemKind`].
    KindWord {
        /// As [`ItemKind::Check`].
        Check = "check",
        /// As [`ItemKind::Value`].
        Value = "value",
        /// As [`ItemKind::Choice`].
        Choice = "choice",
        /// As [`ItemKind::Text`].
        Text = "text",
        /// As [`ItemKind::Photo`].
        Photo = "photo",
    }
}

impl TryFrom<ToldKind> for ItemKind {
    type Error = String;

    fn try_from(told: ToldKind) -> Result<Self, String> {
        Ok(match told.word {
            KindWord::Check => Self::Check,
            KindWord::Value => Self::Value {
                unit: need(told.unit, "unit")?,
                min: need(told.min, "min")?,
                max: need(told.max, "max")?,
            },
            KindWord::Choice => Self::Choice { options: need(told.options, "options")? },
            KindWord::Text => Self::Text,
            KindWord::Photo => Self::Photo,
        })
    }
}

/// An item is shown only while another one has one of these answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The other item's key; in the same repetition when both are in the same group.
    pub item: String,
    /// Its answers in text form (`pass`, `fail`, `not_applicable`, an option's key).
    pub any_of: Vec<String>,
}

/// The hazard draft that a failed item opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnFail {
    /// Code of the entry in the standard hazard library.
    pub standard: String,
    /// Category, should the library not have the entry.
    pub category: Category,
    /// Severity, likewise.
    pub severity: Severity,
}

/// One item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Key, unique in the checklist.
    pub key: String,
    /// Question.
    pub label: Label,
    /// What to look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Label>,
    /// Kind of answer.
    pub kind: ItemKind,
    /// Must be answered while shown.
    #[serde(default)]
    pub required: bool,
    /// A failed check needs a photo.
    #[serde(default)]
    pub photo_on_fail: bool,
    /// Shown only then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_when: Option<Condition>,
    /// The section it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The repeat group it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// What a failed check opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_fail: Option<OnFail>,
}

/// Which answer: the item, and in a repeat group the repetition (from 1). Text form `item` or `item#2`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AnswerKey {
    /// The item's key.
    pub item: String,
    /// 0 outside groups, else from 1.
    pub repetition: u16,
}

impl fmt::Display for AnswerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.item)?;
        if self.repetition > 0 { write!(f, "#{}", self.repetition) } else { Ok(()) }
    }
}

impl FromStr for AnswerKey {
    type Err = crate::fault::UnknownWord;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let bad = || crate::fault::UnknownWord { kind: "AnswerKey", word: s.chars().take(40).collect() };
        let (item, repetition) = match s.split_once('#') {
            Some((item, n)) => (item, n.parse().ok().filter(|n| *n > 0).ok_or_else(bad)?),
            None => (s, 0),
        };
        if item.is_empty() { Err(bad()) } else { Ok(Self { item: item.into(), repetition }) }
    }
}

impl TryFrom<String> for AnswerKey {
    type Error = crate::fault::UnknownWord;

    fn try_from(s: String) -> Result<Self, Self::Error> {
        s.parse()
    }
}

impl From<AnswerKey> for String {
    fn from(key: AnswerKey) -> String {
        key.to_string()
    }
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerValue {
    /// In order.
    Pass,
    /// Not in order.
    Fail,
    /// There is nothing of the kind here.
    NotApplicable,
    /// A number.
    Number(f64),
    /// An option's key.
    Choice(String),
    /// Text.
    Text(String),
    /// Photos only.
    Photo,
}

impl AnswerValue {
    /// The text form that conditions compare with.
    pub fn word(&self) -> String {
        match self {
            Self::Pass => "pass".into(),
            Self::Fail => "fail".into(),
            Self::NotApplicable => "not_applicable".into(),
            Self::Number(n) => n.to_string(),
            Self::Choice(s) | Self::Text(s) => s.clone(),
            Self::Photo => "photo".into(),
        }
    }
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// What.
    pub value: AnswerValue,
    /// Remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Photos.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<FileId>,
}

/// All answers of a visit.
pub type Answers = BTreeMap<AnswerKey, Answer>;

impl Checklist {
    /// How often a group is repeated in these answers: what is answered, at least its minimum.
    pub fn repetitions(&self, group: &Group, answers: &Answers) -> u16 {
        let members = |key: &AnswerKey| {
            self.items.iter().any(|i| i.key == key.item && i.group.as_deref() == Some(&group.key))
        };
        let answered = answers.keys().filter(|k| members(k)).map(|k| k.repetition).max().unwrap_or(0);
        answered.max(group.min)
    }

    /// The items to show, in order, with their repetition. A hidden item neither counts nor blocks, and what
    /// depends on a hidden item is hidden too.
    pub fn shown<'a>(&'a self, answers: &Answers) -> Vec<(&'a Item, AnswerKey)> {
        let mut shown: Vec<(&Item, AnswerKey)> = Vec::new();
        for item in &self.items {
            let repetitions =
                match item.group.as_deref().and_then(|g| self.groups.iter().find(|x| x.key == g)) {
                    Some(group) => 1..=self.repetitions(group, answers),
                    None => 0..=0,
                };
            for repetition in repetitions {
                let key = AnswerKey { item: item.key.clone(), repetition };
                if item.show_when.as_ref().is_none_or(|c| self.holds(c, repetition, answers, &shown)) {
                    shown.push((item, key));
                }
            }
        }
        shown
    }

    /// The section that an item stands in.
    pub fn section_of(&self, item: &Item) -> Option<&Section> {
        self.sections.iter().find(|section| Some(&section.key) == item.section.as_ref())
    }

    /// The items to show under the headings of their sections; no heading above those that stand in none. A section none of
    /// whose items is shown has no heading either.
    pub fn under_headings<'a>(
        &'a self,
        answers: &Answers,
    ) -> Vec<(Option<&'a Section>, Vec<(&'a Item, AnswerKey)>)> {
        let mut parts: Vec<(Option<&Section>, Vec<(&Item, AnswerKey)>)> = Vec::new();
        for (item, key) in self.shown(answers) {
            let section = self.section_of(item);
            match parts.last_mut() {
                Some((last, items)) if *last == section => items.push((item, key)),
                _ => parts.push((section, vec![(item, key)])),
            }
        }
        parts
    }

    fn holds(
        &self,
        condition: &Condition,
        repetition: u16,
        answers: &Answers,
        shown: &[(&Item, AnswerKey)],
    ) -> bool {
        let grouped = self.items.iter().any(|i| i.key == condition.item && i.group.is_some());
        let key =
            AnswerKey { item: condition.item.clone(), repetition: if grouped { repetition } else { 0 } };
        shown.iter().any(|(_, k)| *k == key)
            && answers.get(&key).is_some_and(|a| condition.any_of.contains(&a.value.word()))
    }

    /// The answers to keep: those of shown items.
    pub fn relevant(&self, answers: &Answers) -> Answers {
        let shown = self.shown(answers);
        let relevant = answers.iter().filter(|(k, _)| shown.iter().any(|(_, s)| s == *k));
        order::map(relevant.map(|(k, a)| (k.clone(), a.clone())))
    }

    /// What keeps these answers from being complete, as faults of the fields `answers.<key>`.
    pub fn check(&self, answers: &Answers) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        for key in answers.keys() {
            if !self.items.iter().any(|i| i.key == key.item) {
                faults.push(FieldFault::new(format!("answers.{key}"), FieldCode::Unknown));
            }
        }
        for group in &self.groups {
            if self.repetitions(group, answers) > group.max {
                faults.push(
                    FieldFault::new(format!("answers.{}", group.key), FieldCode::TooMany)
                        .with("max", group.max),
                );
            }
        }
        for (item, key) in self.shown(answers) {
            let field = format!("answers.{key}");
            match answers.get(&key) {
                None if item.required => faults.push(FieldFault::new(field, FieldCode::Required)),
                None => {}
                Some(answer) => item.check(answer, &field, &mut faults),
            }
        }
        faults
    }

    /// The shown items that failed, with what they open.
    pub fn failed<'a>(&'a self, answers: &Answers) -> Vec<(&'a Item, AnswerKey)> {
        let failed = |key: &AnswerKey| answers.get(key).is_some_and(|a| a.value == AnswerValue::Fail);
        self.shown(answers).into_iter().filter(|(_, key)| failed(key)).collect()
    }
}

impl Item {
    fn check(&self, answer: &Answer, field: &str, faults: &mut Vec<FieldFault>) {
        let fault = |code| FieldFault::new(field, code);
        match (&self.kind, &answer.value) {
            (ItemKind::Check, AnswerValue::Pass | AnswerValue::NotApplicable) => {}
            (ItemKind::Check, AnswerValue::Fail) => {
                if self.photo_on_fail && answer.photos.is_empty() {
                    faults.push(fault(FieldCode::PhotoNeeded));
                }
            }
            (ItemKind::Value { min, max, .. }, AnswerValue::Number(n)) => {
                if !(min..=max).contains(&n) {
                    faults.push(fault(FieldCode::OutOfRange).with("min", min).with("max", max));
                }
            }
            (ItemKind::Choice { options }, AnswerValue::Choice(choice)) => {
                if !options.iter().any(|(key, _)| key == choice) {
                    faults.push(fault(FieldCode::NotAllowed));
                }
            }
            (ItemKind::Text, AnswerValue::Text(text)) => {
                let is = text.chars().count();
                if is > PARAGRAPH {
                    faults.push(fault(FieldCode::TooLong).with("max", PARAGRAPH).with("is", is));
                } else if self.required && text.trim().is_empty() {
                    faults.push(fault(FieldCode::Required));
                }
            }
            (ItemKind::Photo, AnswerValue::Photo) => {
                if self.required && answer.photos.is_empty() {
                    faults.push(fault(FieldCode::PhotoNeeded));
                }
            }
            _ => faults.push(fault(FieldCode::NotAllowed)),
        }
        let is = answer.note.as_deref().unwrap_or_default().chars().count();
        if is > LINE {
            faults.push(
                FieldFault::new(format!("{field}.note"), FieldCode::TooLong).with("max", LINE).with("is", is),
            );
        }
    }
}

#[cfg(test)]
#[path = "checklist_tests.rs"]
mod tests;
