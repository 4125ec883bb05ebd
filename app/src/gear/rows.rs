//! What the rows of the three lists have in common.

use crate::{labels::Label, ui::card::or_nothing};
use chrono::{DateTime, Utc};
use domain::{calendar::local_date, programmes::views::Door};
use leptos::prelude::*;

/// Address and kind of the door, with marks beside the kind.
pub fn door_line(door: &Door, marks: AnyView) -> impl IntoView + use<> {
    view! {
        <p class="row-text">{door.address.clone()}</p>
        <p class="row-marks">
            <span class="tag">{door.kind.label()}</span>
            {marks}
        </p>
    }
}

/// The local day of a moment, or the dash.
pub fn day_of(at: Option<DateTime<Utc>>) -> AnyView {
    or_nothing(at.map(|at| crate::ui::time::day_text(local_date(at))))
}
