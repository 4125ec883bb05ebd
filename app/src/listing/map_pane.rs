//! The map beside the list: the points of the same filter, and a card for a point whose row is not in sight.

use super::{List, Listing, browser::bring_into_view, filter_form::FORM, remember, row_id, state::points};
use crate::{
    facts::use_me,
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        icon,
        map::{Map, MapMode, PickedPoint},
        months::MonthSlider,
        time::today,
    },
};
use domain::{geo::Bbox, period::Month};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::time::Duration;

/// How long the map must rest before rows that are limited to it follow.
const REST: Duration = Duration::from_millis(300);

/// The map.
#[component]
pub(super) fn MapPane<F: Listing>(
    /// The list.
    list: List<F>,
) -> impl IntoView {
    let own = use_me().map(|me| me.area.code);
    let area = Memo::new(move |_| list.filter.with(|f| f.common().area.clone()).or_else(|| own.clone()));
    let data = Memo::new(move |_| Some(looked(list.filter.with(points), list.looked.get())));
    let window = list.filter.with_untracked(|f| f.common().window()).or_else(|| remember::window(list.path));
    let in_map = list.filter.with_untracked(|f| f.common().in_map);
    let moved = follow(list);
    let select = Callback::new(move |point: PickedPoint| {
        let id = point.id;
        list.chosen.set(Some(id));
        // the row says it all, where it can be seen
        list.picked.set((!bring_into_view(&row_id(id))).then_some(point));
    });
    let hover = Callback::new(move |id| list.hovered.set(id));
    view! {
        <section class="map-pane" aria-label=tr!(ui.map)>
            <Map
                mode=MapMode::List
                points=data
                tiles=F::TILES
                window=window
                area=area
                chosen=list.chosen
                hovered=list.hovered
                shown=list.shown
                signs=F::signs()
                on_select=select
                on_hover=hover
                on_move=moved
            />
            <label class="chip in-map with-script">
                <input type="checkbox" name="in_map" value="1" checked=in_map form=FORM />
                <span>{tr!(lists.in_map)}</span>
            </label>
            {F::BY_MONTH.then(|| view! { <Months list /> })}
            <PointCard list />
        </section>
    }
}

/// The address of the points, another one each time that they are asked for anew.
fn looked(points: String, times: u32) -> String {
    let mark = if points.contains('?') { '&' } else { '?' };
    if times == 0 { points } else { format!("{points}{mark}looked={times}") }
}

/// What the map shows is remembered; rows limited to it follow when it has come to rest.
fn follow<F: Listing>(list: List<F>) -> Callback<Bbox> {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(Some(timeout)) = waiting.try_update_value(Option::take) {
            timeout.clear();
        }
    };
    on_cleanup(stop);
    Callback::new(move |window: Bbox| {
        list.window.set(Some(window));
        remember::keep_window(list.path, window);
        stop();
        waiting.set_value(set_timeout_with_handle(move || list.follow_map(window), REST).ok());
    })
}

/// The months of the list, one after the other.
#[component]
fn Months<F: Listing>(
    /// The list.
    list: List<F>,
) -> impl IntoView {
    let at = Memo::new(move |_| list.filter.with(F::month));
    let months = Memo::new(move |_| {
        let now = at.get().unwrap_or_else(|| Month::of_day(today()));
        list.filter.with(|filter| filter.common().months(now))
    });
    let go = Callback::new(move |month| list.narrow(month));
    view! {
        <div class="map-months">
            <MonthSlider months at go />
        </div>
    }
}

/// The point that was tapped, when its row is not in sight.
#[component]
fn PointCard<F: Listing>(
    /// The list.
    list: List<F>,
) -> impl IntoView {
    let shown = move || list.picked.get().filter(|point| list.chosen.get() == Some(point.id));
    move || {
        shown().map(|point| {
            let href = F::record(point.id);
            let status = F::signs().into_iter().find(|(word, _)| *word == point.status).map(|(_, name)| name);
            let number = point.number.filter(|number| !number.is_empty());
            let title = point.title.filter(|title| !title.is_empty());
            let name = number.clone().or_else(|| title.clone()).unwrap_or_else(|| tr!(ui.open).to_owned());
            let text = title.filter(|_| number.is_some());
            view! {
                <div class="point-card" role="status">
                    <p class="point-marks">
                        {status.map(|status| view! { <Badge text=status /> })}
                        {point
                            .overdue
                            .then(|| view! { <Badge tone=Tone::Bad shape=Icon::Clock text=tr!(lists.overdue) /> })}
                    </p>
                    <a class="row-link" href=href>
                        {name}
                    </a>
                    {text.map(|text| view! { <p class="point-text">{text}</p> })}
                    <button
                        type="button"
                        class="button quiet icon-only"
                        aria-label=tr!(ui.close)
                        on:click=move |_| {
                            list.picked.set(None);
                            list.chosen.set(None);
                        }
                    >
                        {icon(Icon::Close)}
                    </button>
                </div>
            }
        })
    }
}
