//! Bringing things in order with one copy of the code that sorts. Each `sort` of the standard library, and each `collect` into
//! an ordered set or map, brings its own; in the browser's program twenty of them weigh more than a screen. For what people
//! look at: the server sorts its many rows with the standard library.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
    mem::replace,
};

/// Sorts by what `compare` says; what is equal stays in its order.
pub fn by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let order = order(items.len(), &|a, b| compare(&items[a], &items[b]));
    arrange(order, &mut |a, b| items.swap(a, b));
}

/// Sorts by a key; what has equal ones stays in its order.
pub fn by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    by(items, |a, b| key(a).cmp(&key(b)));
}

/// An ordered set of these.
pub fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

/// An ordered map of these; of the same key the last counts.
pub fn map<K: Ord, V>(entries: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(entries);
    map
}

/// The places of `len` things in their order.
fn order(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

/// Brings things in an order by swapping two of them at a time: one circle after another of things that take the next one's
/// place.
fn arrange(mut order: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..order.len() {
        let mut at = start;
        loop {
            // from here on it is in its place
            let from = replace(&mut order[at], at);
            if from == start {
                break;
            }
            swap(at, from);
            at = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_order_is_that_of_a_stable_sort(keys in prop::collection::vec(0_u8..20, 0..60)) {
            let mut items: Vec<(u8, usize)> = keys.into_iter().enumerate().map(|(i, key)| (key, i)).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            by_key(&mut items, |(key, _)| *key);
            prop_assert_eq!(&items, &expected);

            expected.sort_by(|a, b| b.cmp(a));
            by(&mut items, |a, b| b.cmp(a));
            prop_assert_eq!(&items, &expected);
        }

        #[test]
        fn sets_and_maps_are_those_of_collecting(entries in prop::collection::vec((0_u8..20, 0_u8..20), 0..60)) {
            let collected: BTreeMap<u8, u8> = entries.iter().copied().collect();
            prop_assert_eq!(map(entries.iter().copied()), collected);
            let collected: BTreeSet<(u8, u8)> = entries.iter().copied().collect();
            prop_assert_eq!(set(entries), collected);
        }
    }
}
