//! What was found: a card for each finding, and ways to add one by hand.

use super::{finding_card::FindingCard, state::Visit};
use crate::{
    capture::{
        draft::ChosenSite,
        faults::finding_field,
        findings::Finding,
        library::{LibrarySearch, text_of},
        new_id,
    },
    labels::Label,
    tr,
    ui::{Icon, icon, only::Only},
};
use domain::{ids::HazardId, inspections::views::StandardEntry};
use leptos::prelude::*;

/// The part of the form.
#[component]
pub fn FindingsStep(visit: Visit) -> impl IntoView {
    let done = visit.read(super::super::capture::draft::VisitDraft::is_done);
    view! {
        <h2 id="step-findings">{tr!(capture.step_findings_title)}</h2>
        {move || {
            if done.get() {
                view! { <Cards visit /> }.into_any()
            } else {
                view! {
                    <p class="message tone-info">{icon(Icon::Info)} <span>{tr!(capture.failed_attempt)}</span></p>
                }
                    .into_any()
            }
        }}
    }
}

#[component]
fn Cards(visit: Visit) -> impl IntoView {
    let order = visit.order;
    view! {
        <p class="hint" hidden=move || order.with(|o| !o.is_empty())>
            {tr!(capture.no_findings)}
        </p>
        <For each=move || order.get() key=|id| *id let:id>
            <FindingCard visit id place=Signal::derive(move || order.with(|o| o.iter().position(|x| *x == id).map_or(0, |i| i + 1))) />
        </For>
        <Dropped visit />
        <AddFinding visit />
    }
}

/// Findings that are not to become hazards: they can be brought back.
#[component]
fn Dropped(visit: Visit) -> impl IntoView {
    let dropped = Memo::new(move |_| {
        visit.draft.with(|draft| {
            visit.sheet.with(|sheet| {
                let of = |f: &&Finding| (f.id, f.item.as_ref().map(|key| key.item.clone()), called(f));
                draft.findings.dropped(&sheet.failed).iter().map(of).collect::<Vec<_>>()
            })
        })
    });
    view! {
        <ul class="dropped">
            <For
                each=move || dropped.get()
                key=|(id, ..)| *id
                children=move |(id, item, called)| {
                    let item = item.and_then(|item| visit.question(&item)).unwrap_or(called);
                    view! {
                        <li>
                            <span>{tr!(capture.dropped, item = item)}</span>
                            <button
                                type="button"
                                class="button"
                                on:click=move |_| visit.edit_finding(id, "dropped", |f| f.dropped = false)
                            >
                                {tr!(capture.bring_back)}
                            </button>
                        </li>
                    }
                }
            />
        </ul>
    }
}

/// What one by hand is called.
fn called(finding: &Finding) -> String {
    let text = [&finding.description, &finding.location].into_iter().find(|text| !text.trim().is_empty());
    let category = || finding.category.map_or(tr!(field.untitled), Label::label);
    text.cloned().unwrap_or_else(|| category().to_owned())
}

/// One more finding: from the library, or blank.
#[component]
fn AddFinding(visit: Visit) -> impl IntoView {
    let open = RwSignal::new(false);
    let add = move |entry: Option<StandardEntry>| {
        open.set(false);
        let id = HazardId(new_id());
        visit.edit("hazards", |draft| {
            let place = draft.site.as_ref().map(ChosenSite::place).unwrap_or_default();
            let mut finding = Finding::blank(id, &place, visit.now());
            if let Some(entry) = &entry {
                finding.fill(entry, place.kind, &text_of(entry));
            }
            draft.findings.0.push(finding);
        });
        visit.show(&finding_field(id, "description"));
    };
    view! {
        <section class="add-finding">
            <div class="actions">
                <button
                    type="button"
                    class="button"
                    aria-expanded=move || open.get().to_string()
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    {icon(Icon::Search)}
                    <span>{tr!(capture.add_from_library)}</span>
                </button>
                <button type="button" class="button" on:click=move |_| add(None)>
                    {icon(Icon::Add)}
                    <span>{tr!(capture.add_blank)}</span>
                </button>
            </div>
            <Only when=move || open.get()>
                <LibrarySearch material=visit.material on_choose=Callback::new(move |entry| add(Some(entry))) />
            </Only>
        </section>
    }
}
