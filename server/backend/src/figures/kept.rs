//! Sums that are kept in memory, each of one subdistrict and right as long as nothing has changed there.
//!
//! A sum over an area is that over its subdistricts. Every change of what the sums are made from draws a number of its subdistrict, in
//! its own transaction ([`crate::changes`]), so a sum is kept with the number that was read in the same statement as its rows. It is
//! taken only where the number is still the same, as the snapshot reads it in which the question is asked: what is taken is what
//! the rows of that snapshot would have given. So every server may keep its own, nothing has to be told to another, and nothing is
//! old for a moment. Only what is changed in the database behind the program's back draws no number: it is seen when the sum is
//! made anew, which is after ten to twenty minutes whatever happens (and found by `server audit verify`).
//!
//! Nothing is a sum here that asks for rows of another subdistrict. Repeats ask for those of the same site: its hazards lie in its
//! subdistrict, which it never leaves, and two become one only inside a subdistrict.

mod of_period;

pub(crate) use of_period::{OfPeriod, Parts};

use super::query::{Balances, Due, Found, KeptRates};
use chrono::NaiveDate;
use domain::{
    area::AreaCode,
    period::{Month, Period},
    summary::Visits,
};
use moka::{policy::EvictionPolicy, sync::Cache};
use std::{
    collections::BTreeMap,
    hash::Hash,
    ops::RangeInclusive,
    sync::Arc,
    time::{Duration, Instant},
};

/// Most memory of what was found, bytes: about a million hazards.
const MOST_FOUND: u64 = 24 << 20;
/// Most memory of what was due, bytes.
const MOST_DUE: u64 = 4 << 20;
/// Most memory of balances, bytes.
const MOST_BALANCES: u64 = 4 << 20;
/// Most memory of visits, bytes.
const MOST_VISITS: u64 = 4 << 20;
/// Most memory of rates, bytes: a year of a subdistrict takes about ten thousand.
const MOST_RATES: u64 = 2 << 20;

/// About as many bytes go with each sum for the place in which it is kept.
const PLACE: usize = 256;

/// A sum is kept so long at least,
const KEPT: Duration = Duration::from_mins(10);
/// and so many seconds longer at most. Each subdistrict has its own part of it, so that what was read at once is not made anew at once.
const SPREAD: u64 = 10 * 60;

/// What a sum holds besides its own size.
pub(crate) trait Held {
    /// Bytes.
    fn bytes(&self) -> usize;
}

impl Held for Visits {
    fn bytes(&self) -> usize {
        0
    }
}

/// A sum of a subdistrict.
pub(crate) struct Piece<V> {
    /// The number of the last change of the subdistrict, read in the same statement; 0 where there was none.
    pub number: i64,
    /// The days on which it is the same when nothing changes: time alone makes an open hazard overdue.
    pub days: RangeInclusive<NaiveDate>,
    /// When it was read.
    pub read: Instant,
    /// The sum.
    pub of: V,
}

impl<V> Piece<V> {
    fn holds(&self, code: &AreaCode, number: i64, today: NaiveDate) -> bool {
        self.number == number && self.days.contains(&today) && self.read.elapsed() < kept(code)
    }
}

/// The days of what no day makes another.
pub(crate) fn any_day() -> RangeInclusive<NaiveDate> {
    NaiveDate::MIN..=NaiveDate::MAX
}

/// How long a sum of that subdistrict is kept.
fn kept(code: &AreaCode) -> Duration {
    let mixed =
        code.as_str().bytes().fold(0_u64, |n, digit| n.wrapping_mul(31).wrapping_add(u64::from(digit)));
    KEPT + Duration::from_secs(mixed % SPREAD)
}

/// Sums of subdistricts, each with what else it is of.
pub(crate) type Pieces<K, V> = Vec<(AreaCode, K, Arc<Piece<V>>)>;

/// Most subdistricts of one statement.
const AT_ONCE: usize = 12;
/// Statements beside each other where there are many.
const BESIDE: usize = 3;

/// Sums that are not kept, or hold no more: they are read in one statement.
pub(crate) struct Lacking<K> {
    pub codes: Vec<AreaCode>,
    /// What is lacking of each of them.
    pub keys: Vec<K>,
}

/// What has to be read, shared out to those who read beside each other.
pub(crate) fn shares<K>(lacking: &[Lacking<K>]) -> std::slice::Chunks<'_, Lacking<K>> {
    lacking.chunks(lacking.len().div_ceil(BESIDE).max(1))
}

