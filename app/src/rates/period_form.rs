//! Which area and which days: the same on every page of figures.

use crate::{
    facts::use_me,
    tr,
    ui::{
        button::{Button, Look},
        choice::{Choice, Select},
        field::{InputKind, TextInput, use_form},
        time::{day_text, today},
    },
};
use chrono::Datelike;
use domain::{
    figures::Rates,
    period::{Month, Period},
};
use leptos::prelude::*;

/// Area and period: a plain GET form, and links for the usual periods.
#[component]
pub fn PeriodForm(
    /// What is shown now.
    rates: Rates,
    /// The page that shows it.
    path: &'static str,
) -> impl IntoView {
    let form = use_form("rates");
    let me = use_me();
    let mut choices: Vec<Choice> = Vec::new();
    for area in me.iter().flat_map(|me| std::iter::once(&me.area).chain(&me.areas)) {
        choices.push(Choice::new(area.code.to_string(), area.name.clone()));
    }
    if !choices.iter().any(|c| c.value == rates.area.code.as_str()) {
        choices.push(Choice::new(rates.area.code.to_string(), rates.area.name.clone()));
    }
    let area = rates.area.code.to_string();
    let link = |label: String, period: Period| {
        let href = format!("{path}?area={area}&from={}&to={}", day_text(period.from), day_text(period.to));
        let current = (period == rates.period).then_some("page");
        view! {
            <a class="chip-link" href=href aria-current=current>
                {label}
            </a>
        }
    };
    let now = Month::of_day(today());
    let years = (0..4)
        .filter_map(|back| Period::year(today().year() - back).ok().map(|p| (today().year() - back, p)));
    let years = years.map(|(year, period)| link(tr!(rates.year, y = year), period)).collect_view();
    view! {
        <form method="get" action=path class="form rates-form">
            <Select form=form.clone() name="area" label=tr!(rates.area) choices value=rates.area.code.to_string() />
            <TextInput form=form.clone() name="from" label=tr!(rates.from) kind=InputKind::Date value=day_text(rates.period.from) required=true />
            <TextInput form name="to" label=tr!(rates.to) kind=InputKind::Date value=day_text(rates.period.to) required=true />
            <Button look=Look::Primary>{tr!(ui.apply)}</Button>
        </form>
        <p class="chip-links">
            {link(tr!(rates.this_month).to_owned(), now.period())}
            {link(tr!(rates.last_month).to_owned(), now.previous().period())} {years}
        </p>
    }
}
