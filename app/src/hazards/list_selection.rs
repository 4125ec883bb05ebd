//! What can be done with the ticked hazards.

use crate::{
    labels::Label,
    listing::{Csv, List, copy_text, download},
    tr,
    ui::{
        Icon,
        button::{Button, Look},
        time::{day_text, minute_text, today},
    },
};
use domain::{hazards::HazardSummary, listing::HazardFilter};
use leptos::{prelude::*, task::spawn_local};

/// Copying the numbers, and a table of the rows.
#[component]
pub(super) fn SelectionActions(
    /// The list.
    list: List<HazardFilter>,
) -> impl IntoView {
    let said = RwSignal::new(None::<&'static str>);
    let copy = move |_| {
        let numbers: Vec<String> =
            list.ticked.with_untracked(|rows| rows.iter().map(|h| h.number.clone()).collect());
        spawn_local(async move {
            let copied = copy_text(&numbers.join("\n")).await;
            // the bar may be gone by now
            let _ = said.try_set(Some(if copied { tr!(lists.copied) } else { tr!(lists.not_copied) }));
        });
    };
    let export = move |_| {
        let text = list.ticked.with_untracked(|rows| table(rows));
        download(&format!("{}-{}.csv", tr!(nav.hazards), day_text(today())), "text/csv;charset=utf-8", &text);
    };
    view! {
        <Button plain=true look=Look::Plain icon_before=Icon::Copy on:click=copy>
            {tr!(lists.copy_numbers)}
        </Button>
        <Button plain=true look=Look::Plain icon_before=Icon::Download on:click=export>
            {tr!(lists.export_csv)}
        </Button>
        <span class="selection-said" role="status">
            {move || said.get()}
        </span>
    }
}

/// The rows as the list shows them (names and addresses of households are masked), one column for each fact.
fn table(rows: &[HazardSummary]) -> String {
    let mut csv = Csv::new([
        tr!(hazards.number),
        tr!(hazards.description),
        tr!(hazards.category),
        tr!(hazards.severity),
        tr!(lists.status),
        tr!(hazards.found_at),
        tr!(hazards.effective_due),
        tr!(lists.overdue),
        tr!(lists.closed_at),
        tr!(hazards.site),
        tr!(hazards.address),
        tr!(hazards.location),
        tr!(hazards.area),
        tr!(hazards.assignee),
    ]);
    for h in rows {
        csv.row([
            h.number.clone(),
            h.description.clone(),
            h.category.label().to_owned(),
            h.severity.label().to_owned(),
            h.status.label().to_owned(),
            minute_text(h.found_at),
            day_text(h.effective_due),
            if h.overdue { tr!(ui.yes) } else { tr!(ui.no) }.to_owned(),
            h.closed_at.map(minute_text).unwrap_or_default(),
            h.site_name.clone().unwrap_or_default(),
            h.address.clone().unwrap_or_default(),
            h.location.clone(),
            h.area.name.clone(),
            h.assignee.clone().unwrap_or_default(),
        ]);
    }
    csv.into_text()
}
