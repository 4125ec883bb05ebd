//! Fields bound to a draft: what is typed goes into it at once, and what is wrong stands at the field.

use super::faults::control_id;
use crate::{
    fault_text::field_fault_text,
    tr,
    ui::{Icon, choice::Choice, icon},
};
use domain::fault::FieldFault;
use leptos::prelude::*;

/// What is wrong, by field. Copied freely; there is one for a form.
#[derive(Clone, Copy)]
pub struct Faults(RwSignal<Vec<FieldFault>>);

impl Faults {
    /// Nothing is wrong yet. Provides itself to the fields below.
    pub fn provide() -> Self {
        let faults = Self(RwSignal::new(Vec::new()));
        provide_context(faults);
        faults
    }

    /// What is wrong now.
    pub fn set(self, faults: Vec<FieldFault>) {
        self.0.set(faults);
    }

    /// A field was changed: what was wrong with it is not known any more.
    pub fn clear(self, field: &str) {
        if self.0.with_untracked(|all| all.iter().any(|f| f.field == field)) {
            self.0.update(|all| all.retain(|f| f.field != field));
        }
    }

    /// Keeps only those.
    pub fn keep(self, which: impl Fn(&FieldFault) -> bool) {
        if !self.0.with_untracked(|all| all.iter().all(&which)) {
            self.0.update(|all| all.retain(&which));
        }
    }

    /// All of it.
    pub fn all(self) -> Vec<FieldFault> {
        self.0.get()
    }

    /// How many of these fields are at fault.
    pub fn count(self, of: impl Fn(&FieldFault) -> bool) -> usize {
        self.0.with(|all| all.iter().filter(|f| of(f)).count())
    }

    /// The sentence for a field.
    pub fn text(self, field: &str) -> Option<String> {
        self.0.with(|all| all.iter().find(|f| f.field == field).map(field_fault_text))
    }
}

/// What is wrong with a field, as a signal.
pub fn problem(field: &str) -> Signal<Option<String>> {
    let field = field.to_owned();
    match use_context::<Faults>() {
        Some(faults) => Memo::new(move |_| faults.text(&field)).into(),
        None => Signal::stored(None),
    }
}

/// The sentence under a field.
#[component]
pub fn Problem(
    /// The field.
    field: String,
) -> impl IntoView {
    let id = format!("{}-problem", control_id(&field));
    let problem = problem(&field);
    move || {
        problem.get().map(|text| {
            view! {
                <p class="problem" id=id.clone()>
                    {icon(Icon::Alert)}
                    {text}
                </p>
            }
        })
    }
}

/// The kinds of one-line input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineKind {
    /// Text.
    #[default]
    Text,
    /// A phone number.
    Phone,
    /// A number, typed as text: what is no number is shown back, not swallowed.
    Number,
    /// A day.
    Day,
    /// A day and its minute.
    Minute,
}

impl LineKind {
    const fn html(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Text => ("text", None),
            Self::Phone => ("tel", None),
            Self::Number => ("text", Some("decimal")),
            Self::Day => ("date", None),
            Self::Minute => ("datetime-local", None),
        }
    }
}

