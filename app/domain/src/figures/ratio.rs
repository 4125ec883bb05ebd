//! n/N and how it is shown.

use serde::{Deserialize, Serialize};
use std::ops::AddAssign;

/// `n` of `of`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratio {
    /// How many.
    pub n: i64,
    /// Of how many: the base.
    pub of: i64,
}

/// Groups with a smaller base are shown but not ranked.
pub const SMALLEST_RANKED: i64 = 10;

impl Ratio {
    /// `n` of `of`.
    pub const fn new(n: i64, of: i64) -> Self {
        Self { n, of }
    }

    /// One more in the base, and in the count when `hit`.
    pub fn add(&mut self, hit: bool) {
        self.of += 1;
        self.n += i64::from(hit);
    }

    /// The percentage with `digits` after the point (at most 3), floored at the last digit, so that it shows 100
    /// only when nothing is left. `None` without a base: shown as "—", never as 100 %.
    pub fn percent(self, digits: u32) -> Option<String> {
        let scale = 10_i128.pow(digits.min(3));
        if self.of <= 0 {
            return None;
        }
        let value = i128::from(self.n) * 100 * scale / i128::from(self.of);
        let (whole, rest) = (value / scale, value % scale);
        Some(if digits == 0 {
            whole.to_string()
        } else {
            format!("{whole}.{rest:0width$}", width = digits.min(3) as usize)
        })
    }

    /// What a ranking sorts by: the best rate first, groups that are too small for a ranking last and in no order.
    pub const fn rank(self) -> (bool, i64) {
        if self.is_ranked() { (false, -(self.n * 1_000_000 / self.of)) } else { (true, 0) }
    }

    /// Whether the base is large enough for a ranking.
    pub const fn is_ranked(self) -> bool {
        self.of >= SMALLEST_RANKED
    }
}

impl AddAssign for Ratio {
    fn add_assign(&mut self, other: Self) {
        self.n += other.n;
        self.of += other.of;
    }
}

/// The median of whole numbers: the middle one, or the mean of the two middle ones (as a fraction of 2).
/// Sorts `values`. `None` when there are none.
pub fn median(values: &mut [i64]) -> Option<f64> {
    values.sort_unstable();
    let n = values.len();
    match n {
        0 => None,
        _ if n % 2 == 1 => Some(values[n / 2] as f64),
        _ => Some((values[n / 2 - 1] + values[n / 2]) as f64 / 2.0),
    }
}

/// The 90th percentile by the nearest-rank method: the smallest value with at least 90 % of all at or below it.
/// Sorts `values`. `None` when there are none.
pub fn p90(values: &mut [i64]) -> Option<i64> {
    values.sort_unstable();
    let rank = (values.len() * 9).div_ceil(10);
    rank.checked_sub(1).and_then(|i| values.get(i)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn percentages_are_floored() {
        for (n, of, digits, shown) in [
            (552, 563, 1, Some("98.0")),
            (562, 563, 1, Some("99.8")),
            (999_999, 1_000_000, 1, Some("99.9")),
            (563, 563, 1, Some("100.0")),
            (0, 563, 1, Some("0.0")),
            (2, 3, 0, Some("66")),
            (2, 3, 2, Some("66.66")),
            (0, 0, 1, None),
        ] {
            assert_eq!(Ratio::new(n, of).percent(digits).as_deref(), shown, "{n}/{of}");
        }
    }

    #[test]
    fn small_groups_are_behind_the_ranking() {
        let mut rows =
            [Ratio::new(9, 9), Ratio::new(5, 10), Ratio::new(0, 0), Ratio::new(10, 10), Ratio::new(19, 20)];
        rows.sort_by_key(|ratio| ratio.rank());
        let shown = rows.map(|ratio| (ratio.n, ratio.of));
        assert_eq!(shown, [(10, 10), (19, 20), (5, 10), (9, 9), (0, 0)]);
    }

    #[test]
    fn medians_and_percentiles() {
        assert_eq!(median(&mut []), None);
        assert_eq!(median(&mut [5]), Some(5.0));
        assert_eq!(median(&mut [4, 1, 3, 2]), Some(2.5));
        assert_eq!(p90(&mut []), None);
        assert_eq!(p90(&mut [7]), Some(7));
        assert_eq!(p90(&mut (1..=10).collect::<Vec<_>>()), Some(9));
        assert_eq!(p90(&mut (1..=11).collect::<Vec<_>>()), Some(10));
    }

    proptest! {
        #[test]
        fn a_hundred_is_shown_only_when_nothing_is_left(of in 1i64..2_000_000, left in 0i64..5, digits in 0u32..4) {
            let n = (of - left).max(0);
            let shown: f64 = Ratio::new(n, of).percent(digits).expect("a base").parse().expect("number");
            prop_assert_eq!(shown >= 100.0, n == of);
            prop_assert!(shown <= n as f64 * 100.0 / of as f64 + 1e-9);
        }
    }
}
