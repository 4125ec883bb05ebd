//! Finding what is on the tablet while somebody types. Each record is prepared once: one text in which everything is
//! that it may be found by, so that a keystroke compares texts and makes none. What is found is shared, not copied.

use domain::{
    geo::{Point, Wgs84},
    search,
};
use memchr::memmem::Finder;
use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
    iter,
    sync::Arc,
};
use uuid::Uuid;

/// Most rows that a list shows at once.
pub const MOST: usize = 60;

/// What can be looked for.
pub trait Found {
    /// What it is ordered by.
    type Order: Copy + Ord + std::fmt::Debug;
    /// Which.
    fn id(&self) -> Uuid;
    /// What it is called.
    fn name(&self) -> &str;
    /// Everything else it is found by.
    fn words(&self) -> Vec<&str>;
    /// Where it is.
    fn point(&self) -> Option<Point<Wgs84>>;
    /// Its place among those that fit as well and are as near: the smallest first.
    fn order(&self) -> Self::Order;
}

/// A record with what it is found by.
#[derive(Clone, Debug, PartialEq)]
struct Row<T: Found> {
    item: Arc<T>,
    /// Kept here: a single letter fits most records, and each would have to be fetched for that.
    order: T::Order,
    /// Where its name ends in the text of all of them.
    name: usize,
    /// Where its own text ends there, which begins behind the [`BETWEEN`] of the one before it.
    end: usize,
}

/// What stands between the texts of two records. Nobody looks for it: what was typed is prepared as these texts are.
const BETWEEN: char = '\n';

/// Records, prepared.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows<T: Found> {
    /// In the order of their collection.
    all: Vec<Row<T>>,
    /// The name of each, and behind it everything else: one after the other, because looking through one long text costs much
    /// less than looking through thousands of short ones.
    text: String,
    places: HashMap<Uuid, usize>,
}

impl<T: Found> Default for Rows<T> {
    fn default() -> Self {
        Self { all: Vec::new(), text: String::new(), places: HashMap::new() }
    }
}

impl<T: Found> Rows<T> {
    /// Prepares them.
    #[cfg(test)]
    pub fn new(items: Vec<T>) -> Self {
        let mut rows = Self::default();
        rows.take_in(items, |_| None);
        rows
    }

