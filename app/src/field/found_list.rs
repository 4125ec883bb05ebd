//! A list of what is on the tablet: the field to type into, the nearest first, sets to choose from, and what was found.

use super::{
    fresh::IntoFresh,
    near::{Near, NearButton},
    search::{Hits, MOST},
    shown::Shown,
};
use crate::{
    tr,
    ui::{Icon, card::Empty, frames, page::PageHead},
};
use leptos::{ev, html, prelude::*, task::spawn_local, web_sys};

/// Lines that say at once what was found: what is seen above the keyboard of a phone or tablet. The frames after that bring
/// the others.
const SCREENFUL: usize = 6;
/// Lines that change in a frame after that: few, so that the next letter does not wait for them.
const STEP: usize = 6;
/// Typed by nobody: one letter that most records have, and several parts.
const REHEARSED: [&str; 2] = ["1", "号 1"];

/// The list, and everything that narrows it down.
#[component]
pub fn FoundList<T, S, L>(
    /// The heading.
    title: &'static str,
    /// The id of the field to type into.
    id: &'static str,
    /// What may be typed.
    label: &'static str,
    /// What is typed.
    typed: RwSignal<String>,
    /// Whether the nearest come first.
    near: Near,
    /// The sets to choose from.
    sets: Vec<(S, &'static str)>,
    /// The chosen one.
    chosen: RwSignal<S>,
    /// What was found.
    hits: Memo<Hits<T>>,
    /// A record as a line.
    line: L,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    S: Copy + PartialEq + Send + Sync + 'static,
    L: Fn(Shown<T>) -> AnyView + Clone + Send + Sync + 'static,
{
    let chips = sets.into_iter().map(|(set, name)| chip(set, name, chosen)).collect_view();
    let nothing = Memo::new(move |_| hits.with(|hits| hits.total == 0));
    let list = NodeRef::<html::Ul>::new();
    let field = NodeRef::<html::Input>::new();
    let lines = Lines::new(hits, list);
    Effect::new(move || {
        spawn_local(async move {
            frames::drawn_a_moment_ago().await;
            lines.rehearse(typed, field);
        });
    });
    let at = move |place: usize| {
        lines.begin(place).map(|Line { shown, behind }| {
            view! { <li hidden=move || behind.get()>{line(shown)}</li> }.into_fresh()
        })
    };
    view! {
        <PageHead title />
        <div class="field-search" role="search">
            <SearchField id label typed field />
            <div class="field-chips">
                <NearButton near />
                {chips}
            </div>
        </div>
        // made once, as the badges of a line are
        <div class:unseen=move || !nothing.get()>
            <Empty icon=Icon::Search title=tr!(field.nothing_found) />
        </div>
        <Counted total=Signal::derive(move || hits.with(|hits| hits.total)) />
        <ul class="field-lines" class:unseen=nothing node_ref=list>
            <For each=move || 0..lines.kept.get() key=|place| *place children=at />
        </ul>
    }
}

/// A line of a list.
struct Line<T: Send + Sync + 'static> {
    /// What it says.
    shown: Shown<T>,
    /// Whether its place is behind the last of what was found. It is hidden then, and taken away in a frame after that: taking
    /// away takes a browser longer.
    behind: RwSignal<bool>,
}

impl<T: Send + Sync + 'static> Clone for Line<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Line<T> {}

/// The lines of a list. A line belongs to its place and not to its record: with another letter it says something else, which
/// costs a browser less than taking all lines away and making as many others. Whoever types waits for the first screenful
/// alone. The others say what was found before until the frames after that, as far as they are on the screen or close below
/// it; more of them come when somebody goes down there.
struct Lines<T: Send + Sync + 'static> {
    hits: Memo<Hits<T>>,
    list: NodeRef<html::Ul>,
    /// How many there are.
    kept: RwSignal<usize>,
    /// They, by place. Of lines that were taken away, nothing can be asked any more.
    all: StoredValue<Vec<Line<T>>>,
    /// How many of them say what was found, from the first on.
    fresh: StoredValue<usize>,
    /// How often something was found, and for which of these times lines are being changed.
    times: StoredValue<(u32, Option<u32>)>,
}

