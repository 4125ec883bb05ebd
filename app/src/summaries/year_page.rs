//! A year of one area on one page: its months, its figures so far, its summaries.

use super::{
    PATH,
    api::{Drawn, YearRead, read_summary_year},
    href,
    links::Links,
    list_page,
    tables::table_view,
    year_href,
};
use crate::{
    dashboard::trends,
    error::AppError,
    facts::use_me,
    programmes::choices::areas,
    text::lang,
    tr,
    ui::{
        Icon,
        button::{Button, LinkButton, Look},
        card::{Card, Empty},
        choice::Select,
        field::{InputKind, TextInput, use_form},
        load::Load,
        page::PageHead,
        time::{minute_text, today},
    },
};
use chrono::Datelike;
use domain::{
    area::AreaCode,
    summary::tables::{TableKey, one},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn YearPage() -> impl IntoView {
    let query = use_query_map();
    let own = use_me().map(|me| me.area.code);
    let asked = Memo::new(move |_| {
        let query = query.read();
        let area = query.get("area").and_then(|code| code.parse::<AreaCode>().ok()).or_else(|| own.clone());
        let year = query.get("year").and_then(|year| year.parse::<i32>().ok());
        (area, year.unwrap_or_else(|| today().year()))
    });
    let lang = lang();
    let data: Resource<Result<YearRead, AppError>> =
        Resource::new(move || asked.get(), move |(area, year)| read_summary_year(area, Some(year), lang));
    view! { <Load data view=move |read| shown(read, &asked.get()) /> }
}

fn shown(read: YearRead, (area, year): &(Option<AreaCode>, i32)) -> AnyView {
    let (year, heading) = (*year, tr!(summaries.year_of, y = *year));
    let form = choose(area.as_ref(), year);
    let years: Vec<AnyView> = (0..4)
        .filter_map(|back| {
            let (other, area) = (today().year() - back, area.as_ref()?);
            let (to, current) = (year_href(area, other), (other == year).then_some("page"));
            let label = tr!(rates.year, y = other);
            let way = view! {
                <a class="chip-link" href=to aria-current=current>
                    {label}
                </a>
            };
            Some(way.into_any())
        })
        .collect();
    let figures = read.latest.map(|latest| figures(latest, year));
    let list = if read.rows.is_empty() {
        let text = if read.may_write { tr!(summaries.none_yet) } else { tr!(summaries.none) };
        view! {
            <Empty icon=Icon::Calendar title=text>
                <LinkButton href=PATH icon_before=Icon::Add>
                    {tr!(summaries.title)}
                </LinkButton>
            </Empty>
        }
        .into_any()
    } else {
        let table = list_page::table(read.rows);
        view! { <Card title=tr!(summaries.title)>{table}</Card> }.into_any()
    };
    view! {
        <PageHead title=heading />
        <p class="chip-links">{years}</p>
        <div class="stack summary-page">{form} {figures} {list}</div>
    }
    .into_any()
}

/// The figures of the summary that reaches furthest into the year, and the months of the year.
fn figures(latest: Drawn, year: i32) -> AnyView {
    let lang = lang();
    let Drawn { mut page, charts, .. } = latest;
    let links = Links::of(&page);
    // the trends also hold months of the year before
    page.summary.months.retain(|line| line.month.year() == year);
    let months = table_view(&page.summary, one(&page.summary, TableKey::Months, lang), &links, lang);
    let general = table_view(&page.summary, one(&page.summary, TableKey::General, lang), &links, lang);
    let (from, to) = (page.summary.period.name(lang), href(page.state.id));
    let as_of = tr!(summaries.year_from, period = from, at = minute_text(page.summary.as_of));
    view! {
        <Card>{months}</Card>
        {trends(charts)}
        <Card>
            <p class="hint">
                <a class="table-link" href=to>
                    {as_of}
                </a>
            </p>
            {general}
        </Card>
    }
    .into_any()
}

/// Which area and year: a plain GET form.
fn choose(area: Option<&AreaCode>, year: i32) -> AnyView {
    let form = use_form("summary-year");
    let (action, area) = (format!("{PATH}/year"), area.map_or_else(String::new, ToString::to_string));
    view! {
        <form method="get" action=action class="form rates-form">
            <Select form=form.clone() name="area" label=tr!(summaries.area) choices=areas() value=area required=true />
            <TextInput form name="year" label=tr!(summaries.year) kind=InputKind::Number value=year.to_string() required=true />
            <Button look=Look::Primary>{tr!(ui.apply)}</Button>
        </form>
    }
    .into_any()
}
