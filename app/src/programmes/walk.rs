//! A walk from door to door as a list: what is to be done at each, and giving it to people.

use crate::{
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        button::{Button, LinkButton},
        choice::{Choice, Select},
        field::FormState,
    },
};
use domain::{ids::SiteId, people::PersonRef, programmes::plan_views::Whose};
use leptos::prelude::*;

/// What is to be done at one door of a walk.
pub(crate) struct Stop {
    /// The door.
    pub site: SiteId,
    /// What a person calls it.
    pub name: String,
    /// Its address.
    pub address: String,
    /// It has no position, so it stands at the end.
    pub unplaced: bool,
    /// What else is known of it.
    pub marks: AnyView,
    /// Where its visit begins.
    pub visit: String,
    /// The box with which it is given to somebody: its field and its value.
    pub tick: Option<(&'static str, String)>,
}

/// The stop with its number in the walk.
pub(crate) fn stop(n: usize, stop: Stop) -> impl IntoView {
    let tick = stop.tick.map(|(name, value)| {
        let label = tr!(lists.tick_row, name = stop.name.clone());
        view! {
            <label class="walk-tick">
                <input type="checkbox" name=name value=value aria-label=label />
            </label>
        }
    });
    let unplaced = stop.unplaced.then(|| view! { <span class="tag">{tr!(lists.no_position)}</span> });
    view! {
        <li class="walk-stop">
            <span class="walk-number" aria-hidden="true">
                {n}
            </span>
            <div class="walk-what">
                <a class="table-link" href=format!("/sites/{}", stop.site)>
                    <strong>{stop.name}</strong>
                </a>
                <span class="muted">{stop.address}</span>
                <span class="hazard-marks">{stop.marks} {unplaced}</span>
            </div>
            <div class="walk-do">
                <LinkButton href=stop.visit icon_before=Icon::Visit>
                    {tr!(campaigns.visit)}
                </LinkButton>
                {tick}
            </div>
        </li>
    }
}

/// Whom it was given to.
pub(crate) fn given_to(assignee: Option<String>) -> AnyView {
    match assignee {
        Some(name) => view! { <Badge tone=Tone::Info shape=Icon::Person text=name /> }.into_any(),
        None => view! { <Badge text=Whose::Nobody.label() /> }.into_any(),
    }
}

/// The end of a form in which stops are ticked: to whom they are given by the buttons of `give`, or that they are taken back.
pub(crate) fn giving(form: FormState, people: Vec<PersonRef>, give: AnyView) -> impl IntoView {
    let choice = |person: PersonRef| {
        Choice::new(person.id.to_string(), format!("{} · {}", person.name, person.role.label()))
    };
    let choices = people.into_iter().map(choice).collect();
    view! {
        <div class="walk-assign">
            <Select form name="assignee" label=tr!(campaigns.give_to) choices required=true />
            {give}
            <Button name="take_back" value="1" unchecked=true>
                {tr!(campaigns.take_back)}
            </Button>
        </div>
    }
}
