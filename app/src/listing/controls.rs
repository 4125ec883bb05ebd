//! The controls of a filter. Each is named as the key of the address that it sets, so the form works as it is; each
//! starts from the address, and follows it through [`super::browser::tie_form`].

use super::{List, Listing, quick_periods::quick_periods};
use crate::{
    facts::use_me,
    labels::Label,
    tr,
    ui::{
        Icon,
        choice::{Chips, Choice},
        icon,
        time::{day_text, today},
    },
};
use domain::{listing::Sort, people::Me};
use leptos::prelude::*;
use std::fmt::Display;

/// A drop-down of controls, with the number of conditions that hold in it.
#[component]
pub(crate) fn Group(
    /// Its name.
    #[prop(into)]
    label: String,
    /// How many of its conditions hold.
    #[prop(into)]
    count: Signal<usize>,
    children: Children,
) -> impl IntoView {
    view! {
        <details class="filter-group" name="filter-group">
            <summary class="button" class:active=move || { count.get() > 0 }>
                <span>{label}</span>
                {move || (count.get() > 1).then(|| view! { <span class="filter-count">{count.get()}</span> })}
                {icon(Icon::Down)}
            </summary>
            <div class="filter-panel">{children()}</div>
        </details>
    }
}

/// Any of several words, as chips in a drop-down.
pub(crate) fn words<F: Listing, T: Label + Display + Send + Sync>(
    list: List<F>,
    name: &'static str,
    label: &'static str,
    all: &'static [T],
    chosen: fn(&F) -> &Vec<T>,
) -> AnyView {
    let count = Memo::new(move |_| list.filter.with(|f| chosen(f).len()));
    let choices = all.iter().map(|word| Choice::new(word.to_string(), word.label())).collect();
    let chosen = list.filter.with_untracked(|f| chosen(f).iter().map(ToString::to_string).collect());
    view! {
        <Group label count>
            <Chips name label choices chosen />
        </Group>
    }
    .into_any()
}

/// One of few words, or all of them: radio buttons in a drop-down.
pub(crate) fn one_word<F: Listing, T: Label + Display + PartialEq + Send + Sync>(
    list: List<F>,
    name: &'static str,
    label: &'static str,
    all: &'static [T],
    chosen: fn(&F) -> Option<T>,
) -> AnyView {
    let count = Memo::new(move |_| list.filter.with(|f| usize::from(chosen(f).is_some())));
    let now = list.filter.with_untracked(chosen);
    let radio = move |value: String, label: &'static str, checked: bool| {
        view! {
            <label class="chip">
                <input type="radio" name=name value=value checked=checked />
                <span>{label}</span>
            </label>
        }
    };
    let buttons =
        all.iter().map(|word| radio(word.to_string(), word.label(), now == Some(*word))).collect_view();
    view! {
        <Group label count>
            <fieldset class="chips">
                <legend>{label}</legend>
                {radio(String::new(), tr!(ui.all), now.is_none())}
                {buttons}
            </fieldset>
        </Group>
    }
    .into_any()
}

/// Yes, or either way.
pub(crate) fn toggle<F: Listing>(
    list: List<F>,
    name: &'static str,
    value: impl Into<String>,
    label: &'static str,
    on: impl Fn(&F) -> bool,
) -> AnyView {
    let checked = list.filter.with_untracked(on);
    view! {
        <label class="chip">
            <input type="checkbox" name=name value=value.into() checked=checked />
            <span>{label}</span>
        </label>
    }
    .into_any()
}

/// An area inside the person's own.
#[component]
pub(super) fn Area<F: Listing>(
    /// The list.
    list: List<F>,
) -> impl IntoView {
    let me = use_me();
    let label = area_label(me.as_ref());
    let now = list.filter.with_untracked(|f| f.common().area.clone());
    let mut areas = me.map(|me| me.areas).unwrap_or_default();
    // one that is not among those to choose (a grid, a link from elsewhere) must not get lost
    areas.extend(now.clone().filter(|code| areas.iter().all(|area| area.code != *code)).map(|code| {
        let name = super::chips::area_name(&code);
        domain::area::AreaRef { code, name }
    }));
    if areas.is_empty() {
        return None;
    }
    let options = areas
        .into_iter()
        .map(|area| {
            let selected = now.as_ref() == Some(&area.code);
            view! {
                <option value=area.code.to_string() selected=selected>
                    {area.name}
                </option>
            }
        })
        .collect_view();
    let active = Memo::new(move |_| list.filter.with(|f| f.common().area.is_some()));
    Some(view! {
        <label class="filter-select" class:active=active>
            <span class="visually-hidden">{label}</span>
            <select name="area">
                <option value="">{tr!(lists.all_of, what = label)}</option>
                {options}
            </select>
        </label>
    })
}

/// What the areas to choose from are.
fn area_label(me: Option<&Me>) -> &'static str {
    me.and_then(|me| me.areas.first()).map_or(tr!(lists.area), |area| area.code.level().label())
}

/// A period: first and last day, and the usual ones as links.
#[component]
pub(super) fn Period<F: Listing>(
    /// The list.
    list: List<F>,
) -> impl IntoView {
    let label = F::words().period;
    let (from, to) = list.filter.with_untracked(|f| (f.common().from, f.common().to));
    let count = Memo::new(move |_| {
        list.filter.with(|f| usize::from(f.common().from.is_some() || f.common().to.is_some()))
    });
    let links = quick_periods(today())
        .into_iter()
        .map(|(name, period)| {
            let href = move || {
                list.href(|f| {
                    let common = f.common_mut();
                    (common.from, common.to) = (Some(period.from), Some(period.to));
                })
            };
            let current = move || {
                list.filter
                    .with(|f| (f.common().from, f.common().to) == (Some(period.from), Some(period.to)))
                    .then_some("true")
            };
            view! {
                <a class="chip" href=href data-noscroll aria-current=current>
                    {name}
                </a>
            }
        })
        .collect_view();
    view! {
        <Group label count>
            <fieldset class="filter-days">
                <legend>{label}</legend>
                <div class="filter-quick">{links}</div>
                <label>
                    <span>{tr!(lists.from)}</span>
                    <input type="date" name="from" value=from.map(day_text) />
                </label>
                <label>
                    <span>{tr!(lists.to)}</span>
                    <input type="date" name="to" value=to.map(day_text) />
                </label>
            </fieldset>
        </Group>
    }
}

/// The orders of a list, as links.
#[component]
pub(super) fn Orders<F: Listing>(
    /// The list.
    list: List<F>,
) -> impl IntoView {
    let links = F::SORTS
        .iter()
        .enumerate()
        .map(|(i, sort)| {
            // the usual order needs no word in the address
            let wanted: Option<Sort> = (i > 0).then_some(*sort);
            let href = move || list.href(|f| f.common_mut().sort = wanted);
            let current = move || {
                list.filter.with(|f| f.common().sort.unwrap_or(F::SORTS[0]) == *sort).then_some("true")
            };
            view! {
                <a href=href data-noscroll aria-current=current>
                    {sort.label()}
                </a>
            }
        })
        .collect_view();
    view! {
        <nav class="orders" aria-label=tr!(lists.order)>
            {links}
        </nav>
    }
}
