//! Form fields. A form is a plain POST; when it comes back refused, every field shows what was typed and what is
//! wrong with it. `use_form("name")` gives the state; the controls take it and their field's name.

use crate::{
    facts::with_facts,
    fault_text::{fault_text, field_fault_text},
    flash::Flash,
    tr,
    ui::{Icon, icon},
};
use domain::fault::FieldFault;
use leptos::prelude::*;
use std::sync::Arc;

/// What is known about a form: its name and, after a refusal, what was typed and what was wrong.
#[derive(Clone, Debug)]
pub struct FormState {
    name: &'static str,
    flash: Option<Arc<Flash>>,
    /// How its controls are called; said by each as it is made.
    labels: ArcStoredValue<Vec<(&'static str, String)>>,
}

/// The state of the form of this name on this page.
pub fn use_form(name: &'static str) -> FormState {
    FormState {
        name,
        flash: with_facts(|facts| facts.flash.clone()).filter(|flash| flash.form == name).map(Arc::new),
        labels: ArcStoredValue::new(Vec::new()),
    }
}

impl FormState {
    /// The form's name; the handler that refuses it names it in the [`Flash`].
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What was typed into the field, when the form came back.
    pub fn typed(&self, field: &str) -> Option<String> {
        self.flash.as_ref()?.value(field).map(str::to_owned)
    }

    /// Everything that was sent under that name, when the form came back.
    pub fn sent(&self, field: &str) -> Vec<String> {
        self.flash.iter().flat_map(|flash| flash.all(field)).map(str::to_owned).collect()
    }

    /// Whether the form came back refused.
    pub fn is_refused(&self) -> bool {
        self.flash.as_ref().is_some_and(|flash| flash.fault.is_some())
    }

    /// Whether it stands there as it was sent: it came back refused, or to be filled in further.
    pub fn came_back(&self) -> bool {
        self.flash.as_ref().is_some_and(|flash| flash.notice.is_none())
    }

    /// A control says how it is called, for the list of what is wrong.
    pub fn called(&self, field: &'static str, label: &str) {
        if self.is_refused() {
            self.labels.update_value(|labels| labels.push((field, label.to_owned())));
        }
    }

    /// How the control is called.
    fn label_of(&self, field: &str) -> Option<String> {
        self.labels.with_value(|labels| {
            labels.iter().find(|(name, _)| *name == field).map(|(_, label)| label.clone())
        })
    }

    /// What is wrong with the field.
    pub fn problem(&self, field: &str) -> Option<String> {
        let fault = self.flash.as_ref()?.fault.as_ref()?;
        fault.fields.iter().find(|f| f.field == field).map(field_fault_text)
    }

    /// The id of the field's control.
    pub fn id(&self, field: &str) -> String {
        format!("{}-{field}", self.name)
    }
}

/// What stands at the top of a refused form: why, and a link to each field at fault, by its name.
#[component]
pub fn FormErrors(
    /// The form.
    form: FormState,
    /// Names of fields that no single control of the form has.
    #[prop(optional)]
    labels: &'static [(&'static str, fn() -> &'static str)],
) -> impl IntoView {
    let fault = form.flash.as_ref().and_then(|flash| flash.fault.clone());
    fault.map(|fault| {
        let text = fault_text(&fault);
        // asked when the page is written: by then the controls below have said how they are called
        let fields = move || {
            let line = |f: &FieldFault| {
                let label =
                    labels.iter().find(|(name, _)| *name == f.field).map(|(_, label)| label().to_owned());
                let problem = field_fault_text(f);
                // one text, with a name or without: the browser takes over what stands there
                let text = match label.or_else(|| form.label_of(&f.field)) {
                    Some(label) => format!("{label}：{problem}"),
                    None => problem,
                };
                view! {
                    <li>
                        <a href=format!("#{}", form.id(&f.field)) rel="external">
                            {text}
                        </a>
                    </li>
                }
            };
            fault.fields.iter().map(line).collect_view()
        };
        view! {
            <div class="form-errors" role="alert">
                {icon(Icon::Alert)}
                <div>
                    <p>{text}</p>
                    <ul>{fields}</ul>
                </div>
            </div>
        }
    })
}

/// A control with its label, hint and fault. The control's id is `form.id(name)`; it should carry
/// `aria-describedby` = [`described_by`].
#[component]
pub fn Field(
    /// The form.
    form: FormState,
    /// The field's name.
    name: &'static str,
    /// The label.
    #[prop(into)]
    label: String,
    /// Must be filled in.
    #[prop(optional)]
    required: bool,
    /// Explains the label.
    #[prop(optional_no_strip)]
    hint: Option<String>,
    children: Children,
) -> impl IntoView {
    form.called(name, &label);
    let id = form.id(name);
    let problem = form.problem(name);
    let refused = problem.is_some();
    view! {
        <div class="field" class:refused=refused>
            <label for=id.clone()>
                {label} {required.then(|| view! { <span class="required">{tr!(ui.required)}</span> })}
            </label>
            {hint
                .map(|hint| {
                    view! {
                        <p class="hint" id=format!("{id}-hint")>
                            {hint}
                        </p>
                    }
                })}
            {children()}
            {problem
                .map(|problem| {
                    view! {
                        <p class="problem" id=format!("{id}-problem")>
                            {icon(Icon::Alert)}
                            {problem}
                        </p>
                    }
                })}
        </div>
    }
}

/// The `aria-describedby` of a control inside [`Field`].
pub fn described_by(form: &FormState, name: &str, hint: bool) -> Option<String> {
    let id = form.id(name);
    match (hint, form.problem(name).is_some()) {
        (false, false) => None,
        (true, false) => Some(format!("{id}-hint")),
        (false, true) => Some(format!("{id}-problem")),
        (true, true) => Some(format!("{id}-hint {id}-problem")),
    }
}

/// The kind of one-line input: decides the keyboard of a tablet and what the browser helps with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputKind {
    /// Text.
    #[default]
    Text,
    /// Hidden while typed; never shown again.
    Password,
    /// A text to look for.
    Search,
    /// A phone number.
    Phone,
    /// A mail address.
    Mail,
    /// A number.
    Number,
    /// A day (`yyyy-mm-dd`).
    Date,
    /// A month (`yyyy-mm`).
    Month,
    /// A time of the day (`hh:mm`).
    Time,
    /// A local day and time (`yyyy-mm-ddThh:mm`).
    DateTime,
}

