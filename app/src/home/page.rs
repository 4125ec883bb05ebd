//! Home by role.

use crate::{
    facts::use_me,
    tr,
    ui::{
        Icon,
        button::{LinkButton, Look},
        page::PageHead,
    },
};
use domain::actor::Right;
use leptos::prelude::*;

/// The page.
#[component]
pub fn HomePage() -> impl IntoView {
    let records = use_me().is_some_and(|me| me.actor.role.has(Right::RecordVisit));
    view! {
        <PageHead title=tr!(nav.home) />
        {records
            .then(|| {
                view! {
                    <div class="big-buttons">
                        <LinkButton href="/visit/new" look=Look::Primary icon_before=Icon::Visit>
                            {tr!(nav.new_visit)}
                        </LinkButton>
                        <LinkButton href="/hazards/new" icon_before=Icon::Camera>
                            {tr!(nav.new_hazard)}
                        </LinkButton>
                    </div>
                }
            })}
    }
}
