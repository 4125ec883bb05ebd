//! One item of the checklist: the question, large buttons, photos, a remark.

use super::{
    as_last::AsLast,
    state::{Visit, pick},
};
use crate::{
    capture::{
        answers::field,
        faults::finding_field,
        fields::{Line, LineKind, Paragraph, Segment, Segments},
        photo_field::PhotoField,
        photos::Slot,
    },
    tr,
    ui::{Icon, icon, only::Only},
};
use domain::inspections::{AnswerKey, Item, ItemKind};
use leptos::prelude::*;

/// The item.
#[component]
pub fn CheckItem(visit: Visit, key: AnswerKey) -> impl IntoView {
    let item = visit.material.with_value(|material| {
        visit.draft.with_untracked(|d| {
            d.list(material).and_then(|list| list.items.iter().find(|i| i.key == key.item).cloned())
        })
    });
    item.map(|item| view! { <ShownItem visit key item /> })
}

#[component]
fn ShownItem(visit: Visit, key: AnswerKey, item: Item) -> impl IntoView {
    let name = field(&key);
    let question = pick(&item.label).to_owned();
    let hint = item.hint.as_ref().map(|hint| pick(hint).to_owned());
    let only_photos = item.kind == ItemKind::Photo;
    let answered = {
        let key = key.clone();
        Memo::new(move |_| visit.sheet.with(|sheet| sheet.answers.contains_key(&key)))
    };
    let failed = {
        let key = key.clone();
        Memo::new(move |_| visit.sheet.with(|sheet| sheet.failed.contains(&key)))
    };
    let slot = Slot::Item(key.clone());
    let needs_photo = {
        let (slot, wanted) = (slot.clone(), item.photo_on_fail);
        move || wanted && failed.get() && visit.shots.list.with(|list| !list.iter().any(|p| p.slot == slot))
    };
    let note = {
        let key = key.clone();
        visit.read(move |draft| draft.answers.given.get(&key).map(|g| g.note.clone()).unwrap_or_default())
    };
    let note_open = RwSignal::new(!note.get_untracked().is_empty());
    let kept = StoredValue::new(key.clone());
    let photo_field = if only_photos { name.clone() } else { format!("{name}.photos") };
    view! {
        <article class="check-item" class:answered=answered class:failed=failed class:optional=!item.required>
            <h4>
                {question.clone()} {(!item.required).then(|| view! { <span class="hint">{tr!(ui.optional)}</span> })}
            </h4>
            {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
            <Control visit key=key.clone() kind=item.kind.clone() question=question />
            <AsLast visit key=key.clone() item=item.clone() />
            <PhotoField shots=visit.shots shows=slot field=photo_field label=tr!(capture.item_photos) quiet=true>
                <button
                    type="button"
                    class="button"
                    aria-expanded=move || note_open.get().to_string()
                    on:click=move |_| note_open.update(|open| *open = !*open)
                >
                    {icon(Icon::Note)}
                    <span>{tr!(capture.note)}</span>
                </button>
            </PhotoField>
            <Only when=needs_photo>
                <p class="needs-photo">{icon(Icon::Camera)} {tr!(capture.needs_photo)}</p>
            </Only>
            <Only when=move || note_open.get()>
                <Paragraph
                    field=kept.with_value(|key| format!("{}.note", field(key)))
                    label=tr!(capture.note)
                    value=note
                    on_input=Callback::new(move |text| {
                        kept.with_value(|key| visit.answer(key, |given| given.note = text));
                    })
                    max=domain::text::LINE
                />
            </Only>
            <Only when=move || failed.get()>
                <OpensFinding visit key=kept.get_value() />
            </Only>
        </article>
    }
}

/// What the kind of item asks for.
#[component]
fn Control(visit: Visit, key: AnswerKey, kind: ItemKind, question: String) -> impl IntoView {
    let name = field(&key);
    let typed = {
        let key = key.clone();
        visit.read(move |draft| draft.answers.given.get(&key).map(|g| g.typed.clone()).unwrap_or_default())
    };
    let answer = Callback::new(move |text: String| visit.answer(&key, |given| given.typed = text));
    match kind {
        ItemKind::Check => {
            let choices = vec![
                Segment::signed("pass", tr!(capture.pass), "pass", Icon::Check),
                Segment::signed("fail", tr!(capture.fail), "fail", Icon::Close),
                Segment::signed("not_applicable", tr!(capture.not_applicable), "neutral", Icon::Circle),
            ];
            view! { <Segments field=name label=question choices value=typed on_choose=answer quiet=true /> }
                .into_any()
        }
        ItemKind::Choice { options } => {
            let choices =
                options.iter().map(|(key, label)| Segment::new(key.clone(), pick(label))).collect::<Vec<_>>();
            view! { <Segments field=name label=question choices value=typed on_choose=answer quiet=true /> }
                .into_any()
        }
        ItemKind::Value { unit, min, max } => {
            let label = tr!(capture.value_in, unit = unit, min = min, max = max);
            view! { <Line field=name label=label value=typed on_input=answer kind=LineKind::Number /> }
                .into_any()
        }
        ItemKind::Text => {
            view! { <Paragraph field=name label=tr!(capture.answer) value=typed on_input=answer /> }
                .into_any()
        }
        ItemKind::Photo => ().into_any(),
    }
}

/// Says that the failed item has opened a finding, and leads there.
#[component]
fn OpensFinding(visit: Visit, key: AnswerKey) -> impl IntoView {
    let finding = visit.read(move |draft| {
        draft.findings.0.iter().find(|f| f.item.as_ref() == Some(&key) && !f.dropped).map(|f| f.id)
    });
    move || {
        finding.get().map(|id| {
            view! {
                <button
                    type="button"
                    class="button quiet opens-finding"
                    on:click=move |_| visit.show(&finding_field(id, "description"))
                >
                    {icon(Icon::Hazard)}
                    <span>{tr!(capture.opens_finding)}</span>
                </button>
            }
        })
    }
}
