//! The queues as tiles: how many wait, and the way to them; beside them what responsible parties sent, which is no queue of hazards.

use crate::{
    labels::Label,
    listing::total_text,
    party, query, tr,
    ui::{Icon, Tone, icon},
};
use domain::{
    desk::{queue::Queue, views::QueueCount},
    listing::Total,
};
use leptos::prelude::*;

/// How loud a queue is when something is in it.
const fn tone(queue: Queue) -> Tone {
    match queue {
        Queue::ToAssign | Queue::ToReview | Queue::DueSoon => Tone::Warn,
        Queue::Overdue | Queue::Major => Tone::Bad,
        Queue::Extensions => Tone::Info,
        Queue::Transferred => Tone::Neutral,
    }
}

const fn drawing(queue: Queue) -> Icon {
    match queue {
        Queue::ToAssign => Icon::Circle,
        Queue::ToReview => Icon::Hourglass,
        Queue::Extensions => Icon::Calendar,
        Queue::Overdue | Queue::DueSoon => Icon::Clock,
        Queue::Transferred => Icon::Transfer,
        Queue::Major => Icon::Flag,
    }
}

/// The tiles. `submissions` are those that wait, for whoever watches the desk; `list` is the page that shows a queue's rows,
/// `current` the queue that it shows now.
pub(crate) fn queue_tiles(
    counts: &[QueueCount],
    submissions: Option<Total>,
    list: &str,
    current: Option<Queue>,
) -> impl IntoView + use<> {
    let tiles = counts
        .iter()
        .map(|QueueCount { queue, total }| {
            let tone = if total.n == 0 { Tone::Neutral } else { tone(*queue) };
            view! {
                <a
                    class=format!("stat {}", tone.class())
                    href=query::href(list, &queue.filter())
                    aria-current=(current == Some(*queue)).then_some("true")
                    data-queue=queue.as_str()
                >
                    <span class="stat-label">{icon(drawing(*queue))} {queue.label()}</span>
                    <strong class="stat-value">{total_text(*total)}</strong>
                </a>
            }
        })
        .collect_view();
    let submissions = submissions.map(|total| {
        let tone = if total.n == 0 { Tone::Neutral } else { Tone::Warn };
        view! {
            <a class=format!("stat {}", tone.class()) href=party::WAITING data-queue="submissions">
                <span class="stat-label">{icon(Icon::Phone)} {tr!(party.waiting)}</span>
                <strong class="stat-value">{total_text(total)}</strong>
            </a>
        }
    });
    view! { <div class="tiles queue-tiles">{tiles} {submissions}</div> }
}
