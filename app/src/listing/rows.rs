//! The rows of a list: a table where there is room for one, cards on tablet and phone. Pointing at a row, with the
//! mouse or by the keyboard's focus, points out its place on the map.

use super::{List, Listing, Row, row_id, state::Half};
use crate::{
    tr,
    ui::{Icon, icon},
};
use leptos::{ev, prelude::*, wasm_bindgen::JsCast, web_sys};
use uuid::Uuid;

/// The link of a row to its record.
#[component]
pub(crate) fn RowLink(
    /// The record's page.
    href: String,
    /// What the record is called.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <a class="row-link" href=href>
            {text}
        </a>
    }
}

/// A cell: on a card, cells that are a line of their own come before those that share one.
#[component]
pub(crate) fn Line(
    /// What it is, for the style: `name`, `what`, `state` or `more`.
    kind: &'static str,
    /// The column's heading, shown on a card where the value alone says too little.
    #[prop(optional)]
    label: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    view! {
        <td class=format!("cell-{kind}") data-label=label>
            {children()}
        </td>
    }
}

/// The table.
pub(super) fn table<F: Listing>(list: List<F>, rows: Vec<F::Row>) -> impl IntoView {
    let heads = F::columns().into_iter().map(|column| view! { <th scope="col">{column}</th> }).collect_view();
    let ids = StoredValue::new(rows.iter().map(Row::id).collect::<Vec<_>>());
    let rows = rows.into_iter().map(|row| row_view(list, row)).collect_view();
    let point_at = move |target: Option<web_sys::EventTarget>| {
        let id = row_of(target).and_then(|row| Uuid::parse_str(row.get_attribute("data-id")?.as_str()).ok());
        let id = id.filter(|id| ids.with_value(|ids| ids.contains(id)));
        if list.hovered.get_untracked() != id {
            list.hovered.set(id);
        }
    };
    view! {
        <table class="rows" class:ticks=F::TICKS>
            <caption class="visually-hidden">{F::words().title}</caption>
            <thead>
                <tr>
                    {F::TICKS
                        .then(|| {
                            view! { <td class="cell-tick" class:with-script=list.ticks_of.is_none()></td> }
                        })} {heads}
                    <td class="cell-pin"></td>
                </tr>
            </thead>
            <tbody
                on:pointerover=move |ev| point_at(ev.target())
                on:pointerleave=move |_| point_at(None)
                on:focusin=move |ev| point_at(ev.target())
                on:focusout=move |_| point_at(None)
                on:keydown=step
            >
                {rows}
            </tbody>
        </table>
    }
}

fn row_view<F: Listing>(list: List<F>, row: F::Row) -> impl IntoView {
    let id = row.id();
    let name = row.name();
    let pin = row.point().map(|point| {
        let show = move |_| {
            list.choose(id);
            list.half.set(Half::Map);
            list.shown.set(Some(point));
        };
        view! {
            <button
                type="button"
                class="button quiet icon-only with-script"
                title=tr!(lists.show_on_map)
                aria-label=tr!(lists.show_row_on_map, name = name.clone())
                on:click=show
            >
                {icon(Icon::Pin)}
            </button>
        }
    });
    let no_place = pin.is_none().then(|| {
        view! {
            <span class="nothing" title=tr!(lists.no_position)>
                "—"
            </span>
        }
    });
    view! {
        <tr
            id=row_id(id)
            data-id=id.to_string()
            class:chosen=move || list.chosen.get() == Some(id)
            class:hovered=move || list.hovered.get() == Some(id)
        >
            {F::TICKS.then(|| super::selection::tick(list, row.clone()))} {row.cells()}
            <td class="cell-pin">{pin} {no_place}</td>
        </tr>
    }
}

/// The row around an element.
fn row_of(target: Option<web_sys::EventTarget>) -> Option<web_sys::Element> {
    target?.dyn_into::<web_sys::Element>().ok()?.closest("tr[data-id]").ok()?
}

/// Arrow keys go from row to row, as in any list.
fn step(ev: ev::KeyboardEvent) {
    let down = match ev.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    let Some(row) = row_of(ev.target()) else { return };
    let next = if down { row.next_element_sibling() } else { row.previous_element_sibling() };
    let link = next.and_then(|next| next.query_selector("a.row-link").ok().flatten());
    if let Some(link) = link.and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok()) {
        ev.prevent_default();
        // refused only by an element that has left the page
        let _ = link.focus();
    }
}
