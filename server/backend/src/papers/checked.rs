//! How the items of a checklist were answered, in the words of a paper.

use domain::{
    inspections::{
        AnswerValue, Answers, Checklist, Item, ItemKind,
        checklist::{AnswerKey, Section},
    },
    papers::{Checked, CheckedItem},
};

/// What was answered, under the headings of the checklist's sections. Nothing of a visit that answered nothing.
pub(super) fn checked(list: &Checklist, answers: &Answers) -> Vec<Checked> {
    if answers.is_empty() {
        return Vec::new();
    }
    let part = |(section, items): (Option<&Section>, Vec<(&Item, AnswerKey)>)| Checked {
        heading: section.map(|section| section.label.zh.clone()),
        items: items.into_iter().map(|(item, key)| one(item, &key, answers)).collect(),
    };
    list.under_headings(answers).into_iter().map(part).collect()
}

fn one(item: &Item, key: &AnswerKey, answers: &Answers) -> CheckedItem {
    let what = match key.repetition {
        0 => item.label.zh.clone(),
        n => format!("{}（{n}）", item.label.zh),
    };
    let answer = answers.get(key);
    CheckedItem {
        what,
        answer: answer.map_or_else(|| "—".to_owned(), |answer| words(item, &answer.value)),
        note: answer.and_then(|answer| answer.note.clone()).unwrap_or_default(),
    }
}

fn words(item: &Item, value: &AnswerValue) -> String {
    match (value, &item.kind) {
        (AnswerValue::Pass, _) => "符合".to_owned(),
        (AnswerValue::Fail, _) => "不符合".to_owned(),
        (AnswerValue::NotApplicable, _) => "不涉及".to_owned(),
        (AnswerValue::Number(n), ItemKind::Value { unit, .. }) => format!("{n} {unit}").trim_end().to_owned(),
        (AnswerValue::Number(n), _) => n.to_string(),
        (AnswerValue::Choice(key), ItemKind::Choice { options }) => {
            let option = options.iter().find(|(own, _)| own == key);
            option.map_or_else(|| key.clone(), |(_, label)| label.zh.clone())
        }
        (AnswerValue::Choice(text) | AnswerValue::Text(text), _) => text.clone(),
        (AnswerValue::Photo, _) => "已拍照".to_owned(),
    }
}
