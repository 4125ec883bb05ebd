//! The inbox: what a person was reminded of, the newest first, and how they want to be told.

use super::{api::list_reminders, deliveries_page::DELIVERIES, settings_form::SettingsForm};
use crate::{
    error::AppError,
    facts::use_me,
    labels::Label,
    query, tr,
    ui::{
        Icon, Tone,
        badge::{Badge, StatusBadge},
        button::{Button, LinkButton, Look},
        card::{Card, Empty, or_nothing},
        load::Load,
        page::PageHead,
        pager::Pager,
        table::{Cell, Table},
        time::{Ago, Day, Due},
    },
};
use domain::{
    actor::Right,
    ids::ReminderId,
    programmes::{filters::OrderFilter, reply_notes::ReplyStage},
    reminders::{
        Stage,
        views::{InboxPage as Inbox, InboxRow, OrderNote},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where it is.
pub const PATH: &str = "/reminders";

/// The page.
#[component]
pub fn InboxPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let query = query.read();
        let after = query.get("after").and_then(|id| id.parse::<ReminderId>().ok());
        (query.get("unread").is_some(), after)
    });
    let data: Resource<Result<Inbox, AppError>> =
        Resource::new(move || asked.get(), |(unread, after)| list_reminders(unread, after));
    let watches = use_me().is_some_and(|me| me.actor.role.has(Right::WatchMessages));
    view! {
        <PageHead title=tr!(reminders.title)>
            {watches
                .then(|| {
                    view! {
                        <LinkButton href=DELIVERIES icon_before=Icon::List>
                            {tr!(reminders.deliveries)}
                        </LinkButton>
                    }
                })}
        </PageHead>
        <p class="hint">{tr!(reminders.hint)}</p>
        <Load data view=|page| shown(page).into_any() />
    }
}

fn shown(page: Inbox) -> impl IntoView {
    let (other, label) = if page.unread_only {
        (PATH.to_owned(), tr!(reminders.show_all))
    } else {
        (format!("{PATH}?unread=1"), tr!(reminders.show_unread))
    };
    let unread = if page.unread_only { "&unread=1" } else { "" };
    let next = page.next.map(|id| format!("{PATH}?after={id}{unread}"));
    let read_all = (page.unread > 0).then(|| {
        view! {
            <form method="post" action="/do/reminders/read">
                <Button icon_before=Icon::Check name="all" value="1">
                    {tr!(reminders.read_all)}
                </Button>
            </form>
        }
    });
    let list = match (page.rows.is_empty(), page.orders.is_empty()) {
        (false, _) => table(page.rows).into_any(),
        (true, true) => view! { <Empty icon=Icon::Clock title=tr!(reminders.none) /> }.into_any(),
        (true, false) => ().into_any(),
    };
    let orders = (!page.orders.is_empty()).then(|| order_notes(page.orders));
    view! {
        <div class="stack">
            <div class="actions">
                <p role="status">{tr!(reminders.unread, n = super::count_text(page.unread))}</p>
                <LinkButton href=other look=Look::Quiet icon_before=Icon::Filter>
                    {label}
                </LinkButton>
                {read_all}
            </div>
            {orders}
            {list}
            <Pager next />
            <Card title=tr!(reminders.settings)>
                <SettingsForm settings=page.settings ways=page.ways />
            </Card>
        </div>
    }
}

fn table(rows: Vec<InboxRow>) -> impl IntoView {
    let columns = [
        tr!(reminders.hazard),
        tr!(reminders.stage),
        tr!(reminders.due),
        tr!(reminders.status),
        tr!(reminders.site),
        tr!(reminders.made),
        tr!(reminders.action),
    ];
    view! {
        <Table caption=tr!(reminders.title) columns=columns.iter().map(ToString::to_string).collect()>
            {rows.into_iter().map(row).collect_view()}
        </Table>
    }
}

