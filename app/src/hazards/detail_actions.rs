//! What this person may do with a hazard now, each as a plain form, and why the rest is not possible.

use super::detail_timeline::review_item;
use crate::{
    assignment::away,
    capture::photo_input::PhotoInput,
    labels::Label,
    sites::PlaceFields,
    tr,
    ui::{
        Icon,
        choice::{Choice, Segments, Select},
        field::{FormState, InputKind, TextArea, TextInput, use_form},
        steps::{StepForm, steps},
        time::{day_text, today},
    },
};
use chrono::Days;
use domain::{
    hazards::{Action, Category, HazardDetail, NamedHazard, Severity, VoidReason, commands::REVIEW_ITEMS},
    text::LINE,
};
use leptos::prelude::*;

/// The actions of the page.
#[component]
pub fn Actions(
    /// The hazard.
    hazard: HazardDetail,
) -> impl IntoView {
    let offered = hazard.actions.iter().map(|a| (a.action, a.refusal.clone())).collect();
    steps(None, offered, is_main, |action, main| action_form(&hazard, action, main))
}

/// The steps that move a hazard on, as against notes and corrections.
const fn is_main(action: Action) -> bool {
    !matches!(
        action,
        Action::AddNote
            | Action::Correct
            | Action::Reclassify
            | Action::Void
            | Action::Transfer
            | Action::TakeOver
            | Action::Split
    )
}

/// The name under which a refused form comes back.
const fn form_name(action: Action) -> &'static str {
    match action {
        Action::Assign => "hazard-assign",
        Action::TakeOver => "hazard-take_over",
        Action::Rectify => "hazard-rectify",
        Action::Review => "hazard-review",
        Action::AskExtension => "hazard-ask_extension",
        Action::DecideExtension => "hazard-decide_extension",
        Action::Transfer => "hazard-transfer",
        Action::AnswerTransfer => "hazard-answer_transfer",
        Action::Void => "hazard-void",
        Action::Split => "hazard-split",
        Action::Reopen => "hazard-reopen",
        Action::SetFiveElements => "hazard-set_five_elements",
        Action::AddNote => "hazard-add_note",
        Action::Correct => "hazard-correct",
        Action::Reclassify => "hazard-reclassify",
    }
}

const fn drawing(action: Action) -> Icon {
    match action {
        Action::Assign | Action::TakeOver => Icon::Person,
        Action::Rectify => Icon::Wrench,
        Action::Review => Icon::Eye,
        Action::AskExtension | Action::DecideExtension => Icon::Calendar,
        Action::Transfer | Action::AnswerTransfer => Icon::Transfer,
        Action::Void => Icon::Ban,
        Action::Reopen | Action::Split => Icon::Return,
        Action::SetFiveElements => Icon::Shield,
        Action::AddNote => Icon::Note,
        Action::Correct | Action::Reclassify => Icon::Edit,
    }
}

fn action_form(hazard: &HazardDetail, action: Action, main: bool) -> AnyView {
    let form = use_form(form_name(action));
    let fields = fields(hazard, action, form.clone());
    view! {
        <StepForm
            form
            label=action.label()
            drawing=drawing(action)
            main
            danger=action == Action::Void
            to=format!("/do/hazards/{}/{action}", hazard.summary.id)
            version=hazard.state.version
        >
            {fields}
        </StepForm>
    }
    .into_any()
}

fn fields(hazard: &HazardDetail, action: Action, form: FormState) -> AnyView {
    match action {
        Action::Assign => assign(hazard, form).into_any(),
        Action::TakeOver => take_over(hazard, form).into_any(),
        Action::Rectify => rectify(hazard, form).into_any(),
        Action::Review => review(hazard, form).into_any(),
        Action::AskExtension => ask_extension(hazard, form).into_any(),
        Action::DecideExtension => decide_extension(hazard, form).into_any(),
        Action::Transfer => transfer(form).into_any(),
        Action::AnswerTransfer => answer_transfer(hazard, form).into_any(),
        Action::Void => void(hazard, form).into_any(),
        Action::Split => split(hazard, form).into_any(),
        Action::Reopen => reopen(form).into_any(),
        Action::SetFiveElements => set_five_elements(hazard, form).into_any(),
        Action::AddNote => add_note(hazard, form).into_any(),
        Action::Correct => correct(hazard, form).into_any(),
        Action::Reclassify => reclassify(hazard, form).into_any(),
    }
}

