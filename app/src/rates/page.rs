//! Rates: figure A by month and by area, with what stands beside it; every number opens its rows.

use super::{
    api::{read_area_map, read_rates},
    map::AreaMapCard,
    period_form::PeriodForm,
    table::{FigureColumns, Matrix, figure_rows},
};
use crate::{
    error::AppError,
    tr,
    ui::{
        Tone,
        card::{Card, Empty, StatTile},
        load::Load,
        page::PageHead,
        ratio::{RateRows, RateTile},
        time::{day_text, minute_text},
    },
};
use chrono::NaiveDate;
use domain::{
    area::AreaRef,
    figures::{AreaMap, FigureSet, Rates},
    listing::HazardFilter,
    period::Period,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page of rates.
#[component]
pub fn RatesPage() -> impl IntoView {
    let query = use_query_map();
    let asked = move || {
        let query = query.read();
        let day = |key: &str| query.get(key).and_then(|d| d.parse::<NaiveDate>().ok());
        (query.get("area").and_then(|a| a.parse().ok()), day("from"), day("to"))
    };
    let data: Resource<Result<Rates, AppError>> =
        Resource::new(asked, |(area, from, to)| read_rates(area, from, to));
    // another figure or month is asked for by itself
    let drawn = move || {
        let query = query.read();
        let figure = query.get("map").and_then(|figure| figure.parse().ok());
        (figure, query.get("month").and_then(|month| month.parse().ok()))
    };
    let map: Resource<Result<AreaMap, AppError>> = Resource::new(
        move || (asked(), drawn()),
        |((area, from, to), (figure, month))| read_area_map(area, from, to, figure, month),
    );
    view! {
        <PageHead title=tr!(nav.rates)>
            <a class="button" href="/dashboard">
                {tr!(dashboard.title)}
            </a>
        </PageHead>
        <Load data=data view=move |rates| page(rates, map).into_any() />
    }
}

/// The list of hazards behind a figure.
pub(super) fn rows_of(set: FigureSet, area: &AreaRef, period: Period) -> String {
    let mut filter = HazardFilter { figure: Some(set), ..HazardFilter::default() };
    filter.common.area = Some(area.code.clone());
    filter.common.from = Some(period.from);
    filter.common.to = Some(period.to);
    crate::query::href("/hazards", &filter)
}

fn page(rates: Rates, map: Resource<Result<AreaMap, AppError>>) -> impl IntoView {
    let nothing = rates.total.rate_found.of == 0 && rates.total.balance.open_at_start == 0;
    let tables = if nothing {
        view! { <Empty title=tr!(rates.nothing) /> }.into_any()
    } else {
        let tables = tables(&rates);
        view! {
            <AreaMapCard rates=rates.clone() map />
            {tables}
        }
        .into_any()
    };
    view! {
        <PeriodForm rates=rates.clone() path="/rates" />
        <Scope rates=rates.clone() />
        <div class="stack">
            <Tiles rates=rates.clone() />
            {tables}
        </div>
        <Definitions />
    }
}

/// What the figures mean, behind a line.
#[component]
pub fn Definitions(
    /// More of them, each a [`Definition`].
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <details class="rates-definitions">
            <summary>{tr!(rates.definitions)}</summary>
            <dl class="facts">
                <Definition name=tr!(rates.a) text=tr!(rates.a_means) />
                <Definition name=tr!(rates.b) text=tr!(rates.b_means) />
                <Definition name=tr!(rates.timely) text=tr!(rates.timely_means) />
                <Definition name=tr!(rates.on_time) text=tr!(rates.on_time_means) />
                <Definition name=tr!(rates.on_the_spot) text=tr!(rates.on_the_spot_means) />
                <Definition name=tr!(rates.balance) text=tr!(rates.balance_means) />
                {children.map(|children| children())}
            </dl>
        </details>
    }
}

/// One figure and what it means.
#[component]
pub fn Definition(
    /// The figure.
    name: &'static str,
    /// What it means.
    text: &'static str,
) -> impl IntoView {
    view! {
        <div class="fact">
            <dt>{name}</dt>
            <dd>{text}</dd>
        </div>
    }
}

