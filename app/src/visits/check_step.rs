//! What kind of visit it is, how it ended, and the checklist.

use super::{
    as_last::AllAsLast,
    check_item::CheckItem,
    state::{Visit, pick},
};
use crate::{
    capture::{
        answers::Row,
        draft::{ChosenSite, natures},
        fields::{Line, Pick, Segment, Segments},
    },
    labels::Label,
    text::{Locale, locale},
    tr,
    ui::{Icon, choice::Choice, icon, only::Only},
};
use domain::{
    ids::ChecklistVersionId,
    inspections::{AnswerKey, Checklist, ChecklistChoice, InspectionKind, Nature, Outcome},
};
use leptos::prelude::*;
use std::str::FromStr;

/// The part of the form.
#[component]
pub fn CheckStep(visit: Visit) -> impl IntoView {
    let done = visit.read(super::super::capture::draft::VisitDraft::is_done);
    view! {
        <h2 id="step-check">{tr!(capture.step_check_title)}</h2>
        <div class="visit-kind">
            <KindOfVisit visit />
        </div>
        {move || {
            if done.get() {
                view! { <ChecklistForm visit /> }.into_any()
            } else {
                view! {
                    <p class="message tone-info">{icon(Icon::Info)} <span>{tr!(capture.failed_attempt)}</span></p>
                }
                    .into_any()
            }
        }}
    }
}

fn segments<T: Label + PartialEq>(of: &[T], word: impl Fn(T) -> &'static str) -> Vec<Segment> {
    of.iter().map(|value| Segment::new(word(*value), value.label())).collect()
}

/// Sets a part of the draft from its word.
fn set<T: FromStr + 'static>(
    visit: Visit,
    field: &'static str,
    part: fn(&mut crate::capture::draft::VisitDraft) -> &mut T,
) -> Callback<String> {
    Callback::new(move |word: String| {
        if let Ok(value) = word.parse() {
            visit.edit(field, |draft| *part(draft) = value);
        }
    })
}

#[component]
fn KindOfVisit(visit: Visit) -> impl IntoView {
    let outcome = visit.read(|draft| draft.outcome.as_str().to_owned());
    let nature = visit.read(|draft| draft.nature);
    let kind = visit.read(|draft| draft.kind);
    let site_kind = visit.read(|draft| draft.site.as_ref().and_then(ChosenSite::kind));
    let check_code = visit.read(|draft| draft.check_code.clone());
    view! {
        <Segments
            field="outcome"
            label=tr!(capture.outcome).to_owned()
            choices=segments(Outcome::ALL, Outcome::as_str)
            value=outcome
            on_choose=set(visit, "outcome", |draft| &mut draft.outcome)
        />
        {move || {
            let offered = site_kind.get().map_or_else(|| Nature::ALL.to_vec(), natures);
            view! {
                <Segments
                    field="nature"
                    label=tr!(capture.nature).to_owned()
                    choices=segments(&offered, Nature::as_str)
                    value=Signal::derive(move || nature.get().as_str().to_owned())
                    on_choose=set(visit, "nature", |draft| &mut draft.nature)
                />
            }
        }}
        <Only when=move || nature.get() == Nature::AdministrativeCheck>
            <Line
                field="check_code"
                label=tr!(capture.check_code).to_owned()
                value=check_code
                on_input=Callback::new(move |text| visit.edit("check_code", |draft| draft.check_code = text))
                hint=tr!(capture.check_code_hint).to_owned()
                required=true
            />
        </Only>
        <Segments
            field="kind"
            label=tr!(capture.kind).to_owned()
            choices=segments(InspectionKind::ALL, InspectionKind::as_str)
            value=Signal::derive(move || kind.get().as_str().to_owned())
            on_choose=set(visit, "kind", |draft| &mut draft.kind)
        />
        <Only when=move || kind.get() == InspectionKind::Special>
            <Campaign visit />
        </Only>
    }
}