impl<T: Send + Sync + 'static> Clone for Lines<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Lines<T> {}

impl<T: Clone + PartialEq + Send + Sync + 'static> Lines<T> {
    fn new(hits: Memo<Hits<T>>, list: NodeRef<html::Ul>) -> Self {
        let first = hits.with_untracked(|hits| hits.rows.len().min(SCREENFUL));
        let lines = Self {
            hits,
            list,
            kept: RwSignal::new(first),
            all: StoredValue::new(Vec::new()),
            fresh: StoredValue::new(first),
            times: StoredValue::new((0, None)),
        };
        Effect::new(move || {
            hits.track();
            lines.times.update_value(|(times, _)| *times = times.wrapping_add(1));
            lines.begin_with();
            lines.go_on();
        });
        let scrolled = window_event_listener(ev::scroll, move |_| lines.go_on());
        on_cleanup(move || scrolled.remove());
        lines
    }

    /// Goes the way of a letter and back again before anything is drawn. A browser makes machine code of a function when it is
    /// called for the first time, and for all that a letter needs, a slow tablet takes longer than for the letter itself:
    /// whoever types the first one waits for it no more than for the others.
    fn rehearse(self, typed: RwSignal<String>, field: NodeRef<html::Input>) {
        // the list was left
        let Some(before) = typed.try_get_untracked() else { return };
        let kept = self.kept.get_untracked();
        for text in REHEARSED.map(str::to_owned).into_iter().chain([before]) {
            typed.set(text);
            self.begin_with();
        }
        // no line is made for what was found on the way
        self.kept.set(kept);
        // and as if somebody had typed what stands there
        if let Some(Some(field)) = field.try_get_untracked()
            && let Ok(typed) = web_sys::Event::new("input")
        {
            // nobody refuses it
            let _ = field.dispatch_event(&typed);
        }
    }

    /// Lets the first screenful say what was found.
    fn begin_with(self) {
        self.hide();
        self.say(0, SCREENFUL);
    }

    /// The line at a place, when it is made.
    fn begin(self, place: usize) -> Option<Line<T>> {
        let row = self.hits.with_untracked(|hits| hits.rows.get(place).cloned())?;
        let line = Line { shown: Shown::new(row), behind: RwSignal::new(false) };
        self.all.update_value(|all| {
            all.truncate(place);
            all.push(line);
        });
        Some(line)
    }

    /// Hides the lines that are behind the last of what was found, and shows the others. Where nothing was found, the list
    /// itself is not seen, and its lines are ready for what is found next.
    fn hide(self) {
        let found = self.hits.with_untracked(|hits| hits.rows.len());
        if found == 0 {
            return;
        }
        self.all.with_value(|all| {
            for (place, Line { behind, .. }) in all.iter().enumerate() {
                let now = place >= found;
                if behind.try_get_untracked() == Some(!now) {
                    behind.try_set(now);
                }
            }
        });
    }

    /// Lets the lines from one place up to another say what was found, and brings those that are missing.
    fn say(self, from: usize, to: usize) {
        let to = self.hits.with_untracked(|hits| {
            let to = to.min(hits.rows.len());
            self.all.with_value(|all| {
                for (line, row) in all.iter().zip(&hits.rows).take(to).skip(from) {
                    line.shown.show(row);
                }
            });
            to
        });
        self.fresh.set_value(to);
        if to > self.kept.get_untracked() {
            self.kept.set(to);
        }
    }

    /// Changes the others frame by frame, and lets all lead to what they show.
    fn go_on(self) {
        let (time, changing) = self.times.get_value();
        let fresh = self.fresh.get_value();
        let all = self.hits.with_untracked(|hits| hits.rows.len());
        let done = fresh == all && self.kept.get_untracked() <= needed(fresh);
        if changing == Some(time) || (done && !self.is_late()) {
            return;
        }
        self.times.set_value((time, Some(time)));
        spawn_local(async move {
            loop {
                frames::next().await;
                // something else was found, or the list was left
                if self.times.try_get_value().is_none_or(|(now, _)| now != time) {
                    return;
                }
                let more = self.step();
                self.settle();
                if !more {
                    self.times.set_value((time, None));
                    return;
                }
            }
        });
    }

    /// Whether a line leads to a record that it does not show any more.
    fn is_late(self) -> bool {
        self.all.with_value(|all| all.iter().any(|line| line.shown.is_late()))
    }

    /// Lets the lines lead to the records that they show.
    fn settle(self) {
        self.all.with_value(|all| all.iter().for_each(|line| line.shown.settle()));
    }

    /// A frame's part of it; whether more is to be done.
    fn step(self) -> bool {
        let all = self.hits.with_untracked(|hits| hits.rows.len());
        let fresh = self.fresh.get_value();
        if fresh < all && self.ends_close(fresh) {
            self.say(fresh, fresh + STEP);
            return true;
        }
        // what is left says what was found before
        let (kept, needed) = (self.kept.get_untracked(), needed(fresh));
        if kept > needed {
            self.kept.set(kept.saturating_sub(STEP).max(needed));
        }
        kept > needed
    }

    /// Whether so many lines end on the screen or close below it.
    fn ends_close(self, lines: usize) -> bool {
        let last = self.list.get_untracked().and_then(|list| {
            let line = list.query_selector(&format!(":scope > :nth-child({lines})"));
            line.ok().flatten()
        });
        last.is_some_and(|line| frames::ends_close(&line))
    }
}

