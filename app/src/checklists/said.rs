//! Parts of checklists in words, the same on every page.

use crate::{
    labels::Label as _,
    tr,
    ui::{Icon, Tone, badge::Badge},
    visits::pick,
};
use domain::{
    checklists::views::Done,
    inspections::{Checklist, Condition, Item, ItemKind},
};
use leptos::prelude::*;

/// What kind of answer an item takes.
pub fn kind_text(kind: &ItemKind) -> String {
    match kind {
        ItemKind::Check => tr!(checklists.kind_check).to_owned(),
        ItemKind::Text => tr!(checklists.kind_text).to_owned(),
        ItemKind::Photo => tr!(checklists.kind_photo).to_owned(),
        ItemKind::Value { unit, min, max } => {
            format!("{} {min}–{max} {unit}", tr!(checklists.kind_value))
        }
        ItemKind::Choice { options } => {
            let options: Vec<&str> = options.iter().map(|(_, label)| pick(label)).collect();
            tr!(checklists.kind_of, kind = tr!(checklists.kind_choice), options = options.join(" / "))
        }
    }
}

/// An answer of an item in words.
fn answer_text(item: &Item, word: &str) -> String {
    match (&item.kind, word) {
        (ItemKind::Check, "pass") => tr!(capture.pass).to_owned(),
        (ItemKind::Check, "fail") => tr!(capture.fail).to_owned(),
        (ItemKind::Check, "not_applicable") => tr!(capture.not_applicable).to_owned(),
        (ItemKind::Choice { options }, word) => options
            .iter()
            .find(|(key, _)| key == word)
            .map_or_else(|| word.to_owned(), |(_, label)| pick(label).to_owned()),
        _ => word.to_owned(),
    }
}

/// When an item is asked.
pub fn condition_text(list: &Checklist, condition: &Condition) -> String {
    let other = list.items.iter().find(|item| item.key == condition.item);
    let answers: Vec<String> = condition
        .any_of
        .iter()
        .map(|word| other.map_or_else(|| word.clone(), |item| answer_text(item, word)))
        .collect();
    let question = other.map_or(condition.item.as_str(), |item| pick(&item.label));
    tr!(checklists.asked_when, item = question.to_owned(), answers = answers.join(" / "))
}

/// What a failed item opens.
pub fn cited_text(item: &Item) -> Option<String> {
    let on_fail = item.on_fail.as_ref()?;
    Some(format!("{} · {} · {}", on_fail.standard, on_fail.category.label(), on_fail.severity.label()))
}

/// Whether visits may begin by a checklist.
pub fn state_badge(version: Option<u32>, active: bool) -> AnyView {
    let (tone, shape, text) = match (version, active) {
        (None, _) => (Tone::Info, Icon::Edit, tr!(checklists.unpublished)),
        (Some(_), true) => (Tone::Good, Icon::Check, tr!(checklists.active)),
        (Some(_), false) => (Tone::Neutral, Icon::Ban, tr!(checklists.retired)),
    };
    view! { <Badge tone shape text /> }.into_any()
}

/// That somebody works on the next version.
pub fn draft_badge(draft: &Done) -> AnyView {
    let text = tr!(checklists.draft_by, by = draft.by.clone());
    view! { <Badge tone=Tone::Info shape=Icon::Edit text /> }.into_any()
}
