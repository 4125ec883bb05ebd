//! Many rows at once: ticking them, and the bar that says how many are ticked.

use super::{List, Listing, Row};
use crate::{
    tr,
    ui::{
        Icon,
        button::{Button, Look},
    },
};
use leptos::{html, prelude::*};

/// Ties a box to what is ticked. Somebody may be quicker than the program: a box that is ticked when it starts holds.
fn tie_box(shown: impl Fn() -> bool + 'static, set: impl Fn(bool) + 'static) -> NodeRef<html::Input> {
    let node = NodeRef::<html::Input>::new();
    Effect::new(move |before: Option<()>| {
        let Some(input) = node.get() else { return };
        if before.is_none() && input.checked() {
            set(true);
        }
        input.set_checked(shown());
    });
    node
}

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
    let node = tie_box(ticked, set);
    view! {
        <td class="cell-tick" class:with-script=form.is_none()>
            <label>
                <input
                    type="checkbox"
                    form=form
                    name=name
                    value=id.to_string()
                    aria-label=label
                    node_ref=node
                    on:change:target=move |ev| set(ev.target().checked())
                />
            </label>
        </td>
    }
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
    let node = tie_box(all, set);
    view! {
        <label class="checkbox tick-all with-script">
            <input type="checkbox" node_ref=node on:change:target=move |ev| set(ev.target().checked()) />
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
