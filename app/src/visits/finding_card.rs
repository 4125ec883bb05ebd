//! One finding: what is wrong, where, how bad, until when, photos before and after.

use super::{alike::Alike, state::Visit};
use crate::{
    capture::{
        draft::ChosenSite,
        faults::finding_field,
        fields::{Line, LineKind, Paragraph, Pick, Segment, Segments, Switch},
        findings::Finding,
        library::{Suggestions, text_of},
        photo_field::PhotoField,
        photos::Slot,
    },
    labels::Label,
    tr,
    ui::{Icon, choice::Choice, icon, only::Only, time::day_text},
};
use chrono::NaiveDate;
use domain::{
    calendar::local_date,
    hazards::{Category, Severity},
    ids::HazardId,
    inspections::views::StandardEntry,
};
use leptos::prelude::*;

/// A text of a finding.
type Part = fn(&mut Finding) -> &mut String;

/// The card.
#[component]
pub fn FindingCard(
    visit: Visit,
    id: HazardId,
    /// From 1.
    place: Signal<usize>,
) -> impl IntoView {
    let item = visit
        .read(move |draft| draft.findings.get(id).and_then(|f| f.item.as_ref().map(|key| key.item.clone())));
    let question = Memo::new(move |_| item.get().and_then(|item| visit.question(&item)));
    let more = RwSignal::new(false);
    view! {
        <article class="finding" aria-label=move || tr!(capture.finding_n, n = place.get())>
            <header>
                <h3>{move || tr!(capture.finding_n, n = place.get())}</h3>
                {move || question.get().map(|question| view! { <p class="hint">{tr!(capture.from_item, item = question)}</p> })}
                <button
                    type="button"
                    class="button quiet icon-only"
                    aria-label=move || tr!(capture.remove_finding, n = place.get())
                    on:click=move |_| take_away(visit, id)
                >
                    {icon(Icon::Close)}
                </button>
            </header>
            <div class="form">
                <What visit id />
                <Alike visit id />
                <div class="finding-grade">
                    <Grade visit id />
                </div>
                <Photos visit id />
                <Deadline visit id />
                <button
                    type="button"
                    class="button quiet more"
                    aria-expanded=move || more.get().to_string()
                    on:click=move |_| more.update(|more| *more = !*more)
                >
                    {icon(Icon::Down)}
                    <span>{tr!(capture.party_and_clause)}</span>
                </button>
                <div class="stack" hidden=move || !more.get()>
                    <Party visit id />
                </div>
            </div>
        </article>
    }
}

/// Takes the finding away; with something in it, it can be brought back.
fn take_away(visit: Visit, id: HazardId) {
    let of_it = [Slot::Before(id), Slot::After(id)];
    let pictured =
        visit.shots.list.with_untracked(|list| list.iter().any(|photo| of_it.contains(&photo.slot)));
    visit.edit("hazards", |draft| draft.findings.remove(id, pictured));
}

fn line(
    visit: Visit,
    id: HazardId,
    part: &'static str,
    label: &'static str,
    of: Part,
    kind: LineKind,
) -> impl IntoView {
    let value = visit.read_finding(id, move |f| of(&mut f.clone()).clone());
    let typed = Callback::new(move |text| visit.edit_finding(id, part, |f| *of(f) = text));
    view! { <Line field=finding_field(id, part) label=label.to_owned() value=value on_input=typed kind /> }
}

#[component]
fn What(visit: Visit, id: HazardId) -> impl IntoView {
    let description = visit.read_finding(id, |f| f.description.clone());
    let typed = Callback::new(move |text| visit.edit_finding(id, "description", |f| f.description = text));
    let blank = visit.read_finding(id, |f| f.standard.is_none());
    // a choice from the library says better what was typed, so it takes its place
    let fill = Callback::new(move |entry: StandardEntry| {
        visit.faults.clear(&finding_field(id, "category"));
        let kind = visit.draft.with_untracked(|d| d.site.as_ref().and_then(ChosenSite::kind));
        visit.edit_finding(id, "description", |f| {
            f.description.clear();
            f.fill(&entry, kind, &text_of(&entry));
        });
    });
    let suggest = Signal::derive(move || if blank.get() { description.get() } else { String::new() });
    view! {
        <Paragraph
            field=finding_field(id, "description")
            label=tr!(capture.description)
            value=description
            on_input=typed
            required=true
        />
        <Suggestions material=visit.material text=suggest on_choose=fill />
        {line(visit, id, "location", tr!(capture.location), |f| &mut f.location, LineKind::Text)}
    }
}

