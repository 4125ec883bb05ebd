//! The expiry wave: how much gear reaches the end of its life, as a curve over the months and by committee and month, and what
//! new gear costs. What has expired stands first and louder than what expires.

use super::{api::read_wave, from_list::one_click};
use crate::{
    error::AppError,
    labels::Label,
    programmes::choices::areas,
    tr,
    ui::{
        Icon, Tone,
        button::{Button, Look, download},
        card::{Card, Empty, Fact, Facts, StatTile, or_nothing},
        choice::{Choice, Select},
        dialog::Disclosure,
        field::{FormErrors, InputKind, TextInput, use_form},
        load::Load,
        page::PageHead,
        time::{day_text, today},
    },
};
use domain::{
    area::{AreaCode, AreaRef},
    money::Fen,
    period::Month,
    programmes::{
        desk_views::{KindWave, WavePage as Page},
        figures::WaveCell,
        filters::WaveList,
        gear::Gear,
    },
    text::LINE,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where it is.
const PATH: &str = "/expiry-wave";

/// The name under which the form of prices comes back refused.
const PRICE_FORM: &str = "unit-cost-save";

/// The page.
#[component]
pub fn WavePage() -> impl IntoView {
    let query = use_query_map();
    let asked = move || {
        let query = query.read();
        (query.get("area").and_then(|a| a.parse().ok()), query.get("from").and_then(|m| m.parse().ok()))
    };
    let gear = Memo::new(move |_| query.read().get("gear").and_then(|g| g.parse::<Gear>().ok()));
    let data: Resource<Result<Page, AppError>> =
        Resource::new(asked, |(area, from)| read_wave(area, from, None));
    view! {
        <PageHead title=tr!(gear.wave) />
        <p class="hint">{tr!(gear.wave_hint)}</p>
        <Load data view=move |page| shown(page, gear.get()).into_any() />
    }
}

/// The list behind a cell; without a committee that of the whole area.
fn rows(mut list: WaveList, area: &AreaCode) -> String {
    list.common_mut().area = Some(area.clone());
    match &list {
        WaveList::Stoves(filter) => crate::query::href("/stoves", filter),
        WaveList::Devices(filter) => crate::query::href("/detectors", filter),
    }
}

/// Whole yuan: the cells are narrow.
fn yuan(cost: Fen) -> Option<String> {
    (cost.0 > 0).then(|| format!("¥{}", cost.0 / 100))
}

fn shown(page: Page, gear: Option<Gear>) -> impl IntoView {
    // the kind that was asked for, else the one of which most has expired, or will
    let much = |kind: &&KindWave| (kind.wave.all_expired().n, kind.wave.total().n);
    let most = page.kinds.iter().max_by_key(much).map(|kind| kind.gear);
    let chosen = gear.filter(|gear| page.kinds.iter().any(|kind| kind.gear == *gear)).or(most);
    let kind = page.kinds.iter().find(|kind| Some(kind.gear) == chosen).cloned();
    let kinds = page.kinds.iter().map(|kind| kind_link(&page, kind, chosen)).collect_view();
    let tiles = kind.as_ref().map(|kind| tiles(&page, kind));
    let table = match kind {
        Some(kind) if kind.wave.total().n > 0 => {
            view! { {curve(&page, &kind)} {table(&page, &kind)} }.into_any()
        }
        _ => view! { <Empty title=tr!(gear.wave_nothing) /> }.into_any(),
    };
    let prices = prices_card(&page, chosen);
    view! {
        <AreaForm page=page.clone() chosen />
        <p class="rates-scope">
            <strong>{page.area.name.clone()}</strong>
            " "
            {tr!(gear.wave_scope, from = page.from.to_string(), to = page.to.to_string())}
        </p>
        <p class="chip-links">{kinds}</p>
        {download(format!("/api/v1/expiry-wave.csv?area={}&from={}", page.area.code, page.from))}
        <div class="stack">{tiles} {table} {prices}</div>
    }
}

fn kind_link(page: &Page, kind: &KindWave, chosen: Option<Gear>) -> impl IntoView + use<> {
    let href = format!("{PATH}?area={}&from={}&gear={}", page.area.code, page.from, kind.gear);
    let current = (Some(kind.gear) == chosen).then_some("page");
    view! {
        <a class="chip-link" href=href aria-current=current>
            {kind.gear.label()}
            " "
            {kind.wave.total().n}
        </a>
    }
}

/// What has expired, what expires, all of it with its cost; and next year's campaign.
fn tiles(page: &Page, kind: &KindWave) -> impl IntoView + use<> {
    let (area, gear, wave) = (&page.area.code, kind.gear, &kind.wave);
    let (expired, total) = (wave.all_expired(), wave.total());
    let before = |end: Month| {
        let months = wave.months.keys().filter(|month| **month < end);
        months.fold(expired, |mut sum, month| {
            sum += wave.month(*month);
            sum
        })
    };
    let soon = before(page.expiring.next());
    let last = page.to.next();
    // all that ends before the year after next: what next year has to do
    let end = Month::new(page.from.year() + 2, 1).unwrap_or(last);
    let next = WaveList::before(gear, end);
    let (path, _) = next.address();
    let filter = rows(next, area);
    let filter = filter.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
    let title = tr!(gear.wave_campaign_title, y = page.from.year() + 1, what = gear.label());
    // a campaign of nothing would be refused
    let campaign = if before(end).n > 0 {
        one_click(path, filter, area, title)
    } else {
        Some(view! { <p class="hint">{tr!(gear.wave_none_next, y = page.from.year() + 1)}</p> }.into_any())
    };
    let note = |cell: WaveCell| yuan(cell.cost).unwrap_or_default();
    let tone = |cell: WaveCell, loud: Tone| if cell.n == 0 { Tone::Neutral } else { loud };
    // what has expired is louder than what expires
    let (bad, warn) = (tone(expired, Tone::Bad), tone(soon, Tone::Warn));
    view! {
        <div class="tiles">
            <StatTile
                label=tr!(gear.expired)
                value=expired.n.to_string()
                note=note(expired)
                href=rows(page.expired(gear), area)
                tone=bad
            />
            <StatTile
                label=tr!(gear.wave_soon, m = page.expiring.to_string())
                value=soon.n.to_string()
                note=note(soon)
                href=rows(WaveList::before(gear, page.expiring.next()), area)
                tone=warn
            />
            <StatTile
                label=tr!(gear.wave_total)
                value=total.n.to_string()
                note=note(total)
                href=rows(WaveList::before(gear, last), area)
            />
        </div>
        {campaign}
    }
}

/// How high the highest bar of the curve is, in its own units.
const HEIGHT: i64 = 100;

/// A bar of the curve: as much of the highest as `n` is of `most`; what is there at all can be seen.
fn bar(n: i64, most: i64) -> i64 {
    if n == 0 { 0 } else { (n * HEIGHT / most.max(1)).max(2) }
}

/// What ends in each month, as a curve. What has expired is no month's and stands in its tile. The numbers are those of the
/// table below, in which they can be opened.
fn curve(page: &Page, kind: &KindWave) -> impl IntoView + use<> {
    let wave = &kind.wave;
    let months: Vec<(Month, WaveCell)> =
        wave.months.keys().map(|month| (*month, wave.month(*month))).collect();
    let most = months.iter().map(|(_, cell)| cell.n).max().unwrap_or_default();
    let bars = months
        .iter()
        .map(|(month, cell)| {
            let high = bar(cell.n, most);
            let top = (HEIGHT - high).to_string();
            let class = if *month <= page.expiring { "wave-bar wave-soon" } else { "wave-bar" };
            let n = (cell.n > 0).then_some(cell.n);
            // a year is named where it begins
            let begins = month.month() == 1 || *month == page.from;
            let year = begins.then(|| month.year());
            let said = [Some(format!("{month}: {}", cell.n)), yuan(cell.cost)];
            let title = said.into_iter().flatten().collect::<Vec<_>>().join(" · ");
            view! {
                <li class=class title=title>
                    <span class="wave-n">{n}</span>
                    <svg viewBox=format!("0 0 10 {HEIGHT}") preserveAspectRatio="none" aria-hidden="true">
                        <rect x="1" y=top width="8" height=high.to_string()></rect>
                    </svg>
                    <span class="wave-month">{month.month()}</span>
                    <span class="wave-year">{year}</span>
                </li>
            }
        })
        .collect_view();
    let title = tr!(gear.wave_curve, what = kind.gear.label());
    view! {
        <Card title=title.clone()>
            <div class="wave-box" tabindex="0" role="region" aria-label=title>
                <ol class="wave-curve">{bars}</ol>
            </div>
        </Card>
    }
}

fn table(page: &Page, kind: &KindWave) -> impl IntoView + use<> {
    let (gear, wave) = (kind.gear, &kind.wave);
    // a month in which nothing ends has no column: the curve has them all
    let months: Vec<Month> = wave.months.keys().copied().filter(|month| wave.month(*month).n > 0).collect();
    let loud = |month: Month| if month <= page.expiring { "wave-soon" } else { "" };
    let heads = months
        .iter()
        .map(|month| view! { <th scope="col" class=loud(*month)>{month.to_string()}</th> })
        .collect_view();
    let cell = |cell: WaveCell, href: String, class: &'static str| {
        let inner = if cell.n == 0 {
            view! { <span class="zero">"0"</span> }.into_any()
        } else {
            view! {
                <a href=href>
                    <span>{cell.n}</span>
                    <small>{yuan(cell.cost)}</small>
                </a>
            }
            .into_any()
        };
        view! { <td class=class>{inner}</td> }.into_any()
    };
    let line = |area: &AreaRef, own: bool| {
        let of = |cells: &std::collections::BTreeMap<AreaCode, WaveCell>, all: WaveCell| {
            if own { all } else { cells.get(&area.code).copied().unwrap_or_default() }
        };
        let expired = of(&wave.expired, wave.all_expired());
        let mut sum = expired;
        let by_month: Vec<AnyView> = months
            .iter()
            .map(|month| {
                let cells = wave.months.get(month);
                let n = cells.map(|cells| of(cells, wave.month(*month))).unwrap_or_default();
                sum += n;
                cell(n, rows(page.ending(gear, *month), &area.code), loud(*month))
            })
            .collect();
        let name = if own { tr!(gear.wave_total).to_owned() } else { area.name.clone() };
        let first = cell(expired, rows(page.expired(gear), &area.code), "wave-expired");
        let last = cell(sum, rows(WaveList::before(gear, page.to.next()), &area.code), "");
        view! {
            <tr>
                <th scope="row">{name}</th>
                {first}
                {last}
                {by_month}
            </tr>
        }
        .into_any()
    };
    let mut lines = vec![line(&page.area, true)];
    lines.extend(page.committees.iter().map(|area| line(area, false)));
    view! {
        <Card title=tr!(gear.wave_table, what = gear.label())>
            // a wide table that scrolls sideways can be reached with the keyboard
            <div class="matrix-box" tabindex="0" role="region" aria-label=tr!(gear.wave)>
                <table class="matrix wave">
                    <thead>
                        <tr>
                            <th scope="col">{tr!(rates.area)}</th>
                            <th scope="col" class="wave-expired">
                                {tr!(gear.expired)}
                            </th>
                            <th scope="col">{tr!(gear.wave_total)}</th>
                            {heads}
                        </tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
        </Card>
    }
}

