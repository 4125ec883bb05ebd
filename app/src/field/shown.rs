//! What stands at a place of a list. Another letter brings another record to the place: what is drawn once stays, and only
//! the parts that differ are written, right where the record changes. A list has some fifty parts on a screen, and whoever types
//! waits for all of them: a signal and an effect for each would be as many tasks to wake for one text.

use super::place::Place;
use crate::{capture::site_picker::distance_text, ui::Tone};
use leptos::{
    html::{self, ElementType},
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys,
};
use std::mem;

/// Characters that surely fit the two lines of a title, on the narrowest phone too.
const BRIEF: usize = 18;

/// A record, and how far away it is in metres.
pub type Row<T> = (T, Option<f64>);

/// Writes what another row says in a part, if that differs.
type Write<T> = Box<dyn FnMut(&Row<T>) + Send + Sync>;

/// Writes where another row leads.
type Lead<T> = Box<dyn Fn(&Row<T>) + Send + Sync>;

/// A place of a list.
pub struct Shown<T: Send + Sync + 'static> {
    row: StoredValue<Row<T>>,
    /// What it says, part by part.
    parts: StoredValue<Vec<Write<T>>>,
    /// Where it leads, and whether that is the record before this one.
    lead: StoredValue<(Option<Lead<T>>, bool)>,
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

    /// What is picked of the row that stands here. When another row brings something else, that is written.
    fn follow<P>(
        self,
        pick: impl Fn(&Row<T>) -> P + Send + Sync + 'static,
        write: impl Fn(&P) + Send + Sync + 'static,
    ) -> P
    where
        P: Clone + PartialEq + Send + Sync + 'static,
    {
        let first = self.row.with_value(&pick);
        let mut written = first.clone();
        let follow = move |row: &Row<T>| {
            let picked = pick(row);
            if picked != written {
                write(&picked);
                written = picked;
            }
        };
        self.parts.update_value(|parts| parts.push(Box::new(follow)));
        first
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
        self.parts.try_update_value(|parts| {
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

    /// A text of the record, in a span of this class.
    pub fn text(
        self,
        class: &'static str,
        say: impl Fn(&T) -> String + Send + Sync + 'static,
    ) -> impl IntoView {
        self.text_of_row(class, move |(item, _)| say(item))
    }

    fn text_of_row(
        self,
        class: &'static str,
        say: impl Fn(&Row<T>) -> String + Send + Sync + 'static,
    ) -> impl IntoView {
        let span = NodeRef::<html::Span>::new();
        let first = self.follow(say, move |text| write_text(span, text));
        view! {
            <span class=class node_ref=span>
                {first}
            </span>
        }
    }

    /// What a line is called. Only what may be too long is cut off: a browser pays for cutting off even where nothing is.
    pub fn title(self, say: impl Fn(&T) -> String + Send + Sync + 'static) -> impl IntoView {
        let strong = NodeRef::<html::Strong>::new();
        let first = self.follow(
            move |(item, _)| say(item),
            move |text| {
                write_text(strong, text);
                if let Some(Some(strong)) = strong.try_get_untracked() {
                    // a class of this name is refused by no element
                    let _ = strong.class_list().toggle_with_force("brief", is_brief(text));
                }
            },
        );
        let brief = is_brief(&first);
        view! {
            <strong class:brief=brief node_ref=strong>
                {first}
            </strong>
        }
    }

    /// How far away it is, where a place was given.
    pub fn far(self) -> impl IntoView {
        self.text_of_row("field-line-far", |(_, metres)| metres.map_or_else(String::new, distance_text))
    }

    /// A part that is drawn again when it changes. That sets all attributes anew, and a browser pays for it with the style of
    /// everything below them.
    pub fn draw<P, V>(
        self,
        pick: impl Fn(&T) -> P + Copy + Send + Sync + 'static,
        draw: impl Fn(P) -> V + Send + 'static,
    ) -> impl IntoView
    where
        P: Clone + PartialEq + Send + Sync + 'static,
        V: IntoView + 'static,
    {
        let part = RwSignal::new(self.row.with_value(|(item, _)| pick(item)));
        self.follow(
            move |(item, _)| pick(item),
            move |picked| {
                part.try_set(picked.clone());
            },
        );
        move || draw(part.get())
    }

    /// A badge of the records that have what it tells of. It is made once and hidden for others: a browser needs more time to
    /// make one than to show it. It has no drawing: that would take longer to show than the words.
    pub fn mark<P>(
        self,
        tone: Tone,
        pick: impl Fn(&T) -> Option<P> + Send + Sync + 'static,
        say: impl Fn(P) -> String + Send + Sync + 'static,
    ) -> impl IntoView {
        let badge = NodeRef::<html::Span>::new();
        let first = self.follow(
            move |(item, _)| pick(item).map(&say),
            move |said| {
                if let Some(Some(badge)) = badge.try_get_untracked() {
                    badge.set_hidden(said.is_none());
                }
                if let Some(said) = said {
                    write_text(badge, said);
                }
            },
        );
        let hidden = first.is_none();
        view! {
            <span class=format!("badge {}", tone.class()) hidden=hidden node_ref=badge>
                {first.unwrap_or_default()}
            </span>
        }
    }
}

/// Whether a title surely fits.
fn is_brief(title: &str) -> bool {
    title.chars().count() <= BRIEF
}

/// Writes the only text of an element. A line that was taken away says nothing any more.
fn write_text<E>(element: NodeRef<E>, text: &str)
where
    E: ElementType,
    E::Output: AsRef<web_sys::Node> + Clone + JsCast + 'static,
{
    let Some(Some(element)) = element.try_get_untracked() else { return };
    let element: &web_sys::Node = element.as_ref();
    if let Some(node) = element.first_child() {
        node.set_node_value(Some(text));
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
            let written = Arc::new(Mutex::new(Vec::new()));
            let write = |part| {
                let written = Arc::clone(&written);
                move |picked: &String| written.lock().unwrap().push(format!("{part} {picked}"))
            };
            let shown = Shown::new((("a", 1), None));
            let name = shown.follow(|((name, _), _)| (*name).to_owned(), write("name"));
            let number = shown.follow(|((_, number), _)| number.to_string(), write("number"));
            let far = shown.follow(|(_, metres)| format!("{metres:?}"), write("far"));
            assert_eq!((&*name, &*number, &*far), ("a", "1", "None"));

            for (row, expected) in [
                ((("a", 1), None), vec![]),
                ((("a", 2), None), vec!["number 2"]),
                ((("b", 2), Some(10.0)), vec!["name b", "far Some(10.0)"]),
                ((("b", 2), Some(20.0)), vec!["far Some(20.0)"]),
                ((("a", 1), None), vec!["name a", "number 1", "far None"]),
            ] {
                shown.show(&row);
                assert_eq!(mem::take(&mut *written.lock().unwrap()), expected);
            }
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
        let written = Arc::new(Mutex::new(0));
        let shown = owner.with(|| {
            let shown = Shown::new(("a", None));
            let written = Arc::clone(&written);
            shown.follow(|(name, _)| *name, move |_| *written.lock().unwrap() += 1);
            shown
        });
        shown.show(&("b", None));
        owner.cleanup();
        shown.show(&("c", None));
        assert_eq!(*written.lock().unwrap(), 1);
    }
}