/// A one-line field.
#[component]
pub fn Line(
    /// The field's name.
    #[prop(into)]
    field: String,
    /// The label.
    #[prop(into)]
    label: Signal<String>,
    /// What stands in it.
    #[prop(into)]
    value: Signal<String>,
    /// Told what is typed.
    #[prop(into)]
    on_input: Callback<String>,
    /// The kind.
    #[prop(optional)]
    kind: LineKind,
    /// Must be filled in.
    #[prop(optional)]
    required: bool,
    /// Explains the label.
    #[prop(optional, into)]
    hint: Option<String>,
    /// First day.
    #[prop(optional, into)]
    lowest: Option<String>,
) -> impl IntoView {
    let id = control_id(&field);
    let problem = problem(&field);
    let described = format!("{id}-problem");
    let (html_type, mode) = kind.html();
    view! {
        <div class="field">
            <label for=id.clone()>
                {label} {required.then(|| view! { <span class="required">{tr!(ui.required)}</span> })}
            </label>
            {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
            <input
                id=id
                type=html_type
                inputmode=mode
                autocomplete="off"
                min=lowest
                prop:value=value
                aria-required=required.then_some("true")
                aria-invalid=move || problem.get().map(|_| "true")
                aria-describedby=move || problem.get().map(|_| described.clone())
                on:input:target=move |ev| on_input.run(ev.target().value())
            />
            <Problem field />
        </div>
    }
}

/// A paragraph.
#[component]
pub fn Paragraph(
    /// The field's name.
    #[prop(into)]
    field: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// What stands in it.
    #[prop(into)]
    value: Signal<String>,
    /// Told what is typed.
    #[prop(into)]
    on_input: Callback<String>,
    /// Must be filled in.
    #[prop(optional)]
    required: bool,
    /// Explains the label.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Lines at first.
    #[prop(default = 2)]
    rows: u8,
    /// Most characters; counted once they come near.
    #[prop(default = domain::text::PARAGRAPH)]
    max: usize,
) -> impl IntoView {
    let id = control_id(&field);
    let problem = problem(&field);
    let described = format!("{id}-problem");
    let count = Memo::new(move |_| value.with(|text| text.chars().count()));
    let near = move || count.get() * 10 >= max * 9;
    view! {
        <div class="field">
            <label for=id.clone()>
                {label} {required.then(|| view! { <span class="required">{tr!(ui.required)}</span> })}
            </label>
            {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
            <textarea
                id=id
                rows=rows.to_string()
                prop:value=value
                aria-required=required.then_some("true")
                aria-invalid=move || problem.get().map(|_| "true")
                aria-describedby=move || problem.get().map(|_| described.clone())
                on:input:target=move |ev| on_input.run(ev.target().value())
            ></textarea>
            {move || {
                near()
                    .then(|| {
                        view! {
                            <p class="counter" class:over=move || { count.get() > max }>
                                {move || tr!(ui.characters, n = count.get(), max = max)}
                            </p>
                        }
                    })
            }}
            <Problem field />
        </div>
    }
}

/// One of many.
#[component]
pub fn Pick(
    /// The field's name.
    #[prop(into)]
    field: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// What there is to choose.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// What is chosen.
    #[prop(into)]
    value: Signal<String>,
    /// Told what is chosen.
    #[prop(into)]
    on_choose: Callback<String>,
    /// The text of the empty choice; none: something is always chosen.
    #[prop(optional, into)]
    blank: Option<String>,
    /// Must be chosen.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let id = control_id(&field);
    let problem = problem(&field);
    let options = move || {
        choices
            .get()
            .into_iter()
            .map(|choice| {
                let mine = choice.value.clone();
                view! {
                    <option value=choice.value selected=move || value.with(|v| *v == mine)>
                        {choice.label}
                    </option>
                }
            })
            .collect_view()
    };
    view! {
        <div class="field">
            <label for=id.clone()>
                {label} {required.then(|| view! { <span class="required">{tr!(ui.required)}</span> })}
            </label>
            <select
                id=id
                prop:value=value
                aria-required=required.then_some("true")
                aria-invalid=move || problem.get().map(|_| "true")
                on:change:target=move |ev| on_choose.run(ev.target().value())
            >
                {blank.map(|blank| view! { <option value="">{blank}</option> })}
                {options}
            </select>
            <Problem field />
        </div>
    }
}

/// One of few, as large as a finger.
#[component]
pub fn Segments(
    /// The field's name.
    #[prop(into)]
    field: String,
    /// The legend.
    #[prop(into)]
    label: Signal<String>,
    /// What there is to choose, with a word that colours it and a drawing.
    choices: Vec<Segment>,
    /// What is chosen.
    #[prop(into)]
    value: Signal<String>,
    /// Told what is chosen.
    #[prop(into)]
    on_choose: Callback<String>,
    /// The legend is read out but not seen: it stands above already.
    #[prop(optional)]
    quiet: bool,
    /// One has to be chosen; said beside the legend.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let id = control_id(&field);
    let problem = problem(&field);
    let name = id.clone();
    let buttons = choices
        .into_iter()
        .enumerate()
        .map(|(i, segment)| {
            let id = if i == 0 { id.clone() } else { format!("{id}-{i}") };
            let (mine, chosen) = (segment.value.clone(), segment.value.clone());
            view! {
                <label class=format!("segment {}", segment.class)>
                    <input
                        id=id
                        class="visually-hidden"
                        type="radio"
                        name=name.clone()
                        value=segment.value
                        prop:checked=move || value.with(|v| *v == mine)
                        on:change=move |_| on_choose.run(chosen.clone())
                    />
                    {segment.drawing.map(icon)}
                    <span>{segment.label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="segments" class:refused=move || problem.get().is_some()>
            <legend class:visually-hidden=quiet>
                {label} {required.then(|| view! { <span class="required">{tr!(ui.required)}</span> })}
            </legend>
            <div class="segment-row">{buttons}</div>
            <Problem field />
        </fieldset>
    }
}

/// One button of [`Segments`].
#[derive(Clone, Debug)]
pub struct Segment {
    /// What it stands for.
    pub value: String,
    /// Shown.
    pub label: String,
    /// Colours it when it is chosen.
    pub class: &'static str,
    /// Drawn before the label.
    pub drawing: Option<Icon>,
}

impl Segment {
    /// A plain one.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), class: "", drawing: None }
    }

    /// With a colour and a drawing.
    pub fn signed(value: &str, label: &str, class: &'static str, drawing: Icon) -> Self {
        Self { class, drawing: Some(drawing), ..Self::new(value, label) }
    }
}

/// On or off.
#[component]
pub fn Switch(
    /// The field's name.
    #[prop(into)]
    field: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// Whether it is on.
    #[prop(into)]
    value: Signal<bool>,
    /// Told when it is turned.
    #[prop(into)]
    on_turn: Callback<bool>,
) -> impl IntoView {
    view! {
        <label class="checkbox switch">
            <input
                id=control_id(&field)
                type="checkbox"
                role="switch"
                prop:checked=value
                on:change:target=move |ev| on_turn.run(ev.target().checked())
            />
            <span>{label}</span>
        </label>
    }
}
