//! What can be done with the ticked hazards: a plain form that leads to the page before it is done.

use super::{BULK_PATH, NOTICES_PATH, PRINT_PATH};
use crate::{
    facts::use_me,
    labels::Label,
    listing::List,
    query, tr,
    ui::{Icon, icon},
};
use domain::{actor::Right, desk::bulk::BulkKind, listing::HazardFilter};
use leptos::prelude::*;

/// The id of the form: the boxes of the rows belong to it.
pub(super) const FORM: &str = "desk-picked";

/// The drawing of a kind.
pub(super) const fn drawing(kind: BulkKind) -> Icon {
    match kind {
        BulkKind::Assign => Icon::Person,
        BulkKind::Remind => Icon::Note,
        BulkKind::Extend => Icon::Calendar,
        BulkKind::Grant => Icon::Check,
    }
}

/// What this person may do with many at once.
fn allowed() -> Vec<BulkKind> {
    use_me().map(|me| BulkKind::of(me.actor.role).collect()).unwrap_or_default()
}

/// The buttons of a form, which they name when they stand outside of it. Whoever only looks can print.
fn buttons(form: Option<&'static str>) -> AnyView {
    let acts = allowed()
        .into_iter()
        .map(|kind| {
            view! {
                <button class="button" form=form name="do" value=kind.as_str()>
                    {icon(drawing(kind))}
                    <span>{kind.label()}</span>
                </button>
            }
        })
        .collect_view();
    let may_issue = use_me().is_some_and(|me| me.actor.role.has(Right::IssuePaper));
    let notices = may_issue.then(|| {
        view! {
            <button class="button" form=form formaction=NOTICES_PATH>
                {icon(Icon::Copy)}
                <span>{tr!(desk.notices)}</span>
            </button>
        }
    });
    view! {
        {acts}
        {notices}
        <button class="button quiet" form=form formaction=PRINT_PATH>
            {icon(Icon::Print)}
            <span>{tr!(desk.print_list)}</span>
        </button>
    }
    .into_any()
}

/// The same buttons beside the number of ticked rows, which stays in sight.
pub(super) fn in_bar() -> AnyView {
    buttons(Some(FORM))
}

/// The form with its buttons.
#[component]
pub(super) fn Acts(
    /// The list.
    list: List<HazardFilter>,
) -> impl IntoView {
    let read_only = allowed().is_empty().then(|| view! { <p class="hint">{tr!(desk.read_only)}</p> });
    // the ticks of all pages; without a program those of this page are sent by the boxes themselves
    let ticks = move || {
        list.ticked.with(|rows| {
            rows.iter()
                .map(|row| view! { <input type="hidden" name="hazard" value=row.id.to_string() /> })
                .collect_view()
        })
    };
    let here = move || list.filter.with(|filter| query::href(super::PATH, filter));
    view! {
        <form id=FORM method="get" action=BULK_PATH class="desk-acts" aria-label=tr!(desk.many)>
            <input type="hidden" name="list" value=here />
            {ticks}
            <strong>{tr!(desk.many)}</strong>
            {buttons(None)}
            <p class="hint">{tr!(desk.many_hint)}</p>
            {read_only}
        </form>
    }
}