/// One of the campaigns that run here; where there is none, or it is another one, its name.
#[component]
fn Campaign(visit: Visit) -> impl IntoView {
    let name = visit.read(|draft| draft.campaign.clone());
    let chosen = visit.read(|draft| draft.campaign_id);
    let choices = Signal::derive(move || {
        visit.campaigns.with(|all| {
            all.iter().map(|c| Choice::new(c.id.to_string(), c.title.clone())).collect::<Vec<_>>()
        })
    });
    let some = Memo::new(move |_| visit.campaigns.with(|all| !all.is_empty()));
    view! {
        <Only when=move || some.get()>
            <Pick
                field="campaign_id"
                label=tr!(capture.campaign_running)
                choices=choices
                value=Signal::derive(move || chosen.get().map(|id| id.to_string()).unwrap_or_default())
                on_choose=Callback::new(move |id: String| visit.choose_campaign(id.parse().ok()))
                blank=tr!(capture.campaign_other)
            />
        </Only>
        <Only when=move || chosen.get().is_none()>
            <Line
                field="campaign"
                label=tr!(capture.campaign).to_owned()
                value=name
                on_input=Callback::new(move |text| visit.edit("campaign", |draft| draft.campaign = text))
                required=true
            />
        </Only>
    }
}

#[component]
fn ChecklistForm(visit: Visit) -> impl IntoView {
    let chosen = visit.read(|draft| draft.checklist);
    let choices = Signal::derive(move || {
        let followed = chosen.get();
        visit.material.with_value(|material| {
            material
                .offered(followed)
                .map(|c| Choice::new(c.id.to_string(), list_title(c)))
                .collect::<Vec<_>>()
        })
    });
    let choose = Callback::new(move |id: String| {
        visit.faults.keep(|fault| !fault.field.starts_with("answers."));
        visit.edit("checklist", |draft| draft.checklist = id.parse::<ChecklistVersionId>().ok());
    });
    view! {
        <div class="checklist-head">
            <Pick
                field="checklist"
                label=tr!(capture.checklist)
                choices=choices
                value=Signal::derive(move || chosen.get().map(|id| id.to_string()).unwrap_or_default())
                on_choose=choose
                blank=tr!(capture.no_checklist)
            />
            <Progress visit />
            <AllAsLast visit />
        </div>
        <Questions visit />
    }
}

/// The title of a checklist; of one that is no longer in force, with its version.
fn list_title(choice: &ChecklistChoice) -> String {
    let title = match locale() {
        Locale::zh => choice.title.clone(),
        Locale::en => choice.title_en.clone(),
    };
    if choice.superseded {
        tr!(capture.earlier_version, title = title, version = choice.version)
    } else {
        title
    }
}

/// The lines of the checklist that is followed.
#[component]
pub fn Questions(visit: Visit) -> impl IntoView {
    let chosen = visit.read(|draft| draft.checklist);
    // the same key in another checklist is another question
    let rows = Memo::new(move |_| {
        let list = chosen.get();
        visit.sheet.with(|sheet| sheet.rows.iter().map(|row| (list, row.clone())).collect::<Vec<_>>())
    });
    view! {
        <div class="checklist">
            <For each=move || rows.get() key=|row| row.clone() let:row>
                {match row.1 {
                    Row::Section { section } => view! { <SectionHead visit section /> }.into_any(),
                    Row::Item(key) => view! { <CheckItem visit key /> }.into_any(),
                    Row::Head { group, n } => view! { <GroupHead visit group n /> }.into_any(),
                    Row::Add { group } => view! { <AddToGroup visit group /> }.into_any(),
                }}
            </For>
        </div>
    }
}

/// The heading of a section.
#[component]
fn SectionHead(visit: Visit, section: String) -> impl IntoView {
    let label = of_list(visit, |list| {
        list.sections.iter().find(|s| s.key == section).map(|s| pick(&s.label).to_owned())
    });
    view! { <h3 class="section-head">{label}</h3> }
}

