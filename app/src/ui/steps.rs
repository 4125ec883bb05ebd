//! What a person may do with a record now, each step as a plain form, and why the others are not possible.

use super::{
    Icon,
    button::{Button, Look},
    card::Card,
    dialog::Disclosure,
    field::{FormErrors, FormState},
};
use crate::{fault_text::fault_text, labels::Label, tr};
use domain::fault::Fault;
use leptos::prelude::*;
use uuid::Uuid;

/// The steps of a record's page: `urgent` stands before them, where something waits that is no step of a life; `form` makes the form
/// of a possible one; the first of those that move the record on stands out.
pub fn steps<A: Label + PartialEq + 'static>(
    urgent: Option<AnyView>,
    offered: Vec<(A, Option<Fault>)>,
    is_main: fn(A) -> bool,
    form: impl Fn(A, bool) -> AnyView,
) -> AnyView {
    let (possible, refused): (Vec<_>, Vec<_>) = offered.into_iter().partition(|(_, why)| why.is_none());
    let main = possible.iter().map(|(action, _)| *action).find(|action| is_main(*action));
    let nothing =
        (main.is_none() && urgent.is_none()).then(|| view! { <p class="muted">{tr!(hazards.no_action)}</p> });
    let forms = possible.into_iter().map(|(action, _)| form(action, Some(action) == main)).collect_view();
    let reasons = refused
        .into_iter()
        .filter_map(|(action, why)| why.map(|why| (action, fault_text(&why))))
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
            {nothing} <div class="action-list">{urgent} {forms}</div> <details class="refused-actions">
                <summary>{tr!(hazards.not_now)}</summary>
                <ul>{reasons}</ul>
            </details>
        </Card>
    }
    .into_any()
}

/// The form of one step behind its button. It may bring photos.
#[component]
pub fn StepForm(
    /// The form.
    form: FormState,
    /// The words of both buttons.
    label: &'static str,
    /// A drawing before them.
    drawing: Icon,
    /// Stands out.
    main: bool,
    /// Cannot be taken back easily.
    danger: bool,
    /// Where it is sent.
    to: String,
    /// The version that the person is looking at.
    version: u32,
    /// It never brings photos.
    #[prop(optional)]
    plain: bool,
    children: Children,
) -> impl IntoView {
    let look = if main { Look::Primary } else { Look::Plain };
    let submit = if danger { Look::Danger } else { Look::Primary };
    let (open, id) = (form.is_refused(), form.name());
    let enctype = (!plain).then_some("multipart/form-data");
    view! {
        <Disclosure label look icon_before=drawing open>
            <form id=id method="post" enctype=enctype action=to class="form">
                <FormErrors form />
                // the same form sent twice is one change: its id is made when the page is
                <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
                <input type="hidden" name="base_version" value=version.to_string() />
                {children()}
                <Button look=submit>{label}</Button>
            </form>
        </Disclosure>
    }
}
