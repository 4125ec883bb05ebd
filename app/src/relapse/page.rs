//! The drawn hazards, what was seen at them, and the samples they come from.

use super::{PATH, api::read_relapse};
use crate::{
    error::AppError,
    facts::use_me,
    labels::Label,
    programmes::choices::areas,
    tr,
    ui::{
        Icon,
        button::{Button, LinkButton, Look},
        card::{Card, Empty, or_nothing},
        choice::{Choice, Select},
        field::{FormErrors, InputKind, TextInput, use_form},
        load::Load,
        page::PageHead,
        pager::Pager,
        ratio::{RateRows, RateText},
        table::{Cell, Table},
        tabs::{Tab, Tabs},
        time::{Due, day_text, minute_text},
    },
};
use chrono::NaiveDate;
use domain::{
    area::AreaRef,
    figures::Ratio,
    period::Month,
    relapse::{Pick, PickFilter, PickStanding, RelapseOutcome, RelapsePage as Shown, Sample, wilson},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn RelapsePage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| crate::query::parse::<PickFilter>(&query.read().to_query_string()));
    let data: Resource<Result<Shown, AppError>> = Resource::new(
        move || (filter.with(crate::query::text), query.read().get("after")),
        |(query, after)| read_relapse(query, after),
    );
    view! {
        <PageHead title=tr!(relapse.title) />
        <p class="hint">{tr!(relapse.hint)}</p>
        <Load data view=move |page| shown(page, &filter.get_untracked()).into_any() />
    }
}

/// The 95 % interval in percent, one digit after the point; `None` without a base.
pub fn interval_text(share: Ratio) -> Option<String> {
    wilson(share).map(|(low, high)| {
        tr!(relapse.interval, low = format!("{:.1}", low * 100.0), high = format!("{:.1}", high * 100.0))
    })
}

fn shown(page: Shown, filter: &PickFilter) -> impl IntoView + use<> {
    let Shown { area, rows, next, rate, open, samples, plan, may_draw } = page;
    let standing = filter.standing.unwrap_or(PickStanding::Open);
    let address = |standing| crate::query::href(PATH, &filter.standing(standing));
    let opens = RateRows { rows: address(PickStanding::CameBack), base: Some(address(PickStanding::Seen)) };
    let tabs: Vec<Tab> = PickStanding::ALL
        .iter()
        .map(|one| Tab {
            href: address(*one),
            label: one.label().to_owned(),
            count: Some(
                match one {
                    PickStanding::Open => open,
                    PickStanding::Seen => rate.of,
                    PickStanding::Held => rate.of - rate.n,
                    PickStanding::CameBack => rate.n,
                }
                .to_string(),
            ),
            current: *one == standing,
        })
        .collect();
    let next = next.map(|key| format!("{}&after={key}", address(standing)));
    let interval = interval_text(rate).map(|text| view! { <span class="muted">{text}</span> });
    let tasks = plan.map(|plan| {
        view! {
            <LinkButton href=format!("/plans/{plan}") icon_before=Icon::Pin>
                {tr!(campaigns.tasks)}
            </LinkButton>
        }
    });
    let rows = if rows.is_empty() {
        view! { <Empty icon=Icon::Check title=tr!(relapse.none) /> }.into_any()
    } else {
        table(rows).into_any()
    };
    view! {
        {filter_form(area, filter)}
        <p class="hazard-marks head-facts">
            <strong>{tr!(relapse.rate)}</strong>
            <RateText ratio=rate opens />
            {interval}
            {tasks}
        </p>
        <FormErrors form=use_form("relapse-say") />
        <Tabs label=tr!(relapse.title) tabs />
        <div class="stack">
            {rows} <Pager next /> {may_draw.map(draw_form)}
            {(!samples.is_empty()).then(|| drawn(samples))}
        </div>
    }
}

/// Area and months: a plain GET form.
fn filter_form(area: AreaRef, filter: &PickFilter) -> impl IntoView + use<> {
    let form = use_form("relapse");
    let mut choices = areas();
    if choices.iter().all(|choice| choice.value != area.code.as_str()) {
        choices.push(Choice::new(area.code.to_string(), area.name));
    }
    let day = |day: Option<NaiveDate>| day.map(day_text).unwrap_or_default();
    let (from, to) = (day(filter.common.from), day(filter.common.to));
    let standing = filter
        .standing
        .map(|standing| view! { <input type="hidden" name="standing" value=standing.as_str() /> });
    view! {
        <form method="get" action=PATH class="form rates-form">
            {standing}
            <Select form=form.clone() name="area" label=tr!(rates.area) choices value=area.code.to_string() />
            <TextInput form=form.clone() name="from" label=tr!(rates.from) kind=InputKind::Date value=from />
            <TextInput form name="to" label=tr!(rates.to) kind=InputKind::Date value=to />
            <Button look=Look::Primary>{tr!(ui.apply)}</Button>
        </form>
        <p class="hint">{tr!(relapse.months_hint)}</p>
    }
}