fn tables(rates: &Rates) -> impl IntoView + use<> {
    let months = (!rates.months.is_empty()).then(|| {
        let rows = rates.months.iter().map(|m| (m.month.to_string(), rates.area.clone(), m.month.period(), m.figures)).collect();
        view! {
            <Card title=tr!(rates.by_month)>
                <FigureColumns caption=tr!(rates.by_month) first=tr!(rates.month) rows=figure_rows(rows, false) />
            </Card>
        }
    });
    let areas = (!rates.areas.is_empty()).then(|| {
        let rows = rates.areas.iter().map(|a| (a.area.name.clone(), a.area.clone(), rates.period, a.figures)).collect();
        view! {
            <Card title=tr!(rates.by_area)>
                <p class="hint">{tr!(rates.small_groups)}</p>
                <FigureColumns caption=tr!(rates.by_area) first=tr!(rates.area) rows=figure_rows(rows, true) />
            </Card>
        }
    });
    let crossed = (!rates.months.is_empty() && !rates.areas.is_empty()).then(|| rates.clone());
    let matrix = crossed.map(|rates| {
        view! {
            <Card title=tr!(rates.matrix)>
                <Matrix rates />
            </Card>
        }
    });
    view! { <div class="stack">{months} {areas} {matrix}</div> }
}

/// Of which area, for which days and as of when the figures are.
#[component]
pub fn Scope(
    /// The figures.
    rates: Rates,
) -> impl IntoView {
    let (from, to) = (day_text(rates.period.from), day_text(rates.period.to));
    view! {
        <p class="rates-scope">
            <strong>{rates.area.name}</strong>
            " "
            {tr!(rates.scope, from = from, to = to, at = minute_text(rates.as_of))}
        </p>
    }
}

/// The figures over the whole period.
#[component]
pub fn Tiles(
    /// The figures.
    rates: Rates,
    /// What stands beside the rectification rate.
    #[prop(optional, into)]
    beside: Option<AnyView>,
    /// More tiles behind these.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (area, period, f) = (rates.area, rates.period, rates.total);
    let link = move |set| rows_of(set, &area, period);
    let opens = |set| RateRows::of(set, &link);
    let days = rates.days_median.map_or_else(|| tr!(ui.no_base).to_owned(), |d| format!("{d}"));
    let p90 = rates.days_p90.map_or_else(|| tr!(ui.no_base).to_owned(), |d| d.to_string());
    view! {
        <div class="tiles">
            <RateTile label=tr!(rates.a) ratio=f.rate_found opens=opens(FigureSet::Closed) tone=Tone::Good />
            {beside}
            <StatTile label=tr!(rates.not_closed) value=(f.rate_found.of - f.rate_found.n).to_string() href=link(FigureSet::NotClosed) tone=Tone::Warn />
            <StatTile label=tr!(rates.awaiting) value=f.awaiting.to_string() href=link(FigureSet::Awaiting) />
            <RateTile label=tr!(rates.on_the_spot) ratio=f.on_the_spot opens=opens(FigureSet::OnTheSpot) />
            <RateTile label=tr!(rates.b) ratio=f.rate_due opens=opens(FigureSet::DueClosed) />
            <RateTile label=tr!(rates.timely) ratio=f.timely opens=opens(FigureSet::Timely) />
            <RateTile label=tr!(rates.on_time) ratio=f.on_time opens=opens(FigureSet::OnTime) />
            <StatTile label=tr!(rates.days) value=days note=tr!(rates.days_p90, n = p90) href=link(FigureSet::Closed) />
            {children.map(|children| children())}
        </div>
        <Card title=tr!(rates.balance)>
            <p class="balance">
                <BalanceTerm label=tr!(rates.open_at_start) n=f.balance.open_at_start href=link(FigureSet::OpenAtStart) />
                <span>"+"</span>
                <BalanceTerm label=tr!(rates.found) n=f.balance.found href=link(FigureSet::FlowFound) />
                <span>"+"</span>
                <BalanceTerm label=tr!(rates.reopened) n=f.balance.reopened href=link(FigureSet::FlowReopened) />
                <span>"−"</span>
                <BalanceTerm label=tr!(rates.closed) n=f.balance.closed href=link(FigureSet::FlowClosed) />
                <span>"−"</span>
                <BalanceTerm label=tr!(rates.voided) n=f.balance.voided href=link(FigureSet::FlowVoided) />
                <span>"="</span>
                <BalanceTerm label=tr!(rates.open_at_end) n=f.balance.open_at_end href=link(FigureSet::OpenAtEnd) />
            </p>
        </Card>
    }
}

#[component]
fn BalanceTerm(label: &'static str, n: i64, href: String) -> impl IntoView {
    view! {
        <a class="balance-term" href=href>
            <strong>{n}</strong>
            <span>{label}</span>
        </a>
    }
}
