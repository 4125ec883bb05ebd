//! The form of one step of a hazard. It works without a line and becomes a command that names the version it was based on.

use super::{
    bar::FormBar,
    bridge,
    forms::{Opening, made_once, open_draft},
    fresh::IntoFresh,
    hazard_page::Pictures,
    known::{Tablet, use_tablet},
    outside::OnTablet,
    place::Place,
    screens::{nowhere, use_go},
    step_draft::{Line as ReviewLine, StepDraft},
};
use crate::{
    capture::{
        browser::locate_unasked,
        fields::{Line, LineKind, Paragraph, Problem, Segment, Segments},
        keeping::Kept,
        new_id,
        photo_field::PhotoField,
        session::{Recorded, Session},
        session_view::DraftNotice,
    },
    hazards::review_item,
    labels::Label,
    tr,
    ui::{Icon, load::skeleton, only::Only, page::PageHead, time::day_text},
};
use chrono::Days;
use domain::{
    calendar::local_date,
    fault::FieldFault,
    hazards::{Action, Severity},
    ids::{EventId, HazardId},
    sync::{Command, FieldHazard},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;
use uuid::Uuid;

/// The address of a new step.
pub fn begin(hazard: HazardId, action: Action) -> String {
    format!("{}?hazard={hazard}&do={action}", Place::Step(new_id()).href())
}

/// The screen.
#[component]
pub fn StepScreen(id: Uuid) -> impl IntoView {
    let tablet = use_tablet();
    let query = use_location().query;
    // a new step says in its address what it is
    let asked = query.with_untracked(|query| {
        Some((query.get("hazard")?.parse::<HazardId>().ok()?, query.get("do")?.parse::<Action>().ok()?))
    });
    let opening = open_draft::<Kept<StepDraft>>(tablet, id, |text| domain::json::read(&text).ok());
    let screen = move |opening: Opening<Kept<StepDraft>>| match opening {
        Opening::Looking => skeleton(),
        Opening::Saved(id) => super::saved::saved_screen(tablet, id, Place::Hazards),
        Opening::Kept(kept) => {
            let hazard = tablet.hazards.with_untracked(|hazards| hazards.get(kept.draft.hazard.0).cloned());
            form(tablet, kept.draft.clone(), Some(kept), hazard)
        }
        Opening::New => match asked.and_then(|(hazard, action)| Some((tablet.hazard(hazard)?, action))) {
            Some((hazard, action)) => {
                let draft = StepDraft::new(EventId(id), &hazard.state, &hazard.summary.number, action);
                form(tablet, draft, None, Some(hazard))
            }
            None => nowhere(),
        },
    };
    made_once(opening, screen)
}

/// A step on the page. Copied freely.
#[derive(Clone, Copy)]
struct Step(Session<StepDraft, ()>);

impl Step {
    fn refuse(self, mut faults: Vec<FieldFault>) {
        // a line of a review is one field here
        for fault in &mut faults {
            if let Some(line) = fault.field.strip_suffix(".passed") {
                fault.field = line.to_owned();
            }
        }
        self.0.refuse(faults);
    }

    fn save(self) {
        let session = self.0;
        let build = || {
            let photos = session.shots.list.get_untracked();
            let change = session.draft.with_untracked(|draft| draft.command(&photos, session.now()));
            change.map(|change| Command::ChangeHazard(Box::new(change)))
        };
        session.save(build, move |faults| self.refuse(faults));
    }

    /// Takes the device's position, if nobody has to be asked for it.
    fn find_position(self) {
        spawn_local(async move {
            if let Some(position) = locate_unasked().await {
                self.0.draft.try_update(|draft| {
                    draft.position.get_or_insert(position);
                });
            }
        });
    }
}

fn form(
    tablet: Tablet,
    draft: StepDraft,
    kept: Option<Kept<StepDraft>>,
    hazard: Option<FieldHazard>,
) -> AnyView {
    let (id, action, back) = (draft.id.0, draft.action, Place::Hazard(draft.hazard));
    let text = kept.as_ref().and_then(|kept| serde_json::to_string(kept).ok());
    let outside = OnTablet::form(tablet, "step", id, text, back, use_go());
    let step = Step(Session::new(outside, draft));
    let session = step.0;
    if let Some(kept) = kept {
        let faults = kept.faults.clone();
        session.take_up(kept);
        if !faults.is_empty() {
            step.refuse(faults);
        }
    }
    session.follow(move || step.save());
    step.find_position();
    let title =
        format!("{} · {}", session.draft.with_untracked(|draft| draft.number.clone()), action.label());
    view! {
        <PageHead title />
        {move || match session.saved.get() {
            Some(Recorded::Tablet(id)) => session.outside().saved_here(id),
            _ => view! { <Form step action hazard=hazard.clone() /> }.into_fresh(),
        }}
    }
    .into_fresh()
}

#[component]
fn Form(step: Step, action: Action, hazard: Option<FieldHazard>) -> impl IntoView {
    let session = step.0;
    let progress = session.progress();
    let note = session.read(|draft| draft.note.clone());
    let text_field = session.draft.with_untracked(StepDraft::text_field);
    let (label, required) = match action {
        Action::Rectify => (tr!(hazards.what_was_done), true),
        Action::Review => (tr!(hazards.note_optional), false),
        Action::AskExtension => (tr!(hazards.reason), true),
        _ => (tr!(hazards.note), true),
    };
    let photos = match action {
        Action::Rectify => Some(tr!(hazards.photos_after)),
        Action::AskExtension => None,
        _ => Some(tr!(hazards.photos_more)),
    };
    let slot = session.draft.with_untracked(StepDraft::slot);
    let under = first_picture(hazard.as_ref());
    let back = session.draft.with_untracked(|draft| Place::Hazard(draft.hazard).href());
    let last_day = hazard.as_ref().map(|hazard| hazard.state.effective_due);
    let major = hazard.as_ref().is_some_and(|hazard| hazard.state.severity == Severity::Major);
    view! {
        <div class="capture report">
            <DraftNotice progress on_discard=Callback::new(move |()| session.restart(|| session.draft.get_untracked())) />
            {hazard
                .map(|hazard| {
                    view! {
                        <p class="hazard-description">{hazard.summary.description.clone()}</p>
                        <Pictures hazard />
                    }
                })}
            <section class="report-part">
                {(action == Action::Review).then(|| view! { <Review step major /> })}
                {(action == Action::AskExtension).then(|| view! { <Until step last_day /> })}
                <Paragraph
                    field=text_field
                    label=label
                    value=note
                    on_input=Callback::new(move |text| session.edit(text_field, |draft| draft.note = text))
                    required
                />
                {photos
                    .map(|label| {
                        view! { <PhotoField shots=session.shots shows=slot.clone() field="photos" label under large={action == Action::Rectify} /> }
                    })}
            </section>
            <FormBar progress back text=action.label() on_save=Callback::new(move |()| step.save()) />
        </div>
    }
}

/// The picture of the finding, to take the new one from the same viewpoint.
fn first_picture(hazard: Option<&FieldHazard>) -> Signal<Option<String>> {
    let picture = RwSignal::new(None);
    if let Some(id) = hazard.and_then(|hazard| hazard.photos_before.first().copied()) {
        spawn_local(async move {
            // a small one may be here where the whole one must be fetched first
            for small in [true, false] {
                let found = bridge::picture(id, small).await;
                if found.is_some() {
                    picture.try_set(found);
                }
            }
        });
    }
    picture.into()
}

/// The lines of a review.
#[component]
fn Review(step: Step, major: bool) -> impl IntoView {
    let session = step.0;
    let hint = if major { tr!(hazards.review_major_hint) } else { tr!(hazards.review_hint) };
    let count = session.draft.with_untracked(|draft| draft.lines.len());
    let lines = (0..count)
        .map(|i| {
            let field = format!("items[{i}]");
            let part = move |draft: &StepDraft| draft.lines.get(i).cloned().unwrap_or_default();
            let label = review_item(&session.draft.with_untracked(part).item);
            let passed = session.read(move |draft| match part(draft).passed {
                Some(true) => "1".to_owned(),
                Some(false) => "0".to_owned(),
                None => String::new(),
            });
            let note = session.read(move |draft| part(draft).note);
            let edit = move |field: &str, change: &dyn Fn(&mut ReviewLine)| {
                session.edit(field, |draft| {
                    if let Some(line) = draft.lines.get_mut(i) {
                        change(line);
                    }
                });
            };
            let choose = {
                let field = field.clone();
                Callback::new(move |word: String| edit(&field, &|line: &mut ReviewLine| line.passed = Some(word == "1")))
            };
            let note_field = format!("{field}.note");
            let write = {
                let field = note_field.clone();
                Callback::new(move |text: String| edit(&field, &|line: &mut ReviewLine| line.note.clone_from(&text)))
            };
            let choices = vec![
                Segment::signed("1", tr!(hazards.passed), "pass", Icon::Check),
                Segment::signed("0", tr!(hazards.failed), "fail", Icon::Close),
            ];
            let failed = move || passed.with(|word| word == "0");
            let kept = StoredValue::new(note_field);
            view! {
                <Segments field label choices value=passed on_choose=choose />
                <Only when=failed>
                    <Line field=kept.get_value() label=tr!(hazards.item_note).to_owned() value=note on_input=write />
                </Only>
            }
        })
        .collect_view();
    view! {
        <p class="hint">{hint}</p>
        {lines}
        <Problem field="items".to_owned() />
    }
}

/// The day asked for.
#[component]
fn Until(step: Step, last_day: Option<chrono::NaiveDate>) -> impl IntoView {
    let session = step.0;
    let tablet = use_tablet();
    let today = local_date(tablet.now.get_untracked());
    let first = last_day.unwrap_or(today).max(today).checked_add_days(Days::new(1));
    view! {
        <Line
            field="until"
            label=tr!(hazards.until_day).to_owned()
            value=session.read(|draft| draft.until.clone())
            on_input=Callback::new(move |day| session.edit("until", |draft| draft.until = day))
            kind=LineKind::Day
            lowest=first.map(day_text).unwrap_or_default()
            required=true
        />
    }
}
