//! The administrator's list of work that the server could not do and does not try again by itself; with a button that does.

use super::{DELIVERIES, api::list_set_aside};
use crate::{
    error::AppError,
    labels::Label,
    tr,
    ui::{
        Icon,
        button::{Button, LinkButton, Look},
        card::{Empty, or_nothing},
        load::Load,
        page::PageHead,
        pager::Pager,
        table::{Cell, Table},
        time::Ago,
    },
};
use domain::{
    ids::JobId,
    work::{SetAsidePage, SetAsideRow},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where it is.
pub const SET_ASIDE: &str = "/set-aside";

/// The page.
#[component]
pub fn SetAsideWorkPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.read().get("after").and_then(|id| id.parse::<JobId>().ok()));
    let data: Resource<Result<SetAsidePage, AppError>> = Resource::new(move || asked.get(), list_set_aside);
    view! { <Load data view=|page| shown(page).into_any() /> }
}

fn shown(page: SetAsidePage) -> impl IntoView {
    let next = page.next.map(|id| format!("{SET_ASIDE}?after={id}"));
    let list = if page.rows.is_empty() {
        view! { <Empty icon=Icon::List title=tr!(reminders.no_set_aside) /> }.into_any()
    } else {
        table(page.rows).into_any()
    };
    view! {
        <PageHead title=tr!(reminders.set_aside) />
        <p class="hint">{tr!(reminders.set_aside_hint)}</p>
        <div class="stack">
            {list} <Pager next /> <LinkButton href=DELIVERIES look=Look::Quiet>
                {tr!(reminders.deliveries)}
            </LinkButton>
        </div>
    }
}

fn table(rows: Vec<SetAsideRow>) -> impl IntoView {
    let columns = [
        tr!(reminders.work),
        tr!(reminders.work_of),
        tr!(reminders.attempts),
        tr!(reminders.reason),
        tr!(reminders.since),
        tr!(reminders.action),
    ];
    view! {
        <Table caption=tr!(reminders.set_aside) columns=columns.iter().map(ToString::to_string).collect()>
            {rows.into_iter().map(row).collect_view()}
        </Table>
    }
}

fn row(row: SetAsideRow) -> impl IntoView {
    view! {
        <tr>
            <td class="card-title" data-label=tr!(reminders.work)>
                {row.kind.label()}
            </td>
            <Cell label=tr!(reminders.work_of)>
                <code>{row.key}</code>
            </Cell>
            <Cell label=tr!(reminders.attempts) number=true>
                {row.attempts}
            </Cell>
            <Cell label=tr!(reminders.reason)>{or_nothing(row.reason)}</Cell>
            <Cell label=tr!(reminders.since)>
                <Ago time=row.at />
            </Cell>
            <Cell label=tr!(reminders.action)>
                <form method="post" action=format!("/do/set-aside/{}/again", row.id)>
                    <Button icon_before=Icon::Sync>{tr!(reminders.work_again)}</Button>
                </form>
            </Cell>
        </tr>
    }
}
