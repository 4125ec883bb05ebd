//! A figure on a map of the areas inside: a drawing without streets, whose areas open their rows.
//!
//! Every area says its figure in words, so that nothing hangs on a colour; a small group is hatched instead of coloured. It is
//! drawn on the server and needs no program; going through the months does.

use super::page::rows_of;
use crate::{
    error::AppError,
    hazards::figure_text,
    query::address,
    tr,
    ui::{
        card::Card,
        load::Load,
        months::{MonthSlider, month_text},
        ratio::counted,
        time::day_text,
    },
};
use domain::{
    area::AreaRef,
    figures::{AreaFigure, AreaMap, FigureSet, MappedArea, Rates, Ratio, Shade},
    geo::DRAWING,
    period::{Month, Period},
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
    params::ParamsMap,
};

/// Most months that are gone through one by one: ten years.
const MONTHS: usize = 120;

/// What a figure is called.
fn name(figure: AreaFigure) -> &'static str {
    match figure {
        AreaFigure::RateFound => tr!(rates.a),
        AreaFigure::RateDue => tr!(rates.b),
        AreaFigure::Timely => tr!(rates.timely),
        AreaFigure::OnTime => tr!(rates.on_time),
        AreaFigure::OnTheSpot => tr!(rates.on_the_spot),
        AreaFigure::Found => tr!(rates.found),
        AreaFigure::Awaiting => tr!(rates.awaiting),
        AreaFigure::Open => tr!(rates.open_at_end),
        AreaFigure::Overdue => tr!(rates.overdue),
        AreaFigure::Closed => tr!(rates.closed),
        AreaFigure::Reopened => tr!(rates.reopened),
    }
}

/// The page of rates with this on its map.
fn link(area: &AreaRef, period: Period, figure: AreaFigure, month: Option<Month>) -> String {
    let mut pairs = vec![
        ("area", area.code.to_string()),
        ("from", day_text(period.from)),
        ("to", day_text(period.to)),
        ("map", figure.to_string()),
    ];
    pairs.extend(month.map(|month| ("month", month.to_string())));
    address("/rates", pairs)
}

/// The figure as it is written: of a rate the percentage.
fn amount_text(figure: AreaFigure, amount: Ratio) -> String {
    if figure.is_rate() {
        amount.percent(1).map_or_else(|| tr!(ui.no_base).to_owned(), |percent| format!("{percent}%"))
    } else {
        amount.n.to_string()
    }
}

/// What a rate was counted from, in words.
fn counted_text(figure: AreaFigure, amount: Ratio) -> Option<String> {
    figure.is_rate().then(|| format!("{}/{}", amount.n, amount.of))
}

/// The rows of what a rate was counted from, where there are any.
fn base(figure: AreaFigure, amount: Ratio, area: &AreaRef, period: Period) -> Option<(FigureSet, String)> {
    let set = figure.set().base().filter(|_| figure.is_rate() && amount.of > 0)?;
    Some((set, rows_of(set, area, period)))
}

/// A figure outside of the drawing: it opens its rows, and by N those of what it was counted from.
fn amount_of(figure: AreaFigure, amount: Ratio, area: &AreaRef, period: Period) -> impl IntoView + use<> {
    let href = rows_of(figure.set(), area, period);
    let of = figure.is_rate().then(|| {
        let base = base(figure, amount, area, period).map(|(_, href)| href);
        view! { <span class="ratio-counted">{counted(amount, base)}</span> }
    });
    view! {
        <a href=href>
            <strong>{amount_text(figure, amount)}</strong>
        </a>
        " "
        {of}
    }
}

/// The map of the areas inside, with its figures to choose from, its months and its legend.
#[component]
pub fn AreaMapCard(
    /// The figures that the page shows.
    rates: Rates,
    /// One of them by area, and in which month.
    map: Resource<Result<AreaMap, AppError>>,
) -> impl IntoView {
    view! {
        <Card title=tr!(rates.map)>
            // stays while the map goes from month to month
            <Months area=rates.area period=rates.period />
            <Load data=map view=|map| area_map(map).into_any() />
        </Card>
    }
}

