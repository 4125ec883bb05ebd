//! The forms of a rule of assignment and of an absence.

use crate::{
    labels::Label,
    programmes::choices::areas,
    tr,
    ui::{
        button::{Button, Look},
        choice::{Checkbox, Chips, Choice, Select},
        field::{FormErrors, InputKind, TextInput, use_form},
        time::{day_text, today},
    },
};
use domain::{
    hazards::{
        Category,
        assignment_views::{AbsenceRow, RuleRow},
    },
    people::PersonRef,
    text::LINE,
};
use leptos::prelude::*;
use uuid::Uuid;

/// The name under which the form of a rule comes back refused.
pub const RULE: &str = "assignment-rule-save";
/// The same of an absence.
pub const ABSENCE: &str = "absence-save";

fn people(all: &[PersonRef]) -> Vec<Choice> {
    let choice = |p: &PersonRef| Choice::new(p.id.to_string(), format!("{} · {}", p.name, p.role.label()));
    all.iter().map(choice).collect()
}

/// What a save is based on: its own id, the record's, and the version that was looked at.
fn save(record: Option<(Uuid, u32)>) -> AnyView {
    let id = record.map_or_else(Uuid::now_v7, |(id, _)| id).to_string();
    let version = record.map(|(_, version)| version.to_string());
    view! {
        <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
        <input type="hidden" name="record" value=id />
        {version.map(|version| view! { <input type="hidden" name="base_version" value=version /> })}
    }
    .into_any()
}

/// The form of a rule.
pub fn rule_form(all: &[PersonRef], now: Option<&RuleRow>) -> AnyView {
    let form = use_form(RULE);
    let rule = now.map(|row| &row.rule);
    let record = now.map(|row| (row.rule.id.0, row.version));
    let categories = Category::ALL.iter().map(|c| Choice::new(c.as_str(), c.label())).collect();
    let category = rule.and_then(|rule| rule.category).map(|c| c.to_string()).unwrap_or_default();
    let area = rule.map(|rule| rule.area.to_string()).unwrap_or_default();
    let name = rule.map(|rule| rule.name.clone()).unwrap_or_default();
    let kept = rule.map(|rule| rule.people.iter().map(ToString::to_string).collect());
    let chosen = if form.is_refused() { form.sent("people") } else { kept.unwrap_or_default() };
    let at_once = rule.is_some_and(|rule| rule.at_once);
    let active = rule.is_none_or(|rule| rule.active);
    view! {
        <form id=RULE method="post" action="/do/assignment/rules" class="form">
            <FormErrors form=form.clone() />
            {save(record)}
            <TextInput form=form.clone() name="name" label=tr!(assignment.name) value=name max=LINE required=true hint=tr!(assignment.name_hint) />
            <div class="form-row">
                <Select form=form.clone() name="area" label=tr!(campaigns.area) choices=areas() value=area required=true />
                <Select form=form.clone() name="category" label=tr!(hazards.category) choices=categories value=category blank=tr!(assignment.any_category) />
            </div>
            <Chips name="people" label=tr!(assignment.people) choices=people(all) chosen />
            <p class="hint">{tr!(assignment.people_hint)}</p>
            <Checkbox form=form.clone() name="at_once" label=tr!(assignment.at_once) checked=at_once />
            <Checkbox form name="active" label=tr!(assignment.active) checked=active />
            <Button look=Look::Primary>{tr!(ui.save)}</Button>
        </form>
    }
    .into_any()
}

/// The form of an absence.
pub fn absence_form(all: &[PersonRef], now: Option<&AbsenceRow>) -> AnyView {
    let form = use_form(ABSENCE);
    let absence = now.map(|row| &row.absence);
    let record = now.map(|row| (row.absence.id.0, row.version));
    let person = absence.map(|a| a.person.to_string()).unwrap_or_default();
    let deputy = absence.and_then(|a| a.deputy).map(|id| id.to_string()).unwrap_or_default();
    let from = absence.map_or_else(today, |a| a.from);
    let to = absence.map_or_else(today, |a| a.to);
    view! {
        <form id=ABSENCE method="post" action="/do/assignment/absences" class="form">
            <FormErrors form=form.clone() />
            {save(record)}
            <div class="form-row">
                <Select form=form.clone() name="person" label=tr!(assignment.person) choices=people(all) value=person required=true />
                <Select form=form.clone() name="deputy" label=tr!(assignment.deputy) choices=people(all) value=deputy blank=tr!(assignment.no_deputy) hint=tr!(assignment.deputy_hint) />
            </div>
            <div class="form-row">
                <TextInput form=form.clone() name="from" label=tr!(assignment.from) kind=InputKind::Date value=day_text(from) required=true />
                <TextInput form=form name="to" label=tr!(assignment.to) kind=InputKind::Date value=day_text(to) required=true />
            </div>
            <Button look=Look::Primary>{tr!(ui.save)}</Button>
        </form>
    }
    .into_any()
}
