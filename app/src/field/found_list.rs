//! A list of what is on the tablet: the field to type into, the nearest first, sets to choose from, and what was found.

use super::{
    fresh::IntoFresh,
    near::{Near, NearButton},
    search::{Hits, MOST},
};
use crate::{
    capture::site_picker::distance_text,
    tr,
    ui::{Icon, card::Empty, frames, page::PageHead},
};
use leptos::{ev, html, prelude::*, task::spawn_local};

/// Lines that are drawn at once: what a phone shows, and a tablet above its keyboard. The frame after that brings the others.
const SCREENFUL: usize = 8;
/// Lines that are added in a frame after that: few, so that the next letter does not wait for them.
const STEP: usize = 6;

/// A record at its place in a list, and how far away it is in metres. Another letter brings another record to the place: what
/// is drawn once stays, and only what differs is written.
pub type Shown<T> = Signal<(T, Option<f64>)>;

/// A part of a line, drawn again only when what it shows has changed: drawing again sets all attributes anew, and a browser
/// pays for that with the style of everything below them.
pub fn part<T, P, V>(
    shown: Shown<T>,
    pick: impl Fn(&T) -> P + Send + Sync + 'static,
    draw: impl Fn(P) -> V + Send + 'static,
) -> impl IntoView
where
    T: Send + Sync + 'static,
    P: Clone + PartialEq + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let part = Memo::new(move |_| shown.with(|(item, _)| pick(item)));
    move || draw(part.get())
}

/// How far away it is, where a place was given.
pub fn far<T: Send + Sync + 'static>(shown: Shown<T>) -> impl IntoView {
    view! { <span class="field-line-far">{move || shown.with(|(_, metres)| metres.map(distance_text))}</span> }
}

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
    let list = NodeRef::<html::Ul>::new();
    let most = in_steps(hits, list);
    let lines = Memo::new(move |_| most.get().min(hits.with(|hits| hits.rows.len())));
    // a line belongs to its place and not to its record: with another letter it says something else, which costs a browser
    // less than taking all lines away and making as many others
    let at = move |place: usize| {
        let first = hits.with_untracked(|hits| hits.rows.get(place).cloned());
        first.map(|first| {
            // a place behind the last row is taken away, and says what it said until then
            let shown = Memo::new(move |before: Option<&(T, Option<f64>)>| {
                let row = hits.with(|hits| hits.rows.get(place).cloned());
                row.or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
            });
            line(shown.into())
        })
    };
    view! {
        <PageHead title />
        <div class="field-search" role="search">
            <SearchField id label typed />
            <div class="field-chips">
                <NearButton near />
                {chips}
            </div>
        </div>
        <Counted total=Signal::derive(move || hits.with(|hits| hits.total)) />
        <ul class="field-lines" node_ref=list>
            <For each=move || 0..lines.get() key=|place| *place children=at />
        </ul>
    }
}

/// How many lines are drawn: a screenful together with what was found, others in the frames after that as far as the list
/// ends on the screen or close below it, and more when somebody goes down there. Whoever types waits for what they see, for
/// what is drawn of it and for what is taken away; most letters make the rest needless.
fn in_steps<T: PartialEq + Send + Sync + 'static>(
    hits: Memo<Hits<T>>,
    list: NodeRef<html::Ul>,
) -> Signal<usize> {
    // changes with what was found: steps begun for other hits do not count for these
    let found = Memo::new(move |before: Option<&u32>| {
        hits.with(|_| before.map_or(0, |number| number.wrapping_add(1)))
    });
    let steps = RwSignal::new((0, SCREENFUL));
    let lines = Signal::derive(move || match steps.get() {
        (number, lines) if number == found.get() => lines,
        _ => SCREENFUL,
    });
    // the hits that lines are being added for
    let adding = StoredValue::new(None::<u32>);
    let go_on = move || {
        let number = found.get_untracked();
        let all = hits.with_untracked(|hits| hits.rows.len());
        if lines.get_untracked() >= all || adding.get_value() == Some(number) {
            return;
        }
        adding.set_value(Some(number));
        spawn_local(async move {
            loop {
                frames::drawn().await;
                // something else was found, or the list was left
                if found.try_get_untracked() != Some(number) {
                    return;
                }
                let drawn = lines.get_untracked();
                let seen = list.get_untracked().is_some_and(|list| frames::ends_close(&list));
                if drawn >= all || !seen {
                    adding.set_value(None);
                    return;
                }
                steps.set((number, drawn + STEP));
            }
        });
    };
    Effect::new(move || {
        found.track();
        go_on();
    });
    let scrolled = window_event_listener(ev::scroll, move |_| go_on());
    on_cleanup(move || scrolled.remove());
    lines
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
fn SearchField(id: &'static str, label: &'static str, typed: RwSignal<String>) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id class="visually-hidden">
                {label}
            </label>
            <input
                id=id
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
    let none = Memo::new(move |_| total.get() == 0);
    let said = move || match total.get() {
        0 => String::new(),
        n if n > MOST => tr!(field.first_of, n = MOST, of = n),
        n => tr!(ui.total, n = n),
    };
    view! {
        {move || none.get().then(|| view! { <Empty icon=Icon::Search title=tr!(field.nothing_found) /> }.into_fresh())}
        <p class="hint" role="status">
            {said}
        </p>
    }
}