#[component]
fn Grade(visit: Visit, id: HazardId) -> impl IntoView {
    let category =
        visit.read_finding(id, |f| f.category.map(Category::as_str).unwrap_or_default().to_owned());
    let categories: Vec<Choice> = Category::ALL.iter().map(|c| Choice::new(c.as_str(), c.label())).collect();
    let choose = Callback::new(move |word: String| {
        visit.edit_finding(id, "category", |f| f.category = word.parse().ok());
    });
    let severity = visit.read(move |draft| draft.findings.get(id).map_or(Severity::General, |f| f.severity));
    let grades = vec![
        Segment::new(Severity::General.as_str(), Severity::General.label()),
        Segment::signed(Severity::Major.as_str(), Severity::Major.label(), "fail", Icon::Flag),
    ];
    let grade = Callback::new(move |word: String| {
        if let Ok(severity) = word.parse() {
            visit.edit_finding(id, "severity", |f| f.severity = severity);
        }
    });
    view! {
        <Pick
            field=finding_field(id, "category")
            label=tr!(capture.category)
            choices=categories
            value=category
            on_choose=choose
            blank=tr!(ui.choose)
            required=true
        />
        <Segments
            field=finding_field(id, "severity")
            label=tr!(capture.severity).to_owned()
            choices=grades
            value=Signal::derive(move || severity.get().as_str().to_owned())
            on_choose=grade
        />
        <Only when=move || severity.get() == Severity::Major>
            <p class="hint">{tr!(capture.major_hint)}</p>
        </Only>
    }
}

#[component]
fn Photos(visit: Visit, id: HazardId) -> impl IntoView {
    let before = visit.read(move |draft| draft.findings.get(id).map_or(Slot::Before(id), Finding::before));
    let spot = visit.read_finding(id, |f| f.on_the_spot);
    let turn = Callback::new(move |on| {
        visit.faults.clear(&finding_field(id, "photos_after"));
        visit.edit_finding(id, "on_the_spot", |f| f.on_the_spot = on);
    });
    // the state before lies over the camera's picture, for the same viewpoint
    let under = Signal::derive(move || {
        let slot = before.get();
        let first = visit.shots.list.with(|list| list.iter().find(|photo| photo.slot == slot).cloned());
        first.and_then(|photo| visit.shots.whole_picture(&photo))
    });
    view! {
        <div class="before-after">
            <PhotoField
                shots=visit.shots
                shows=before
                field=finding_field(id, "photos_before")
                label=tr!(capture.photos_before)
            />
            <div class="stack">
                <Switch
                    field=finding_field(id, "on_the_spot")
                    label=tr!(capture.on_the_spot)
                    value=spot
                    on_turn=turn
                />
                <Only when=move || spot.get()>
                    <PhotoField
                        shots=visit.shots
                        shows=Slot::After(id)
                        field=finding_field(id, "photos_after")
                        label=tr!(capture.photos_after)
                        under
                    />
                </Only>
            </div>
        </div>
    }
}

/// The deadline: by the rules until somebody chooses another one.
#[component]
fn Deadline(visit: Visit, id: HazardId) -> impl IntoView {
    let spot = visit.read_finding(id, |f| f.on_the_spot);
    let by_hand = visit.read_finding(id, |f| f.due);
    let by_rule = visit.read(move |draft| {
        let finding = draft.findings.get(id)?;
        let category = finding.category?;
        visit.material.with_value(|m| m.deadlines.due(category, finding.severity, finding.standard))
    });
    let found = visit.read(move |draft| draft.findings.get(id).map(|f| local_date(f.found_at)));
    let shown =
        Signal::derive(move || by_hand.get().or_else(|| by_rule.get()).map(day_text).unwrap_or_default());
    let choose = Callback::new(move |day: String| {
        let day = day.parse::<NaiveDate>().ok().filter(|day| Some(*day) != by_rule.get_untracked());
        visit.edit_finding(id, "due", |f| f.due = day);
    });
    let days = move || {
        by_hand.get().or_else(|| by_rule.get()).zip(found.get()).map(|(due, found)| (due - found).num_days())
    };
    view! {
        <div class="deadline" hidden=spot>
            <Line
                field=finding_field(id, "due")
                label=tr!(capture.due).to_owned()
                value=shown
                on_input=choose
                kind=LineKind::Day
                lowest=found.get_untracked().map(day_text).unwrap_or_default()
            />
            <p class="hint">
                {move || match (by_hand.get().is_some(), days()) {
                    (true, Some(n)) => tr!(capture.due_by_hand, n = n),
                    (false, Some(0)) => tr!(capture.due_today).to_owned(),
                    (false, Some(n)) => tr!(capture.due_by_rule, n = n),
                    (_, None) => tr!(capture.due_unknown).to_owned(),
                }}
            </p>
        </div>
        <p class="hint" hidden=move || !spot.get()>
            {tr!(capture.on_the_spot_hint)}
        </p>
    }
}

#[component]
fn Party(visit: Visit, id: HazardId) -> impl IntoView {
    view! {
        <div class="form-row">
            {line(visit, id, "party_name", tr!(capture.party_name), |f| &mut f.party_name, LineKind::Text)}
            {line(visit, id, "party_phone", tr!(capture.party_phone), |f| &mut f.party_phone, LineKind::Phone)}
        </div>
        {line(visit, id, "clause", tr!(capture.clause), |f| &mut f.clause, LineKind::Text)}
    }
}
