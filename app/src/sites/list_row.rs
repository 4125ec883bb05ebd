//! One site in the list.

use crate::{
    labels::Label,
    listing::{Line, Row, RowLink, Take},
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        card::Nothing,
        time::{ago_text, day_text, now},
    },
};
use domain::{
    calendar::local_date,
    geo::{Point, Wgs84},
    sites::{SiteStatus, SiteSummary},
};
use leptos::prelude::*;
use uuid::Uuid;

/// The headings.
pub(super) fn columns() -> Vec<&'static str> {
    vec![
        tr!(lists.site_name),
        tr!(hazards.address),
        tr!(lists.status),
        tr!(lists.open_hazards),
        tr!(hazards.area),
        tr!(lists.last_visit),
    ]
}

/// What is taken along of ticked ones.
pub(super) fn take() -> Take<SiteSummary> {
    Take {
        copy: tr!(lists.copy_rows),
        line: |s| format!("{}\t{}", s.name, s.address),
        headings: vec![
            tr!(lists.site_name),
            tr!(hazards.address),
            tr!(capture.site_kind),
            tr!(lists.status),
            tr!(lists.open_hazards),
            tr!(hazards.area),
            tr!(lists.last_visit),
        ],
        cells: |s| {
            vec![
                s.name.clone(),
                s.address.clone(),
                s.kind.label().to_owned(),
                s.status.label().to_owned(),
                s.open_hazards.to_string(),
                s.area.name.clone(),
                s.last_visit.map(|at| day_text(local_date(at))).unwrap_or_default(),
            ]
        },
    }
}

impl Row for SiteSummary {
    fn id(&self) -> Uuid {
        self.id.0
    }

    fn point(&self) -> Option<Point<Wgs84>> {
        self.point
    }

    fn name(&self) -> String {
        self.name.clone()
    }

    fn cells(self) -> AnyView {
        let (tone, shape) = match self.status {
            SiteStatus::Active => (Tone::Good, Icon::Check),
            SiteStatus::ClosedDown => (Tone::Neutral, Icon::Ban),
        };
        view! {
            <Line kind="name">
                <RowLink href=format!("/sites/{}", self.id) text=self.name />
            </Line>
            <Line kind="what">
                <p class="row-text">{self.address}</p>
                <p class="row-marks">
                    <span class="tag">{self.kind.label()}</span>
                </p>
            </Line>
            <Line kind="state">
                <Badge tone shape text=self.status.label() />
            </Line>
            <Line kind="more" label=tr!(lists.open_hazards)>
                {(self.open_hazards > 0)
                    .then(|| {
                        let text = tr!(lists.n_hazards, n = self.open_hazards);
                        view! { <Badge tone=Tone::Warn shape=Icon::Hazard text /> }
                    })}
                {(self.open_hazards == 0).then_some("0")}
            </Line>
            <Line kind="more">{self.area.name}</Line>
            <Line kind="more" label=tr!(lists.last_visit)>
                {match self.last_visit {
                    Some(at) => {
                        view! { <span title=ago_text(at, now())>{day_text(local_date(at))}</span> }.into_any()
                    }
                    None => view! { <Nothing /> }.into_any(),
                }}
            </Line>
        }
        .into_any()
    }
}
