//! The desk: what waits, the list of it with its map, and what can be done with many.

use super::{
    PATH,
    acts::{Acts, FORM, in_bar},
    api::read_desk,
    live::watch,
    tiles::queue_tiles,
    views::Views,
};
use crate::{
    error::AppError,
    facts::use_me,
    listing::{List, ListPlace, list_and_map},
    tr,
    ui::{
        Icon,
        button::{Button, Look},
        icon,
        load::Load,
        page::PageHead,
    },
};
use domain::{
    actor::Right,
    desk::{queue::Queue, views::Desk},
    listing::HazardFilter,
};
use leptos::{prelude::*, task::spawn_local};

/// The page.
#[component]
pub fn DeskPage() -> impl IntoView {
    let data: Resource<Result<Desk, AppError>> = Resource::new(|| (), |()| read_desk());
    let may = use_me().is_some_and(|me| me.actor.role.has(Right::WatchDesk));
    if !may {
        // the refusal says why, and there is no list below it
        return view! { <Load data view=|_: Desk| ().into_any() /> }.into_any();
    }
    provide_context(ListPlace { path: PATH, ticks_of: FORM, acts: in_bar });
    let list = List::<HazardFilter>::new();
    view! {
        <PageHead title=tr!(desk.title) />
        <Load data view=move |desk| above(list, desk).into_any() />
        {list_and_map(list)}
    }
    .into_any()
}

/// What stands above the list. It is made once: numbers change in it, but what somebody types stays.
fn above(list: List<HazardFilter>, desk: Desk) -> impl IntoView {
    let Desk { queues, beside, views, mark } = desk;
    let counts = RwSignal::new((queues, beside));
    let stale = RwSignal::new(false);
    let changed = Callback::new(move |()| {
        spawn_local(async move {
            // without an answer the numbers stay, and the next change asks again
            if let Ok(desk) = read_desk().await {
                let _ = counts.try_set((desk.queues, desk.beside));
            }
        });
        // rows do not move under the finger of somebody who is choosing among them
        if list.ticked.with_untracked(Vec::is_empty) {
            list.look_again();
        } else {
            stale.set(true);
        }
    });
    watch(mark, changed);
    let current = Memo::new(move |_| list.filter.with(Queue::of));
    let again = move |_| {
        stale.set(false);
        list.look_again();
    };
    view! {
        <section class="desk-queues" aria-label=tr!(desk.queues)>
            {move || {
                counts.with(|(queues, beside)| queue_tiles(queues, Some(*beside), PATH, current.get()))
            }}
        </section>
        <Views list views />
        <Acts list />
        {move || {
            stale
                .get()
                .then(|| {
                    view! {
                        <div class="banner tone-info" role="status">
                            {icon(Icon::Sync)}
                            <p>{tr!(desk.changed)}</p>
                            <Button plain=true look=Look::Plain on:click=again>
                                {tr!(desk.look_again)}
                            </Button>
                        </div>
                    }
                })
        }}
    }
}
