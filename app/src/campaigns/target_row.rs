//! One target in the list.

use crate::{
    facts::use_me,
    labels::Label,
    listing::{Line, Row, RowLink},
    programmes::walk::given_to,
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
        tr!(campaigns.given_to),
        tr!(campaigns.attempts),
        tr!(lists.findings),
        tr!(hazards.area),
        tr!(campaigns.visit),
    ]
}

/// What came of its door.
pub(super) fn standing_badge(standing: Standing) -> impl IntoView {
    let (tone, shape) = match standing {
        Standing::LetIn => (Tone::Good, Icon::Check),
        Standing::Refused => (Tone::Bad, Icon::Ban),
        Standing::Unreachable => (Tone::Warn, Icon::Circle),
        Standing::Untouched => (Tone::Neutral, Icon::Circle),
    };
    view! { <Badge tone shape text=standing.label() /> }
}

/// Where a visit of the campaign to it begins.
pub(super) fn visit(target: &TargetRow) -> String {
    format!("/visit/new?site={}&campaign={}", target.site, target.campaign)
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
        let standing = standing_badge(self.standing);
        let may_visit = use_me().is_some_and(|me| me.actor.role.has(Right::RecordVisit));
        let visit = visit(&self);
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
                {standing}
            </Line>
            <Line kind="more" label=tr!(campaigns.given_to)>
                {given_to(self.assignee)}
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
