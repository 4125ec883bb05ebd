//! Month by month through a period: a slider with a button to each side, and one that goes on by itself.

use crate::{
    tr,
    ui::{Icon, icon},
};
use domain::period::Month;
use leptos::{
    leptos_dom::helpers::{IntervalHandle, set_interval_with_handle},
    prelude::*,
};
use std::time::Duration;

/// How long each month is shown while it goes on by itself.
const STEP: Duration = Duration::from_millis(1800);

/// `2023年5月`
pub fn month_text(month: Month) -> String {
    tr!(map.month_name, y = month.year(), m = month.month())
}

/// The months of a period, one after the other. It is folded away until a month is chosen.
#[component]
pub fn MonthSlider(
    /// The months, in order.
    #[prop(into)]
    months: Signal<Vec<Month>>,
    /// The one that is shown; none is all of them.
    #[prop(into)]
    at: Signal<Option<Month>>,
    /// Goes to one, or back to all.
    go: Callback<Option<Month>>,
) -> impl IntoView {
    let place = Memo::new(move |_| {
        let at = at.get()?;
        months.with(|months| months.iter().position(|month| *month == at))
    });
    // what the thumb stands on while it is dragged
    let dragged = RwSignal::new(None::<usize>);
    let month_at = move |place: usize| months.with_untracked(|months| months.get(place).copied());
    let go_to = move |place: usize| {
        dragged.set(None);
        if let Some(month) = month_at(place) {
            go.run(Some(month));
        }
    };
    let last = Memo::new(move |_| months.with(|months| months.len().saturating_sub(1)));
    let (playing, play, stop) = player(move || {
        let next = place.get_untracked().map_or(0, |place| place + 1);
        let more = next <= last.get_untracked();
        if more {
            go_to(next);
        }
        more
    });
    let before = move |_| {
        stop.run(());
        go_to(place.get_untracked().unwrap_or_default().saturating_sub(1));
    };
    let after = move |_| {
        stop.run(());
        go_to((place.get_untracked().unwrap_or_default() + 1).min(last.get_untracked()));
    };
    let toggle = move |_| {
        if playing.get_untracked() {
            stop.run(());
            return;
        }
        // from the end it begins anew
        if place.get_untracked() == Some(last.get_untracked()) {
            go_to(0);
        }
        play.run(());
    };
    let close = move |_| {
        stop.run(());
        go.run(None);
    };
    let shown = move || dragged.get().or_else(|| place.get()).unwrap_or_default();
    let said = move || months.with(|months| months.get(shown()).copied().map(month_text));
    let moved = move |text: String| text.parse::<usize>().ok();
    let is_open = Memo::new(move |_| place.get().is_some());
    let bar = move || {
        view! {
            <div class="months-bar">
                <button
                    type="button"
                    class="button quiet icon-only"
                    aria-label=tr!(map.month_before)
                    disabled=move || place.get() == Some(0)
                    on:click=before
                >
                    "‹"
                </button>
                <input
                    type="range"
                    class="months-range"
                    min="0"
                    step="1"
                    max=move || last.get().to_string()
                    prop:value=move || shown().to_string()
                    aria-label=tr!(map.months)
                    aria-valuetext=said
                    on:input:target=move |ev| dragged.set(moved(ev.target().value()))
                    on:change:target=move |ev| {
                        stop.run(());
                        if let Some(place) = moved(ev.target().value()) {
                            go_to(place);
                        }
                    }
                />
                <button
                    type="button"
                    class="button quiet icon-only"
                    aria-label=tr!(map.month_after)
                    disabled=move || place.get() == Some(last.get())
                    on:click=after
                >
                    "›"
                </button>
                <output class="months-name">{said}</output>
                <button
                    type="button"
                    class="button quiet icon-only months-play"
                    aria-label=move || if playing.get() { tr!(map.month_stop) } else { tr!(map.month_play) }
                    on:click=toggle
                >
                    {move || if playing.get() { "■" } else { "▶" }}
                </button>
                <button
                    type="button"
                    class="button quiet icon-only"
                    aria-label=tr!(map.month_all)
                    on:click=close
                >
                    {icon(Icon::Close)}
                </button>
            </div>
        }
    };
    let opener = move || {
        view! {
            <button type="button" class="button months-open" on:click=move |_| go_to(0)>
                {icon(Icon::Calendar)}
                <span>{tr!(map.by_month)}</span>
            </button>
        }
    };
    view! {
        <div class="months with-script" role="group" aria-label=tr!(map.months)>
            {move || if is_open.get() { bar().into_any() } else { opener().into_any() }}
        </div>
    }
}

/// What goes on by itself: whether it does, what starts and what stops it. It ends when there is nothing more, and with the page.
fn player(
    step: impl Fn() -> bool + Copy + Send + Sync + 'static,
) -> (RwSignal<bool>, Callback<()>, Callback<()>) {
    let playing = RwSignal::new(false);
    let timer = StoredValue::new(None::<IntervalHandle>);
    let stop = move || {
        if let Some(Some(handle)) = timer.try_update_value(Option::take) {
            handle.clear();
        }
        // the page may be gone already
        let _ = playing.try_set(false);
    };
    on_cleanup(stop);
    let play = move || {
        stop();
        playing.set(true);
        let on = move || {
            if !step() {
                stop();
            }
        };
        timer.set_value(set_interval_with_handle(on, STEP).ok());
    };
    (playing, Callback::new(move |()| play()), Callback::new(move |()| stop()))
}