/// What the office was told of hotline orders, with the way to all that wait for a reply.
fn order_notes(notes: Vec<OrderNote>) -> impl IntoView {
    let columns = [
        tr!(reminders.order),
        tr!(reminders.stage),
        tr!(reminders.reply_due),
        tr!(hazards.area),
        tr!(reminders.made),
        tr!(reminders.action),
    ];
    let all = query::href("/orders", &OrderFilter::waiting());
    view! {
        <Card title=tr!(reminders.orders)>
            <div id="order-notes" class="stack">
                <Table
                    caption=tr!(reminders.orders)
                    columns=columns.iter().map(ToString::to_string).collect()
                >
                    {notes.into_iter().map(order_note).collect_view()}
                </Table>
                <div class="actions">
                    <LinkButton href=all look=Look::Quiet icon_before=Icon::List>
                        {tr!(reminders.all_orders)}
                    </LinkButton>
                </div>
            </div>
        </Card>
    }
}

fn order_note(note: OrderNote) -> impl IntoView {
    let (tone, shape) = match note.stage {
        ReplyStage::Ahead => (Tone::Warn, Icon::Hourglass),
        ReplyStage::Overdue => (Tone::Bad, Icon::Clock),
    };
    view! {
        <tr>
            <td class="card-title" data-label=tr!(reminders.order)>
                <a class="table-link" href=format!("/orders/{}", note.order)>
                    {note.number}
                </a>
                " "
                <span class="muted">{note.kind.label()}</span>
            </td>
            <Cell label=tr!(reminders.stage)>
                <Badge tone shape text=note.stage.label() />
            </Cell>
            <Cell label=tr!(reminders.reply_due)>
                <Due day=note.due open=true />
            </Cell>
            <Cell label=tr!(hazards.area)>{note.area.name}</Cell>
            <Cell label=tr!(reminders.made)>
                <Ago time=note.made_at />
            </Cell>
            <Cell label=tr!(reminders.action)>
                <form method="post" action="/do/reminders/read">
                    <input type="hidden" name="note" value=note.id.to_string() />
                    <Button look=Look::Quiet icon_before=Icon::Check>
                        {tr!(reminders.mark_read)}
                    </Button>
                </form>
            </Cell>
        </tr>
    }
}

/// The step of the ladder.
fn stage(stage: Stage) -> impl IntoView {
    let (tone, shape) = match stage {
        Stage::Ahead3 | Stage::Ahead1 => (Tone::Info, Icon::Clock),
        Stage::Taken => (Tone::Neutral, Icon::Transfer),
        Stage::Chased => (Tone::Warn, Icon::Alert),
        Stage::Due => (Tone::Warn, Icon::Calendar),
        Stage::Overdue | Stage::Office | Stage::Leader => (Tone::Bad, Icon::Alert),
    };
    view! { <Badge tone shape text=stage.label() /> }
}

fn row(row: InboxRow) -> impl IntoView {
    let (mark, label) =
        if row.read { ("0", tr!(reminders.mark_unread)) } else { ("1", tr!(reminders.mark_read)) };
    let fresh =
        (!row.read).then(|| view! { <Badge tone=Tone::Info shape=Icon::Circle text=tr!(reminders.fresh) /> });
    view! {
        <tr class:unread=!row.read>
            <td class="card-title" data-label=tr!(reminders.hazard)>
                <a class="table-link" href=format!("/hazards/{}", row.hazard)>
                    {row.number}
                </a>
                " "
                {fresh}
                <span class="muted">{row.category.label()}</span>
            </td>
            <Cell label=tr!(reminders.stage)>{stage(row.stage)}</Cell>
            <Cell label=tr!(reminders.due)>
                <Day day=row.due />
            </Cell>
            <Cell label=tr!(reminders.status)>
                <StatusBadge status=row.status />
            </Cell>
            <Cell label=tr!(reminders.site)>
                {or_nothing(row.site_name)} " " <span class="muted">{row.area.name}</span>
            </Cell>
            <Cell label=tr!(reminders.made)>
                <Ago time=row.made_at />
            </Cell>
            <Cell label=tr!(reminders.action)>
                <form method="post" action="/do/reminders/read">
                    <input type="hidden" name="reminder" value=row.id.to_string() />
                    <Button look=Look::Quiet name="read" value=mark>
                        {label}
                    </Button>
                </form>
            </Cell>
        </tr>
    }
}