fn table(rows: Vec<Pick>) -> impl IntoView {
    let columns = [
        tr!(relapse.hazard),
        tr!(hazards.category),
        tr!(hazards.area),
        tr!(campaigns.due_on),
        tr!(campaigns.done_at),
        tr!(relapse.outcome),
    ];
    let rows = rows
        .into_iter()
        .map(|pick| {
            let open = pick.visited_at.is_none() && pick.outcome.is_none();
            let visit = pick.site.filter(|_| open).map(|site| {
                view! {
                    <LinkButton href=format!("/visit/new?site={site}") icon_before=Icon::Visit>
                        {tr!(campaigns.visit)}
                    </LinkButton>
                }
            });
            let visited = match pick.visited_at {
                Some(at) => minute_text(at).into_any(),
                None => visit.map_or_else(|| or_nothing(None), IntoAny::into_any),
            };
            let said = pick.outcome.map(|outcome| {
                let at = pick.said_at.map(minute_text);
                view! {
                    <span class="tag" title=at>
                        {outcome.label()}
                    </span>
                }
            });
            let say = pick.may_say.then(|| say_form(&pick));
            view! {
                <tr>
                    <td class="card-title" data-label=columns[0]>
                        <a class="table-link" href=format!("/hazards/{}", pick.key.hazard)>
                            {pick.number.clone()}
                        </a>
                        " "
                        {pick.description.clone()}
                    </td>
                    <Cell label=columns[1]>{pick.category.label()}</Cell>
                    <Cell label=columns[2]>{pick.area.name.clone()}</Cell>
                    <Cell label=columns[3]>
                        <Due day=pick.due open />
                    </Cell>
                    <Cell label=columns[4]>{visited}</Cell>
                    <Cell label=columns[5]>{said} {say}</Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=tr!(relapse.title) columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
}

/// One form with a button for each outcome: the button that is pressed is what is sent.
fn say_form(pick: &Pick) -> impl IntoView + use<> {
    let buttons = RelapseOutcome::ALL
        .iter()
        .filter(|outcome| pick.outcome != Some(**outcome))
        .map(|outcome| {
            view! {
                <button class="button" type="submit" name="outcome" value=outcome.as_str()>
                    {outcome.label()}
                </button>
            }
        })
        .collect_view();
    view! {
        <form method="post" action="/do/relapse/say" class="button-form">
            <input type="hidden" name="hazard" value=pick.key.hazard.to_string() />
            <input type="hidden" name="month" value=pick.key.month.to_string() />
            {buttons}
        </form>
    }
}

/// Draws a month that is over: the last one is proposed, and no later one is offered.
fn draw_form(month: Month) -> impl IntoView {
    let form = use_form("relapse-draw");
    let area = use_me().map(|me| me.area.code.to_string()).unwrap_or_default();
    view! {
        <Card title=tr!(relapse.draw)>
            <p class="hint">{tr!(relapse.draw_hint)}</p>
            <form method="post" action="/do/relapse/draw" class="form">
                <FormErrors form=form.clone() />
                <input type="hidden" name="area" value=area />
                <TextInput form name="month" label=tr!(relapse.month) kind=InputKind::Month value=month.to_string() highest=month.to_string() required=true />
                <Button look=Look::Primary>{tr!(relapse.draw)}</Button>
            </form>
        </Card>
    }
}

/// The samples with what is needed to draw them again.
fn drawn(samples: Vec<Sample>) -> impl IntoView {
    let columns =
        [tr!(relapse.month), tr!(hazards.area), tr!(relapse.size), tr!(relapse.seed), tr!(relapse.drawn_at)];
    let rows = samples
        .into_iter()
        .map(|sample| {
            view! {
                <tr>
                    <td class="card-title" data-label=columns[0]>
                        {sample.month.to_string()}
                    </td>
                    <Cell label=columns[1]>{sample.area.name}</Cell>
                    <Cell label=columns[2] number=true>
                        {format!("{}/{}", sample.size, sample.population)}
                    </Cell>
                    <Cell label=columns[3]>
                        <code>{sample.seed.to_string()}</code>
                    </Cell>
                    <Cell label=columns[4]>{minute_text(sample.drawn_at)}</Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Card title=tr!(relapse.samples)>
            <Table caption=tr!(relapse.samples) columns=columns.iter().map(ToString::to_string).collect()>
                {rows}
            </Table>
        </Card>
    }
}
