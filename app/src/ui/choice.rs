//! Choosing one or several of given things.

use super::field::{Field, FormState, described_by};
use crate::tr;
use leptos::prelude::*;

/// One thing to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Sent with the form.
    pub value: String,
    /// Shown.
    pub label: String,
}

impl Choice {
    /// A thing to choose.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// One of many: a drop-down list.
#[component]
pub fn Select(
    /// The form.
    form: FormState,
    /// The field's name.
    name: &'static str,
    /// The label.
    #[prop(into)]
    label: String,
    /// What there is to choose.
    choices: Vec<Choice>,
    /// The value chosen at first; what was sent wins.
    #[prop(optional, into)]
    value: String,
    /// The text of an empty choice before the others; "choose" when the field is required.
    #[prop(optional, into)]
    blank: Option<String>,
    /// Must be chosen.
    #[prop(optional)]
    required: bool,
    /// Explains the label.
    #[prop(optional, into)]
    hint: Option<String>,
) -> impl IntoView {
    let id = form.id(name);
    let described = described_by(&form, name, hint.is_some());
    let invalid = form.problem(name).is_some();
    let chosen = form.typed(name).unwrap_or(value);
    let blank = blank.or_else(|| required.then(|| tr!(ui.choose).to_owned()));
    let options = choices
        .into_iter()
        .map(|choice| {
            let selected = choice.value == chosen;
            view! {
                <option value=choice.value selected=selected>
                    {choice.label}
                </option>
            }
        })
        .collect_view();
    view! {
        <Field form name label required hint=hint>
            <select
                id=id
                name=name
                required=required
                aria-describedby=described
                aria-invalid=invalid.then_some("true")
            >
                {blank.map(|blank| view! { <option value="">{blank}</option> })}
                {options}
            </select>
        </Field>
    }
}

/// One of few: radio buttons beside each other, as large as a finger.
#[component]
pub fn Segments(
    /// The form.
    form: FormState,
    /// The field's name.
    name: &'static str,
    /// The legend.
    #[prop(into)]
    label: String,
    /// What there is to choose.
    choices: Vec<Choice>,
    /// The value chosen at first; what was sent wins.
    #[prop(optional, into)]
    value: String,
    /// Must be chosen.
    #[prop(optional)]
    required: bool,
    /// One below the other.
    #[prop(optional)]
    stacked: bool,
) -> impl IntoView {
    form.called(name, &label);
    let chosen = form.typed(name).unwrap_or(value);
    let problem = form.problem(name);
    let refused = problem.is_some();
    // the summary's link leads to the first button
    let first = form.id(name);
    let buttons = choices
        .into_iter()
        .enumerate()
        .map(|(i, choice)| {
            let checked = choice.value == chosen;
            let id = if i == 0 { first.clone() } else { format!("{first}-{i}") };
            view! {
                <label class="segment">
                    <input id=id type="radio" name=name value=choice.value checked=checked required=required />
                    <span>{choice.label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="segments" class:stacked=stacked class:refused=refused>
            <legend>
                {label} {required.then(|| view! { <span class="required">{tr!(ui.required)}</span> })}
            </legend>
            <div class="segment-row">{buttons}</div>
            {problem.map(|problem| view! { <p class="problem">{problem}</p> })}
        </fieldset>
    }
}

/// Yes or no.
#[component]
pub fn Checkbox(
    /// The form.
    form: FormState,
    /// The field's name.
    name: &'static str,
    /// The label.
    #[prop(into)]
    label: String,
    /// Sent when it is ticked.
    #[prop(default = "on")]
    value: &'static str,
    /// Ticked at first; what was sent wins.
    #[prop(optional)]
    checked: bool,
) -> impl IntoView {
    form.called(name, &label);
    let checked = if form.came_back() { form.typed(name).is_some() } else { checked };
    view! {
        <label class="checkbox">
            <input id=form.id(name) type="checkbox" name=name value=value checked=checked />
            <span>{label}</span>
        </label>
    }
}

/// Any of several, as chips: the filter of a list.
#[component]
pub fn Chips(
    /// The field's name; sent once for every ticked chip.
    name: &'static str,
    /// The legend.
    #[prop(into)]
    label: String,
    /// What there is to choose.
    choices: Vec<Choice>,
    /// What is ticked.
    chosen: Vec<String>,
) -> impl IntoView {
    let chips = choices
        .into_iter()
        .map(|choice| {
            let checked = chosen.contains(&choice.value);
            view! {
                <label class="chip">
                    <input type="checkbox" name=name value=choice.value checked=checked />
                    <span>{choice.label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="chips">
            <legend>{label}</legend>
            {chips}
        </fieldset>
    }
}
