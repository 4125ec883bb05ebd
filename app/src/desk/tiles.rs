//! The queues as tiles: how many wait, and the way to them; beside them what is no queue of hazards: what responsible parties sent,
//! hotline orders without a reply, devices that are alarming.

use crate::{
    labels::Label,
    listing::total_text,
    party, query, tr,
    ui::{Icon, Tone, icon},
};
use domain::{
    desk::{
        queue::Queue,
        views::{Beside, QueueCount},
    },
    listing::Total,
    programmes::filters::{DeviceFilter, OrderFilter},
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

/// The tiles. `beside` is what waits there, for whoever watches the desk; `list` is the page that shows a queue's rows, `current`
/// the queue that it shows now.
pub(crate) fn queue_tiles(
    counts: &[QueueCount],
    beside: Option<Beside>,
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
    let beside = beside.map(|beside| tiles_beside(beside).into_any());
    view! { <div class="tiles queue-tiles">{tiles} {beside}</div> }
}

/// What waits beside the queues of hazards: each opens its list.
fn tiles_beside(beside: Beside) -> impl IntoView {
    let Beside { submissions, orders, late_orders, alarms } = beside;
    let late = (late_orders.n > 0).then(|| tr!(desk.late_orders, n = total_text(late_orders)));
    let of_orders = if late.is_some() { Tone::Bad } else { Tone::Warn };
    let waiting = query::href("/orders", &OrderFilter::waiting());
    let alarming = query::href("/detectors", &DeviceFilter::alarming());
    view! {
        {tile("submissions", Icon::Phone, tr!(party.waiting), submissions, Tone::Warn, party::WAITING.to_owned(), None)}
        {tile("orders", Icon::Note, tr!(desk.orders), orders, of_orders, waiting, late)}
        {tile("alarms", Icon::Alert, tr!(desk.alarms), alarms, Tone::Bad, alarming, None)}
    }
}

/// One of them: how many they are, `loud` when there is any.
fn tile(
    name: &'static str,
    shape: Icon,
    label: &'static str,
    total: Total,
    loud: Tone,
    href: String,
    note: Option<String>,
) -> AnyView {
    let tone = if total.n == 0 { Tone::Neutral } else { loud };
    view! {
        <a class=format!("stat {}", tone.class()) href=href data-queue=name>
            <span class="stat-label">{icon(shape)} {label}</span>
            <strong class="stat-value">{total_text(total)}</strong>
            {note.map(|note| view! { <span class="stat-note">{note}</span> })}
        </a>
    }
    .into_any()
}
