//! Finding what is on the tablet while somebody types. Each record is prepared once: one text in which everything is
//! that it may be found by, so that a keystroke compares texts and makes none.

use domain::{
    geo::{Point, Wgs84},
    search,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Most rows that a list shows at once.
pub const MOST: usize = 60;

/// What can be looked for.
pub trait Found {
    /// Which.
    fn id(&self) -> Uuid;
    /// What it is called.
    fn name(&self) -> &str;
    /// Everything else it is found by.
    fn words(&self) -> Vec<&str>;
    /// Where it is.
    fn point(&self) -> Option<Point<Wgs84>>;
}

/// A record with what it is found by.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<T> {
    /// The record.
    pub item: T,
    name: String,
    text: String,
}

/// Records, prepared.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows<T> {
    /// In the order of their collection.
    pub all: Vec<Row<T>>,
    places: HashMap<Uuid, usize>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { all: Vec::new(), places: HashMap::new() }
    }
}

impl<T: Found> Rows<T> {
    /// Prepares them.
    pub fn new(items: Vec<T>) -> Self {
        Self::with(items, |_| None)
    }

    /// The same; `more` is found by too.
    pub fn with<'a>(items: Vec<T>, more: impl Fn(&T) -> Option<&'a str>) -> Self {
        let all: Vec<Row<T>> = items
            .into_iter()
            .map(|item| {
                let name = plain(item.name());
                let mut text = name.clone();
                for word in item.words().into_iter().chain(more(&item)) {
                    text.push(' ');
                    text.push_str(&plain(word));
                }
                Row { item, name, text }
            })
            .collect();
        let places = all.iter().enumerate().map(|(i, row)| (row.item.id(), i)).collect();
        Self { all, places }
    }

    /// One of them.
    pub fn get(&self, id: Uuid) -> Option<&T> {
        self.places.get(&id).map(|i| &self.all[*i].item)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.all.iter().map(|row| &row.item)
    }

    /// The best [`MOST`] of those that pass `filter` and fit what was typed, and how many there are. The nearest come
    /// first when a place is given, else the smallest by `order`; what is called so comes before what mentions it.
    pub fn find<K: Ord>(
        &self,
        typed: &str,
        near: Option<Point<Wgs84>>,
        filter: impl Fn(&T) -> bool,
        order: impl Fn(&T) -> K,
    ) -> Hits<T>
    where
        T: Clone,
    {
        let query = Query::new(typed);
        let away = |item: &T| near.and_then(|here| item.point().map(|point| here.distance(point).get()));
        let mut hits: Vec<(u8, u64, K, usize)> = self
            .all
            .iter()
            .enumerate()
            .filter(|(_, row)| filter(&row.item))
            .filter_map(|(i, row)| {
                let rank = query.rank(&row.name, &row.text)?;
                // whole metres order as numbers do; without a position last
                let metres = if near.is_some() { away(&row.item).map_or(u64::MAX, |m| m as u64) } else { 0 };
                Some((rank, metres, order(&row.item), i))
            })
            .collect();
        let total = hits.len();
        if total > MOST {
            hits.select_nth_unstable(MOST);
            hits.truncate(MOST);
        }
        hits.sort_unstable();
        let rows = hits.into_iter().map(|(.., i)| {
            let item = self.all[i].item.clone();
            let metres = away(&item);
            (item, metres)
        });
        Hits { rows: rows.collect(), total }
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

/// What was typed, prepared.
struct Query {
    whole: String,
    parts: Vec<String>,
}

impl Query {
    fn new(typed: &str) -> Self {
        let parts = search::query(typed)
            .into_iter()
            .map(|part| match part {
                search::Part::Word(text) | search::Part::Prefix(text) => text,
            })
            .collect();
        Self { whole: plain(typed), parts }
    }

    /// How well a record fits, 0 best; `None`: it does not.
    fn rank(&self, name: &str, text: &str) -> Option<u8> {
        if !self.parts.iter().all(|part| text.contains(part.as_str())) {
            return None;
        }
        Some(match self.whole.as_str() {
            "" => 3,
            whole if name.starts_with(whole) => 0,
            whole if name.contains(whole) => 1,
            whole if text.contains(whole) => 2,
            _ => 3,
        })
    }
}

/// Letters and digits in lower case and half width; what stands between them is one space.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        let c = match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            _ => c,
        };
        if c.is_alphanumeric() {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.extend(c.to_lowercase());
        } else {
            gap = true;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct Thing(u128, &'static str, &'static str, Option<f64>);

    impl Found for Thing {
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
        let hits = things().find(typed, near, |_| true, |thing| thing.0);
        hits.rows.into_iter().map(|(thing, _)| thing.0).collect()
    }

    #[test]
    fn names_addresses_numbers_and_initials_are_found_names_first() {
        for (typed, expected) in [
            ("", vec![1, 2, 3, 4]),
            ("仙霞", vec![2, 4, 1]),
            ("面馆", vec![1, 4]),
            ("７００弄", vec![1]),
            ("lwmg", vec![1]),
            ("XXXQ", vec![2]),
            ("仙霞 475", vec![2]),
            ("面馆 仙霞路", vec![1]),
            ("仙霞面馆", vec![4]),
            ("游泳", vec![]),
        ] {
            assert_eq!(found(typed, false), expected, "{typed}");
        }
    }

    #[test]
    fn the_nearest_come_first_and_those_without_a_position_last() {
        assert_eq!(found("", true), [2, 4, 1, 3]);
        let near = Point::new(121.39, 31.2).ok();
        let hits = things().find("车棚", near, |_| true, |thing| thing.0);
        assert_eq!((hits.total, hits.rows[0].1), (1, None));
    }

    #[test]
    fn no_more_than_a_page_is_shown_and_all_are_counted() {
        let rows = Rows::new((0..5000).map(|n| Thing(n, "场所", "", None)).collect());
        let hits = rows.find("场所", None, |thing| thing.0 % 2 == 1, |thing| u128::MAX - thing.0);
        assert_eq!((hits.total, hits.rows.len(), hits.rows[0].0.0), (2500, MOST, 4999));
        assert_eq!(hits.rows[MOST - 1].0.0, 4999 - 2 * (MOST as u128 - 1));
        assert_eq!(rows.get(Uuid::from_u128(7)).map(|thing| thing.0), Some(7));
        assert_eq!(rows.get(Uuid::from_u128(9999)), None);
    }
}
