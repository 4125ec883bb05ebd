//! Who is away, where somebody is chosen: it is said, and nobody is kept from it.

use crate::{
    labels::Label,
    tr,
    ui::{choice::Choice, time::day_text},
};
use domain::{hazards::assignment_views::Away, ids::UserId, people::PersonRef};
use leptos::prelude::*;

/// The people as choices; of whoever is away it is said until when.
pub fn choices(people: &[PersonRef], away: &[Away]) -> Vec<Choice> {
    let one = |person: &PersonRef| {
        let text = format!("{} · {}", person.name, person.role.label());
        let text = match away.iter().find(|away| away.person == person.id) {
            Some(away) => format!("{text} · {}", tr!(assignment.away_short, until = day_text(away.until))),
            None => text,
        };
        Choice::new(person.id.to_string(), text)
    };
    people.iter().map(one).collect()
}

/// That the person who is chosen is away, until when, and who does their work; nothing of whoever is there.
pub fn warning(chosen: Option<UserId>, away: &[Away]) -> Option<impl IntoView + use<>> {
    let away = away.iter().find(|away| Some(away.person) == chosen)?;
    let (name, until) = (away.name.clone(), day_text(away.until));
    let text = match away.deputy.clone() {
        Some(deputy) => tr!(assignment.away_deputy, name = name, until = until, deputy = deputy),
        None => tr!(assignment.away_nobody, name = name, until = until),
    };
    Some(view! {
        <p class="message tone-warn" role="status">
            {text}
        </p>
    })
}
