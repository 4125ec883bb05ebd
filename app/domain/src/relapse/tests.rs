use super::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn sizes_follow_the_rule() {
    for (population, n) in
        [(0, 0), (1, 1), (2, 2), (10, 9), (47, 23), (100, 31), (1_000, 42), (1_000_000, 43)]
    {
        assert_eq!(size(population), n, "{population}");
    }
}

#[test]
fn intervals_are_wilsons() {
    // computed by the formula in exact decimals
    for (n, of, low, high) in [
        (0, 10, 0.0, 0.2775),
        (1, 10, 0.0179, 0.4042),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (3, 43, 0.0240, 0.1861),
    ] {
        let (a, b) = wilson(Ratio::new(n, of)).expect("a base");
        assert!((a - low).abs() < 0.0005 && (b - high).abs() < 0.0005, "{n}/{of}: {a} {b}");
    }
    assert_eq!(wilson(Ratio::new(0, 0)), None);
}

fn closed(id: u128, category: usize, committee: usize) -> Closed {
    let committee = format!("310105008{:03}", committee + 1).parse().expect("a committee");
    Closed { id: HazardId(Uuid::from_u128(id)), category: Category::ALL[category], committee }
}

proptest! {
    /// As many as the rule says, nobody twice, the same in any order; each category and each category's committee gets
    /// its share, rounded up or down.
    #[test]
    fn every_stratum_gets_its_share(
        of in prop::collection::vec((0usize..5, 0usize..4), 0..200), seed in any::<u128>(),
    ) {
        let all: Vec<Closed> =
            of.iter().enumerate().map(|(i, (category, committee))| closed(i as u128, *category, *committee)).collect();
        let sample = draw(all.clone(), Uuid::from_u128(seed));
        let n = size(all.len() as u64);
        prop_assert_eq!(sample.len() as u64, n);
        let ids: BTreeSet<HazardId> = sample.iter().map(|one| one.id).collect();
        prop_assert_eq!(ids.len(), sample.len());
        let mut backwards = all.clone();
        backwards.reverse();
        prop_assert_eq!(draw(backwards, Uuid::from_u128(seed)), sample.clone());
        let mut strata: BTreeMap<(Category, Option<AreaCode>), (u64, u64)> = BTreeMap::new();
        for (list, drawn) in [(&all, false), (&sample, true)] {
            for one in list {
                for key in [(one.category, None), (one.category, Some(one.committee.clone()))] {
                    let count = strata.entry(key).or_default();
                    if drawn { count.1 += 1 } else { count.0 += 1 }
                }
            }
        }
        for (key, (there, drawn)) in strata {
            let share = n * there;
            let (least, most) = (share / all.len() as u64, share.div_ceil(all.len() as u64));
            prop_assert!((least..=most).contains(&drawn), "{key:?}: {drawn} of {there}");
        }
    }

    /// The interval holds its share and grows narrower with more cases.
    #[test]
    fn intervals_hold_the_share(n in 0i64..50, more in 0i64..50, times in 2i64..20) {
        let of = n + more;
        prop_assume!(of > 0);
        let (low, high) = wilson(Ratio::new(n, of)).expect("a base");
        let share = n as f64 / of as f64;
        prop_assert!(0.0 <= low && low <= share + 1e-12 && share <= high + 1e-12 && high <= 1.0);
        let (a, b) = wilson(Ratio::new(n * times, of * times)).expect("a base");
        prop_assert!(b - a < high - low);
    }
}

#[test]
fn another_seed_draws_others() {
    let all: Vec<Closed> = (0..100).map(|i| closed(i, 0, 0)).collect();
    let one = draw(all.clone(), Uuid::from_u128(1));
    assert_ne!(one, draw(all, Uuid::from_u128(2)));
    assert_eq!(plan_of(&"310105008".parse().expect("code")).0.get_version_num(), 8);
}
