//! One user of gas in the list.

use crate::{
    gear::{badges::lpg_badge, rows::door_line},
    labels::Label,
    listing::{Line, Row, RowLink},
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        card::{Nothing, or_nothing},
        time::{Day, day_text},
    },
};
use domain::{
    calendar::local_date,
    geo::{Point, Wgs84},
    programmes::views::{GasUserSummary, UnitSummary},
};
use leptos::prelude::*;
use uuid::Uuid;

/// The headings.
pub(super) fn columns() -> Vec<&'static str> {
    vec![
        tr!(lists.site_name),
        tr!(hazards.address),
        tr!(gear.cylinders),
        tr!(gear.next_test),
        tr!(hazards.area),
        tr!(gear.surveyed_on),
    ]
}

/// Trade, class and fuel of a unit, except for what is `said` already.
pub(super) fn unit_tags(unit: UnitSummary, said: &str) -> AnyView {
    [unit.trade.label(), unit.class.label(), unit.fuel.label()]
        .into_iter()
        .filter(|word| *word != said)
        .map(|word| view! { <span class="tag">{word}</span> })
        .collect_view()
        .into_any()
}

/// A cylinder's test is overdue, or nothing is known of any.
pub(super) fn overdue_badge(overdue: bool) -> Option<AnyView> {
    overdue
        .then(|| view! { <Badge tone=Tone::Bad shape=Icon::Clock text=tr!(gear.test_overdue) /> }.into_any())
}

impl Row for GasUserSummary {
    fn id(&self) -> Uuid {
        self.id.0
    }

    fn point(&self) -> Option<Point<Wgs84>> {
        self.door.point
    }

    fn name(&self) -> String {
        self.door.name.clone()
    }

    fn cells(self) -> AnyView {
        let kind = self.door.kind.label();
        let tags = self.unit.map_or_else(|| ().into_any(), |unit| unit_tags(unit, kind));
        let (what, area) = (door_line(&self.door, tags), self.door.area.name.clone());
        let standing = match self.lpg {
            Some(lpg) => view! {
                {lpg_badge(lpg.standing)}
                <span class="muted">{tr!(gear.cylinders_n, n = lpg.cylinders)}</span>
            }
            .into_any(),
            None => view! { <Nothing /> }.into_any(),
        };
        let next = self.lpg.and_then(|lpg| lpg.next_test).map(day_text);
        let overdue = overdue_badge(self.lpg.is_some_and(|lpg| lpg.test_overdue));
        view! {
            <Line kind="name">
                <RowLink href=format!("/gas-users/{}", self.id) text=self.door.name />
            </Line>
            <Line kind="what">{what}</Line>
            <Line kind="state">{standing}</Line>
            <Line kind="more" label=tr!(gear.next_test)>
                {or_nothing(next)}
                {overdue}
            </Line>
            <Line kind="more">{area}</Line>
            <Line kind="more" label=tr!(gear.surveyed_on)>
                <Day day=local_date(self.surveyed_at) />
            </Line>
        }
        .into_any()
    }
}
