//! Two summaries of one area side by side: each figure of both, and by how much they differ.

use super::{
    PATH,
    api::{Beside, compare_summaries},
    href,
    links::Links,
    tables::value_view,
};
use crate::{
    error::AppError,
    text::lang,
    tr,
    ui::{
        Icon,
        button::{Button, LinkButton, Look},
        card::{Card, Empty},
        choice::{Choice, Select},
        field::use_form,
        load::Load,
        page::PageHead,
        table::{Table, numbers_row},
    },
};
use domain::{
    fault::{Code, Fault},
    ids::SummaryId,
    money::Fen,
    summary::{
        Change, FORM, FigureRef, Lang, Value,
        names::Named,
        no_base,
        opens::CellOpens,
        tables::{TableKey, figure_rows},
        views::{SummaryPage, SummaryRow},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn ComparePage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let query = query.read();
        let id = |name: &str| query.get(name).and_then(|id| id.parse::<SummaryId>().ok());
        (id("id"), id("with"))
    });
    let lang = lang();
    let data: Resource<Result<Beside, AppError>> = Resource::new(
        move || asked.get(),
        move |(id, with)| async move {
            match id {
                Some(id) => compare_summaries(id, with, lang).await,
                None => Err(Fault::new(Code::NotFound).into()),
            }
        },
    );
    view! { <Load data=data view=shown /> }
}

fn shown(beside: Beside) -> AnyView {
    let Beside { this, other, choices } = beside;
    let lang = lang();
    let back = href(this.state.id);
    let name = this.summary.period.name(lang);
    let heading = match &other {
        Some(other) => tr!(summaries.compare_of, a = other.summary.period.name(lang), b = name),
        None => tr!(summaries.compare).to_owned(),
    };
    let area = this.summary.area.name.clone();
    let form = choose(&this, other.as_ref(), choices, lang);
    let body = match &other {
        Some(other) => {
            let groups = [TableKey::General, TableKey::Balance, TableKey::Programmes, TableKey::Supervision];
            Vec::from(groups.map(|key| table(key, other, &this, lang))).into_any()
        }
        None => view! { <Empty icon=Icon::Swap title=tr!(summaries.nothing_beside) /> }.into_any(),
    };
    view! {
        <PageHead title=heading>
            <LinkButton href=back icon_before=Icon::Return>
                {tr!(summaries.back)}
            </LinkButton>
        </PageHead>
        <p class="muted">{area}</p>
        <div class="stack">{form} {body}</div>
    }
    .into_any()
}

/// Which one stands beside it: a plain GET form.
fn choose(this: &SummaryPage, other: Option<&SummaryPage>, choices: Vec<SummaryRow>, lang: Lang) -> AnyView {
    if choices.is_empty() {
        return ().into_any();
    }
    let choices =
        choices.into_iter().map(|row| Choice::new(row.id.to_string(), row.period.name(lang))).collect();
    let chosen = other.map_or_else(String::new, |other| other.state.id.to_string());
    let (form, id) = (use_form("summary-compare"), this.state.id.to_string());
    view! {
        <form method="get" action=format!("{PATH}/compare") class="form rates-form">
            <input type="hidden" name="id" value=id />
            <Select form name="with" label=tr!(summaries.beside) choices value=chosen required=true />
            <Button look=Look::Primary>{tr!(ui.apply)}</Button>
        </form>
    }
    .into_any()
}

fn table(key: TableKey, before: &SummaryPage, now: &SummaryPage, lang: Lang) -> AnyView {
    let title = key.name(lang);
    let columns = [
        tr!(summaries.figure).to_owned(),
        before.summary.period.name(lang),
        now.summary.period.name(lang),
        tr!(summaries.difference).to_owned(),
    ];
    let (of_before, of_now) = (Links::of(before), Links::of(now));
    // every form of summaries holds these figures, also one whose papers have fewer
    let rows: Vec<AnyView> = figure_rows(key, FORM)
        .into_iter()
        .filter_map(|figure| {
            let name = FigureRef::now(figure);
            let (then, now) = (before.summary.value(name), now.summary.value(name)?);
            let link = |links: &Links, value: Value| {
                value_view(value, &CellOpens::of_figure(links.period(), name, value), links, lang)
            };
            let differs = difference(Change::between(then, now), now, lang);
            let then = then.map_or_else(|| no_base(lang).into_any(), |then| link(&of_before, then));
            let numbers = vec![then, link(&of_now, now), differs.into_any()];
            Some(numbers_row(&columns, figure.name(lang).into_any(), numbers))
        })
        .collect();
    let columns = Vec::from(columns);
    view! {
        <Card title>
            <Table caption=title dense=true columns>
                {rows}
            </Table>
        </Card>
    }
    .into_any()
}

/// By how much two values differ, with its sign; the share of the earlier one behind it.
fn difference(change: Change, now: Value, lang: Lang) -> String {
    let sign = |n: i64| if n < 0 { "−" } else { "+" };
    let tenths = |n: i64| format!("{}.{}", n.unsigned_abs() / 10, n.unsigned_abs() % 10);
    match change {
        Change::NoBase => no_base(lang).to_owned(),
        Change::Same => tr!(summaries.same).to_owned(),
        Change::Points(points) => tr!(summaries.points, n = format!("{}{}", sign(points), tenths(points))),
        Change::By { difference, tenths: share } => {
            let amount = difference.saturating_abs();
            let amount = match now {
                Value::Money(_) => Value::Money(Fen(amount)),
                Value::HalfDays(_) => Value::HalfDays(Some(amount)),
                Value::Count(_) | Value::Ratio(_) => Value::Count(amount),
            };
            let plain = format!("{}{}", sign(difference), amount.show(lang));
            match share {
                Some(share) => {
                    let blank = if lang == Lang::En { " " } else { "" };
                    format!("{plain} ({}{}{blank}%)", sign(share), tenths(share))
                }
                None => plain,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_have_a_sign_and_a_share() {
        let count = |before: i64, now: i64| {
            let now = Value::Count(now);
            difference(Change::between(Some(Value::Count(before)), now), now, Lang::Zh)
        };
        assert_eq!(count(100, 112), "+12 (+12.0%)");
        assert_eq!(count(112, 100), "−12 (−10.7%)");
        assert_eq!(count(0, 3), "+3");
        assert_eq!(count(3, 3), "持平");
        let eleven = Value::Count(11);
        let english = difference(Change::between(Some(Value::Count(10)), eleven), eleven, Lang::En);
        assert_eq!(english, "+1 (+10.0 %)");
        let half = Value::HalfDays(Some(5));
        assert_eq!(
            difference(Change::between(Some(Value::HalfDays(Some(8))), half), half, Lang::Zh),
            "−1.5 (−37.5%)"
        );
        assert_eq!(difference(Change::between(None, half), half, Lang::Zh), "/");
    }
}
