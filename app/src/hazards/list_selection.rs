//! What can be taken along of the ticked hazards.

use crate::{
    labels::Label,
    listing::Take,
    tr,
    ui::time::{day_text, minute_text},
};
use domain::hazards::HazardSummary;

/// The numbers, and a table with one column for each fact.
pub(super) fn take() -> Take<HazardSummary> {
    Take {
        copy: tr!(lists.copy_numbers),
        line: |h| h.number.clone(),
        headings: vec![
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
        ],
        cells,
    }
}

fn cells(h: &HazardSummary) -> Vec<String> {
    vec![
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
    ]
}
