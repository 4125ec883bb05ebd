//! The conditions that hold now, each with the link that drops it.

use super::{
    List, Listing,
    named::{self, Record},
    state::changed,
    whose,
};
use crate::{
    facts::use_me,
    labels::Label,
    tr,
    ui::{Icon, icon, time::day_text},
};
use chrono::NaiveDate;
use domain::{area::AreaCode, ids::UserId};
use leptos::prelude::*;

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chip {
    /// What it says.
    pub label: String,
    /// The list without it.
    pub href: String,
    /// Whose name it says, once that is known.
    pub person: Option<UserId>,
    /// The record that it names, once its name is known.
    pub record: Option<Record>,
}

impl Chip {
    /// A condition of `filter` that `drop` takes away.
    pub fn new<F: Listing>(filter: &F, label: impl Into<String>, drop: impl FnOnce(&mut F)) -> Self {
        Self { label: label.into(), href: changed(filter, drop), person: None, record: None }
    }

    /// A condition that names a record of another kind.
    pub fn record<F: Listing>(filter: &F, record: Record, drop: impl FnOnce(&mut F)) -> Self {
        Self { record: Some(record), ..Self::new(filter, record.unnamed(), drop) }
    }

    /// One condition for each of the chosen words.
    pub fn words<F: Listing, T: Label + PartialEq>(
        out: &mut Vec<Self>,
        filter: &F,
        chosen: &[T],
        field: impl Fn(&mut F) -> &mut Vec<T>,
    ) {
        for word in chosen {
            out.push(Self::new(filter, word.label(), |f| field(f).retain(|other| other != word)));
        }
    }

    /// The condition of the chosen word, where one is chosen.
    pub fn word<F: Listing, T: Label>(
        out: &mut Vec<Self>,
        filter: &F,
        chosen: Option<T>,
        field: impl FnOnce(&mut F) -> &mut Option<T>,
    ) {
        if let Some(word) = chosen {
            out.push(Self::new(filter, word.label(), |f| *field(f) = None));
        }
    }
}

/// The name of an area that this person can choose; else its code.
pub(crate) fn area_name(code: &AreaCode) -> String {
    use_me()
        .and_then(|me| std::iter::once(me.area).chain(me.areas).find(|area| area.code == *code))
        .map_or_else(|| code.to_string(), |area| area.name)
}

/// Days from and to, as a condition says them; nothing without either.
pub(crate) fn days_text(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Option<String> {
    match (from, to) {
        (Some(from), Some(to)) => Some(tr!(lists.chip_days, from = day_text(from), to = day_text(to))),
        (Some(from), None) => Some(tr!(lists.chip_from, day = day_text(from))),
        (None, Some(to)) => Some(tr!(lists.chip_to, day = day_text(to))),
        (None, None) => None,
    }
}

/// Every condition of a filter.
fn chips<F: Listing>(filter: &F) -> Vec<Chip> {
    let mut out = Vec::new();
    let common = filter.common();
    if let Some(q) = &common.q {
        out.push(Chip::new(filter, tr!(lists.chip_text, text = q.clone()), |f| f.common_mut().q = None));
    }
    filter.own_chips(&mut out);
    if let Some(area) = &common.area {
        out.push(Chip::new(filter, area_name(area), |f| f.common_mut().area = None));
    }
    out.extend(days_text(common.from, common.to).map(|label| {
        Chip::new(filter, label, |f| {
            let common = f.common_mut();
            (common.from, common.to) = (None, None);
        })
    }));
    if common.in_map {
        out.push(Chip::new(filter, tr!(lists.in_map), |f| {
            let common = f.common_mut();
            (common.in_map, common.bbox) = (false, None);
        }));
    }
    if common.no_position {
        out.push(Chip::new(filter, tr!(lists.no_position), |f| f.common_mut().no_position = false));
    }
    out
}

/// How many conditions hold.
pub(super) fn how_many<F: Listing>(filter: &F) -> usize {
    chips(filter).len()
}

/// The conditions in a row, and the link that drops them all.
#[component]
pub(super) fn ActiveFilters<F: Listing>(
    /// The list.
    list: List<F>,
) -> impl IntoView {
    let shown = Memo::new(move |_| list.filter.with(chips));
    move || {
        let chips = shown.get();
        if chips.is_empty() {
            return None;
        }
        let several = chips.len() > 1;
        let links = chips
            .into_iter()
            .map(|chip| {
                let text = match (chip.record, chip.person.zip(list.people)) {
                    (Some(record), _) => named::chip_text(list.names, record).into_any(),
                    (None, Some((id, people))) => whose::chip_text::<F>(people, id, chip.label).into_any(),
                    (None, None) => chip.label.into_any(),
                };
                view! {
                    <li>
                        <a class="condition" href=chip.href data-noscroll>
                            <span class="visually-hidden">{tr!(lists.drop_condition)}</span>
                            <span>{text}</span>
                            {icon(Icon::Close)}
                        </a>
                    </li>
                }
            })
            .collect_view();
        Some(view! {
            <ul class="conditions" aria-label=tr!(lists.conditions)>
                {links}
                {several
                    .then(|| {
                        view! {
                            <li>
                                <a class="button quiet" href=list.path data-noscroll>
                                    {tr!(lists.clear_all)}
                                </a>
                            </li>
                        }
                    })}
            </ul>
        })
    }
}
