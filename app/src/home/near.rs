//! Open hazards near whoever goes out: the device is asked where it is when somebody wants to know, or has allowed it before.

use crate::{
    capture::{
        browser::{NoPosition, locate, may_locate},
        position_field::no_position_text,
    },
    fault_text::error_text,
    hazards::{HazardCards, api::list_hazards},
    listing::total_text,
    query, tr,
    ui::{
        Icon,
        card::{Card, Empty},
        icon,
    },
};
use domain::{
    geo::{Point, Wgs84},
    hazards::HazardSummary,
    home::{near, nearest},
    listing::Total,
};
use leptos::{prelude::*, task::spawn_local};

/// What the card shows.
#[derive(Clone, PartialEq)]
enum Found {
    /// Nobody has asked yet.
    Nothing,
    /// It is being looked for.
    Looking,
    /// The nearest, how many there are near, and the address of their list.
    Hazards { rows: Vec<HazardSummary>, total: Total, list: String },
    /// Why there is no answer.
    Failed(String),
}

/// The card.
#[component]
pub(super) fn NearWork() -> impl IntoView {
    let found = RwSignal::new(Found::Nothing);
    Effect::new(move || {
        spawn_local(async move {
            if may_locate().await && found.try_get_untracked() == Some(Found::Nothing) {
                look(found).await;
            }
        });
    });
    let looking = Memo::new(move |_| found.with(|found| *found == Found::Looking));
    let button = view! {
        <button type="button" class="button" disabled=move || looking.get() on:click=move |_| spawn_local(look(found))>
            {icon(Icon::Locate)}
            <span>{move || if looking.get() { tr!(capture.locating) } else { tr!(capture.nearby) }}</span>
        </button>
    }
    .into_any();
    view! {
        <Card title=tr!(home.near) aside=button>
            <div class="stack" aria-live="polite">
                {move || show(found.get())}
            </div>
        </Card>
    }
}

/// Where the device is, and what is open around it.
async fn look(found: RwSignal<Found>) {
    let _ = found.try_set(Found::Looking);
    let answer = match locate().await {
        Ok(position) => ask(position.point).await,
        Err(why) => Found::Failed(no_position_text(why)),
    };
    // the page may have been left meanwhile
    let _ = found.try_set(answer);
}

async fn ask(at: Point<Wgs84>) -> Found {
    let Some(filter) = near(at) else {
        return Found::Failed(no_position_text(NoPosition::Unavailable));
    };
    match list_hazards(query::text(&filter)).await {
        Ok(page) => Found::Hazards {
            rows: nearest(page.rows, at),
            total: page.total,
            list: query::href("/hazards", &filter),
        },
        Err(error) => Found::Failed(error_text(&error)),
    }
}

fn show(found: Found) -> AnyView {
    match found {
        Found::Nothing => view! { <p class="hint">{tr!(home.near_hint)}</p> }.into_any(),
        Found::Looking => view! { <p class="hint">{tr!(capture.locating)}</p> }.into_any(),
        Found::Failed(why) => {
            view! { <p class="message tone-warn">{icon(Icon::Alert)} <span>{why}</span></p> }.into_any()
        }
        Found::Hazards { rows, .. } if rows.is_empty() => {
            view! { <Empty icon=Icon::Check title=tr!(home.nothing_near) /> }.into_any()
        }
        Found::Hazards { rows, total, list } => {
            let all = tr!(home.all_near, n = total_text(total));
            view! {
                <HazardCards hazards=rows />
                <p>
                    <a class="button" href=list>
                        {icon(Icon::Map)}
                        <span>{all}</span>
                    </a>
                </p>
            }
            .into_any()
        }
    }
}
