//! The form that drafts a summary: an area, a year, and which part of it.

use crate::{
    facts::use_me,
    labels::Label,
    programmes::choices::areas,
    tr,
    ui::{
        Icon,
        button::{Button, Look},
        choice::{Choice, Select},
        dialog::Disclosure,
        field::{FormErrors, InputKind, TextInput, use_form},
        time::today,
    },
};
use domain::{period::Month, summary::Span};
use leptos::prelude::*;
use uuid::Uuid;

/// The name under which the form comes back refused.
const FORM: &str = "summary-draft";

/// The form behind its button. At first it asks for the last month, which is what an office hands in.
#[component]
pub fn NewForm() -> impl IntoView {
    let form = use_form(FORM);
    let open = form.is_refused();
    // the draft keeps its id when the form comes back, so that sending it twice makes one
    let id = form.typed("id").unwrap_or_else(|| Uuid::now_v7().to_string());
    let last = Month::of_day(today()).previous();
    let own = use_me().map_or_else(String::new, |me| me.area.code.to_string());
    view! {
        <Disclosure label=tr!(summaries.new) look=Look::Primary icon_before=Icon::Add open>
            <form method="post" action="/do/summaries" class="form">
                <FormErrors form=form.clone() />
                <input type="hidden" name="id" value=id />
                <Select form=form.clone() name="area" label=tr!(summaries.area) choices=areas() value=own required=true />
                <TextInput form=form.clone() name="year" label=tr!(summaries.year) kind=InputKind::Number value=last.year().to_string() required=true />
                <Select form name="period" label=tr!(summaries.period) choices=parts() value=format!("{:02}", last.month()) required=true />
                <p class="hint">{tr!(summaries.new_hint)}</p>
                <Button look=Look::Primary icon_before=Icon::Add>
                    {tr!(summaries.draft)}
                </Button>
            </form>
        </Disclosure>
    }
}

/// The parts of a year by the second half of a period's text; the whole year by the word of its length.
fn parts() -> Vec<Choice> {
    let months = (1..=12).map(|n| Choice::new(format!("{n:02}"), tr!(summaries.nth_month, n = n)));
    let quarters = (1..=4).map(|n| Choice::new(format!("Q{n}"), tr!(summaries.nth_quarter, n = n)));
    let halves = [("H1", tr!(summaries.first_half)), ("H2", tr!(summaries.second_half))];
    let halves = halves.into_iter().map(|(value, label)| Choice::new(value, label));
    let year = std::iter::once(Choice::new(Span::Year.as_str(), Span::Year.label()));
    months.chain(quarters).chain(halves).chain(year).collect()
}
