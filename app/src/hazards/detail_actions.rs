//! What this person may do with a hazard now, each as a plain form, and why the rest is not possible.

use super::detail_timeline::review_item;
use crate::{
    capture::{
        camera::CameraButton,
        chosen::{ChosenList, ChosenPhotos},
    },
    fault_text::fault_text,
    labels::Label,
    tr,
    ui::{
        Icon,
        button::{Button, Look},
        card::Card,
        choice::{Choice, Segments, Select},
        dialog::Disclosure,
        field::{Field, FormErrors, FormState, InputKind, TextArea, TextInput, described_by, use_form},
        time::{day_text, today},
    },
};
use chrono::Days;
use domain::{
    hazards::{Action, HazardDetail, Severity, VoidReason, commands::REVIEW_ITEMS},
    ids::FileId,
    people::PersonRef,
    text::LINE,
};
use leptos::prelude::*;
use uuid::Uuid;

/// The field of the ids of photos that came with the form before.
const PHOTO_IDS: &str = "photo_ids";

/// The actions of the page.
#[component]
pub fn Actions(
    /// The hazard.
    hazard: HazardDetail,
) -> impl IntoView {
    let (possible, refused): (Vec<_>, Vec<_>) =
        hazard.actions.iter().cloned().partition(|a| a.refusal.is_none());
    let main = possible.iter().map(|a| a.action).find(|a| is_main(*a));
    let nothing = main.is_none().then(|| view! { <p class="muted">{tr!(hazards.no_action)}</p> });
    let forms =
        possible.into_iter().map(|a| action_form(&hazard, a.action, Some(a.action) == main)).collect_view();
    let reasons = refused
        .into_iter()
        .filter_map(|a| a.refusal.map(|why| (a.action, fault_text(&why))))
        .map(|(action, why)| {
            view! {
                <li>
                    <strong>{action.label()}</strong>
                    <span>{why}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <Card title=tr!(hazards.actions)>
            {nothing} <div class="action-list">{forms}</div> <details class="refused-actions">
                <summary>{tr!(hazards.not_now)}</summary>
                <ul>{reasons}</ul>
            </details>
        </Card>
    }
}

/// The steps that move a hazard on, as against notes and corrections.
const fn is_main(action: Action) -> bool {
    !matches!(action, Action::AddNote | Action::Correct | Action::Void | Action::Transfer)
}

/// The name under which a refused form comes back.
const fn form_name(action: Action) -> &'static str {
    match action {
        Action::Assign => "hazard-assign",
        Action::Rectify => "hazard-rectify",
        Action::Review => "hazard-review",
        Action::AskExtension => "hazard-ask_extension",
        Action::DecideExtension => "hazard-decide_extension",
        Action::Transfer => "hazard-transfer",
        Action::AnswerTransfer => "hazard-answer_transfer",
        Action::Void => "hazard-void",
        Action::Reopen => "hazard-reopen",
        Action::SetFiveElements => "hazard-set_five_elements",
        Action::AddNote => "hazard-add_note",
        Action::Correct => "hazard-correct",
    }
}

const fn drawing(action: Action) -> Icon {
    match action {
        Action::Assign => Icon::Person,
        Action::Rectify => Icon::Wrench,
        Action::Review => Icon::Eye,
        Action::AskExtension | Action::DecideExtension => Icon::Calendar,
        Action::Transfer | Action::AnswerTransfer => Icon::Transfer,
        Action::Void => Icon::Ban,
        Action::Reopen => Icon::Return,
        Action::SetFiveElements => Icon::Shield,
        Action::AddNote => Icon::Note,
        Action::Correct => Icon::Edit,
    }
}

fn action_form(hazard: &HazardDetail, action: Action, main: bool) -> AnyView {
    let form = use_form(form_name(action));
    let look = if main { Look::Primary } else { Look::Plain };
    let open = form.is_refused();
    let fields = fields(hazard, action, form.clone());
    let send_to = format!("/do/hazards/{}/{action}", hazard.summary.id);
    let version = hazard.state.version.to_string();
    let submit = if action == Action::Void { Look::Danger } else { Look::Primary };
    view! {
        <Disclosure label=action.label() look icon_before=drawing(action) open>
            <form
                id=form_name(action)
                method="post"
                enctype="multipart/form-data"
                action=send_to
                class="form"
            >
                <FormErrors form=form.clone() />
                // the same form sent twice is one change: its id is made when the page is
                <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
                <input type="hidden" name="base_version" value=version />
                {fields}
                <Button look=submit>{action.label()}</Button>
            </form>
        </Disclosure>
    }
    .into_any()
}

fn fields(hazard: &HazardDetail, action: Action, form: FormState) -> AnyView {
    match action {
        Action::Assign => assign(&hazard.assignees, hazard, form).into_any(),
        Action::Rectify => rectify(hazard, form).into_any(),
        Action::Review => review(hazard, form).into_any(),
        Action::AskExtension => ask_extension(hazard, form).into_any(),
        Action::DecideExtension => decide_extension(hazard, form).into_any(),
        Action::Transfer => transfer(form).into_any(),
        Action::AnswerTransfer => answer_transfer(hazard, form).into_any(),
        Action::Void => void(form).into_any(),
        Action::Reopen => reopen(form).into_any(),
        Action::SetFiveElements => set_five_elements(hazard, form).into_any(),
        Action::AddNote => add_note(hazard, form).into_any(),
        Action::Correct => correct(hazard, form).into_any(),
    }
}

fn assign(people: &[PersonRef], hazard: &HazardDetail, form: FormState) -> impl IntoView + use<> {
    let choice = |p: &PersonRef| Choice::new(p.id.to_string(), format!("{} · {}", p.name, p.role.label()));
    let choices = people.iter().map(choice).collect();
    let now = hazard.state.assignee.map(|id| id.to_string()).unwrap_or_default();
    view! {
        <Select form=form.clone() name="assignee" label=tr!(hazards.assign_to) choices value=now required=true />
        <TextArea form name="note" label=tr!(hazards.note_optional) />
    }
}

fn rectify(hazard: &HazardDetail, form: FormState) -> impl IntoView + use<> {
    view! {
        <TextArea form=form.clone() name="note" label=tr!(hazards.what_was_done) required=true />
        <PhotoInput form label=tr!(hazards.photos_after) under=before(hazard) />
    }
}

fn review(hazard: &HazardDetail, form: FormState) -> impl IntoView + use<> {
    let hint = match hazard.state.severity {
        Severity::General => tr!(hazards.review_hint),
        Severity::Major => tr!(hazards.review_major_hint),
    };
    let names: [(&'static str, &'static str, &'static str); 3] = [
        ("item_0_key", "item_0_passed", "item_0_note"),
        ("item_1_key", "item_1_passed", "item_1_note"),
        ("item_2_key", "item_2_passed", "item_2_note"),
    ];
    let lines = REVIEW_ITEMS
        .iter()
        .zip(names)
        .map(|(item, (key, passed, note))| {
            let choices = vec![Choice::new("1", tr!(hazards.passed)), Choice::new("0", tr!(hazards.failed))];
            view! {
                <input type="hidden" name=key value=*item />
                <Segments form=form.clone() name=passed label=review_item(item) choices required=true />
                <TextInput form=form.clone() name=note label=tr!(hazards.item_note) max=LINE />
            }
        })
        .collect_view();
    view! {
        <p class="hint">{hint}</p>
        {lines}
        <TextArea form=form.clone() name="note" label=tr!(hazards.note_optional) />
        <PhotoInput form label=tr!(hazards.photos_more) under=before(hazard) />
    }
}

fn ask_extension(hazard: &HazardDetail, form: FormState) -> impl IntoView + use<> {
    let first = hazard.state.effective_due.max(today()).checked_add_days(Days::new(1)).map(day_text);
    view! {
        <TextInput form=form.clone() name="until" label=tr!(hazards.until_day) kind=InputKind::Date lowest=first.unwrap_or_default() required=true />
        <TextArea form name="reason" label=tr!(hazards.reason) required=true />
    }
}

fn decide_extension(hazard: &HazardDetail, form: FormState) -> impl IntoView + use<> {
    let asked = hazard
        .state
        .extension
        .as_ref()
        .map(|e| tr!(hazards.asked, day = day_text(e.until), reason = e.reason.clone()));
    let choices = vec![Choice::new("1", tr!(hazards.grant)), Choice::new("0", tr!(hazards.refuse))];
    view! {
        <p>{asked}</p>
        <Segments form=form.clone() name="grant" label=tr!(hazards.decision) choices required=true />
        <TextArea form name="note" label=tr!(hazards.note_optional) />
    }
}

fn transfer(form: FormState) -> impl IntoView {
    view! {
        <TextInput form=form.clone() name="to" label=tr!(hazards.body) max=LINE required=true />
        <TextArea form name="reason" label=tr!(hazards.reason) required=true />
    }
}

fn answer_transfer(hazard: &HazardDetail, form: FormState) -> impl IntoView + use<> {
    let choices =
        vec![Choice::new("1", tr!(hazards.answer_rectified)), Choice::new("0", tr!(hazards.answer_back))];
    view! {
        <Segments form=form.clone() name="rectified" label=tr!(hazards.answer) choices stacked=true required=true />
        <TextArea form=form.clone() name="note" label=tr!(hazards.note) required=true />
        <PhotoInput form label=tr!(hazards.photos_after) under=before(hazard) />
    }
}

fn void(form: FormState) -> impl IntoView {
    let choices = VoidReason::ALL.iter().map(|r| Choice::new(r.as_str(), r.label())).collect();
    view! {
        <p class="hint">{tr!(hazards.void_confirm)}</p>
        <Segments form=form.clone() name="reason" label=tr!(hazards.void_why) choices required=true />
        <TextInput form=form.clone() name="duplicate_of" label=tr!(hazards.duplicate_id) hint=tr!(hazards.duplicate_hint) max=LINE />
        <TextArea form name="note" label=tr!(hazards.note) required=true />
    }
}

fn reopen(form: FormState) -> impl IntoView {
    view! {
        <TextInput form=form.clone() name="due" label=tr!(hazards.reopen_due) kind=InputKind::Date lowest=day_text(today()) required=true />
        <TextArea form name="reason" label=tr!(hazards.reason) required=true />
    }
}

fn set_five_elements(hazard: &HazardDetail, form: FormState) -> impl IntoView + use<> {
    let e = hazard.state.five_elements.clone().unwrap_or_default();
    view! {
        <TextArea form=form.clone() name="targets" label=tr!(hazards.targets) value=e.targets rows=2 required=true />
        <TextArea form=form.clone() name="funds" label=tr!(hazards.funds) value=e.funds rows=2 required=true />
        <TextArea form=form.clone() name="people" label=tr!(hazards.people) value=e.people rows=2 required=true />
        <TextArea form=form.clone() name="time" label=tr!(hazards.time) value=e.time rows=2 required=true />
        <TextArea form name="measures" label=tr!(hazards.measures) value=e.measures rows=2 required=true />
    }
}

fn add_note(hazard: &HazardDetail, form: FormState) -> impl IntoView + use<> {
    view! {
        <TextArea form=form.clone() name="note" label=tr!(hazards.note) required=true />
        <PhotoInput form label=tr!(hazards.photos_more) under=before(hazard) />
    }
}

fn correct(hazard: &HazardDetail, form: FormState) -> impl IntoView + use<> {
    let s = &hazard.summary;
    view! {
        <TextArea form=form.clone() name="description" label=tr!(hazards.description) value=s.description.clone() required=true />
        <TextInput form=form.clone() name="location" label=tr!(hazards.location) value=s.location.clone() max=LINE />
        <TextInput form=form.clone() name="clause" label=tr!(hazards.clause) value=hazard.clause.clone().unwrap_or_default() max=LINE />
        <TextArea form name="reason" label=tr!(hazards.correct_reason) rows=2 required=true />
    }
}

/// The picture of the finding, to take the next one from the same viewpoint.
fn before(hazard: &HazardDetail) -> Option<String> {
    hazard.photos_before.first().map(|photo| format!("/files/{}", photo.id))
}

/// Photos from the camera or from files, sent with the form.
#[component]
fn PhotoInput(
    form: FormState,
    #[prop(into)] label: String,
    /// Lies over the camera's picture.
    under: Option<String>,
) -> impl IntoView {
    let described = described_by(&form, "photos", true);
    let id = form.id("photos");
    let kept: Vec<FileId> = form.sent(PHOTO_IDS).iter().filter_map(|id| id.parse().ok()).collect();
    // without the program the file field is all there is
    let ready = RwSignal::new(false);
    Effect::new(move || ready.set(true));
    let photos = ChosenPhotos::of(id.clone());
    let camera = format!("{id}-camera");
    view! {
        <Field form name="photos" label hint=Some(tr!(hazards.photos_hint).to_owned())>
            <KeptPhotos photos=kept />
            <Show when=move || ready.get()>
                <CameraButton id=camera.clone() target=photos.target() under=Signal::stored(under.clone()) />
            </Show>
            <input
                id=id
                type="file"
                name="photos"
                accept="image/jpeg,image/png,image/webp"
                multiple
                aria-describedby=described
                on:change:target=move |ev| {
                    #[cfg(feature = "hydrate")]
                    photos.choose(ev.target());
                    #[cfg(not(feature = "hydrate"))]
                    let _ = ev;
                }
            />
            <ChosenList photos />
        </Field>
    }
}

/// Photos that came with the form when it was refused: the server has them, and they go along with the next try unless
/// somebody takes one out.
#[component]
fn KeptPhotos(photos: Vec<FileId>) -> impl IntoView {
    if photos.is_empty() {
        return ().into_any();
    }
    let hint = tr!(hazards.photos_kept, n = photos.len());
    let list = photos
        .into_iter()
        .enumerate()
        .map(|(i, id)| {
            let name = tr!(ui.photo_n, n = i + 1);
            view! {
                <li>
                    <label class="checkbox">
                        <input type="checkbox" name=PHOTO_IDS value=id.to_string() checked=true />
                        <span class="photo">
                            <img src=format!("/files/{id}/thumb") alt=name width="160" height="120" />
                        </span>
                    </label>
                </li>
            }
        })
        .collect_view();
    view! {
        <p class="hint">{hint}</p>
        <ul class="photos">{list}</ul>
    }
    .into_any()
}
