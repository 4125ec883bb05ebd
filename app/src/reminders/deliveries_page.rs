//! The office's list of messages: what was sent, what failed and why; with a button that sends again.

use super::{api::list_deliveries, set_aside_page::SET_ASIDE};
use crate::{
    error::AppError,
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        button::{Button, LinkButton, Look},
        card::{Empty, or_nothing},
        field::{InputKind, TextInput, use_form},
        icon,
        load::Load,
        page::PageHead,
        pager::Pager,
        table::{Cell, Table},
        time::{Ago, day_text, today},
    },
};
use chrono::NaiveDate;
use domain::{
    ids::DeliveryId,
    reminders::{
        DeliveryState,
        views::{DeliveryChoice, DeliveryPage, DeliveryRow},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where it is.
pub const DELIVERIES: &str = "/deliveries";

/// The page.
#[component]
pub fn DeliveriesPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let query = query.read();
        let day = query.get("day").and_then(|day| day.parse::<NaiveDate>().ok());
        let day = if query.get("trouble").is_some() { None } else { Some(day.unwrap_or_else(today)) };
        (day, query.get("after").and_then(|id| id.parse::<DeliveryId>().ok()))
    });
    let data: Resource<Result<DeliveryPage, AppError>> =
        Resource::new(move || asked.get(), |(day, after)| list_deliveries(day, after));
    view! { <Load data view=|page| shown(page).into_any() /> }
}

fn shown(page: DeliveryPage) -> impl IntoView {
    let here = match page.choice {
        DeliveryChoice::Day(day) => format!("day={}", day_text(day)),
        DeliveryChoice::Trouble => "trouble=1".to_owned(),
    };
    let next = page.next.map(|id| format!("{DELIVERIES}?{here}&after={id}"));
    let day = match page.choice {
        DeliveryChoice::Day(day) => day_text(day),
        DeliveryChoice::Trouble => String::new(),
    };
    let trouble = (page.trouble > 0)
        .then(|| banner(format!("{DELIVERIES}?trouble=1"), tr!(reminders.trouble, n = page.trouble)));
    let set_aside = (page.set_aside > 0)
        .then(|| banner(SET_ASIDE.to_owned(), tr!(reminders.some_set_aside, n = page.set_aside)));
    let nowhere =
        (!page.ways.mail && !page.ways.robot).then(|| view! { <p class="hint">{tr!(reminders.no_ways)}</p> });
    let list = if page.rows.is_empty() {
        view! { <Empty icon=Icon::List title=tr!(reminders.no_deliveries) /> }.into_any()
    } else {
        table(page.rows).into_any()
    };
    view! {
        <PageHead title=tr!(reminders.deliveries) />
        <p class="hint">{tr!(reminders.deliveries_hint)}</p>
        <div class="stack">
            {trouble} {set_aside} {nowhere} <form method="get" action=DELIVERIES class="form form-row">
                <TextInput
                    form=use_form("deliveries-day")
                    name="day"
                    label=tr!(reminders.day)
                    kind=InputKind::Date
                    value=day
                />
                <Button icon_before=Icon::Search>{tr!(reminders.show)}</Button>
            </form> {list} <Pager next />
            <LinkButton href="/reminders" look=Look::Quiet>
                {tr!(reminders.title)}
            </LinkButton>
        </div>
    }
}

fn banner(href: String, text: String) -> impl IntoView {
    view! {
        <div class=format!("banner {}", Tone::Bad.class()) role="status">
            {icon(Icon::Alert)}
            <p>
                <a class="table-link" href=href>
                    {text}
                </a>
            </p>
        </div>
    }
}

fn table(rows: Vec<DeliveryRow>) -> impl IntoView {
    let columns = [
        tr!(reminders.person),
        tr!(reminders.day),
        tr!(reminders.way),
        tr!(reminders.state),
        tr!(reminders.reminders),
        tr!(reminders.reason),
        tr!(reminders.since),
        tr!(reminders.action),
    ];
    view! {
        <Table caption=tr!(reminders.deliveries) columns=columns.iter().map(ToString::to_string).collect()>
            {rows.into_iter().map(row).collect_view()}
        </Table>
    }
}

fn state(state: DeliveryState) -> impl IntoView {
    let (tone, shape) = match state {
        DeliveryState::Waiting | DeliveryState::Sending => (Tone::Info, Icon::Hourglass),
        DeliveryState::Sent => (Tone::Good, Icon::Check),
        DeliveryState::Failed => (Tone::Bad, Icon::Alert),
        DeliveryState::Unclear => (Tone::Warn, Icon::Info),
        DeliveryState::Dropped => (Tone::Neutral, Icon::Ban),
    };
    view! { <Badge tone shape text=state.label() /> }
}

fn row(row: DeliveryRow) -> impl IntoView {
    let again = row.state.may_be_repeated().then(|| {
        view! {
            <form method="post" action=format!("/do/deliveries/{}/again", row.id)>
                <Button icon_before=Icon::Sync>{tr!(reminders.again)}</Button>
            </form>
        }
    });
    view! {
        <tr class:late=row.state.may_be_repeated()>
            <td class="card-title" data-label=tr!(reminders.person)>
                {row.person.name}
                " "
                <span class="muted">{row.person.role.label()} " · " {row.area.name}</span>
            </td>
            <Cell label=tr!(reminders.day)>{day_text(row.day)}</Cell>
            <Cell label=tr!(reminders.way)>{row.way.label()}</Cell>
            <Cell label=tr!(reminders.state)>{state(row.state)}</Cell>
            <Cell label=tr!(reminders.reminders) number=true>
                {row.reminders}
            </Cell>
            <Cell label=tr!(reminders.reason)>{or_nothing(row.reason)}</Cell>
            <Cell label=tr!(reminders.since)>
                <Ago time=row.at />
            </Cell>
            <Cell label=tr!(reminders.action)>{again}</Cell>
        </tr>
    }
}
