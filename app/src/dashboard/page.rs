//! The dashboard: all figures by month, committee, category and campaign, how old what is open is, and the trends.

use super::{
    PATH,
    ages::Ages,
    api::read_dashboard,
    balances::Balances,
    table::{Group, Groups, rank},
    trends,
};
use crate::{
    error::AppError,
    labels::Label,
    rates::{Definition, Definitions, PeriodForm, Scope, Tiles},
    relapse::interval_text,
    tr,
    ui::{
        Tone,
        card::{Card, Empty, StatTile},
        load::Load,
        page::PageHead,
        ratio::{RateRows, RateTile},
    },
};
use chrono::NaiveDate;
use domain::{
    area::AreaCode,
    calendar::local_date,
    figures::{Dashboard, DashboardFigures, FigureSet},
    listing::HazardFilter,
    relapse::{PickFilter, PickStanding},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The dashboard that the address asks for.
pub(super) fn asked_dashboard() -> Resource<Result<Dashboard, AppError>> {
    let query = use_query_map();
    let asked = move || {
        let query = query.read();
        let day = |key: &str| query.get(key).and_then(|d| d.parse::<NaiveDate>().ok());
        (query.get("area").and_then(|a| a.parse().ok()), day("from"), day("to"))
    };
    Resource::new(asked, |(area, from, to)| read_dashboard(area, from, to))
}

/// The page.
#[component]
pub fn DashboardPage() -> impl IntoView {
    let data = asked_dashboard();
    view! {
        <PageHead title=tr!(dashboard.title)>
            // a document of its own: that page loads itself again and again
            <a class="button" href=format!("{PATH}/wall") rel="external">
                {tr!(dashboard.wall)}
            </a>
            <a class="button" href=crate::summaries::PATH>
                {tr!(summaries.title)}
            </a>
        </PageHead>
        <Load data view=|dashboard| shown(dashboard).into_any() />
    }
}

fn shown(dashboard: Dashboard) -> impl IntoView {
    let rates = dashboard.rates.clone();
    let today = local_date(rates.as_of);
    let nothing = rates.total.rate_found.of == 0 && rates.total.balance.open_at_start == 0;
    let body = if nothing {
        view! { <Empty title=tr!(rates.nothing) /> }.into_any()
    } else {
        view! {
            {trends(dashboard.charts.clone())}
            <Tables dashboard=dashboard.clone() />
        }
        .into_any()
    };
    view! {
        <PeriodForm rates=rates.clone() path=PATH />
        <Scope rates=rates.clone() />
        <div class="stack">
            <AllTiles dashboard=dashboard.clone() />
            {body}
            <Card title=tr!(dashboard.ages)>
                <p class="hint">{tr!(dashboard.ages_hint)}</p>
                <Ages ages=dashboard.ages area=rates.area today />
            </Card>
        </div>
        <Definitions>
            <Definition name=tr!(dashboard.first_review) text=tr!(dashboard.first_review_means) />
            <Definition name=tr!(dashboard.repeat) text=tr!(dashboard.repeat_means) />
            <Definition name=tr!(relapse.rate) text=tr!(dashboard.relapse_means) />
            <Definition name=tr!(dashboard.overdue) text=tr!(dashboard.overdue_means) />
        </Definitions>
    }
}

/// What is the same of all hazards of an area.
fn of_area(area: &AreaCode) -> HazardFilter {
    let mut filter = HazardFilter::default();
    filter.common.area = Some(area.clone());
    filter
}

/// The area and period of the page as one group.
pub(super) fn whole(dashboard: &Dashboard) -> Group {
    Group {
        name: dashboard.rates.area.name.clone(),
        filter: of_area(&dashboard.rates.area.code),
        period: dashboard.period(),
        figures: DashboardFigures::of(&dashboard.rates.total, dashboard.quality.clone()),
        balance: dashboard.rates.total.balance,
    }
}

/// All figures over the whole period: those of the page of rates, and how good the work was.
#[component]
fn AllTiles(dashboard: Dashboard) -> impl IntoView {
    let whole = whole(&dashboard);
    let (late, late_rows) = open_now(&dashboard, true);
    let quality = &dashboard.quality;
    // a rate is worth as much as what stays rectified
    let relapse = view! {
        <RateTile
            label=tr!(relapse.rate)
            ratio=dashboard.relapse
            opens=seen_again(&dashboard)
            aside=interval_text(dashboard.relapse)
        />
    };
    let first_review = view! {
        <RateTile
            label=tr!(dashboard.first_review)
            ratio=quality.first_review
            opens=whole.opens(FigureSet::FirstPassed)
        />
    };
    let repeat = view! {
        <RateTile label=tr!(dashboard.repeat) ratio=quality.repeat opens=whole.opens(FigureSet::Repeated) />
    };
    view! {
        <Tiles rates=dashboard.rates beside=relapse.into_any()>
            {first_review} {repeat}
            <StatTile
                label=tr!(dashboard.overdue)
                value=late
                note=tr!(dashboard.today)
                href=late_rows
                tone=Tone::Bad
            />
        </Tiles>
    }
}

/// What the relapse rate opens.
fn seen_again(dashboard: &Dashboard) -> RateRows {
    let link = |standing| {
        let filter = PickFilter::of(&dashboard.rates.area.code, dashboard.period(), standing);
        crate::query::href(crate::relapse::PATH, &filter)
    };
    RateRows { rows: link(PickStanding::CameBack), base: Some(link(PickStanding::Seen)) }
}

/// How many are open today whenever they were found, or of them overdue, and their list: the ages together.
pub(super) fn open_now(dashboard: &Dashboard, overdue: bool) -> (String, String) {
    let counts = || dashboard.ages.iter().map(|age| if overdue { age.overdue } else { age.open });
    let more = if counts().any(|count| count.more) { "+" } else { "" };
    let n: u64 = counts().map(|count| count.n).sum();
    let today = local_date(dashboard.rates.as_of);
    let mut rows = domain::figures::Age::filter(0, None, today, overdue);
    rows.common.area = Some(dashboard.rates.area.code.clone());
    (format!("{n}{more}"), crate::query::href("/hazards", &rows))
}

/// The figures by everything they are asked by. The table by month is that of the charts as well.
#[component]
fn Tables(dashboard: Dashboard) -> impl IntoView {
    let here = whole(&dashboard);
    let months = dashboard.months.into_iter().map(|row| Group {
        name: row.month.to_string(),
        period: row.month.period(),
        figures: DashboardFigures::of(&row.figures, row.quality),
        balance: row.figures.balance,
        ..here.clone()
    });
    let areas = dashboard.areas.into_iter().map(|row| Group {
        name: row.rates.area.name,
        filter: of_area(&row.rates.area.code),
        period: here.period,
        figures: DashboardFigures::of(&row.rates.figures, row.quality),
        balance: row.rates.figures.balance,
    });
    let categories = dashboard.categories.into_iter().map(|row| Group {
        name: row.category.label().to_owned(),
        filter: HazardFilter { category: vec![row.category], ..here.filter.clone() },
        figures: row.figures,
        balance: row.balance,
        ..here.clone()
    });
    let campaigns = dashboard.campaigns.into_iter().map(|row| Group {
        name: row.title,
        filter: HazardFilter { campaign: Some(row.id), ..here.filter.clone() },
        figures: row.figures,
        balance: row.balance,
        ..here.clone()
    });
    let table = |titles: [&'static str; 2], first: &'static str, groups: Vec<Group>, ranked: bool| {
        let [title, stock] = titles;
        (!groups.is_empty()).then(|| {
            let hint = ranked.then(|| view! { <p class="hint">{tr!(rates.small_groups)}</p> });
            view! {
                <Card title>
                    {hint}
                    <Groups caption=title first groups=groups.clone() ranked />
                    <h3 class="section-head">{stock}</h3>
                    <Balances caption=stock first groups />
                </Card>
            }
        })
    };
    let by_month = [tr!(rates.by_month), tr!(dashboard.stock_by_month)];
    let by_area = [tr!(rates.by_area), tr!(dashboard.stock_by_area)];
    let by_category = [tr!(dashboard.by_category), tr!(dashboard.stock_by_category)];
    let by_campaign = [tr!(dashboard.by_campaign), tr!(dashboard.stock_by_campaign)];
    view! {
        {table(by_month, tr!(rates.month), months.collect(), false)}
        {table(by_area, tr!(rates.area), rank(areas.collect()), true)}
        {table(by_category, tr!(hazards.category), categories.collect(), false)}
        {table(by_campaign, tr!(dashboard.campaign), campaigns.collect(), false)}
    }
}
