//! The form of an item: a new one, or the one that is there.

use super::part_forms::{Base, label_inputs};
use crate::{
    labels::Label as _,
    text::{Locale, locale},
    tr,
    ui::{
        Icon,
        button::{Button, Look},
        choice::{Checkbox, Chips, Choice, Segments, Select},
        dialog::Disclosure,
        field::{FormErrors, FormState, InputKind, TextArea, TextInput, use_form},
    },
    visits::pick,
};
use domain::{
    checklists::{MAX_KEY, options_text, views::DraftDetail},
    inspections::{Checklist, Item, ItemKind, views::StandardEntry},
    text::{LINE, PARAGRAPH},
};
use leptos::prelude::*;

/// The name under which the form comes back refused.
pub const FORM: &str = "checklist-item";

/// Faults of these fields are told at the top with their names: they belong to several controls.
const LABELS: &[(&str, fn() -> &'static str)] = &[("when_any", || tr!(checklists.when_any))];

/// The words of a kind of answer.
const fn kind_word(kind: &ItemKind) -> &'static str {
    match kind {
        ItemKind::Check => "check",
        ItemKind::Value { .. } => "value",
        ItemKind::Choice { .. } => "choice",
        ItemKind::Text => "text",
        ItemKind::Photo => "photo",
    }
}

fn kinds() -> Vec<Choice> {
    vec![
        Choice::new("check", tr!(checklists.kind_check)),
        Choice::new("choice", tr!(checklists.kind_choice)),
        Choice::new("value", tr!(checklists.kind_value)),
        Choice::new("text", tr!(checklists.kind_text)),
        Choice::new("photo", tr!(checklists.kind_photo)),
    ]
}

/// The form; `now` is the item that is changed.
pub fn item_form(base: &Base, detail: &DraftDetail, now: Option<&Item>) -> AnyView {
    let form = use_form(FORM);
    let list = &detail.draft.checklist;
    let open = form.is_refused() || now.is_some();
    let name = if now.is_some() { tr!(checklists.edit_item) } else { tr!(checklists.new_item) };
    let question = {
        let labels = [tr!(checklists.question_zh), tr!(checklists.question_en)];
        label_inputs(&form, ["label_zh", "label_en"], labels, now.map(|now| &now.label))
    };
    let parts =
        [which(&form, now), where_in(&form, list, now), answer(&form, now), condition(&form, list, now)];
    let fail = fail(&form, &detail.standards, now);
    let required = now.is_none_or(|now| now.required);
    let new = if now.is_some() { "0" } else { "1" };
    let [which, where_in, answer, condition] = parts;
    let (hidden, action) = (base.hidden(), base.action("item"));
    let hints = hints(&form, now);
    view! {
        <Disclosure label=name look=Look::Primary icon_before=Icon::Add open>
            <form id=FORM method="post" action=action class="form">
                <FormErrors form=form.clone() labels=LABELS />
                {hidden}
                <input type="hidden" name="new" value=new />
                {question}
                {hints}
                {which}
                {answer}
                <Checkbox form=form.clone() name="required" label=tr!(checklists.required) checked=required />
                {fail}
                {where_in}
                {condition}
                <Button look=Look::Primary>{tr!(ui.save)}</Button>
            </form>
        </Disclosure>
    }
    .into_any()
}

/// Its key: answers are kept by it, so that of an item which is there stays.
fn which(form: &FormState, now: Option<&Item>) -> AnyView {
    match now {
        Some(now) => view! { <input type="hidden" name="key" value=now.key.clone() /> }.into_any(),
        None => view! {
            <TextInput form=form.clone() name="key" label=tr!(checklists.key) max=MAX_KEY hint=tr!(checklists.key_hint) />
        }
        .into_any(),
    }
}

fn hints(form: &FormState, now: Option<&Item>) -> AnyView {
    let hint = now.and_then(|now| now.hint.clone()).unwrap_or_default();
    view! {
        <div class="form-row">
            <TextInput form=form.clone() name="hint_zh" label=tr!(checklists.hint_zh) value=hint.zh max=LINE hint=tr!(checklists.hint_hint) />
            <TextInput form=form.clone() name="hint_en" label=tr!(checklists.hint_en) value=hint.en max=LINE />
        </div>
    }
    .into_any()
}

fn answer(form: &FormState, now: Option<&Item>) -> AnyView {
    let kind = now.map_or("check", |now| kind_word(&now.kind));
    let (unit, min, max) = match now.map(|now| &now.kind) {
        Some(ItemKind::Value { unit, min, max }) => (unit.clone(), min.to_string(), max.to_string()),
        _ => Default::default(),
    };
    let options = match now.map(|now| &now.kind) {
        Some(ItemKind::Choice { options }) => options_text(options),
        _ => String::new(),
    };
    view! {
        <Segments form=form.clone() name="type" label=tr!(checklists.answer) choices=kinds() value=kind required=true />
        <TextArea form=form.clone() name="options" label=tr!(checklists.options) value=options max=PARAGRAPH hint=tr!(checklists.options_hint) />
        <div class="form-row">
            <TextInput form=form.clone() name="min" label=tr!(checklists.min) kind=InputKind::Number value=min hint=tr!(checklists.value_hint) />
            <TextInput form=form.clone() name="max" label=tr!(checklists.max) kind=InputKind::Number value=max />
            <TextInput form=form.clone() name="unit" label=tr!(checklists.unit) value=unit max=LINE />
        </div>
    }
    .into_any()
}

/// The entries to cite, by their codes; of one code there may be two, for high buildings and for the rest.
fn entries(standards: &[StandardEntry]) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for entry in standards {
        if choices.last().is_some_and(|choice| choice.value == entry.code) {
            continue;
        }
        let text = match locale() {
            Locale::zh => &entry.text_zh,
            Locale::en => &entry.text_en,
        };
        let label = format!("{} {text} · {}", entry.code, entry.category.label());
        choices.push(Choice::new(entry.code.clone(), label));
    }
    choices
}

