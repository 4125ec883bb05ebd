//! One task in the list.

use crate::{
    facts::use_me,
    labels::Label,
    listing::{Line, Row, RowLink},
    programmes::walk::given_to,
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        time::{At, Day, Due, today},
    },
};
use domain::{
    actor::Right,
    geo::{Point, Wgs84},
    programmes::plan_views::{TaskRow, TaskStanding},
};
use leptos::prelude::*;
use uuid::Uuid;

/// The headings.
pub(super) fn columns() -> Vec<&'static str> {
    vec![
        tr!(lists.site_name),
        tr!(hazards.address),
        tr!(lists.status),
        tr!(campaigns.due_on),
        tr!(campaigns.whose),
        tr!(hazards.area),
        tr!(campaigns.visit),
    ]
}

impl Row for TaskRow {
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
        let standing = self.standing(today());
        let (tone, shape) = match standing {
            TaskStanding::Open => (Tone::Neutral, Icon::Circle),
            TaskStanding::Overdue => (Tone::Bad, Icon::Clock),
            TaskStanding::Done => (Tone::Good, Icon::Check),
        };
        let open = standing != TaskStanding::Done;
        let may_visit = open && use_me().is_some_and(|me| me.actor.role.has(Right::RecordVisit));
        let visit = format!("/visit/new?site={}", self.site);
        let due = if open {
            view! { <Due day=self.due open=true /> }.into_any()
        } else {
            view! { <Day day=self.due /> }.into_any()
        };
        let done = self.done_at.map(|time| view! { <At time /> });
        let assignee = given_to(self.assignee);
        view! {
            <Line kind="name">
                <RowLink href=format!("/sites/{}", self.site) text=self.name />
            </Line>
            <Line kind="what">
                <p class="row-text">{self.address}</p>
                <p class="row-marks">
                    <span class="tag">{self.kind.label()}</span>
                    <span class="tag">{self.plan}</span>
                </p>
            </Line>
            <Line kind="state">
                <Badge tone shape text=standing.label() />
                {done}
            </Line>
            <Line kind="more" label=tr!(campaigns.due_on)>
                {due}
            </Line>
            <Line kind="more" label=tr!(campaigns.whose)>
                {assignee}
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
