//! The holiday calendar of a year, and the form that sets days.

use super::{PATH, api::read_year_days, said::span};
use crate::{
    error::AppError,
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        button::{Button, LinkButton, Look},
        card::{Card, Empty},
        choice::{Choice, Select},
        dialog::Disclosure,
        field::{FormErrors, InputKind, TextArea, TextInput, use_form},
        load::Load,
        page::PageHead,
        pager::Pager,
        table::{Cell, Table},
        time::{At, day_text},
    },
};
use chrono::NaiveDate;
use domain::{
    calendar::SpecialDay,
    rules::views::{DayRow, DaysChange, YearDays},
    text::LINE,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use uuid::Uuid;

/// The name under which the form comes back refused.
const FORM: &str = "holidays-save";

/// The page.
#[component]
pub fn DaysPage() -> impl IntoView {
    let query = use_query_map();
    let asked = move || {
        let query = query.read();
        let year = query.get("year").and_then(|year| year.parse::<i32>().ok());
        (year, query.get("before").and_then(|key| key.parse::<i64>().ok()))
    };
    let edited = Memo::new(move |_| query.read().get("edit").and_then(|day| day.parse::<NaiveDate>().ok()));
    let data: Resource<Result<YearDays, AppError>> =
        Resource::new(asked, |(year, before)| read_year_days(year, before));
    view! {
        <PageHead title=tr!(rules.calendar)>
            <LinkButton href=PATH icon_before=Icon::List>
                {tr!(rules.title)}
            </LinkButton>
        </PageHead>
        <p class="hint">{tr!(rules.calendar_hint)}</p>
        <Load data view=move |days| shown(days, edited.get()).into_any() />
    }
}

fn href(year: i32) -> String {
    format!("{PATH}/days?year={year}")
}

fn shown(year: YearDays, edited: Option<NaiveDate>) -> impl IntoView {
    let now = year.days.iter().find(|row| Some(row.day) == edited);
    let open = use_form(FORM).is_refused() || now.is_some();
    let label = if now.is_some() { tr!(rules.edit_day) } else { tr!(rules.set_days) };
    let form = year.may_keep.then(|| days_form(now));
    let form = form.map(|form| {
        view! {
            <Disclosure label look=Look::Primary icon_before=Icon::Add open>
                {form}
            </Disclosure>
        }
    });
    let shown = year.year;
    let years = (shown - 1..=shown + 1)
        .map(|other| {
            let current = (other == shown).then_some("page");
            view! {
                <a class="chip-link" href=href(other) aria-current=current>
                    {tr!(rates.year, y = other)}
                </a>
            }
        })
        .collect_view();
    let next = year.next.map(|key| format!("{}&before={key}", href(shown)));
    let days = if year.days.is_empty() {
        view! { <Empty icon=Icon::Calendar title=tr!(rules.no_days) /> }.into_any()
    } else {
        table(year.days, year.may_keep, shown).into_any()
    };
    let changes = if year.changes.is_empty() {
        view! { <Empty icon=Icon::Clock title=tr!(rules.as_delivered) /> }.into_any()
    } else {
        history(year.changes).into_any()
    };
    view! {
        <p class="chip-links">{years}</p>
        <div class="stack">{form} {days} <Card title=tr!(rules.history)>{changes}</Card></div>
        <Pager next />
    }
}

fn kind_badge(kind: SpecialDay) -> impl IntoView {
    let (tone, shape) = match kind {
        SpecialDay::Holiday => (Tone::Good, Icon::Calendar),
        SpecialDay::Workday => (Tone::Warn, Icon::Wrench),
    };
    view! { <Badge tone shape text=kind.label() /> }
}

fn table(days: Vec<DayRow>, may_keep: bool, year: i32) -> impl IntoView {
    let columns = [tr!(rules.day), tr!(rules.day_is), tr!(rules.day_name)];
    let rows = days
        .into_iter()
        .map(|row| {
            let edit = may_keep.then(|| {
                view! {
                    <LinkButton href=format!("{}&edit={}", href(year), day_text(row.day)) look=Look::Quiet icon_before=Icon::Edit>
                        {tr!(ui.edit)}
                    </LinkButton>
                }
            });
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(rules.day)>
                        {day_text(row.day)} " " {edit}
                    </td>
                    <Cell label=tr!(rules.day_is)>{kind_badge(row.is.kind)}</Cell>
                    <Cell label=tr!(rules.day_name)>{row.is.name}</Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=tr!(rules.calendar) columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
}

fn history(changes: Vec<DaysChange>) -> impl IntoView {
    let columns = [tr!(rules.when), tr!(rules.content), tr!(rules.reason), tr!(rules.by)];
    let rows = changes
        .into_iter()
        .map(|done| {
            let change = done.change;
            let said = format!(
                "{} · {} · {}",
                span(change.from, Some(change.to)),
                change.is.kind.label(),
                change.is.name
            );
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(rules.when)>
                        <At time=done.at />
                    </td>
                    <Cell label=tr!(rules.content)>{said}</Cell>
                    <Cell label=tr!(rules.reason)>{change.reason}</Cell>
                    <Cell label=tr!(rules.by)>{done.by}</Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=tr!(rules.history) columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
}

/// Sets plain days, or changes one that is set: then it says what the day was when the page was read.
fn days_form(now: Option<&DayRow>) -> AnyView {
    let form = use_form(FORM);
    let kinds = SpecialDay::ALL.iter().map(|kind| Choice::new(kind.as_str(), kind.label())).collect();
    let kind = now.map(|row| row.is.kind.to_string()).unwrap_or_default();
    let name = now.map(|row| row.is.name.clone()).unwrap_or_default();
    let days = match now {
        Some(row) => {
            let day = day_text(row.day);
            view! {
                <p>
                    <strong>{day.clone()}</strong>
                </p>
                <input type="hidden" name="from" value=day.clone() />
                <input type="hidden" name="to" value=day />
                <input type="hidden" name="before_kind" value=row.is.kind.to_string() />
                <input type="hidden" name="before_name" value=row.is.name.clone() />
            }
            .into_any()
        }
        None => view! {
            <div class="form-row">
                <TextInput form=form.clone() name="from" label=tr!(rules.first_day) kind=InputKind::Date required=true />
                <TextInput form=form.clone() name="to" label=tr!(rules.until_day) kind=InputKind::Date required=true />
            </div>
        }
        .into_any(),
    };
    view! {
        <form id=FORM method="post" action="/do/holidays" class="form">
            <FormErrors form=form.clone() />
            <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
            {days}
            <div class="form-row">
                <Select form=form.clone() name="kind" label=tr!(rules.day_is) choices=kinds value=kind required=true />
                <TextInput form=form.clone() name="name" label=tr!(rules.day_name) value=name max=LINE required=true />
            </div>
            <TextArea form=form name="reason" label=tr!(rules.reason) required=true hint=tr!(rules.reason_hint) />
            <Button look=Look::Primary>{tr!(ui.save)}</Button>
        </form>
    }
    .into_any()
}
