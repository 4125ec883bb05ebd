//! The state of a list page: the filter of the address, and what is pointed at.

use super::{
    Listing, remember,
    selection::early_ticks,
    whose::{People, people},
};
use crate::{error::AppError, query, ui::map::PickedPoint};
use domain::{
    geo::{Bbox, Point, Wgs84},
    listing::Page,
    period::Month,
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_url},
};
use uuid::Uuid;

/// Which half a phone shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Half {
    /// The list.
    #[default]
    List,
    /// The map.
    Map,
}

/// Where a list stands when it is part of another page than its own: provided by that page, before it makes the list.
#[derive(Clone, Copy)]
pub(crate) struct ListPlace {
    /// The address of the page.
    pub path: &'static str,
    /// The form that the ticks of the rows belong to: without a program they are sent with it.
    pub ticks_of: &'static str,
    /// What can be done with the ticked rows there: buttons that name that form.
    pub acts: fn() -> AnyView,
}

/// The address of the page that shows the list.
fn path_of<F: Listing>() -> &'static str {
    use_context::<ListPlace>().map_or(F::PATH, |place| place.path)
}

/// The state of one list page. A handle: copies share it.
pub(crate) struct List<F: Listing> {
    /// The address of the page.
    pub path: &'static str,
    /// The form that ticks belong to, where there is one.
    pub ticks_of: Option<&'static str>,
    /// The buttons of that form that stand in the bar of the ticked rows.
    pub acts: Option<fn() -> AnyView>,
    /// The program runs: ticks are its business.
    pub lively: RwSignal<bool>,
    /// How often rows and points were asked for again, because others have changed something.
    pub looked: RwSignal<u32>,
    /// The filter of the address.
    pub filter: Memo<F>,
    /// The rows.
    pub page: Resource<Result<Page<F::Row>, AppError>>,
    /// Whose records it can be narrowed to, for whoever chooses among people.
    pub(super) people: Option<People>,
    /// The record that stands out, in the list and on the map.
    pub chosen: RwSignal<Option<Uuid>>,
    /// The point that was tapped last, as long as it is the chosen one.
    pub picked: RwSignal<Option<PickedPoint>>,
    /// The record under the pointer or the keyboard's focus.
    pub hovered: RwSignal<Option<Uuid>>,
    /// Where the map is to go.
    pub shown: RwSignal<Option<Point<Wgs84>>>,
    /// What the map shows.
    pub window: RwSignal<Option<Bbox>>,
    /// Which half a phone shows.
    pub half: RwSignal<Half>,
    /// The ticked rows, also those of pages turned since.
    pub ticked: RwSignal<Vec<F::Row>>,
    /// Goes to an address in place of this one.
    replace: Callback<String>,
}

#[expect(clippy::expl_impl_clone_on_copy, reason = "derived, it would ask the filter to be `Copy`")]
impl<F: Listing> Clone for List<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F: Listing> Copy for List<F> {}

