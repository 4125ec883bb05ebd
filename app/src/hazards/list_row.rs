//! One hazard in the list.

use crate::{
    listing::{Line, Row, RowLink},
    tr,
    ui::{
        Icon, Tone,
        badge::{Badge, CategoryTag, SeverityBadge, StatusBadge},
        card::or_nothing,
        time::{Day, Due},
    },
};
use domain::{
    geo::{Point, Wgs84},
    hazards::{HazardSummary, Severity},
};
use leptos::prelude::*;
use uuid::Uuid;

/// The headings.
pub(super) fn columns() -> Vec<&'static str> {
    vec![
        tr!(hazards.number),
        tr!(hazards.description),
        tr!(lists.status),
        tr!(hazards.effective_due),
        tr!(hazards.area),
        tr!(hazards.assignee),
    ]
}

impl Row for HazardSummary {
    fn id(&self) -> Uuid {
        self.id.0
    }

    fn point(&self) -> Option<Point<Wgs84>> {
        self.point
    }

    fn name(&self) -> String {
        self.number.clone()
    }

    fn cells(self) -> AnyView {
        let Self { number, description, category, severity, status, .. } = self;
        let place = [self.site_name, Some(self.location).filter(|text| !text.is_empty())];
        let place = place.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        view! {
            <Line kind="name">
                <RowLink href=format!("/hazards/{}", self.id) text=number />
            </Line>
            <Line kind="what">
                <p class="row-text">{description}</p>
                <p class="row-marks">
                    <CategoryTag category />
                    {(severity == Severity::Major).then(|| view! { <SeverityBadge severity /> })}
                    <span class="row-place">{place}</span>
                </p>
            </Line>
            <Line kind="state">
                <StatusBadge status />
                {self
                    .extension_pending
                    .then(|| view! { <Badge tone=Tone::Warn text=tr!(hazards.extension_pending) /> })}
                {(self.returned_count > 0)
                    .then(|| {
                        let text = tr!(hazards.returned, n = self.returned_count);
                        view! { <Badge tone=Tone::Warn shape=Icon::Return text /> }
                    })}
            </Line>
            <Line kind="more" label=tr!(hazards.effective_due)>
                {if status.is_open() {
                    view! { <Due day=self.effective_due open=true /> }.into_any()
                } else {
                    view! { <Day day=self.effective_due /> }.into_any()
                }}
            </Line>
            <Line kind="more">{self.area.name}</Line>
            <Line kind="more" label=tr!(hazards.assignee)>
                {or_nothing(self.assignee)}
            </Line>
        }
        .into_any()
    }
}
