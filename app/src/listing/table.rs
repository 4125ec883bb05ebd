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

/// Above the rows of a list: the way to its table.
pub(crate) fn table_of<F: Listing>(list: List<F>) -> AnyView {
    let name = F::PATH.trim_start_matches('/');
    let href =
        move || list.filter.with(|f| query::href(&format!("/api/v1/tables/{name}.csv"), &f.first_page()));
    view! {
        <div class="list-table">
            <a class="button quiet" href=href rel="external" download="">
                {icon(Icon::Download)}
                <span>{tr!(lists.table)}</span>
            </a>
            {in_full(list, name)}
        </div>
    }
    .into_any()
}

/// The form for the table in full. Its answer is a file, so the page stays.
fn in_full<F: Listing>(list: List<F>, name: &'static str) -> Option<AnyView> {
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
                </form>
            </Disclosure>
        }
        .into_any()
    })
}