impl InputKind {
    const fn html_type(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Password => "password",
            Self::Search => "search",
            Self::Phone => "tel",
            Self::Mail => "email",
            Self::Number => "number",
            Self::Date => "date",
            Self::Month => "month",
            Self::Time => "time",
            Self::DateTime => "datetime-local",
        }
    }
}

/// A one-line input.
#[component]
pub fn TextInput(
    /// The form.
    form: FormState,
    /// The field's name.
    name: &'static str,
    /// The label.
    #[prop(into)]
    label: String,
    /// The kind.
    #[prop(optional)]
    kind: InputKind,
    /// What stands in it at first; what was typed wins.
    #[prop(optional, into)]
    value: String,
    /// Must be filled in.
    #[prop(optional)]
    required: bool,
    /// Explains the label.
    #[prop(optional, into)]
    hint: Option<String>,
    /// `autocomplete` of the browser.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// Most characters.
    #[prop(optional)]
    max: Option<usize>,
    /// Smallest number, first day or month.
    #[prop(optional, into)]
    lowest: Option<String>,
    /// Largest number, last day or month.
    #[prop(optional, into)]
    highest: Option<String>,
) -> impl IntoView {
    let id = form.id(name);
    let described = described_by(&form, name, hint.is_some());
    let invalid = form.problem(name).is_some();
    let value = if kind == InputKind::Password { String::new() } else { form.typed(name).unwrap_or(value) };
    let step = (kind == InputKind::Number).then_some("any");
    view! {
        <Field form name label required hint=hint>
            <input
                id=id
                name=name
                type=kind.html_type()
                value=value
                required=required
                autocomplete=autocomplete
                maxlength=max.map(|m| m.to_string())
                min=lowest
                max=highest
                step=step
                aria-describedby=described
                aria-invalid=invalid.then_some("true")
            />
        </Field>
    }
}

/// The text of a `<textarea>` as leptos has to be given it: the server writes such a text unescaped.
pub(crate) fn inside_textarea(text: String) -> String {
    #[cfg(feature = "ssr")]
    // the first line break behind the tag is not part of the text
    return format!("\n{}", html_escape::encode_text(&text));
    #[cfg(not(feature = "ssr"))]
    text
}

/// A paragraph, with the number of characters typed so far.
#[component]
pub fn TextArea(
    /// The form.
    form: FormState,
    /// The field's name.
    name: &'static str,
    /// The label.
    #[prop(into)]
    label: String,
    /// What stands in it at first; what was typed wins.
    #[prop(optional, into)]
    value: String,
    /// Must be filled in.
    #[prop(optional)]
    required: bool,
    /// Explains the label.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Most characters; shown, and checked by the server (a longer text is never cut off silently).
    #[prop(default = domain::text::PARAGRAPH)]
    max: usize,
    /// Lines at first.
    #[prop(default = 3)]
    rows: u8,
) -> impl IntoView {
    let id = form.id(name);
    let described = described_by(&form, name, hint.is_some());
    let invalid = form.problem(name).is_some();
    let value = form.typed(name).unwrap_or(value);
    let (count, set_count) = signal(value.chars().count());
    view! {
        <Field form name label required hint=hint>
            <textarea
                id=id
                name=name
                required=required
                rows=rows.to_string()
                aria-describedby=described
                aria-invalid=invalid.then_some("true")
                on:input:target=move |ev| set_count.set(ev.target().value().chars().count())
            >
                {inside_textarea(value)}
            </textarea>
            <p class="counter" class:over=move || { count.get() > max }>
                {move || tr!(ui.characters, n = count.get(), max = max)}
            </p>
        </Field>
    }
}
