//! The list of summaries and their corrections, newest period first.

use super::{
    PATH,
    api::{ListRead, list_summaries},
    badges::status_badge,
    changes_href, href,
    new_form::NewForm,
    year_href,
};
use crate::{
    error::AppError,
    facts::use_me,
    fault_text::reason,
    labels::Label,
    programmes::choices::areas,
    query::address,
    text::lang,
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        button::{Button, LinkButton, Look},
        card::{Card, Empty, or_nothing},
        choice::{Choice, Select},
        field::{InputKind, TextInput, use_form},
        load::Load,
        page::PageHead,
        pager::Pager,
        table::{Cell, Table},
        time::{minute_text, today},
    },
};
use chrono::Datelike;
use domain::{
    area::AreaCode,
    summary::{
        Span,
        views::{StepEnd, SummaryList, SummaryNote, SummaryRow},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What the address asks for.
#[derive(Clone, Debug, Default, PartialEq)]
struct Asked {
    area: Option<AreaCode>,
    span: Option<Span>,
    year: Option<i32>,
    before: Option<i64>,
}

impl Asked {
    fn href(&self) -> String {
        let pairs = [
            ("area", self.area.as_ref().map(ToString::to_string)),
            ("span", self.span.map(|span| span.to_string())),
            ("year", self.year.map(|year| year.to_string())),
            ("before", self.before.map(|key| key.to_string())),
        ];
        address(PATH, pairs.into_iter().filter_map(|(name, value)| Some((name, value?))))
    }
}

/// The page.
#[component]
pub fn ListPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let query = query.read();
        Asked {
            area: query.get("area").and_then(|code| code.parse().ok()),
            span: query.get("span").and_then(|word| word.parse().ok()),
            year: query.get("year").and_then(|year| year.parse().ok()),
            before: query.get("before").and_then(|key| key.parse().ok()),
        }
    });
    let data: Resource<Result<ListRead, AppError>> =
        Resource::new(move || asked.get(), |a| list_summaries(a.area, a.span, a.year, a.before));
    view! {
        <PageHead title=tr!(summaries.title) />
        <p class="hint">{tr!(summaries.hint)}</p>
        <Load data view=move |read| shown(read, &asked.get()) />
    }
}

fn shown(read: ListRead, asked: &Asked) -> AnyView {
    let ListRead { list: SummaryList { rows, next, may_write }, waiting } = read;
    let waiting = (!waiting.is_empty()).then(|| waiting_card(waiting));
    let new = may_write.then(|| view! { <NewForm /> });
    let filter = filter(asked);
    let area = asked.area.clone().or_else(|| use_me().map(|me| me.area.code));
    let year = asked.year.unwrap_or_else(|| today().year());
    let on_one_page = area.map(|area| {
        let href = year_href(&area, year);
        let label = tr!(summaries.year_of, y = year);
        view! {
            <p>
                <LinkButton href=href icon_before=Icon::Calendar>
                    {label}
                </LinkButton>
            </p>
        }
    });
    let body = if rows.is_empty() {
        view! { <Empty icon=Icon::Note title=tr!(summaries.none) /> }.into_any()
    } else {
        table(rows)
    };
    let first = asked.before.map(|_| Asked { before: None, ..asked.clone() }.href());
    let next = next.map(|key| Asked { before: Some(key), ..asked.clone() }.href());
    view! {
        <div class="stack">{waiting} {new} {filter} {on_one_page} {body}</div>
        <Pager previous=first next=next />
    }
    .into_any()
}