impl<F: Listing> List<F> {
    /// The state of the list page of this address.
    pub fn new() -> Self {
        // the route's own address, not the browser's: leaving the page must not load the list once more
        let url = use_url();
        let filter = Memo::new(move |_| url.with(|url| query::parse::<F>(url.search())));
        let asked = Memo::new(move |_| filter.with(asked));
        let navigate = use_navigate();
        let path = path_of::<F>();
        let place = use_context::<ListPlace>();
        let list = Self {
            path,
            ticks_of: place.map(|place| place.ticks_of),
            acts: place.map(|place| place.acts),
            lively: RwSignal::new(false),
            looked: RwSignal::new(0),
            filter,
            page: Resource::new(move || asked.get(), F::load),
            people: people(filter),
            chosen: RwSignal::new(None),
            picked: RwSignal::new(None),
            hovered: RwSignal::new(None),
            shown: RwSignal::new(None),
            window: RwSignal::new(None),
            half: RwSignal::new(remember::half(path)),
            ticked: RwSignal::new(Vec::new()),
            replace: Callback::new(move |href: String| {
                navigate(
                    &href,
                    NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() },
                );
            }),
        };
        list.forget_ticks_of_other_filters();
        Effect::new(move || {
            if F::TICKS {
                list.ticked.set(early_ticks(list));
            }
            list.lively.set(true);
        });
        list
    }

    /// The address of the first page with another filter.
    pub fn href(self, change: impl FnOnce(&mut F)) -> String {
        self.filter.with(|filter| first_page(self.path, filter, change))
    }

    /// What the form says now holds. The form knows neither the page of the list nor the window of the map.
    pub fn apply(self, form: &str) {
        let mut wanted: F = query::parse(&self.with_person(form));
        let common = wanted.common_mut();
        common.cursor = None;
        common.bbox = if common.in_map { self.window.get_untracked().or(common.bbox) } else { None };
        if self.filter.with_untracked(|filter| filter.first_page() != wanted) {
            self.replace.run(query::href(self.path, &wanted));
        }
    }

    /// The form as it is meant: whoever is chosen by name stays while the choice itself is not on the page yet, since it comes
    /// with the answer of who there is.
    fn with_person(self, form: &str) -> String {
        let key = F::whose().filter(|_| self.people.is_some()).map(|whose| whose.key);
        let missing = key.filter(|key| !form.split('&').any(|part| part.starts_with(&format!("{key}="))));
        match missing.zip(self.filter.with_untracked(F::person)) {
            Some((key, id)) => format!("{form}&{key}={id}"),
            None => form.to_owned(),
        }
    }

    /// Goes on to another month of the list, or back to all of its period.
    pub fn narrow(self, month: Option<Month>) {
        let href = self.filter.with_untracked(|filter| first_page(self.path, filter, |f| f.set_month(month)));
        self.replace.run(href);
    }

    /// The map shows another part: rows follow when they are limited to it.
    pub fn follow_map(self, window: Bbox) {
        let mut wanted = self.filter.with_untracked(F::first_page);
        if wanted.common().in_map && wanted.common().bbox != Some(window) {
            wanted.common_mut().bbox = Some(window);
            self.replace.run(query::href(self.path, &wanted));
        }
    }

    /// Asks for rows and points again: others have changed something.
    pub fn look_again(self) {
        self.page.refetch();
        self.looked.update(|n| *n = n.wrapping_add(1));
    }

    /// Makes a record stand out, without a point that was tapped for it.
    pub fn choose(self, id: Uuid) {
        self.picked.set(None);
        self.chosen.set(Some(id));
    }

    /// Ticks stay while pages are turned; another filter is another list.
    fn forget_ticks_of_other_filters(self) {
        Effect::new(move |before: Option<F>| {
            let filter = self.filter.with(F::first_page);
            if before.is_some_and(|before| before != filter) && !self.ticked.read_untracked().is_empty() {
                self.ticked.set(Vec::new());
            }
            filter
        });
    }
}

/// The address of the first page with another filter.
pub(crate) fn changed<F: Listing>(filter: &F, change: impl FnOnce(&mut F)) -> String {
    first_page(path_of::<F>(), filter, change)
}

fn first_page<F: Listing>(path: &str, filter: &F, change: impl FnOnce(&mut F)) -> String {
    let mut filter = filter.first_page();
    change(&mut filter);
    query::href(path, &filter)
}

/// What the server is asked for: a window that limits nothing makes no other list.
fn asked<F: Listing>(filter: &F) -> String {
    let mut filter = filter.clone();
    let common = filter.common_mut();
    if !common.in_map {
        common.bbox = None;
    }
    query::text(&filter)
}

/// Where the map gets its points: those of the rows, wherever the map looks and however they are ordered.
pub(crate) fn points<F: Listing>(filter: &F) -> String {
    let mut filter = filter.first_page();
    let common = filter.common_mut();
    (common.bbox, common.in_map, common.sort) = (None, false, None);
    query::href(F::POINTS, &filter)
}
