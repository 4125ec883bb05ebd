//! One stove or water heater in the list.

use crate::{
    gear::{
        badges::{attempts_text, end_in_row, life_badge, non_safe_badges, stove_badge},
        rows::door_line,
    },
    labels::Label,
    listing::{Line, Row, RowLink},
    tr,
    ui::time::{Day, day_text},
};
use domain::{
    calendar::local_date,
    geo::{Point, Wgs84},
    programmes::views::StoveSummary,
};
use leptos::prelude::*;
use uuid::Uuid;

/// The headings.
pub(super) fn columns() -> Vec<&'static str> {
    vec![
        tr!(lists.site_name),
        tr!(hazards.address),
        tr!(lists.status),
        tr!(gear.end_of_life),
        tr!(hazards.area),
        tr!(gear.surveyed_on),
    ]
}

impl Row for StoveSummary {
    fn id(&self) -> Uuid {
        self.id.0
    }

    fn point(&self) -> Option<Point<Wgs84>> {
        self.door.point
    }

    fn name(&self) -> String {
        format!("{} {}", self.door.name, self.appliance.label())
    }

    fn cells(self) -> AnyView {
        let facts =
            (non_safe_badges(&self.non_safe, false), non_safe_badges(&self.non_safe, true)).into_any();
        let end = end_in_row(self.expires_on, self.presumed);
        let attempts = attempts_text(self.attempts, self.last_attempt);
        let planned = self.planned_for.map(|day| tr!(gear.planned_on, day = day_text(day)));
        let name = self.name();
        let (what, area) = (door_line(&self.door, facts), self.door.area.name.clone());
        view! {
            <Line kind="name">
                <RowLink href=format!("/stoves/{}", self.id) text=name />
            </Line>
            <Line kind="what">
                {what}
                {attempts.map(|text| view! { <p class="row-place">{text}</p> })}
            </Line>
            <Line kind="state">
                {stove_badge(self.status)}
                {planned.map(|text| view! { <span class="muted">{text}</span> })}
            </Line>
            <Line kind="more" label=tr!(gear.end_of_life)>
                {end}
                {life_badge(self.life)}
            </Line>
            <Line kind="more">{area}</Line>
            <Line kind="more" label=tr!(gear.surveyed_on)>
                <Day day=local_date(self.surveyed_at) />
            </Line>
        }
        .into_any()
    }
}
