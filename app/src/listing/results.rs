//! What came of the filter: how many there are, the rows, the way to the next page; or why there is nothing.

use super::{List, Listing, controls::Orders, counts::total_text, rows, selection::tick_all};
use crate::{
    error::AppError,
    query, tr,
    ui::{
        Icon,
        card::Empty,
        load::{pending, trouble},
        pager::Pager,
    },
};
use domain::listing::{Cursor, Page, Total};
use leptos::{ev, prelude::*};

/// The rows, and what is said about them.
#[component]
pub(super) fn Results<F: Listing>(
    /// The list.
    list: List<F>,
) -> impl IntoView {
    let (pending, set_pending) = pending();
    again_when_online(list);
    let show = move || {
        Suspend::new(async move {
            match list.page.await {
                Ok(page) => shown(list, page),
                Err(error) => trouble(error).into_any(),
            }
        })
    };
    view! {
        <section class="results" aria-label=F::words().title aria-busy=move || pending.get().to_string()>
            <Transition fallback=skeleton set_pending>
                {show}
            </Transition>
        </section>
    }
}

/// A list that could not be had for want of a connection is asked for again when there is one.
fn again_when_online<F: Listing>(list: List<F>) {
    Effect::new(move || {
        let online = window_event_listener(ev::online, move |_| {
            let offline = list.page.with_untracked(|page| matches!(page, Some(Err(AppError::Offline))));
            if offline {
                list.page.refetch();
            }
        });
        on_cleanup(move || online.remove());
    });
}

fn shown<F: Listing>(list: List<F>, page: Page<F::Row>) -> AnyView {
    let to = |cursor: Option<Cursor>| {
        cursor.map(|cursor| {
            let mut filter = list.filter.get_untracked();
            filter.common_mut().cursor = Some(cursor);
            query::href(list.path, &filter)
        })
    };
    let (previous, next) = (to(page.previous), to(page.next));
    let tick_all = (F::TICKS && !page.rows.is_empty()).then(|| tick_all(list, page.rows.clone()));
    let rows =
        if page.rows.is_empty() { nothing(list).into_any() } else { rows::table(list, page.rows).into_any() };
    view! {
        <div class="results-head">
            {tick_all}
            <p class="results-total" role="status">
                {tr!(ui.total, n = total_text(page.total))}
            </p>
            {without_position(list, page.without_position)}
            <Orders list />
        </div>
        {rows}
        <Pager previous next />
    }
    .into_any()
}

/// Records without a position are on no map: how many, and the way to them.
fn without_position<F: Listing>(list: List<F>, n: Total) -> Option<impl IntoView> {
    let already = list.filter.with_untracked(|f| f.common().no_position);
    (n.n > 0 && !already).then(|| {
        let href = list.href(|f| {
            let common = f.common_mut();
            (common.no_position, common.in_map, common.bbox) = (true, false, None);
        });
        view! {
            <a class="results-unplaced" href=href data-noscroll>
                {tr!(lists.without_position, n = total_text(n))}
            </a>
        }
    })
}

/// Nothing fits the filter, or there is nothing at all.
fn nothing<F: Listing>(list: List<F>) -> impl IntoView {
    let filtered = list.filter.with_untracked(|f| {
        let mut plain = F::default();
        plain.common_mut().sort = f.common().sort;
        f.first_page() != plain
    });
    let title = if filtered { tr!(lists.nothing_fits) } else { F::words().empty };
    view! {
        <Empty icon=Icon::Search title>
            {filtered
                .then(|| {
                    view! {
                        <a class="button" href=list.path data-noscroll>
                            {tr!(lists.clear_all)}
                        </a>
                    }
                })}
        </Empty>
    }
}

/// Grey rows in the place of the rows to come, of their height.
fn skeleton() -> impl IntoView {
    view! {
        <div class="rows-coming" role="status" aria-label=tr!(ui.loading)>
            {(0..8).map(|_| view! { <span></span> }).collect_view()}
        </div>
    }
}
