//! Taking over what the site's last visit answered: item by item, or all that is still open after a question.

use super::state::{Visit, pick};
use crate::{
    capture::last_time::{TakenOver, typed},
    tr,
    ui::{Icon, icon, only::Only, time::day_text},
};
use domain::{
    calendar::local_date,
    inspections::{AnswerKey, AnswerValue, Item, ItemKind},
};
use leptos::prelude::*;

/// Longest text of a button, in characters.
const SHORT: usize = 12;

/// The last answer in few words.
fn words(item: &Item, value: &AnswerValue) -> String {
    match value {
        AnswerValue::Pass => tr!(capture.pass).to_owned(),
        AnswerValue::Fail => tr!(capture.fail).to_owned(),
        AnswerValue::NotApplicable => tr!(capture.not_applicable).to_owned(),
        AnswerValue::Number(n) => match &item.kind {
            ItemKind::Value { unit, .. } => format!("{n} {unit}"),
            _ => n.to_string(),
        },
        AnswerValue::Choice(key) => match &item.kind {
            ItemKind::Choice { options } => {
                options.iter().find(|(k, _)| k == key).map(|(_, label)| pick(label).to_owned())
            }
            _ => None,
        }
        .unwrap_or_else(|| key.clone()),
        AnswerValue::Text(text) if text.chars().count() > SHORT => {
            format!("{}…", text.chars().take(SHORT).collect::<String>())
        }
        AnswerValue::Text(text) => text.clone(),
        AnswerValue::Photo => String::new(),
    }
}

/// The button of one item; nothing while it is answered the same, or was not answered last time.
#[component]
pub fn AsLast(visit: Visit, key: AnswerKey, item: Item) -> impl IntoView {
    let last = {
        let (key, item) = (key.clone(), item.clone());
        Memo::new(move |_| {
            visit.last.with(|last| {
                let value = last.as_ref()?.values.get(&key)?;
                Some((typed(&item, value)?, words(&item, value), *value == AnswerValue::Fail))
            })
        })
    };
    let now = {
        let key = key.clone();
        visit.read(move |draft| draft.answers.given.get(&key).map(|g| g.typed.clone()).unwrap_or_default())
    };
    let offered = Memo::new(move |_| last.get().filter(|(typed, ..)| *typed != now.get()));
    let key = StoredValue::new(key);
    move || {
        offered.get().map(|(typed, words, failed)| {
            let take = move |_| {
                let typed = typed.clone();
                key.with_value(|key| visit.answer(key, |given| given.typed = typed));
            };
            view! {
                <button type="button" class="button quiet as-last" class:failed=failed on:click=take>
                    {icon(Icon::Return)}
                    <span>{tr!(camera.as_last, answer = words)}</span>
                </button>
            }
        })
    }
}

/// When the last visit was, and the button that takes all of it over for what is not answered yet.
#[component]
pub fn AllAsLast(visit: Visit) -> impl IntoView {
    let asking = RwSignal::new(false);
    let offered = Memo::new(move |_| {
        visit.last.with(|last| {
            let last = last.as_ref()?;
            visit.material.with_value(|material| {
                visit.draft.with(|draft| {
                    let list = draft.list(material)?;
                    let all = visit.shots.list.with(|photos| draft.answers.as_last_time(list, photos, last));
                    Some((day_text(local_date(last.at)), all))
                })
            })
        })
    });
    let take = move |all: TakenOver| {
        visit.faults.keep(|fault| !fault.field.starts_with("answers."));
        visit.edit("answers", |draft| draft.answers.take_over(all));
        asking.set(false);
    };
    move || {
        offered.get().map(|(day, all)| {
            let (n, failed) = (all.typed.len(), all.failed);
            let kept = StoredValue::new(all);
            let question = if failed > 0 {
                tr!(camera.all_as_last_failed, n = n, failed = failed)
            } else {
                tr!(camera.all_as_last_sure, n = n)
            };
            view! {
                <div class="all-as-last">
                    <p class="hint">{icon(Icon::Clock)} <span>{tr!(camera.last_visit, day = day)}</span></p>
                    <button
                        type="button"
                        class="button"
                        hidden=n == 0
                        aria-expanded=move || asking.get().to_string()
                        on:click=move |_| asking.update(|asking| *asking = !*asking)
                    >
                        {icon(Icon::Return)}
                        <span>{tr!(camera.all_as_last, n = n)}</span>
                    </button>
                    <Only when=move || asking.get() && n != 0>
                        <div class="message tone-warn" role="alert">
                            {icon(Icon::Info)}
                            <span>{question.clone()}</span>
                            <div class="actions">
                                <button type="button" class="button primary" on:click=move |_| take(kept.get_value())>
                                    {tr!(camera.take_over)}
                                </button>
                                <button type="button" class="button" on:click=move |_| asking.set(false)>
                                    {tr!(ui.cancel)}
                                </button>
                            </div>
                        </div>
                    </Only>
                </div>
            }
        })
    }
}