fn area_map(map: AreaMap) -> impl IntoView {
    let (figure, period, month) = (map.figure, map.period, map.month);
    let whole = map.area.clone();
    let figures = AreaFigure::ALL
        .iter()
        .map(|other| {
            let href = link(&whole, period, *other, month);
            let current = (*other == figure).then_some("true");
            view! {
                <a class="chip-link" href=href data-noscroll aria-current=current>
                    {name(*other)}
                </a>
            }
        })
        .collect_view();
    let (drawn, unknown): (Vec<MappedArea>, Vec<MappedArea>) =
        map.areas.iter().cloned().partition(|area| area.outline.is_some());
    let shown = map.shown();
    let days = match month {
        Some(month) => month_text(month),
        None => tr!(rates.map_days, from = day_text(shown.from), to = day_text(shown.to)),
    };
    let total = amount_of(figure, map.total, &whole, shown);
    let said = tr!(rates.map_said, figure = name(figure), area = whole.name.clone(), days = days);
    view! {
        <nav class="chip-links" aria-label=tr!(rates.map_figure)>
            {figures}
        </nav>
        <p class="area-map-said" role="status">
            {said.clone()} " " {total}
        </p>
        {(!drawn.is_empty()).then(|| drawing(figure, shown, said, drawn))}
        <Legend map />
        {(!unknown.is_empty()).then(|| without_outline(figure, shown, unknown))}
    }
}

/// The months of the period: a slider, and a plain form where no program runs.
#[component]
fn Months(
    /// All of the map.
    area: AreaRef,
    /// The period of the page.
    period: Period,
) -> impl IntoView {
    let mut months: Vec<Month> = period.months().rev().take(MONTHS).collect();
    months.reverse();
    if months.len() < 2 {
        return None;
    }
    let query = use_query_map();
    let figure = move |query: &ParamsMap| {
        query.get("map").and_then(|figure| figure.parse().ok()).unwrap_or(AreaFigure::RateFound)
    };
    let at = Memo::new(move |_| query.read().get("month").and_then(|month| month.parse::<Month>().ok()));
    let navigate = use_navigate();
    let to = area.clone();
    let go = Callback::new(move |month: Option<Month>| {
        let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
        navigate(&link(&to, period, figure(&query.read_untracked()), month), options);
    });
    let now = at.get_untracked();
    let options = months
        .iter()
        .map(|of| {
            let selected = now == Some(*of);
            view! {
                <option value=of.to_string() selected=selected>
                    {month_text(*of)}
                </option>
            }
        })
        .collect_view();
    let shown = figure(&query.read_untracked()).to_string();
    Some(view! {
        <MonthSlider months=Signal::derive(move || months.clone()) at go />
        <form method="get" action="/rates" class="area-map-month without-script">
            <input type="hidden" name="area" value=area.code.to_string() />
            <input type="hidden" name="from" value=day_text(period.from) />
            <input type="hidden" name="to" value=day_text(period.to) />
            <input type="hidden" name="map" value=shown />
            <label>
                <span>{tr!(rates.month)}</span>
                <select name="month">
                    <option value="">{tr!(rates.map_all_months)}</option>
                    {options}
                </select>
            </label>
            <button class="button">{tr!(ui.apply)}</button>
        </form>
    })
}

/// The areas side by side; each opens its rows.
fn drawing(figure: AreaFigure, period: Period, said: String, areas: Vec<MappedArea>) -> impl IntoView {
    let (width, height) = DRAWING;
    let shapes = areas.into_iter().filter_map(|area| shape(figure, period, area)).collect_view();
    view! {
        // wider than a phone: it scrolls sideways, and can be reached with the keyboard
        <div class="area-map-box" tabindex="0" role="region" aria-label=said>
            <svg class="area-map" viewBox=format!("0 0 {width} {height}") role="group" aria-label=said.clone()>
                {hatch()}
                {shapes}
            </svg>
        </div>
    }
}

/// Lines for what is not coloured. One for each page: its name is known to the drawing and the legend.
fn hatch() -> impl IntoView {
    view! {
        <defs>
            <pattern id="area-hatch" width="14" height="14" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect class="area-none" width="14" height="14"></rect>
                <path class="area-hatch" d="M0,0V14"></path>
            </pattern>
        </defs>
    }
}

/// How a shade is filled: with a class of the style sheet, or hatched.
fn fill(shade: Shade) -> (&'static str, Option<&'static str>) {
    match shade {
        Shade::NoBase => ("area-none", None),
        Shade::Small => ("area-small", Some("url(#area-hatch)")),
        Shade::Step(0) => ("area-step-0", None),
        Shade::Step(1) => ("area-step-1", None),
        Shade::Step(2) => ("area-step-2", None),
        Shade::Step(3) => ("area-step-3", None),
        Shade::Step(_) => ("area-step-4", None),
    }
}

