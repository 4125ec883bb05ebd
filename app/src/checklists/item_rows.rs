//! The items of a draft, each with what is wrong with it.

use super::{
    part_forms::{Base, part_actions},
    place,
    said::{cited_text, condition_text, kind_text},
};
use crate::{
    fault_text::field_fault_text,
    tr,
    ui::{Icon, Tone, badge::Badge, card::Empty, icon},
    visits::pick,
};
use domain::{
    checklists::{Part, views::DraftDetail},
    fault::FieldFault,
    inspections::{Checklist, Item},
};
use leptos::prelude::*;

/// The items, under the headings of their sections.
pub fn item_rows(base: &Base, detail: &DraftDetail) -> AnyView {
    let list = &detail.draft.checklist;
    if list.items.is_empty() {
        return view! { <Empty icon=Icon::List title=tr!(checklists.no_items) /> }.into_any();
    }
    let mut headed: Option<&str> = None;
    let rows = list
        .items
        .iter()
        .enumerate()
        .map(|(at, item)| {
            let section = item.section.as_deref();
            let heading = (section != headed).then(|| {
                headed = section;
                let label = list.sections.iter().find(|s| Some(s.key.as_str()) == section);
                let label =
                    label.map_or(tr!(checklists.no_section), |section| pick(&section.label)).to_owned();
                view! { <li class="section-head">{label}</li> }
            });
            let row = item_row(base, list, at + 1, item, &detail.faults);
            view! { {heading} {row} }.into_any()
        })
        .collect_view();
    view! { <ol class="editor-rows">{rows}</ol> }.into_any()
}

fn item_row(base: &Base, list: &Checklist, n: usize, item: &Item, faults: &[FieldFault]) -> AnyView {
    let name = pick(&item.label).to_owned();
    let actions = part_actions(base, Part::Item, &item.key, &name);
    let group = item.group.as_ref().and_then(|key| list.groups.iter().find(|group| group.key == *key));
    let group = group.map(|group| tr!(checklists.per, name = pick(&group.label).to_owned()));
    let condition = item.show_when.as_ref().map(|condition| condition_text(list, condition));
    let cited = cited_text(item).map(|cited| tr!(checklists.cites, entry = cited));
    let said: Vec<String> =
        [Some(kind_text(&item.kind)), group, condition, cited].into_iter().flatten().collect();
    let said = said.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    let required = item.required.then(|| view! { <Badge text=tr!(checklists.required) /> });
    let photo =
        item.photo_on_fail.then(|| view! { <Badge shape=Icon::Camera text=tr!(checklists.photo_on_fail) /> });
    let own = format!("items[{}].", item.key);
    let wrong = faults_of(faults, &own);
    let (anchor, key) = (place(Part::Item, &item.key), item.key.clone());
    view! {
        <li class="editor-row" id=anchor>
            <div>
                <p>
                    <strong>{n} ". " {name}</strong>
                    " "
                    <code class="muted">{key}</code>
                    " "
                    {required}
                    " "
                    {photo}
                </p>
                <ul class="muted">{said}</ul>
                {wrong}
            </div>
            {actions}
        </li>
    }
    .into_any()
}

/// The name of an item's field, as its form shows it.
fn field_name(field: &str) -> &'static str {
    match field {
        "key" => tr!(checklists.key),
        "label_zh" => tr!(checklists.question_zh),
        "label_en" => tr!(checklists.question_en),
        "hint_zh" => tr!(checklists.hint_zh),
        "hint_en" => tr!(checklists.hint_en),
        "section" => tr!(checklists.section),
        "group" => tr!(checklists.group),
        "when_item" => tr!(checklists.when_item),
        "when_any" => tr!(checklists.when_any),
        "standard" => tr!(checklists.standard),
        "options" => tr!(checklists.options),
        "title_zh" => tr!(checklists.title_zh),
        "title_en" => tr!(checklists.title_en),
        "items" => tr!(checklists.items),
        _ => tr!(checklists.entry),
    }
}

/// The faults under a name, at the part that they are about.
pub fn faults_of(faults: &[FieldFault], under: &str) -> AnyView {
    let own = faults
        .iter()
        .filter_map(|fault| fault.field.strip_prefix(under).map(|field| (field, fault)))
        // without a part: those of the whole checklist
        .filter(|(field, _)| !field.contains('.'))
        .map(|(field, fault)| {
            tr!(checklists.fault_of, field = field_name(field), fault = field_fault_text(fault))
        })
        .map(|text| {
            view! {
                <p class=format!("problem {}", Tone::Bad.class())>
                    {icon(Icon::Alert)} <span>{text}</span>
                </p>
            }
        })
        .collect_view();
    own.into_any()
}
