//! One device in the list.

use crate::{
    gear::{
        badges::{attempts_text, device_badge, end_in_row, life_badge, said_badges},
        rows::{day_of, door_line},
    },
    labels::Label,
    listing::{Line, Row, RowLink},
    tr,
};
use domain::{
    geo::{Point, Wgs84},
    programmes::views::DeviceSummary,
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
        tr!(gear.installed_on),
    ]
}

impl Row for DeviceSummary {
    fn id(&self) -> Uuid {
        self.id.0
    }

    fn point(&self) -> Option<Point<Wgs84>> {
        self.door.point
    }

    fn name(&self) -> String {
        format!("{} {}", self.door.name, self.kind.label())
    }

    fn cells(self) -> AnyView {
        let kind = view! { <span class="tag">{self.kind.label()}</span> }.into_any();
        let (what, area) = (door_line(&self.door, kind), self.door.area.name.clone());
        let hangs = [self.serial.map(|serial| serial.to_string()), self.place];
        let hangs = hangs.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let hangs = (!hangs.is_empty()).then(|| view! { <p class="row-place">{hangs}</p> });
        let attempts = attempts_text(self.attempts, self.last_attempt);
        let end = end_in_row(self.expires_on, self.presumed);
        let said = said_badges(&self.said);
        view! {
            <Line kind="name">
                <RowLink href=format!("/detectors/{}", self.id) text=self.door.name />
            </Line>
            <Line kind="what">
                {what}
                {hangs}
                {attempts.map(|text| view! { <p class="row-place">{text}</p> })}
            </Line>
            <Line kind="state">
                {device_badge(self.status)}
                {said}
            </Line>
            <Line kind="more" label=tr!(gear.end_of_life)>
                {end}
                {life_badge(self.life)}
            </Line>
            <Line kind="more">{area}</Line>
            <Line kind="more" label=tr!(gear.installed_on)>
                {day_of(self.installed_at)}
            </Line>
        }
        .into_any()
    }
}
