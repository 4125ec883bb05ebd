//! What stands at a place of a list. Another letter brings another record to the place: what is drawn once stays, and only
//! the parts that differ are written. A list has some fifty parts on a screen, and whoever types waits for all of them: each
//! is a signal that is compared right where the record changes, because a memo for each would be as many tasks to wake only
//! to find that nothing has changed.

use super::place::Place;
use crate::{capture::site_picker::distance_text, ui::Tone};
use leptos::{html, prelude::*};
use std::mem;

/// Characters that surely fit the two lines of a title, on the narrowest phone too.
const BRIEF: usize = 18;

/// A record, and how far away it is in metres.
pub type Row<T> = (T, Option<f64>);

/// Writes what another row says in a part, or where it leads.
type Write<T> = Box<dyn Fn(&Row<T>) + Send + Sync>;

/// A place of a list.
pub struct Shown<T: Send + Sync + 'static> {
    row: StoredValue<Row<T>>,
    /// Each compares its part with that of the row, and writes it when it differs.
    parts: StoredValue<Vec<Write<T>>>,
    /// Where it leads, and whether that is the record before this one.
    lead: StoredValue<(Option<Write<T>>, bool)>,
}

impl<T: Send + Sync + 'static> Clone for Shown<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Shown<T> {}

impl<T: Send + Sync + 'static> Shown<T> {
    /// A place where this record stands.
    pub fn new(row: Row<T>) -> Self {
        Self {
            row: StoredValue::new(row),
            parts: StoredValue::new(Vec::new()),
            lead: StoredValue::new((None, false)),
        }
    }

    /// What is picked of the record that stands here; it changes only when that differs.
    pub fn part<P>(self, pick: impl Fn(&T) -> P + Send + Sync + 'static) -> ReadSignal<P>
    where
        P: PartialEq + Send + Sync + 'static,
    {
        self.part_of_row(move |(item, _)| pick(item))
    }

    fn part_of_row<P>(self, pick: impl Fn(&Row<T>) -> P + Send + Sync + 'static) -> ReadSignal<P>
    where
        P: PartialEq + Send + Sync + 'static,
    {
        let (part, set) = signal(self.row.with_value(&pick));
        let write = move |row: &Row<T>| {
            let picked = pick(row);
            if part.try_with_untracked(|before| *before != picked) == Some(true) {
                set.try_set(picked);
            }
        };
        self.parts.update_value(|parts| parts.push(Box::new(write)));
        part
    }

    /// Lets another record stand here. A place that was taken away shows nothing any more. Where it leads is said by
    /// [`settle`](Self::settle).
    pub fn show(self, row: &Row<T>)
    where
        T: Clone + PartialEq,
    {
        if self.row.try_with_value(|before| before != row) != Some(true) {
            return;
        }
        self.row.try_update_value(|before| before.clone_from(row));
        self.lead.try_update_value(|(_, late)| *late = true);
        self.parts.try_with_value(|parts| {
            for write in parts {
                write(row);
            }
        });
    }

    /// Lets the line lead to the record that stands here.
    pub fn settle(self) {
        let late = self.lead.try_update_value(|(_, late)| mem::take(late));
        if late == Some(true) {
            self.lead.try_with_value(|(lead, _)| {
                let Some(lead) = lead else { return };
                self.row.try_with_value(|row| lead(row));
            });
        }
    }

    /// Whether the line still leads to the record before this one.
    pub fn is_late(self) -> bool {
        self.lead.try_with_value(|(_, late)| *late) == Some(true)
    }

    /// The line itself, which leads to the record. With another address a browser makes the style of all that is in a line
    /// anew, so the list has it written when the line was drawn ([`settle`](Self::settle)); whoever touches the line sooner
    /// has it written by that.
    pub fn line<V>(self, to: impl Fn(&T) -> Place + Send + Sync + 'static, inside: V) -> impl IntoView
    where
        V: IntoView + 'static,
    {
        let link = NodeRef::<html::A>::new();
        let href = self.row.with_value(|(item, _)| to(item).href());
        let lead = move |(item, _): &Row<T>| {
            if let Some(Some(link)) = link.try_get_untracked() {
                // an attribute of this name is refused by no element
                let _ = link.set_attribute("href", &to(item).href());
            }
        };
        self.lead.update_value(|(kept, _)| *kept = Some(Box::new(lead)));
        // heard at the line itself, before the router looks at the address
        view! {
            <a
                class="field-line"
                node_ref=link
                href=href
                on:pointerdown=move |_| self.settle()
                on:click=move |_| self.settle()
            >
                {inside}
            </a>
        }
    }

    /// A text of the record.
    pub fn text(
        self,
        say: impl Fn(&T) -> String + Send + Sync + 'static,
    ) -> impl Fn() -> String + Clone + Send + 'static {
        let text = self.part(say);
        move || text.get()
    }

    /// What a line is called. Only what may be too long is cut off: a browser pays for cutting off even where nothing is.
    pub fn title(self, say: impl Fn(&T) -> String + Copy + Send + Sync + 'static) -> impl IntoView {
        let brief = self.part(move |item| say(item).chars().count() <= BRIEF);
        view! { <strong class:brief=move || brief.get()>{self.text(say)}</strong> }
    }

    /// How far away it is, where a place was given.
    pub fn far(self) -> impl IntoView {
        let far = self.part_of_row(|(_, metres)| metres.map(distance_text));
        view! { <span class="field-line-far">{move || far.get()}</span> }
    }

    /// A part that is drawn again when it changes. That sets all attributes anew, and a browser pays for it with the style of
    /// everything below them.
    pub fn draw<P, V>(
        self,
        pick: impl Fn(&T) -> P + Send + Sync + 'static,
        draw: impl Fn(P) -> V + Send + 'static,
    ) -> impl IntoView
    where
        P: Clone + PartialEq + Send + Sync + 'static,
        V: IntoView + 'static,
    {
        let part = self.part(pick);
        move || draw(part.get())
    }

    /// A badge of the records that have what it tells of. It is made once and hidden for others: a browser needs more time to
    /// make one than to show it. It has no drawing: that would take longer to show than the words.
    pub fn mark<P>(
        self,
        tone: Tone,
        pick: impl Fn(&T) -> Option<P> + Send + Sync + 'static,
        say: impl Fn(P) -> String + Send + 'static,
    ) -> impl IntoView
    where
        P: Clone + PartialEq + Send + Sync + 'static,
    {
        let picked = self.part(pick);
        view! {
            <span class=format!("badge {}", tone.class()) hidden=move || picked.get().is_none()>
                {move || picked.get().map_or_else(String::new, &say)}
            </span>
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[test]
    fn parts_follow_the_record_and_change_only_when_they_differ() {
        let owner = Owner::new();
        owner.with(|| {
            let shown = Shown::new((("a", 1), None));
            let name = shown.part(|(name, _)| *name);
            let number = shown.part(|(_, number)| *number);
            let changed = Memo::new(move |times: Option<&u32>| {
                name.track();
                times.map_or(0, |times| times + 1)
            });
            assert_eq!((name.get_untracked(), number.get_untracked(), changed.get_untracked()), ("a", 1, 0));

            shown.show(&(("a", 2), None));
            assert_eq!((name.get_untracked(), number.get_untracked(), changed.get_untracked()), ("a", 2, 0));

            shown.show(&(("b", 2), Some(10.0)));
            assert_eq!((name.get_untracked(), number.get_untracked(), changed.get_untracked()), ("b", 2, 1));

            shown.show(&(("b", 2), Some(20.0)));
            assert_eq!(changed.get_untracked(), 1);
        });
    }

    #[test]
    fn a_line_leads_to_another_record_when_it_is_settled_and_once() {
        let owner = Owner::new();
        let led = Arc::new(Mutex::new(Vec::new()));
        let shown = owner.with(|| Shown::new(("a", None)));
        let lead = {
            let led = Arc::clone(&led);
            move |(name, _): &Row<&'static str>| led.lock().unwrap().push(*name)
        };
        shown.lead.update_value(|(kept, _)| *kept = Some(Box::new(lead)));
        shown.settle();
        assert!(!shown.is_late() && led.lock().unwrap().is_empty());

        shown.show(&("b", None));
        assert!(shown.is_late() && led.lock().unwrap().is_empty());
        shown.show(&("c", None));
        shown.settle();
        shown.settle();
        assert!(!shown.is_late());
        assert_eq!(*led.lock().unwrap(), ["c"]);

        shown.show(&("c", None));
        assert!(!shown.is_late());
        owner.cleanup();
        shown.settle();
    }

    #[test]
    fn a_place_that_was_taken_away_shows_nothing_any_more() {
        let owner = Owner::new();
        let (shown, name) = owner.with(|| {
            let shown = Shown::new(("a", None));
            (shown, shown.part(|name| *name))
        });
        owner.cleanup();
        shown.show(&("b", None));
        assert_eq!(name.try_get_untracked(), None);
    }
}