    /// Prepares more of them. They are found by `more` too.
    pub fn take_in<'a>(&mut self, items: Vec<T>, more: impl Fn(&T) -> Option<&'a str>) {
        for item in items {
            plain(&mut self.text, item.name());
            let name = self.text.len();
            for word in item.words().into_iter().chain(more(&item)) {
                self.text.push(' ');
                plain(&mut self.text, word);
            }
            self.places.insert(item.id(), self.all.len());
            self.all.push(Row { order: item.order(), item: Arc::new(item), name, end: self.text.len() });
            self.text.push(BETWEEN);
        }
    }

    /// One of them.
    pub fn get(&self, id: Uuid) -> Option<&T> {
        self.places.get(&id).map(|i| &*self.all[*i].item)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.shared().map(|item| &**item)
    }

    /// All of them, to keep some.
    pub fn shared(&self) -> impl Iterator<Item = &Arc<T>> {
        self.all.iter().map(|row| &row.item)
    }

    /// Those of these that are here, in the order of the ids.
    pub fn in_order(&self, ids: impl IntoIterator<Item = Uuid>) -> Vec<Arc<T>> {
        let places = ids.into_iter().filter_map(|id| self.places.get(&id));
        places.map(|i| Arc::clone(&self.all[*i].item)).collect()
    }

    /// The best [`MOST`] of those that pass `filter` and fit what was typed, and how many there are. The nearest come
    /// first when a place is given, else they come in their order; what is called so comes before what mentions it.
    pub fn find(&self, typed: &str, near: Option<Point<Wgs84>>, filter: impl Fn(&T) -> bool) -> Hits<Arc<T>> {
        let query = Query::new(typed);
        let text = self.text.as_bytes();
        let away = |item: &T| near.and_then(|here| item.point().map(|point| here.distance(point).get()));
        // the best so far, the worst of them on top: most records are done with by one look at that
        let mut best = BinaryHeap::with_capacity(MOST);
        let mut total = 0;
        for (i, first) in self.holding(&query.parts) {
            let (row, begin) = (&self.all[i], self.begin(i));
            if !filter(&row.item) {
                continue;
            }
            let rank = query.rank(&text[begin..row.end], row.name - begin, first);
            // whole metres order as numbers do; without a position last
            let metres = if near.is_some() { away(&row.item).map_or(u64::MAX, |m| m as u64) } else { 0 };
            let hit = (rank, metres, row.order, i);
            total += 1;
            if best.len() < MOST {
                best.push(hit);
            } else if let Some(mut worst) = best.peek_mut()
                && hit < *worst
            {
                *worst = hit;
            }
        }
        let rows = best.into_sorted_vec().into_iter().map(|(.., i)| {
            let item = Arc::clone(&self.all[i].item);
            let metres = away(&item);
            (item, metres)
        });
        Hits { rows: rows.collect(), total }
    }

    /// Where the text of one of them begins.
    fn begin(&self, i: usize) -> usize {
        i.checked_sub(1).map_or(0, |before| self.all[before].end + BETWEEN.len_utf8())
    }

    /// Those in whose text each of these occurs, in their order, and where the first of these begins first in that; all for the
    /// empty text. A part that a record does not have leads to the next one that has it, without a look at those in between.
    fn holding(&self, parts: &[Needle]) -> impl Iterator<Item = (usize, usize)> {
        let mut next = 0;
        iter::from_fn(move || {
            let (mut first, mut agree) = (0, 0);
            for (place, part) in parts.iter().enumerate().cycle() {
                let from = self.begin(next);
                let at = from + part.first_in(self.text.as_bytes().get(from..)?)?;
                let i = next + self.all.get(next..)?.iter().position(|row| at <= row.end)?;
                if i > next {
                    (next, agree) = (i, 0);
                }
                if place == 0 {
                    first = at - self.begin(i);
                }
                agree += 1;
                if agree == parts.len() {
                    break;
                }
            }
            let found = next;
            next += 1;
            Some((found, first))
        })
    }
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hits<T> {
    /// The best, with their distance in metres where a place was given.
    pub rows: Vec<(T, Option<f64>)>,
    /// How many there are.
    pub total: usize,
}

impl<T> Hits<T> {
    /// The same, each as something else.
    pub fn map<U>(self, with: impl Fn(T) -> U) -> Hits<U> {
        let rows = self.rows.into_iter().map(|(item, metres)| (with(item), metres));
        Hits { rows: rows.collect(), total: self.total }
    }
}

/// What was typed, prepared.
struct Query {
    /// What must occur, wherever, one at least and the longest first: it is likely to do so in the fewest records.
    parts: Vec<Needle>,
    /// All of it as one text, where that is not the only part.
    whole: Option<Needle>,
}

impl Query {
    fn new(typed: &str) -> Self {
        let plain = |text: &str| {
            let mut out = String::new();
            plain(&mut out, text);
            out
        };
        let whole = plain(typed);
        let parts = search::query(typed).into_iter().map(|part| match part {
            search::Part::Word(text) | search::Part::Prefix(text) => plain(&text),
        });
        // what holds the whole holds each of them
        let parts = parts.filter(|part| *part != whole).map(|part| Needle::new(&part));
        let mut parts: Vec<_> = parts.collect();
        parts.sort_by_key(|part| Reverse(part.len()));
        let whole = Needle::new(&whole);
        if parts.is_empty() {
            Self { parts: vec![whole], whole: None }
        } else {
            Self { parts, whole: Some(whole) }
        }
    }

    /// How well a record fits that has all parts, whose name is the first `name` bytes of its text, and in which the first part
    /// begins at `first`: 0 best.
    fn rank(&self, text: &[u8], name: usize, first: usize) -> u8 {
        let (at, len) = match &self.whole {
            None => (Some(first), self.parts[0].len()),
            Some(whole) => (whole.first_in(text), whole.len()),
        };
        // where it occurs first says it all: what lies in the name lies before everything else
        match at {
            Some(at) if at + len > name => 2,
            Some(0) => 0,
            Some(_) => 1,
            None => 3,
        }
    }
}

