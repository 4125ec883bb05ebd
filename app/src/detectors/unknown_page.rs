//! Numbers that vendors tell of and that nobody has entered: what hangs somewhere and is not on the register.

use super::api::list_unknown_numbers;
use crate::{
    error::AppError,
    facts::use_me,
    imports::way_to_import,
    labels::Label,
    tr,
    ui::{
        Icon,
        button::LinkButton,
        card::Empty,
        load::Load,
        page::PageHead,
        pager::Pager,
        table::{Cell, Table},
        time::minute_text,
    },
};
use domain::{actor::Right, import::ImportKind, programmes::device::UnknownNumbers};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Its address.
const PATH: &str = "/detectors/unknown";

/// The way to the page, for whoever keeps the register.
pub(super) fn way_to_unknown() -> Option<AnyView> {
    let may = use_me().is_some_and(|me| me.actor.role.has(Right::KeepRegister));
    may.then(|| {
        view! {
            <LinkButton href=PATH icon_before=Icon::List>
                {tr!(gear.unknown_numbers)}
            </LinkButton>
        }
        .into_any()
    })
}

/// The page.
#[component]
pub fn UnknownPage() -> impl IntoView {
    let query = use_query_map();
    let after = move || query.read().get("after");
    let data: Resource<Result<UnknownNumbers, AppError>> = Resource::new(after, list_unknown_numbers);
    view! {
        <PageHead title=tr!(gear.unknown_numbers)>
            <LinkButton href="/sites" icon_before=Icon::List>
                {tr!(gear.unknown_sites)}
            </LinkButton>
            {way_to_import(ImportKind::Detectors)}
        </PageHead>
        <p class="hint">{tr!(gear.unknown_hint)}</p>
        <Load data view=|page| shown(page).into_any() />
    }
}

fn shown(page: UnknownNumbers) -> impl IntoView {
    let next = page.next.as_ref().map(|key| format!("{PATH}?after={key}"));
    let rows = if page.rows.is_empty() {
        view! { <Empty icon=Icon::Check title=tr!(gear.unknown_none) /> }.into_any()
    } else {
        table(page).into_any()
    };
    view! {
        <div class="stack">{rows}</div>
        <Pager next />
    }
}

fn table(page: UnknownNumbers) -> impl IntoView {
    let columns = [
        tr!(gear.serial),
        tr!(gear.vendor),
        tr!(gear.unknown_last),
        tr!(gear.unknown_last_at),
        tr!(gear.unknown_first_at),
        tr!(gear.unknown_times),
    ];
    let rows = page
        .rows
        .into_iter()
        .map(|row| {
            view! {
                <tr>
                    <td class="card-title" data-label=tr!(gear.serial)>
                        {row.serial.to_string()}
                    </td>
                    <Cell label=tr!(gear.vendor)>{row.vendor}</Cell>
                    <Cell label=tr!(gear.unknown_last)>{row.last.label()}</Cell>
                    <Cell label=tr!(gear.unknown_last_at)>{minute_text(row.last_at)}</Cell>
                    <Cell label=tr!(gear.unknown_first_at)>{minute_text(row.first_at)}</Cell>
                    <Cell label=tr!(gear.unknown_times) number=true>
                        {row.times}
                    </Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=tr!(gear.unknown_numbers) columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
}