/// The same a key at a time, each of all subdistricts, where the same keys are lacking of as many as there are in all and there is a key at
/// least for each who reads beside others: what lies in the order of the keys is then read in it.
pub(crate) fn by_key<K: Copy + PartialEq>(lacking: Vec<Lacking<K>>, in_all: usize) -> Vec<Lacking<K>> {
    let Some(keys) = lacking.first().map(|it| it.keys.clone()) else { return lacking };
    let codes: usize = lacking.iter().map(|it| it.codes.len()).sum();
    if codes < in_all || keys.len() < BESIDE || lacking.iter().any(|it| it.keys != keys) {
        return lacking;
    }
    let codes: Vec<AreaCode> = lacking.into_iter().flat_map(|it| it.codes).collect();
    keys.into_iter().map(|key| Lacking { codes: codes.clone(), keys: vec![key] }).collect()
}

/// Sums of one kind, told apart by subdistrict and `K`. Those that were not asked for the longest go first.
pub(crate) struct Shelf<K, V>(Cache<(AreaCode, K), Arc<Piece<V>>>);

impl<K, V> Shelf<K, V>
where
    K: Copy + Eq + Hash + Send + Sync + 'static,
    V: Held + Send + Sync + 'static,
{
    fn new(most: u64) -> Self {
        let weight = |_: &(AreaCode, K), piece: &Arc<Piece<V>>| {
            u32::try_from(PLACE + size_of::<Piece<V>>() + piece.of.bytes()).unwrap_or(u32::MAX)
        };
        let policy = EvictionPolicy::lru();
        Self(Cache::builder().max_capacity(most).weigher(weight).eviction_policy(policy).build())
    }

    /// The sum, when it still holds: nothing has changed since, and the day makes no difference.
    pub fn get(&self, code: &AreaCode, key: K, number: i64, today: NaiveDate) -> Option<Arc<Piece<V>>> {
        self.0.get(&(code.clone(), key)).filter(|piece| piece.holds(code, number, today))
    }

    /// Those of the sums with these keys that hold, in the order of the subdistricts, and what has to be read: what is new is a month of
    /// many subdistricts, what has changed is all of one.
    pub fn known(
        &self,
        (codes, keys): (&[AreaCode], &[K]),
        numbers: &BTreeMap<AreaCode, i64>,
        today: NaiveDate,
    ) -> (Pieces<K, V>, Vec<Lacking<K>>) {
        let mut known = Vec::with_capacity(codes.len() * keys.len());
        let mut lacking: Vec<Lacking<K>> = Vec::new();
        for code in codes {
            let number = numbers.get(code).copied().unwrap_or_default();
            let mut missing = Vec::new();
            for key in keys {
                match self.get(code, *key, number, today) {
                    Some(piece) => known.push((code.clone(), *key, piece)),
                    None => missing.push(*key),
                }
            }
            if missing.is_empty() {
                continue;
            }
            match lacking.iter_mut().find(|it| it.codes.len() < AT_ONCE && it.keys == missing) {
                Some(with) => with.codes.push(code.clone()),
                None => lacking.push(Lacking { codes: vec![code.clone()], keys: missing }),
            }
        }
        (known, lacking)
    }

    /// Keeps a sum, instead of the one before.
    pub fn keep(&self, code: AreaCode, key: K, piece: Piece<V>) -> Arc<Piece<V>> {
        let piece = Arc::new(piece);
        self.0.insert((code, key), Arc::clone(&piece));
        piece
    }
}

/// What a server keeps.
pub(crate) struct KeptSums {
    /// What was found in a month.
    pub found: Shelf<Month, Found>,
    /// What was due in a period and not found in it.
    pub due: Shelf<Period, Due>,
    /// The balances of a period.
    pub balances: Shelf<Period, Balances>,
    /// The visits of a period.
    pub visits: Shelf<Period, Visits>,
    /// The rates of a period; also of other areas than subdistricts, each with the number of changes around it.
    pub rates: Shelf<Period, KeptRates>,
    /// Held by whoever reads many subdistricts anew: those who come meanwhile find them here.
    pub reading: tokio::sync::Mutex<()>,
}

