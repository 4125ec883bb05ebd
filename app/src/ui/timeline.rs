//! What happened, one thing below the other.

use super::{Icon, Tone, icon, time::At};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// A list of events, the newest first or last as the page gives them.
#[component]
pub fn Timeline(children: Children) -> impl IntoView {
    view! { <ol class="timeline">{children()}</ol> }
}

/// One event.
#[component]
pub fn TimelineItem(
    /// The place on the page that a link leads to.
    #[prop(optional, into)]
    id: Option<String>,
    /// When.
    time: DateTime<Utc>,
    /// What happened.
    #[prop(into)]
    title: String,
    /// Who did it.
    #[prop(optional, into)]
    who: Option<String>,
    /// The colour.
    #[prop(optional)]
    tone: Tone,
    /// The drawing.
    #[prop(default = Icon::Circle)]
    shape: Icon,
    /// Note, photos, details.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <li id=id class=format!("event {}", tone.class())>
            <span class="event-mark">{icon(shape)}</span>
            <div class="event-body">
                <p class="event-head">
                    <strong>{title}</strong>
                    {who.map(|who| view! { <span class="event-who">{who}</span> })}
                    <At time />
                </p>
                {children.map(|children| children())}
            </div>
        </li>
    }
}
