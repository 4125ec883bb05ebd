//! The rows of a list as a table for a spreadsheet, with the filter that holds: masked, or in full for a reason.

use super::{List, Listing};
use crate::{
    facts::use_me,
    query, tr,
    ui::{
        Icon,
        button::Button,
        dialog::Disclosure,
        field::{FormErrors, TextInput, use_form},
        icon,
    },
};
use domain::{actor::Right, text::LINE};
use leptos::prelude::*;

/// The name under which the form comes back refused.
const FORM: &str = "table-reveal";

/// Another table of the same rows: what routes call it, and what its button says.
pub(crate) type Second = (&'static str, &'static str);

/// Above the rows of a list: the way to its table.
pub(crate) fn table_of<F: Listing>(list: List<F>) -> AnyView {
    tables_of(list, None)
}

/// The same with another table beside it.
pub(crate) fn tables_of<F: Listing>(list: List<F>, second: Option<Second>) -> AnyView {
    let own = link(list, F::PATH.trim_start_matches('/'), tr!(lists.table));
    let other = second.map(|(name, label)| link(list, name, label));
    view! {
        <div class="list-table">
            {own} {other} {in_full(list, second)}
        </div>
    }
    .into_any()
}

/// The way to a table that is there masked only.
pub(crate) fn masked_table_of<F: Listing>(list: List<F>) -> AnyView {
    let own = link(list, F::PATH.trim_start_matches('/'), tr!(lists.table));
    view! { <div class="list-table">{own}</div> }.into_any()
}

fn link<F: Listing>(list: List<F>, name: &'static str, label: &'static str) -> AnyView {
    let href =
        move || list.filter.with(|f| query::href(&format!("/api/v1/tables/{name}.csv"), &f.first_page()));
    view! {
        <a class="button quiet" href=href rel="external" download="">
            {icon(Icon::Download)}
            <span>{label}</span>
        </a>
    }
    .into_any()
}

/// The form for the tables in full. Its answer is a file, so the page stays.
fn in_full<F: Listing>(list: List<F>, second: Option<Second>) -> Option<AnyView> {
    let name = F::PATH.trim_start_matches('/');
    let other = second.map(|(name, label)| {
        view! {
            <button class="button" formaction=format!("/do/tables/{name}")>
                {label}
            </button>
        }
    });
    let may = use_me().is_some_and(|me| me.actor.role.has(Right::Reveal));
    let form = use_form(FORM);
    let open = form.is_refused();
    let asked = move || list.filter.with(|f| query::text(&f.first_page()));
    may.then(|| {
        view! {
            <Disclosure label=tr!(lists.table_in_full) icon_before=Icon::Download open>
                <p class="hint">{tr!(lists.table_in_full_hint)}</p>
                <form id=FORM method="post" action=format!("/do/tables/{name}") class="form">
                    <FormErrors form=form.clone() />
                    <input type="hidden" name="query" value=asked />
                    <TextInput form=form.clone() name="reason" label=tr!(lists.table_reason) max=LINE required=true />
                    <Button>{tr!(lists.table)}</Button>
                    {other}
                </form>
            </Disclosure>
        }
        .into_any()
    })
}