impl Default for KeptSums {
    fn default() -> Self {
        Self {
            found: Shelf::new(MOST_FOUND),
            due: Shelf::new(MOST_DUE),
            balances: Shelf::new(MOST_BALANCES),
            visits: Shelf::new(MOST_VISITS),
            rates: Shelf::new(MOST_RATES),
            reading: tokio::sync::Mutex::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nothing(usize);

    impl Held for Nothing {
        fn bytes(&self) -> usize {
            self.0
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn piece(number: i64, bytes: usize) -> Piece<Nothing> {
        let days = day("2023-06-01")..=day("2023-06-03");
        Piece { number, days, read: Instant::now(), of: Nothing(bytes) }
    }

    fn code() -> AreaCode {
        "310105008".parse().unwrap()
    }

    #[test]
    fn a_sum_is_taken_for_its_number_and_days_only() {
        let shelf: Shelf<u8, Nothing> = Shelf::new(1 << 20);
        shelf.keep(code(), 1, piece(7, 10));
        let taken = |key, number, today| shelf.get(&code(), key, number, day(today)).is_some();
        assert!(taken(1, 7, "2023-06-01") && taken(1, 7, "2023-06-03"));
        assert!(!taken(1, 8, "2023-06-01") && !taken(1, 6, "2023-06-01"), "something has changed");
        assert!(!taken(1, 7, "2023-06-04") && !taken(1, 7, "2023-05-31"), "the day makes a difference");
        assert!(!taken(2, 7, "2023-06-01"), "another sum");
        shelf.keep(code(), 1, piece(8, 10));
        assert!(taken(1, 8, "2023-06-01"));
    }

    #[test]
    fn what_is_lacking_is_read_together() {
        let shelf: Shelf<u8, Nothing> = Shelf::new(1 << 20);
        let codes: Vec<AreaCode> = (0..30).map(|n| format!("310105{n:03}").parse().unwrap()).collect();
        let today = day("2023-06-02");
        // of most nothing was ever changed
        let mut numbers = BTreeMap::from([(codes[7].clone(), 3)]);
        for code in &codes {
            for key in [1, 2] {
                shelf.keep(code.clone(), key, piece(numbers.get(code).copied().unwrap_or(0), 10));
            }
        }
        let (known, lacking) = shelf.known((&codes[..], &[1, 2][..]), &numbers, today);
        assert_eq!((known.len(), lacking.len()), (60, 0));
        // one has moved, and there is something new of all
        numbers.insert(codes[7].clone(), 4);
        let (known, lacking) = shelf.known((&codes[..], &[1, 2, 3][..]), &numbers, today);
        assert_eq!(known.len(), 2 * 29);
        assert!(known.iter().all(|(code, key, _)| *code != codes[7] && *key < 3));
        let mut said: Vec<_> = lacking.iter().map(|it| (it.keys.clone(), it.codes.len())).collect();
        said.sort();
        assert_eq!(said, [(vec![1, 2, 3], 1), (vec![3], 5), (vec![3], 12), (vec![3], 12)]);
        assert_eq!(shares(&lacking).map(<[_]>::len).sum::<usize>(), 4);
        assert_eq!(shares::<u8>(&[]).count(), 0);
        // these are not the same of all
        assert_eq!(by_key(lacking, codes.len()).len(), 4);
        // at the beginning everything is lacking, and a month is read of all
        let empty: Shelf<u8, Nothing> = Shelf::new(1 << 20);
        let lacking = |keys: &[u8]| empty.known((&codes[..], keys), &numbers, today).1;
        let months = by_key(lacking(&[1, 2, 3]), codes.len());
        let said: Vec<_> = months.iter().map(|it| (it.keys.clone(), it.codes.len())).collect();
        assert_eq!(said, [(vec![1], 30), (vec![2], 30), (vec![3], 30)]);
        assert_eq!(months[0].codes, codes);
        // with fewer keys than read beside each other, and of a part, it stays as it is
        assert_eq!(by_key(lacking(&[1, 2]), codes.len()).len(), 3);
        assert_eq!(by_key(lacking(&[1, 2, 3]), codes.len() + 1).len(), 3);
        assert_eq!(by_key::<u8>(Vec::new(), 0).len(), 0);
    }

    #[test]
    fn a_sum_is_made_anew_after_some_minutes_whatever_happens() {
        let shortest = KEPT.as_secs();
        for code in ["310105008", "310105009", "310230001"] {
            let code: AreaCode = code.parse().unwrap();
            let kept = kept(&code);
            assert!((shortest..shortest + SPREAD).contains(&kept.as_secs()), "{kept:?}");
            let Some(read) = Instant::now().checked_sub(kept) else { continue };
            assert!(!Piece { read, ..piece(7, 0) }.holds(&code, 7, day("2023-06-01")));
        }
    }

    #[test]
    fn no_more_is_kept_than_fits() {
        let most = 64 * 1024;
        let shelf: Shelf<u32, Nothing> = Shelf::new(most);
        for key in 0..1_000 {
            shelf.keep(code(), key, piece(7, 1_000));
        }
        shelf.0.run_pending_tasks();
        assert!(shelf.0.weighted_size() <= most && shelf.0.entry_count() > 10);
        assert!(shelf.get(&code(), 999, 7, day("2023-06-01")).is_some(), "the last one");
        assert!(shelf.get(&code(), 0, 7, day("2023-06-01")).is_none(), "the first one");
    }
}
