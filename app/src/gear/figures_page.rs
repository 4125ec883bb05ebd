//! The figures of stoves, detectors and users of gas for a period. Each number opens the rows behind it.

use super::api::read_programme_figures;
use crate::{
    error::AppError,
    programmes::choices::areas,
    query, tr,
    ui::{
        button::{Button, Look},
        card::{Card, Fact, Facts},
        choice::{Choice, Select},
        field::{InputKind, TextInput, use_form},
        load::Load,
        page::PageHead,
        ratio::RatioText,
        time::{day_text, minute_text, today},
    },
};
use chrono::{Datelike, NaiveDate};
use domain::{
    area::AreaCode,
    figures::{FigureSet, Ratio},
    hazards::Category,
    inspections::{InspectionKind, Outcome},
    listing::{Common, HazardFilter, InspectionFilter},
    period::Period,
    programmes::{
        desk_views::FiguresPage as Page,
        figures::{DeviceSet, GasSet, ProgrammeFigures, StoveSet},
        filters::{DeviceFilter, GasFilter, PenaltyFilter, StoveFilter},
        target::Measured,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where it is.
const PATH: &str = "/programme-figures";

/// The page.
#[component]
pub fn FiguresPage() -> impl IntoView {
    let query = use_query_map();
    let asked = move || {
        let query = query.read();
        let day = |key: &str| query.get(key).and_then(|d| d.parse::<NaiveDate>().ok());
        (query.get("area").and_then(|a| a.parse().ok()), day("from"), day("to"))
    };
    let data: Resource<Result<Page, AppError>> =
        Resource::new(asked, |(area, from, to)| read_programme_figures(area, from, to));
    view! {
        <PageHead title=tr!(gear.figures) />
        <p class="hint">{tr!(gear.figures_hint)}</p>
        <Load data view=|page| shown(page).into_any() />
    }
}

/// The lists behind the figures of an area: each set is told by the same condition as its figure.
struct Behind(Common);

impl Behind {
    fn of(area: &AreaCode, period: Period) -> Self {
        Self(Common {
            area: Some(area.clone()),
            from: Some(period.from),
            to: Some(period.to),
            ..Common::default()
        })
    }

    fn stoves(&self, set: StoveSet) -> String {
        let filter = StoveFilter { common: self.0.clone(), figure: Some(set), ..StoveFilter::default() };
        query::href("/stoves", &filter)
    }

    fn devices(&self, set: DeviceSet) -> String {
        let filter = DeviceFilter { common: self.0.clone(), figure: Some(set), ..DeviceFilter::default() };
        query::href("/detectors", &filter)
    }

    fn gas(&self, set: GasSet) -> String {
        let filter = GasFilter { common: self.0.clone(), figure: Some(set), ..GasFilter::default() };
        query::href("/gas-users", &filter)
    }

    /// Hazards, all or those at units that use gas.
    fn hazards(&self, set: FigureSet, at_gas_unit: bool) -> String {
        let category = if at_gas_unit { vec![Category::Gas, Category::Lpg] } else { Vec::new() };
        let filter = HazardFilter {
            common: self.0.clone(),
            category,
            at_gas_unit,
            figure: Some(set),
            ..HazardFilter::default()
        };
        query::href("/hazards", &filter)
    }

    /// Visits that were carried out.
    fn visits(&self, kind: &[InspectionKind]) -> String {
        let filter = InspectionFilter {
            common: self.0.clone(),
            kind: kind.to_vec(),
            outcome: vec![Outcome::Done],
            ..InspectionFilter::default()
        };
        query::href("/inspections", &filter)
    }

    fn penalties(&self) -> String {
        query::href("/penalties", &PenaltyFilter { common: self.0.clone(), ..PenaltyFilter::default() })
    }
}

/// The list behind what a target of a year is measured by.
pub fn behind_target(measured_by: Measured, area: &AreaCode, year: i32) -> Option<String> {
    let behind = Behind::of(area, Period::year(year).ok()?);
    Some(match measured_by {
        Measured::Inspections => behind.visits(&[]),
        Measured::SpecialInspections => behind.visits(&[InspectionKind::Special]),
        Measured::HazardsFound => behind.hazards(FigureSet::Found, false),
        Measured::HazardsClosed => behind.hazards(FigureSet::Closed, false),
        Measured::HouseholdsSurveyed => behind.stoves(StoveSet::Surveyed),
        Measured::StovesReplaced => behind.stoves(StoveSet::Replaced),
        Measured::GasAlarmHouseholds => behind.devices(DeviceSet::Alarms),
        Measured::GasAlarmsInstalled => behind.devices(DeviceSet::AlarmsInstalled),
        Measured::GasUnitsSurveyed => behind.gas(GasSet::Surveyed),
        Measured::GasHazardsEliminated => behind.hazards(FigureSet::Closed, true),
        Measured::LpgUsersMoved => behind.gas(GasSet::Moved),
        Measured::Penalties => behind.penalties(),
        Measured::EstatesWithDetectors => behind.devices(DeviceSet::ShedDetectors),
        Measured::Chargers => behind.devices(DeviceSet::Chargers),
    })
}

fn shown(page: Page) -> impl IntoView {
    let scope = tr!(
        rates.scope,
        from = day_text(page.period.from),
        to = day_text(page.period.to),
        at = minute_text(page.as_of)
    );
    let (f, behind) = (page.figures, Behind::of(&page.area.code, page.period));
    let zero = format!("/zero-cylinders?area={}", page.area.code);
    let (stoves, devices, gas) = (stoves(&f, &behind), devices(&f, &behind), gas(&f, &behind));
    view! {
        <PeriodForm page=page.clone() />
        <p class="rates-scope">
            <strong>{page.area.name.clone()}</strong>
            " "
            {scope}
        </p>
        <div class="stack">
            <Card title=tr!(gear.stoves)>
                <Facts>{stoves}</Facts>
            </Card>
            <Card title=tr!(gear.detectors)>
                <Facts>{devices}</Facts>
            </Card>
            <Card title=tr!(gear.gas_users)>
                <Facts>{gas}</Facts>
                <p>
                    <a class="button" href=zero>
                        {tr!(gear.zero)}
                    </a>
                </p>
            </Card>
        </div>
    }
}

/// A number that opens its rows.
fn number(name: &'static str, n: i64, href: String) -> AnyView {
    view! {
        <Fact name=name>
            <a class="table-link" href=href>
                {n}
            </a>
        </Fact>
    }
    .into_any()
}

/// How far something has come, with a bar: opens what is done, and what it is done of.
fn progress(name: &'static str, ratio: Ratio, done: String, all: String) -> AnyView {
    view! {
        <Fact name=name>
            <span class="target-reached">
                <RatioText ratio href=done />
                <meter min="0" max=ratio.of.max(1).to_string() value=ratio.n.to_string() aria-hidden="true"></meter>
            </span>
            " "
            <a class="table-link muted" href=all>
                {tr!(gear.of_all, n = ratio.of)}
            </a>
        </Fact>
    }
    .into_any()
}

fn stoves(f: &ProgrammeFigures, behind: &Behind) -> Vec<AnyView> {
    let open = f.stove_progress.of - f.stove_progress.n;
    let (done, all) = (behind.stoves(StoveSet::Done), behind.stoves(StoveSet::NonSafe));
    vec![
        number(
            tr!(words.measured.households_surveyed),
            f.households_surveyed,
            behind.stoves(StoveSet::Surveyed),
        ),
        progress(tr!(gear.stove_progress), f.stove_progress, done, all),
        number(tr!(gear.stoves_open), open, behind.stoves(StoveSet::Open)),
        number(tr!(words.measured.stoves_replaced), f.stoves_replaced, behind.stoves(StoveSet::Replaced)),
        number(tr!(gear.stoves_awaiting), f.stoves_awaiting, behind.stoves(StoveSet::Awaiting)),
        number(tr!(gear.hoses_replaced), f.hoses_replaced, behind.stoves(StoveSet::HosesReplaced)),
    ]
}

fn devices(f: &ProgrammeFigures, behind: &Behind) -> Vec<AnyView> {
    let listed = || behind.devices(DeviceSet::Alarms);
    let in_place = behind.devices(DeviceSet::AlarmsInPlace);
    let installed = behind.devices(DeviceSet::AlarmsInstalled);
    let (sheds, detectors) =
        (tr!(words.measured.estates_with_detectors), behind.devices(DeviceSet::ShedDetectors));
    vec![
        number(tr!(words.measured.gas_alarm_households), f.gas_alarm_households, listed()),
        progress(tr!(gear.alarms_in_place), f.gas_alarms_in_place, in_place, listed()),
        number(tr!(gear.alarms_installed), f.gas_alarms_installed, installed),
        number(sheds, f.estates_with_detectors, detectors),
        number(tr!(words.measured.chargers), f.chargers, behind.devices(DeviceSet::Chargers)),
        number(tr!(gear.charger_estates), f.charger_estates, behind.devices(DeviceSet::EstateChargers)),
    ]
}

fn gas(f: &ProgrammeFigures, behind: &Behind) -> Vec<AnyView> {
    let (closed, found) = (behind.hazards(FigureSet::Closed, true), behind.hazards(FigureSet::Found, true));
    let (cleared, users) = (behind.gas(GasSet::Cleared), behind.gas(GasSet::Lpg));
    vec![
        number(tr!(words.measured.gas_units_surveyed), f.gas_units_surveyed, behind.gas(GasSet::Surveyed)),
        progress(tr!(words.measured.gas_hazards_eliminated), f.gas_hazards, closed, found),
        progress(tr!(gear.lpg_cleared), f.lpg_cleared, cleared, users),
        number(tr!(words.measured.lpg_users_moved), f.lpg_moved, behind.gas(GasSet::Moved)),
    ]
}

/// Area and period: a plain GET form, and links for the usual years.
#[component]
fn PeriodForm(page: Page) -> impl IntoView {
    let form = use_form("programme-figures");
    let mut choices = areas();
    let own = page.area.code.to_string();
    if choices.iter().all(|choice| choice.value != own) {
        choices.push(Choice::new(own.clone(), page.area.name.clone()));
    }
    let this = today().year();
    let years = (0..4)
        .filter_map(|back| Period::year(this - back).ok().map(|period| (this - back, period)))
        .map(|(year, period)| {
            let days = format!("from={}&to={}", day_text(period.from), day_text(period.to));
            let current = (period == page.period).then_some("page");
            view! {
                <a class="chip-link" href=format!("{PATH}?area={own}&{days}") aria-current=current>
                    {tr!(rates.year, y = year)}
                </a>
            }
        })
        .collect_view();
    view! {
        <form method="get" action=PATH class="form rates-form">
            <Select form=form.clone() name="area" label=tr!(rates.area) choices value=own.clone() />
            <TextInput form=form.clone() name="from" label=tr!(rates.from) kind=InputKind::Date value=day_text(page.period.from) required=true />
            <TextInput form name="to" label=tr!(rates.to) kind=InputKind::Date value=day_text(page.period.to) required=true />
            <Button look=Look::Primary>{tr!(ui.apply)}</Button>
        </form>
        <p class="chip-links">{years}</p>
    }
}
