//! Zero cylinders 零钢瓶: the statement of an area and of each area inside it, with the map of those who still have one. Made
//! to be printed.

use super::{api::read_zero_cylinders, list_filter::lpg_signs};
use crate::{
    error::AppError,
    programmes::choices::areas,
    query, tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        button::{Button, Look, download},
        card::Card,
        choice::{Choice, Select},
        field::{InputKind, TextInput, use_form},
        load::Load,
        map::{Map, MapMode, PickedPoint},
        page::PageHead,
        table::{Cell, Table},
        time::{day_text, today},
    },
};
use chrono::NaiveDate;
use domain::{
    area::AreaCode,
    programmes::{
        desk_views::{AreaZero, ZeroPage as Page},
        filters::GasFilter,
        gas::{LpgStanding, ZeroCylinders},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_query_map};

/// Where it is.
const PATH: &str = "/zero-cylinders";

/// The page.
#[component]
pub fn ZeroPage() -> impl IntoView {
    let query = use_query_map();
    let asked = move || {
        let query = query.read();
        let on = query.get("on").and_then(|day| day.parse::<NaiveDate>().ok());
        (query.get("area").and_then(|area| area.parse().ok()), on)
    };
    let data: Resource<Result<Page, AppError>> =
        Resource::new(asked, |(area, on)| read_zero_cylinders(area, on));
    view! {
        <PageHead title=tr!(gear.zero) />
        <p class="hint">{tr!(gear.zero_hint)}</p>
        <Load data view=|page| shown(page).into_any() />
    }
}

/// The users of an area that stand so at the end of a day.
fn users(area: &AreaCode, on: NaiveDate, standing: &[LpgStanding]) -> GasFilter {
    // an ordinary list is of today
    let on = Some(on).filter(|day| *day != today());
    let mut filter = GasFilter { lpg: standing.to_vec(), on, ..GasFilter::default() };
    filter.common.area = Some(area.clone());
    filter
}

fn shown(page: Page) -> impl IntoView {
    let total = &page.total;
    let on = page.on;
    let day = day_text(on);
    let statement = statement(total.zero);
    let rows =
        std::iter::once(total).chain(&page.parts).map(|part| row(part, on, part == total)).collect_view();
    let columns = [
        tr!(rates.area),
        tr!(gear.zero),
        tr!(gear.lpg_users),
        tr!(words.lpg_standing.cleared),
        tr!(words.lpg_standing.clearing),
        tr!(gear.cylinders_left),
    ];
    let map = if total.zero.holds() {
        view! { <p class="hint">{tr!(gear.zero_map_empty)}</p> }.into_any()
    } else {
        map(total.area.code.clone(), on).into_any()
    };
    let title = tr!(gear.zero_of, day = day);
    let name = total.area.name.clone();
    let table = format!("/api/v1/zero-cylinders.csv?area={}&on={}", total.area.code, day_text(on));
    view! {
        <AskForm page=page.clone() />
        <p class="rates-scope">
            <strong>{name}</strong>
        </p>
        {download(table)}
        <div class="stack">
            <Card title>
                {statement}
                <Table caption=tr!(gear.zero) columns=columns.iter().map(ToString::to_string).collect()>
                    {rows}
                </Table>
            </Card>
            {map}
        </div>
    }
}

/// The statement in a sentence.
fn statement(zero: ZeroCylinders) -> AnyView {
    let (tone, shape) = if zero.holds() { (Tone::Good, Icon::Check) } else { (Tone::Warn, Icon::Cylinder) };
    let (word, text) = if zero.holds() {
        let text = match zero.users {
            0 => tr!(gear.zero_nobody).to_owned(),
            users => tr!(gear.zero_holds_text, n = users),
        };
        (tr!(gear.zero_holds), text)
    } else {
        let left = zero.users - zero.cleared;
        (tr!(gear.zero_not), tr!(gear.zero_not_text, n = left, of = zero.users, cylinders = zero.cylinders))
    };
    view! {
        <p class="zero-statement">
            <Badge tone shape text=word />
            <span>{text}</span>
        </p>
    }
    .into_any()
}

fn row(part: &AreaZero, on: NaiveDate, whole: bool) -> impl IntoView + use<> {
    use LpgStanding::{Cleared, Clearing, Using};
    let (zero, area) = (part.zero, &part.area.code);
    let number = |label: &'static str, n: i64, standing: &[LpgStanding]| {
        let shown = if n == 0 {
            view! { <span class="zero">"0"</span> }.into_any()
        } else {
            let href = query::href("/gas-users", &users(area, on, standing));
            view! {
                <a class="table-link" href=href>
                    {n}
                </a>
            }
            .into_any()
        };
        view! {
            <Cell label number=true>
                {shown}
            </Cell>
        }
    };
    let (tone, shape, word) = if zero.holds() {
        (Tone::Good, Icon::Check, tr!(gear.zero_holds))
    } else {
        (Tone::Warn, Icon::Cylinder, tr!(gear.zero_not))
    };
    let name = part.area.name.clone();
    let name = if whole { view! { <strong>{name}</strong> }.into_any() } else { name.into_any() };
    let cells = [
        number(tr!(gear.lpg_users), zero.users, &[Using, Clearing, Cleared]),
        number(tr!(words.lpg_standing.cleared), zero.cleared, &[Cleared]),
        number(tr!(words.lpg_standing.clearing), zero.clearing, &[Clearing]),
        number(tr!(gear.cylinders_left), zero.cylinders, &[Using, Clearing]),
    ];
    view! {
        <tr>
            <td class="card-title" data-label=tr!(rates.area)>
                {name}
            </td>
            <Cell label=tr!(gear.zero)>
                <Badge tone shape text=word />
            </Cell>
            {cells.into_iter().collect_view()}
        </tr>
    }
}

/// Those who have a cylinder at the end of a day.
fn map(area: AreaCode, on: NaiveDate) -> impl IntoView {
    let filter = users(&area, on, &[LpgStanding::Using, LpgStanding::Clearing]);
    let points = query::href("/api/v1/map/gas-users", &filter);
    let navigate = use_navigate();
    let open = Callback::new(move |point: PickedPoint| {
        navigate(&format!("/gas-users/{}", point.id), leptos_router::NavigateOptions::default());
    });
    view! {
        <section class="zero-map" aria-label=tr!(ui.map)>
            <Map
                mode=MapMode::List
                points=Signal::stored(Some(points))
                area=Signal::stored(Some(area))
                signs=lpg_signs()
                cooperative=true
                on_select=open
            />
        </section>
    }
}

/// Area and day: a plain GET form.
#[component]
fn AskForm(page: Page) -> impl IntoView {
    let form = use_form("zero-cylinders");
    let mut choices = areas();
    let own = page.total.area.code.to_string();
    if choices.iter().all(|choice| choice.value != own) {
        choices.push(Choice::new(own.clone(), page.total.area.name.clone()));
    }
    view! {
        <form method="get" action=PATH class="form rates-form">
            <Select form=form.clone() name="area" label=tr!(rates.area) choices value=own />
            <TextInput form name="on" label=tr!(gear.zero_on) kind=InputKind::Date value=day_text(page.on) required=true />
            <Button look=Look::Primary>{tr!(ui.apply)}</Button>
        </form>
    }
}
