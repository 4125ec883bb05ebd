//! One visit in the list.

use crate::{
    labels::Label,
    listing::{Line, Row, RowLink, Take},
    tr,
    ui::{Icon, Tone, badge::Badge, time::minute_text},
};
use domain::{
    geo::{Point, Wgs84},
    inspections::{InspectionSummary, Outcome},
};
use leptos::prelude::*;
use uuid::Uuid;

/// The headings.
pub(super) fn columns() -> Vec<&'static str> {
    vec![
        tr!(lists.started),
        tr!(hazards.site),
        tr!(lists.outcome),
        tr!(lists.findings),
        tr!(hazards.area),
        tr!(lists.inspector),
    ]
}

/// What is taken along of ticked ones.
pub(super) fn take() -> Take<InspectionSummary> {
    Take {
        copy: tr!(lists.copy_rows),
        line: |v| format!("{}\t{}\t{}", minute_text(v.started_at), v.site_name, v.address),
        headings: vec![
            tr!(lists.started),
            tr!(hazards.site),
            tr!(hazards.address),
            tr!(capture.site_kind),
            tr!(capture.kind),
            tr!(capture.nature),
            tr!(lists.outcome),
            tr!(lists.findings),
            tr!(hazards.area),
            tr!(lists.inspector),
        ],
        cells: |v| {
            vec![
                minute_text(v.started_at),
                v.site_name.clone(),
                v.address.clone(),
                v.site_kind.label().to_owned(),
                v.kind.label().to_owned(),
                v.nature.label().to_owned(),
                v.outcome.label().to_owned(),
                v.hazard_count.to_string(),
                v.area.name.clone(),
                v.inspector.clone(),
            ]
        },
    }
}

impl Row for InspectionSummary {
    fn id(&self) -> Uuid {
        self.id.0
    }

    fn point(&self) -> Option<Point<Wgs84>> {
        self.point
    }

    fn name(&self) -> String {
        format!("{} {}", minute_text(self.started_at), self.site_name)
    }

    fn cells(self) -> AnyView {
        let (tone, shape) = match self.outcome {
            Outcome::Done => (Tone::Good, Icon::Check),
            Outcome::Refused => (Tone::Bad, Icon::Ban),
            Outcome::NotAtHome | Outcome::Vacant | Outcome::Tenant | Outcome::Moved => {
                (Tone::Warn, Icon::Circle)
            }
        };
        view! {
            <Line kind="name">
                <RowLink href=format!("/inspections/{}", self.id) text=minute_text(self.started_at) />
            </Line>
            <Line kind="what">
                <p class="row-text">{self.site_name}</p>
                <p class="row-marks">
                    <span class="tag">{self.site_kind.label()}</span>
                    <span class="tag">{self.kind.label()}</span>
                    <span class="tag">{self.nature.label()}</span>
                    <span class="row-place">{self.address}</span>
                </p>
            </Line>
            <Line kind="state">
                <Badge tone shape text=self.outcome.label() />
            </Line>
            <Line kind="more" label=tr!(lists.findings)>
                {(self.hazard_count > 0)
                    .then(|| {
                        let text = tr!(lists.n_hazards, n = self.hazard_count);
                        view! { <Badge tone=Tone::Warn shape=Icon::Hazard text /> }
                    })}
                {(self.hazard_count == 0).then_some("0")}
            </Line>
            <Line kind="more">{self.area.name}</Line>
            <Line kind="more" label=tr!(lists.inspector)>
                {self.inspector}
            </Line>
        }
        .into_any()
    }
}