/// The prices that the cost is counted by; whoever keeps rules sets them here.
fn prices_card(page: &Page, chosen: Option<Gear>) -> impl IntoView + use<> {
    let facts = Gear::ALL
        .iter()
        .filter(|gear| **gear != Gear::Hose)
        .map(|gear| {
            let price = page.prices.iter().find(|price| price.gear == *gear);
            let text = price.map(|price| {
                tr!(gear.price_since, price = price.cost.to_string(), day = day_text(price.valid_from))
            });
            view! { <Fact name=gear.label()>{or_nothing(text)}</Fact> }
        })
        .collect_view();
    let form = page.may_price.then(|| {
        let form = use_form(PRICE_FORM);
        let open = form.is_refused();
        let kinds = Gear::ALL.iter().filter(|gear| **gear != Gear::Hose);
        let kinds = kinds.map(|gear| Choice::new(gear.as_str(), gear.label())).collect();
        view! {
            <Disclosure label=tr!(gear.price_set) icon_before=Icon::Edit open>
                <form id=PRICE_FORM method="post" action="/do/unit-costs" class="form">
                    <FormErrors form=form.clone() />
                    <Select form=form.clone() name="gear" label=tr!(gear.price_of) choices=kinds value=chosen.map(|gear| gear.to_string()).unwrap_or_default() />
                    <TextInput form=form.clone() name="cost" label=tr!(gear.price) hint=tr!(gear.price_hint) max=LINE required=true />
                    <TextInput form name="valid_from" label=tr!(gear.price_from) kind=InputKind::Date value=day_text(today()) required=true />
                    <Button look=Look::Primary>{tr!(ui.save)}</Button>
                </form>
            </Disclosure>
        }
    });
    view! {
        <Card title=tr!(gear.prices)>
            <Facts>{facts}</Facts>
            {form}
        </Card>
    }
}

/// Area: a plain GET form.
#[component]
fn AreaForm(page: Page, chosen: Option<Gear>) -> impl IntoView {
    let mut choices = areas();
    let own = page.area.code.to_string();
    if choices.iter().all(|choice| choice.value != own) {
        choices.push(Choice::new(own.clone(), page.area.name.clone()));
    }
    let gear = chosen.map(|gear| view! { <input type="hidden" name="gear" value=gear.to_string() /> });
    view! {
        <form method="get" action=PATH class="form rates-form">
            <Select form=use_form("wave") name="area" label=tr!(rates.area) choices value=own />
            {gear}
            <Button look=Look::Primary>{tr!(ui.apply)}</Button>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_bar_is_full_and_the_lowest_can_be_seen() {
        assert_eq!([bar(0, 7), bar(7, 7), bar(3, 6), bar(1, 1_000), bar(0, 0)], [0, HEIGHT, 50, 2, 0]);
    }
}