/// How many lines stay when so many say what was found: a first screenful at least, hidden, so that the next letter makes none.
fn needed(fresh: usize) -> usize {
    fresh.max(SCREENFUL)
}

/// A set to choose.
fn chip<S>(set: S, name: &'static str, chosen: RwSignal<S>) -> impl IntoView
where
    S: Copy + PartialEq + Send + Sync + 'static,
{
    view! {
        <label class="chip">
            <input
                class="visually-hidden"
                type="radio"
                name="set"
                prop:checked=move || chosen.get() == set
                on:change=move |_| chosen.set(set)
            />
            <span>{name}</span>
        </label>
    }
}

/// The field to type into.
#[component]
fn SearchField(
    id: &'static str,
    label: &'static str,
    typed: RwSignal<String>,
    field: NodeRef<html::Input>,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id class="visually-hidden">
                {label}
            </label>
            <input
                id=id
                node_ref=field
                type="search"
                autocomplete="off"
                enterkeyhint="search"
                placeholder=label
                prop:value=typed
                on:input:target=move |ev| typed.set(ev.target().value())
            />
        </div>
    }
}

/// How many there are, and that not all are shown.
#[component]
fn Counted(total: Signal<usize>) -> impl IntoView {
    let said = move || match total.get() {
        0 => String::new(),
        n if n > MOST => tr!(field.first_of, n = MOST, of = n),
        n => tr!(ui.total, n = n),
    };
    view! {
        <p class="hint" role="status">
            {said}
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rehearsal_leaves_everything_as_it_was() {
        let owner = Owner::new();
        owner.with(|| {
            let typed = RwSignal::new("nobody".to_owned());
            let hits = Memo::new(move |_| {
                let found = typed.with(|typed| typed.starts_with(REHEARSED[0]));
                let rows = if found { vec![("a", None); SCREENFUL] } else { Vec::new() };
                Hits { total: rows.len(), rows }
            });
            let lines = Lines {
                hits,
                list: NodeRef::new(),
                kept: RwSignal::new(0),
                all: StoredValue::new(Vec::new()),
                fresh: StoredValue::new(0),
                times: StoredValue::new((0, None)),
            };
            lines.rehearse(typed, NodeRef::new());
            assert_eq!(typed.get_untracked(), "nobody");
            // a line that was made for nothing would stay empty when something is found
            assert_eq!((lines.kept.get_untracked(), lines.fresh.get_value()), (0, 0));

            typed.set(REHEARSED[0].to_owned());
            lines.begin_with();
            assert_eq!((lines.kept.get_untracked(), lines.fresh.get_value()), (SCREENFUL, SCREENFUL));
        });
    }
}