/// What a failed check opens.
fn fail(form: &FormState, standards: &[StandardEntry], now: Option<&Item>) -> AnyView {
    let cited = now.and_then(|now| now.on_fail.as_ref()).map(|on_fail| on_fail.standard.clone());
    let cited = cited.unwrap_or_default();
    let mut entries = entries(standards);
    // one that is no longer in force stays to be seen, and is told as a fault
    if !cited.is_empty() && !entries.iter().any(|choice| choice.value == cited) {
        entries.push(Choice::new(cited.clone(), cited.clone()));
    }
    let photo = now.is_some_and(|now| now.photo_on_fail);
    view! {
        <Select form=form.clone() name="standard" label=tr!(checklists.standard) choices=entries value=cited blank=tr!(checklists.no_standard) hint=tr!(checklists.standard_hint) />
        <Checkbox form=form.clone() name="photo_on_fail" label=tr!(checklists.photo_on_fail) checked=photo />
    }
    .into_any()
}

fn where_in(form: &FormState, list: &Checklist, now: Option<&Item>) -> AnyView {
    let sections = list.sections.iter().map(|s| Choice::new(s.key.clone(), pick(&s.label))).collect();
    let groups: Vec<Choice> =
        list.groups.iter().map(|g| Choice::new(g.key.clone(), pick(&g.label))).collect();
    let section = now.and_then(|now| now.section.clone()).unwrap_or_default();
    let group = now.and_then(|now| now.group.clone()).unwrap_or_default();
    view! {
        <div class="form-row">
            <Select form=form.clone() name="section" label=tr!(checklists.section) choices=sections value=section blank=tr!(checklists.no_section) />
            <Select form=form.clone() name="group" label=tr!(checklists.group) choices=groups value=group blank=tr!(checklists.no_group) hint=tr!(checklists.group_hint) />
        </div>
    }
    .into_any()
}

/// When it is asked: only items that come before it are offered, and the one that is named already.
fn condition(form: &FormState, list: &Checklist, now: Option<&Item>) -> AnyView {
    const CHECK: [&str; 3] = ["pass", "fail", "not_applicable"];
    let named = now.and_then(|now| now.show_when.as_ref());
    let other = named.map(|condition| condition.item.clone()).unwrap_or_default();
    let before = list.items.iter().take_while(|item| now.is_none_or(|now| item.key != now.key));
    let mut items: Vec<Choice> = before
        .map(|item| Choice::new(item.key.clone(), format!("{} {}", item.key, pick(&item.label))))
        .collect();
    if !other.is_empty() && !items.iter().any(|choice| choice.value == other) {
        items.push(Choice::new(other.clone(), other.clone()));
    }
    let words = named.map(|condition| condition.any_of.clone()).unwrap_or_default();
    let (ticked, options): (Vec<String>, Vec<String>) =
        words.into_iter().partition(|word| CHECK.contains(&word.as_str()));
    let chosen = if form.is_refused() { form.sent("when_any") } else { ticked };
    let answers = vec![
        Choice::new("pass", tr!(capture.pass)),
        Choice::new("fail", tr!(capture.fail)),
        Choice::new("not_applicable", tr!(capture.not_applicable)),
    ];
    let id = form.id("when_any");
    view! {
        <Select form=form.clone() name="when_item" label=tr!(checklists.when_item) choices=items value=other blank=tr!(checklists.always) hint=tr!(checklists.when_hint) />
        <div class="form-row" id=id>
            <Chips name="when_any" label=tr!(checklists.when_any) choices=answers chosen />
            <TextInput form=form.clone() name="when_options" label=tr!(checklists.when_options) value=options.join(", ") max=LINE hint=tr!(checklists.when_options_hint) />
        </div>
    }
    .into_any()
}