/// A text to look for.
struct Needle(Finder<'static>);

impl Needle {
    fn new(text: &str) -> Self {
        Self(Finder::new(text).into_owned())
    }

    fn len(&self) -> usize {
        self.0.needle().len()
    }

    /// Where it begins first.
    fn first_in(&self, text: &[u8]) -> Option<usize> {
        self.0.find(text)
    }
}

/// Adds letters and digits in lower case and half width; what stands between them is one space, and nothing where it is only
/// blanks between a number and the character behind it, which are one word of a query.
fn plain(out: &mut String, text: &str) {
    let begin = out.len();
    // between the last character and the next: whether there is anything, and whether it is blanks only
    let (mut gap, mut blank) = (false, true);
    // the Latin letters and digits that came last hold a digit
    let mut number = false;
    for c in text.chars() {
        let c = match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            _ => c,
        };
        // nearly all of a register: no table has to be asked about these
        let known = matches!(c, '\u{4e00}'..='\u{9fff}' | '0'..='9' | 'a'..='z');
        if !known && !c.is_alphanumeric() {
            gap = true;
            blank &= c.is_whitespace();
            continue;
        }
        let joint = number && blank && !c.is_ascii();
        if gap && !joint && out.len() > begin {
            out.push(' ');
        }
        number = c.is_ascii_digit() || (number && !gap && c.is_ascii());
        (gap, blank) = (false, true);
        if known {
            out.push(c);
        } else {
            out.extend(c.to_lowercase());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct Thing(u128, &'static str, &'static str, Option<f64>);

    impl Found for Thing {
        type Order = u128;

        fn id(&self) -> Uuid {
            Uuid::from_u128(self.0)
        }
        fn name(&self) -> &str {
            self.1
        }
        fn words(&self) -> Vec<&str> {
            vec![self.2]
        }
        fn point(&self) -> Option<Point<Wgs84>> {
            self.3.and_then(|north| Point::new(121.39, 31.2 + north).ok())
        }
        fn order(&self) -> u128 {
            self.0
        }
    }

    fn things() -> Rows<Thing> {
        Rows::new(vec![
            Thing(1, "老王面馆", "仙霞路 700 弄 2 号 lwmg", Some(0.02)),
            Thing(2, "仙霞小区", "仙霞路 475 号 xxxq", Some(0.001)),
            Thing(3, "安龙路车棚", "安龙路 55 号 alljp", None),
            Thing(4, "王记仙霞面馆", "水城路 3 号 wjxxmg", Some(0.01)),
        ])
    }

    fn found(typed: &str, near: bool) -> Vec<u128> {
        let near = near.then(|| Point::new(121.39, 31.2).expect("point"));
        let hits = things().find(typed, near, |_| true);
        hits.rows.into_iter().map(|(thing, _)| thing.0).collect()
    }

    #[test]
    fn a_text_is_found_where_it_begins_first() {
        let texts = [
            "",
            "a",
            "仙霞路",
            "aaaaaaaab",
            "abababababababac",
            "x仙x霞x路x霞仙",
            "老王面馆 仙霞路 700 弄 2 号 lwmg",
        ];
        for text in texts {
            let found = |part: &str| Needle::new(part).first_in(text.as_bytes());
            for (from, _) in text.char_indices() {
                for (to, last) in text[from..].char_indices() {
                    let part = &text[from..from + to + last.len_utf8()];
                    assert_eq!(found(part), text.find(part), "{part} in {text}");
                }
            }
            for other in ["z", "仙路", "霞路 ", "ababb", "lwmgx", "aaaaaaaaab"] {
                assert_eq!(found(other), text.find(other), "{other} in {text}");
            }
            assert_eq!(found(""), Some(0));
        }
    }

    #[test]
    fn nothing_is_found_across_two_records_and_each_is_found_once() {
        let rows = Rows::new(vec![
            Thing(1, "安龙", "xx 安龙", None),
            Thing(2, "路", "xx", None),
            Thing(3, "", "", None),
            Thing(4, "龙路", "xx龙路", None),
        ]);
        for (typed, expected) in [
            ("龙路", vec![4]),
            ("安龙", vec![1]),
            ("xx", vec![1, 2, 4]),
            ("路 xx", vec![2, 4]),
            ("", vec![1, 2, 3, 4]),
        ] {
            let hits = rows.find(typed, None, |_| true);
            let mut ids: Vec<u128> = hits.rows.iter().map(|(thing, _)| thing.0).collect();
            ids.sort_unstable();
            assert_eq!((ids, hits.total), (expected.clone(), expected.len()), "{typed}");
        }
        assert_eq!(Rows::<Thing>::default().find("", None, |_| true).total, 0);
        assert_eq!(Rows::<Thing>::default().find("x", None, |_| true).total, 0);
    }

    #[test]
    fn those_that_have_every_part_are_found() {
        let called = |n: u128| -> &'static str {
            format!("{}店{n}", ["甲", "乙", "丙甲"][(n % 3) as usize]).leak()
        };
        let rows = Rows::new((0..300).map(|n| Thing(n, called(n), "", None)).collect());
        for typed in ["甲 1", "7 乙", "丙 1 2", "店 9 99", "甲 丙 0 店", "2 3 4", "乙 丙", "甲 甲 29"]
        {
            let has_all = |n: &u128| typed.split(' ').all(|part| called(*n).contains(part));
            let expected = (0..300).filter(has_all).count();
            assert_eq!(rows.find(typed, None, |_| true).total, expected, "{typed}");
        }
    }

    #[test]
    fn names_addresses_numbers_and_initials_are_found_names_first() {
        for (typed, expected) in [
            ("", vec![1, 2, 3, 4]),
            ("仙霞", vec![2, 4, 1]),
            ("面馆", vec![1, 4]),
            ("７００弄", vec![1]),
            ("700 弄", vec![1]),
            ("700弄2号", vec![1]),
            ("475弄", vec![]),
            ("475 路", vec![2]),
            ("仙霞路475", vec![2]),
            ("仙霞路475号", vec![2]),
            ("lwmg", vec![1]),
            ("XXXQ", vec![2]),
            ("仙霞 475", vec![2]),
            ("面馆 仙霞路", vec![1]),
            ("仙霞面馆", vec![4]),
            ("面馆 水城", vec![4]),
            (" ，。", vec![1, 2, 3, 4]),
            ("游泳", vec![]),
        ] {
            assert_eq!(found(typed, false), expected, "{typed}");
        }
    }

    #[test]
    fn letters_of_other_alphabets_are_found_in_either_case() {
        let rows = Rows::new(vec![Thing(1, "Café Élan", "仙霞路 12É 号", None)]);
        for typed in ["é", "CAFÉ", "élan", "12é", "É 12"] {
            assert_eq!(rows.find(typed, None, |_| true).total, 1, "{typed}");
        }
    }

    #[test]
    fn the_nearest_come_first_and_those_without_a_position_last() {
        assert_eq!(found("", true), [2, 4, 1, 3]);
        let near = Point::new(121.39, 31.2).ok();
        let hits = things().find("车棚", near, |_| true);
        assert_eq!((hits.total, hits.rows[0].1), (1, None));
    }

    #[test]
    fn no_more_than_a_page_is_shown_and_all_are_counted() {
        let rows = Rows::new((0..5000).rev().map(|n| Thing(n, "场所", "", None)).collect());
        let hits = rows.find("场所", None, |thing| thing.0 % 2 == 1);
        let hits = hits.map(|thing| (*thing).clone());
        assert_eq!((hits.total, hits.rows.len(), hits.rows[0].0.0), (2500, MOST, 1));
        assert_eq!(hits.rows[MOST - 1].0.0, 1 + 2 * (MOST as u128 - 1));
        assert_eq!(rows.get(Uuid::from_u128(7)).map(|thing| thing.0), Some(7));
        assert_eq!(rows.get(Uuid::from_u128(9999)), None);
    }

    #[test]
    fn some_in_an_order_of_their_own() {
        let ids = [4, 9, 1].map(Uuid::from_u128);
        let names: Vec<u128> = things().in_order(ids).iter().map(|thing| thing.0).collect();
        assert_eq!(names, [4, 1]);
    }
}