fn shape(figure: AreaFigure, period: Period, area: MappedArea) -> Option<impl IntoView> {
    let MappedArea { area, amount, shade, outline } = area;
    let outline = outline?;
    let (class, pattern) = fill(shade);
    let href = rows_of(figure.set(), &area, period);
    let (text, of) = (amount_text(figure, amount), counted_text(figure, amount));
    let mut told =
        tr!(rates.map_area, area = area.name.clone(), figure = name(figure), amount = text.clone());
    if let Some(of) = &of {
        told = format!("{told}, {of}");
    }
    if shade == Shade::Small {
        told = format!("{told}, {}", tr!(rates.small));
    }
    let (x, y) = outline.at;
    let line = |down: i32| (x.to_string(), (y + down).to_string());
    let ((x, top), (_, middle), (_, foot)) = (line(-22), line(8), line(36));
    let of = of.unwrap_or_default();
    let (base_href, base_told) = base(figure, amount, &area, period)
        .map(|(set, href)| {
            let (name, n) = (area.name.clone(), amount.of.to_string());
            let told = tr!(rates.map_area, area = name, figure = figure_text(set), amount = n);
            (href, format!("{told}, {of}"))
        })
        .unzip();
    let ((left, up), (wide, high)) = (touch(outline.at), TOUCH);
    // each the only one inside an element that is a drawing for certain: a link alone, or beside another, could be one of a page
    Some(view! {
        <g class="area-map-area">
            <g>
                <a href=href aria-label=told>
                    <path class=class d=outline.path fill=pattern fill-rule="evenodd"></path>
                    <text class="area-map-name" x=x.clone() y=top text-anchor="middle">
                        {area.name}
                    </text>
                    <text class="area-map-amount" x=x.clone() y=middle text-anchor="middle">
                        {text}
                    </text>
                </a>
            </g>
            <g>
                <a class="area-map-base" href=base_href aria-label=base_told>
                    <rect x=left y=up width=wide height=high></rect>
                    <text class="area-map-of ratio-counted" x=x y=foot text-anchor="middle">
                        {of}
                    </text>
                </a>
            </g>
        </g>
    })
}

/// Width and height of what is touched to open N: of a finger where the drawing is as large as it is where fingers are used.
const TOUCH: (i32, i32) = (132, 64);

/// Its corner: below the figure, around n/N.
fn touch((x, y): (i32, i32)) -> (i32, i32) {
    (x - TOUCH.0 / 2, y + 14)
}

/// What the shades mean, in words beside each, the lightest first.
#[component]
fn Legend(
    /// The map.
    map: AreaMap,
) -> impl IntoView {
    let unit = if map.scale.percent { "%" } else { "" };
    let step = |(from, to): (i64, Option<i64>)| match to {
        Some(to) if map.scale.percent => {
            tr!(rates.map_step, from = format!("{from}{unit}"), to = format!("{to}{unit}"))
        }
        // whole numbers: up to the one before
        Some(to) if to - 1 == from => from.to_string(),
        Some(to) => format!("{from}–{}", to - 1),
        None => tr!(rates.map_last_step, from = format!("{from}{unit}")),
    };
    let mut rows: Vec<(Shade, String)> =
        map.scale.steps().into_iter().zip(0..).map(|(range, i)| (Shade::Step(i), step(range))).collect();
    if map.scale.percent {
        rows.push((Shade::Small, tr!(rates.map_small).to_owned()));
        rows.push((Shade::NoBase, tr!(rates.map_no_base).to_owned()));
    }
    let rows = rows
        .into_iter()
        .map(|(shade, text)| {
            let (class, pattern) = fill(shade);
            view! {
                <li>
                    <svg class="area-key" viewBox="0 0 48 28" aria-hidden="true">
                        <rect class=class width="48" height="28" fill=pattern></rect>
                    </svg>
                    <span>{text}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="area-legend" aria-label=tr!(map.legend)>
            {rows}
        </ul>
    }
}

/// Areas that cannot be drawn: nothing is left out because nobody has its outline.
fn without_outline(figure: AreaFigure, period: Period, areas: Vec<MappedArea>) -> impl IntoView {
    let links = areas
        .into_iter()
        .map(|area| {
            let amount = amount_of(figure, area.amount, &area.area, period);
            view! { <li>{area.area.name} " " {amount}</li> }
        })
        .collect_view();
    view! {
        <p class="hint">{tr!(rates.map_without_outline)}</p>
        <ul class="area-list">{links}</ul>
    }
}
