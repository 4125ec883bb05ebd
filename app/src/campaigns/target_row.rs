//! One target in the list.

use crate::{
    facts::use_me,
    labels::Label,
    listing::{Line, Row, RowLink},
    tr,
    ui::{Icon, Tone, badge::Badge, card::Nothing, time::At},
};
use domain::{
    actor::Right,
    geo::{Point, Wgs84},
    programmes::campaign::{Entry, Standing, TargetRow},
};
use leptos::prelude::*;
use uuid::Uuid;

/// The headings.
pub(super) fn columns() -> Vec<&'static str> {
    vec![
        tr!(lists.site_name),
        tr!(hazards.address),
        tr!(campaigns.standing),
        tr!(campaigns.attempts),
        tr!(lists.findings),
        tr!(hazards.area),
        tr!(campaigns.visit),
    ]
}

impl Row for TargetRow {
    fn id(&self) -> Uuid {
        self.site.0
    }

    fn point(&self) -> Option<Point<Wgs84>> {
        self.point
    }

    fn name(&self) -> String {
        self.name.clone()
    }

    fn cells(self) -> AnyView {
        let (tone, shape) = match self.standing {
            Standing::LetIn => (Tone::Good, Icon::Check),
            Standing::Refused => (Tone::Bad, Icon::Ban),
            Standing::Unreachable => (Tone::Warn, Icon::Circle),
            Standing::Untouched => (Tone::Neutral, Icon::Circle),
        };
        let may_visit = use_me().is_some_and(|me| me.actor.role.has(Right::RecordVisit));
        let visit = format!("/visit/new?site={}&campaign={}", self.site, self.campaign);
        let later = (self.entry == Entry::Later)
            .then(|| view! { <Badge tone=Tone::Info text=Entry::Later.label() /> });
        let last = match self.last_visit {
            Some(time) => view! { <At time /> }.into_any(),
            None => view! { <Nothing /> }.into_any(),
        };
        let found = (self.hazards.of > 0).then(|| {
            let text = format!("{}/{}", self.hazards.n, self.hazards.of);
            view! { <Badge tone=Tone::Warn shape=Icon::Hazard text /> }
        });
        view! {
            <Line kind="name">
                <RowLink href=format!("/sites/{}", self.site) text=self.name />
            </Line>
            <Line kind="what">
                <p class="row-text">{self.address}</p>
                <p class="row-marks">
                    <span class="tag">{self.kind.label()}</span>
                    {later}
                </p>
            </Line>
            <Line kind="state">
                <Badge tone shape text=self.standing.label() />
            </Line>
            <Line kind="more" label=tr!(campaigns.attempts)>
                {self.attempts}
                " · "
                {last}
            </Line>
            <Line kind="more" label=tr!(lists.findings)>
                {found}
                {(self.hazards.of == 0).then_some("0")}
            </Line>
            <Line kind="more">{self.area.name}</Line>
            <Line kind="more">
                {may_visit
                    .then(|| {
                        view! {
                            <a class="button row-action" href=visit>
                                {tr!(campaigns.visit)}
                            </a>
                        }
                    })}
            </Line>
        }
        .into_any()
    }
}