/// What this person was told of, each with a way to be done with the note.
fn waiting_card(notes: Vec<SummaryNote>) -> AnyView {
    let notes: Vec<AnyView> = notes
        .into_iter()
        .map(|SummaryNote { row, ended }| {
            let read = format!("/do/summaries/{}/read", row.id);
            let (name, to) = name_and_way(&row);
            let name = format!("{} · {name}", row.area.name);
            let ended = ended.map(|ended| view! { <p class="hint">{end_text(&ended)}</p> });
            view! {
                <li>
                    <a class="table-link" href=to>
                        {name}
                    </a>
                    {ended}
                    <form method="post" action=read class="button-form">
                        <Button look=Look::Quiet icon_before=Icon::Check>
                            {tr!(summaries.note_read)}
                        </Button>
                    </form>
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <Card title=tr!(summaries.waiting)>
            <ul class="summary-changes">{notes}</ul>
        </Card>
    }
    .into_any()
}

/// How a step ended that this person pressed.
fn end_text(ended: &StepEnd) -> String {
    let step = ended.action.label();
    match &ended.refusal {
        None => tr!(summaries.step_done, step = step),
        Some(fault) => tr!(summaries.step_refused, step = step, reason = reason(fault)),
    }
}

/// What a row is called and where it leads. A correction is read as what it corrects: its page lists what changed.
fn name_and_way(row: &SummaryRow) -> (String, String) {
    let period = row.period.name(lang());
    match row.corrects {
        None => (period, href(row.id)),
        Some(_) => (tr!(summaries.correction_of, period = period), changes_href(row.id)),
    }
}

/// By area, length and year: a plain GET form.
fn filter(asked: &Asked) -> AnyView {
    let form = use_form("summaries");
    let area = asked.area.as_ref().map_or_else(String::new, ToString::to_string);
    let span = asked.span.map_or_else(String::new, |span| span.to_string());
    let year = asked.year.map_or_else(String::new, |year| year.to_string());
    let spans = Span::ALL.iter().map(|span| Choice::new(span.as_str(), span.label())).collect();
    view! {
        <form method="get" action=PATH class="form rates-form">
            <Select form=form.clone() name="area" label=tr!(summaries.area) choices=areas() value=area blank=tr!(summaries.all) />
            <Select form=form.clone() name="span" label=tr!(summaries.span) choices=spans value=span blank=tr!(summaries.all) />
            <TextInput form name="year" label=tr!(summaries.year) kind=InputKind::Number value=year />
            <Button look=Look::Primary>{tr!(ui.apply)}</Button>
        </form>
    }
    .into_any()
}

/// A table of summaries.
pub(super) fn table(rows: Vec<SummaryRow>) -> AnyView {
    let columns = [
        tr!(summaries.period),
        tr!(summaries.area),
        tr!(summaries.status),
        tr!(summaries.number),
        tr!(summaries.as_of),
        tr!(summaries.issued_at),
    ];
    let rows: Vec<AnyView> = rows.into_iter().map(row).collect();
    view! {
        <Table caption=tr!(summaries.title) columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
    .into_any()
}

fn row(row: SummaryRow) -> AnyView {
    let (name, to) = name_and_way(&row);
    let changed = (row.changed_rows > 0).then(|| {
        let (text, to) = (tr!(summaries.changed_rows, n = row.changed_rows), changes_href(row.id));
        view! {
            " "
            <a class="table-link" href=to>
                <Badge tone=Tone::Warn shape=Icon::Alert text=text />
            </a>
        }
    });
    let status = status_badge(row.status);
    let (number, issued) = (or_nothing(row.number), or_nothing(row.issued_at.map(minute_text)));
    let (area, as_of) = (row.area.name, minute_text(row.as_of));
    view! {
        <tr>
            <td class="card-title" data-label=tr!(summaries.period)>
                <a class="table-link" href=to>
                    {name}
                </a>
                {changed}
            </td>
            <Cell label=tr!(summaries.area)>{area}</Cell>
            <Cell label=tr!(summaries.status)>{status}</Cell>
            <Cell label=tr!(summaries.number)><span class="day">{number}</span></Cell>
            <Cell label=tr!(summaries.as_of)>{as_of}</Cell>
            <Cell label=tr!(summaries.issued_at)>{issued}</Cell>
        </tr>
    }
    .into_any()
}