fn assign(hazard: &HazardDetail, form: FormState) -> impl IntoView + use<> {
    let choices = away::choices(&hazard.assignees, &hazard.away);
    // whoever has it is the first choice; the one a rule names is only offered
    let first = hazard.state.assignee.or(hazard.proposed);
    let now = first.map(|id| id.to_string()).unwrap_or_default();
    let away = hazard.away.iter().map(|away| away::warning(Some(away.person), &hazard.away)).collect_view();
    let by_rule = hazard.proposed.filter(|_| hazard.state.assignee.is_none());
    // whoever has it is told why it goes to somebody else
    let note =
        if hazard.state.assignee.is_some() { tr!(hazards.note_reassign) } else { tr!(hazards.note_optional) };
    view! {
        {by_rule.map(|_| view! { <p class="hint">{tr!(hazards.proposed_by_rule)}</p> })}
        <Select form=form.clone() name="assignee" label=tr!(hazards.assign_to) choices value=now required=true />
        {away}
        <TextArea form name="note" label=note />
    }
}

fn take_over(hazard: &HazardDetail, form: FormState) -> impl IntoView + use<> {
    let hint = hazard.summary.assignee.clone().map(|name| {
        let text = tr!(hazards.take_over_hint, name = name);
        view! { <p class="hint">{text}</p> }
    });
    view! {
        {hint}
        <TextArea form name="reason" label=tr!(hazards.reason) required=true />
    }
}

fn split(hazard: &HazardDetail, form: FormState) -> impl IntoView + use<> {
    let hint = hazard.duplicate_of.clone().map(|(_, number)| {
        let text = tr!(hazards.split_hint, number = number);
        view! { <p class="hint">{text}</p> }
    });
    view! {
        {hint}
        <TextArea form name="reason" label=tr!(hazards.reason) required=true />
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

fn void(hazard: &HazardDetail, form: FormState) -> impl IntoView + use<> {
    let choices = VoidReason::ALL.iter().map(|r| Choice::new(r.as_str(), r.label())).collect();
    let choice = |other: &NamedHazard| {
        Choice::new(other.id.to_string(), format!("{} {}", other.number, other.description))
    };
    let alike: Vec<Choice> = hazard.alike.iter().map(choice).collect();
    let pick_form = form.clone();
    let pick = (!alike.is_empty()).then(|| {
        view! {
            <Select
                form=pick_form
                name="duplicate_pick"
                label=tr!(hazards.duplicate_pick)
                choices=alike
                blank=tr!(hazards.duplicate_none)
            />
        }
    });
    view! {
        <p class="hint">{tr!(hazards.void_confirm)}</p>
        <Segments form=form.clone() name="reason" label=tr!(hazards.void_why) choices required=true />
        {pick}
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
        <TextArea form=form.clone() name="measures" label=tr!(hazards.measures) value=e.measures rows=2 required=true />
        <TextInput form name="supervised_by" label=tr!(supervision.body) value=e.supervised_by.unwrap_or_default() max=LINE />
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

/// What it counts as stands in the form as it is; where it is, is left blank: that stays.
fn reclassify(hazard: &HazardDetail, form: FormState) -> impl IntoView + use<> {
    let s = &hazard.summary;
    let categories = Category::ALL.iter().map(|c| Choice::new(c.as_str(), c.label())).collect();
    let severities = Severity::ALL.iter().map(|s| Choice::new(s.as_str(), s.label())).collect();
    let (category, severity) = (s.category.as_str(), s.severity.as_str());
    view! {
        <p class="hint">{tr!(hazards.reclassify_hint)}</p>
        <Select form=form.clone() name="category" label=tr!(hazards.category) choices=categories value=category required=true />
        <Segments form=form.clone() name="severity" label=tr!(hazards.severity) choices=severities value=severity required=true />
        <TextInput form=form.clone() name="site" label=tr!(hazards.site) hint=tr!(hazards.reclassify_site) max=LINE />
        <PlaceFields form=form.clone() point=s.point area=s.area.code.clone() hint=tr!(hazards.place_hint) />
        <TextArea form name="reason" label=tr!(hazards.correct_reason) rows=2 required=true />
    }
}

/// The picture of the finding, to take the next one from the same viewpoint.
fn before(hazard: &HazardDetail) -> Option<String> {
    hazard.photos_before.first().map(|photo| format!("/files/{}", photo.id))
}