/// Something of the checklist that is followed.
fn of_list<T>(visit: Visit, part: impl FnOnce(&Checklist) -> Option<T>) -> Option<T> {
    visit.material.with_value(|m| visit.draft.with_untracked(|d| d.list(m).and_then(part)))
}

/// How many of the required items are answered.
#[component]
pub fn Progress(visit: Visit) -> impl IntoView {
    let counted = Memo::new(move |_| visit.sheet.with(|sheet| (sheet.answered, sheet.required)));
    let done = move || counted.get().0 == counted.get().1;
    view! {
        <p class="progress" class:done=done hidden=move || counted.get().1 == 0>
            <progress
                max=move || counted.get().1.to_string()
                value=move || counted.get().0.to_string()
                aria-label=tr!(capture.progress)
            ></progress>
            <span role="status">
                {move || tr!(capture.answered, n = counted.get().0, of = counted.get().1)}
            </span>
        </p>
    }
}

fn group_label(visit: Visit, group: &str) -> String {
    of_list(visit, |list| list.groups.iter().find(|g| g.key == group).map(|g| pick(&g.label).to_owned()))
        .unwrap_or_default()
}

/// The heading of one stove, cylinder, ….
#[component]
fn GroupHead(visit: Visit, group: String, n: u16) -> impl IntoView {
    let label = group_label(visit, &group);
    let name = format!("{label} {n}");
    let remove = tr!(capture.remove_one, name = name.clone());
    let warning = tr!(capture.remove_one_sure, name = name.clone());
    let sure = RwSignal::new(false);
    let counted = group.clone();
    let least =
        of_list(visit, |list| list.groups.iter().find(|g| g.key == group).map(|g| g.min)).unwrap_or(1);
    let may_go = move || {
        visit.sheet.with(|sheet| {
            sheet
                .rows
                .iter()
                .filter(|row| matches!(row, Row::Head { group, .. } if *group == counted))
                .count()
                > usize::from(least)
        })
    };
    let (group, remove, warning) =
        (StoredValue::new(group), StoredValue::new(remove), StoredValue::new(warning));
    let take_away = move || {
        sure.set(false);
        group.with_value(|group| visit.take_away(group, n));
    };
    view! {
        <div class="group-head">
            <h3>{name}</h3>
            <Only when=move || may_go() && !sure.get()>
                <button
                    type="button"
                    class="button quiet"
                    on:click=move |_| {
                        // what was put into it would be gone with a wrong tap
                        if group.with_value(|group| visit.is_filled(group, n)) {
                            sure.set(true);
                        } else {
                            take_away();
                        }
                    }
                >
                    {icon(Icon::Close)}
                    <span>{remove.get_value()}</span>
                </button>
            </Only>
        </div>
        <Only when=move || sure.get()>
            <div class="message tone-warn" role="alert">
                {icon(Icon::Alert)}
                <span>{warning.get_value()}</span>
                <button type="button" class="button danger" on:click=move |_| take_away()>
                    {remove.get_value()}
                </button>
                <button type="button" class="button" on:click=move |_| sure.set(false)>
                    {tr!(ui.cancel)}
                </button>
            </div>
        </Only>
    }
}

/// Adds one more.
#[component]
fn AddToGroup(visit: Visit, group: String) -> impl IntoView {
    let text = tr!(capture.add_one, name = group_label(visit, &group));
    let add = move |_| {
        let list = visit.draft.with_untracked(|d| visit.material.with_value(|m| d.list(m).cloned()));
        let Some(list) = list else { return };
        let photos = visit.shots.list.get_untracked();
        let mut added = None;
        visit.edit("answers", |draft| added = draft.answers.add_to(&list, &group, &photos));
        let first = list.items.iter().find(|item| item.group.as_deref() == Some(&group));
        if let Some((n, first)) = added.zip(first) {
            visit
                .show(&crate::capture::answers::field(&AnswerKey { item: first.key.clone(), repetition: n }));
        }
    };
    view! {
        <button type="button" class="button add-one" on:click=add>
            {icon(Icon::Add)}
            <span>{text}</span>
        </button>
    }
}
