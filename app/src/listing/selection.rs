//! Many rows at once: ticking them, and the bar that says how many are ticked.

use super::{List, Listing, Row, row_id};
use crate::{
    tr,
    ui::{
        Icon,
        button::{Button, Look},
    },
};
use leptos::prelude::*;

/// The cell with the box of a row.
pub(super) fn tick<F: Listing>(list: List<F>, row: F::Row) -> impl IntoView {
    let id = row.id();
    let label = tr!(lists.tick_row, name = row.name());
    let row = StoredValue::new(row);
    let ticked = move || list.ticked.with(|rows| rows.iter().any(|row| row.id() == id));
    let set = move |on: bool| {
        list.ticked.update(|rows| {
            rows.retain(|row| row.id() != id);
            if on {
                rows.push(row.get_value());
            }
        });
    };
    // without a program a box is part of a form; with one the ticks of all pages are, and the boxes only show them
    let form = list.ticks_of;
    let name = move || (form.is_some() && !list.lively.get()).then_some("hazard");
    // what was ticked before the program ran is not to be wiped out by it, see `early_ticks`
    let checked = move || list.lively.get().then(ticked);
    view! {
        <td class="cell-tick" class:with-script=form.is_none()>
            <label>
                <input
                    type="checkbox"
                    form=form
                    name=name
                    value=id.to_string()
                    aria-label=label
                    disabled=move || form.is_none() && !list.lively.get()
                    prop:checked=checked
                    on:change:target=move |ev| set(ev.target().checked())
                />
            </label>
        </td>
    }
}

/// The rows of the page whose boxes were ticked before the program ran.
pub(super) fn early_ticks<F: Listing>(list: List<F>) -> Vec<F::Row> {
    let is_ticked = |row: &F::Row| {
        let row = document().get_element_by_id(&row_id(row.id()));
        row.is_some_and(|row| matches!(row.query_selector(".cell-tick input:checked"), Ok(Some(_))))
    };
    list.page.with_untracked(|page| match page {
        Some(Ok(page)) => page.rows.iter().filter(|row| is_ticked(row)).cloned().collect(),
        _ => Vec::new(),
    })
}

/// Ticks all rows of the page, or takes these ticks away again.
pub(super) fn tick_all<F: Listing>(list: List<F>, rows: Vec<F::Row>) -> impl IntoView {
    let rows = StoredValue::new(rows);
    let all = move || {
        list.ticked.with(|ticked| {
            rows.with_value(|rows| rows.iter().all(|row| ticked.iter().any(|other| other.id() == row.id())))
        })
    };
    let set = move |on: bool| {
        list.ticked.update(|ticked| {
            rows.with_value(|rows| {
                ticked.retain(|row| rows.iter().all(|other| other.id() != row.id()));
                if on {
                    ticked.extend(rows.iter().cloned());
                }
            });
        });
    };
    view! {
        <label class="checkbox tick-all with-script">
            <input
                type="checkbox"
                disabled=move || !list.lively.get()
                prop:checked=all
                on:change:target=move |ev| set(ev.target().checked())
            />
            <span>{tr!(lists.tick_all)}</span>
        </label>
    }
}

/// How many are ticked, what can be done with them, and the way out. Without a program nobody counts: what can be done is
/// there as long as a box of the page is ticked.
#[component]
pub(super) fn SelectionBar<F: Listing>(
    /// The list.
    list: List<F>,
) -> impl IntoView {
    let some = Memo::new(move |_| list.ticked.with(|rows| !rows.is_empty()));
    let by_boxes = move || {
        list.acts.filter(|_| !list.lively.get()).map(|acts| {
            view! {
                <section class="selection by-boxes" aria-label=tr!(lists.selection)>
                    {acts()}
                </section>
            }
        })
    };
    let counted = move || {
        some.get().then(|| {
            view! {
                <section class="selection" aria-label=tr!(lists.selection)>
                    <strong role="status">{move || tr!(ui.selected, n = list.ticked.with(Vec::len))}</strong>
                    {list.acts.map(|acts| acts())}
                    {F::actions(list)}
                    <Button
                        plain=true
                        look=Look::Quiet
                        icon_before=Icon::Close
                        on:click=move |_| list.ticked.set(Vec::new())
                    >
                        {tr!(lists.untick)}
                    </Button>
                </section>
            }
        })
    };
    view! {
        {by_boxes}
        {counted}
    }
}
