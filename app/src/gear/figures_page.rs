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
    figures::{FigureSet, Ratio},
    hazards::Category,
    listing::{Common, HazardFilter},
    period::Period,
    programmes::{
        desk_views::FiguresPage as Page,
        device::{DeviceKind, DeviceStatus},
        figures::ProgrammeFigures,
        filters::{DeviceFilter, GasFilter, StoveFilter},
        gas::LpgStanding,
        stove::{Appliance, StoveStatus},
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

/// The lists behind the figures of an area.
struct Behind {
    /// The area, and nothing else.
    here: Common,
    /// The area and the days of the period.
    then: Common,
}

impl Behind {
    fn of(page: &Page) -> Self {
        let here = Common { area: Some(page.area.code.clone()), ..Common::default() };
        let then = Common { from: Some(page.period.from), to: Some(page.period.to), ..here.clone() };
        Self { here, then }
    }

    fn stoves(&self, status: &[StoveStatus]) -> String {
        let filter = StoveFilter {
            common: self.here.clone(),
            status: status.to_vec(),
            appliance: Some(Appliance::Stove),
            ..StoveFilter::default()
        };
        query::href("/stoves", &filter)
    }

    fn surveyed(&self) -> String {
        query::href("/stoves", &StoveFilter { common: self.then.clone(), ..StoveFilter::default() })
    }

    fn devices(&self, kind: DeviceKind, status: &[DeviceStatus]) -> String {
        let filter = DeviceFilter {
            common: self.here.clone(),
            kind: vec![kind],
            status: status.to_vec(),
            ..DeviceFilter::default()
        };
        query::href("/detectors", &filter)
    }

    fn units(&self) -> String {
        query::href("/gas-users", &GasFilter { common: self.then.clone(), ..GasFilter::default() })
    }

    fn lpg(&self, standing: &[LpgStanding]) -> String {
        let lpg = standing.to_vec();
        query::href("/gas-users", &GasFilter { common: self.here.clone(), lpg, ..GasFilter::default() })
    }

    fn hazards(&self) -> String {
        let filter = HazardFilter {
            common: self.then.clone(),
            category: vec![Category::Gas, Category::Lpg],
            figure: Some(FigureSet::Found),
            ..HazardFilter::default()
        };
        query::href("/hazards", &filter)
    }
}

fn shown(page: Page) -> impl IntoView {
    let scope = tr!(
        rates.scope,
        from = day_text(page.period.from),
        to = day_text(page.period.to),
        at = minute_text(page.as_of)
    );
    let (f, behind) = (page.figures, Behind::of(&page));
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
                    <a class="button" href="/zero-cylinders">
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

/// How far something has come, with a bar.
fn progress(name: &'static str, ratio: Ratio, href: String) -> AnyView {
    view! {
        <Fact name=name>
            <span class="target-reached">
                <RatioText ratio href=href />
                <meter min="0" max=ratio.of.max(1).to_string() value=ratio.n.to_string() aria-hidden="true"></meter>
            </span>
        </Fact>
    }
    .into_any()
}

fn stoves(f: &ProgrammeFigures, behind: &Behind) -> Vec<AnyView> {
    use StoveStatus::{Accepted, NonSafe, Planned, Replaced};
    let open = f.stove_progress.of - f.stove_progress.n;
    vec![
        number(tr!(words.measured.households_surveyed), f.households_surveyed, behind.surveyed()),
        progress(tr!(gear.stove_progress), f.stove_progress, behind.stoves(&[Accepted])),
        number(tr!(gear.stoves_open), open, behind.stoves(&[NonSafe, Planned, Replaced])),
        number(tr!(words.measured.stoves_replaced), f.stoves_replaced, behind.stoves(&[Accepted])),
        number(tr!(gear.stoves_awaiting), f.stoves_awaiting, behind.stoves(&[Replaced])),
    ]
}

fn devices(f: &ProgrammeFigures, behind: &Behind) -> Vec<AnyView> {
    use DeviceKind::{CarCharger, GasAlarm, SmokeDetector};
    use DeviceStatus::{Accepted, Faulty, Installed, Planned};
    let listed = behind.devices(GasAlarm, &[Planned, Installed, Accepted, Faulty]);
    let in_place = |kind| behind.devices(kind, &[Accepted, Faulty]);
    let sheds = tr!(words.measured.estates_with_detectors);
    vec![
        number(tr!(words.measured.gas_alarm_households), f.gas_alarm_households, listed),
        progress(tr!(gear.alarms_in_place), f.gas_alarms_in_place, in_place(GasAlarm)),
        number(sheds, f.estates_with_detectors, in_place(SmokeDetector)),
        number(tr!(words.measured.chargers), f.chargers, in_place(CarCharger)),
        number(tr!(gear.charger_estates), f.charger_estates, in_place(CarCharger)),
    ]
}

fn gas(f: &ProgrammeFigures, behind: &Behind) -> Vec<AnyView> {
    use LpgStanding::{Cleared, Clearing};
    vec![
        number(tr!(words.measured.gas_units_surveyed), f.gas_units_surveyed, behind.units()),
        progress(tr!(words.measured.gas_hazards_eliminated), f.gas_hazards, behind.hazards()),
        progress(tr!(gear.lpg_cleared), f.lpg_cleared, behind.lpg(&[Cleared])),
        number(tr!(words.measured.lpg_users_moved), f.lpg_moved, behind.lpg(&[Clearing, Cleared])),
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
