//! The queues as tiles: how many wait, and the way to them.

use crate::{
    labels::Label,
    listing::total_text,
    query,
    ui::{Icon, Tone, icon},
};
use domain::desk::{queue::Queue, views::QueueCount};
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

/// The tiles. `list` is the page that shows a queue's rows, `current` the queue that it shows now.
pub(crate) fn queue_tiles(
    counts: &[QueueCount],
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
    view! { <div class="tiles">{tiles}</div> }
}
