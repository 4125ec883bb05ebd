//! Money in whole fen, so that sums are exact.

use crate::text::narrow;
use serde::{Deserialize, Serialize};
use std::{fmt, iter::Sum, ops::AddAssign, str::FromStr};

/// An amount in fen, a hundredth of a yuan. On the wire and in the store it is this whole number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(pub i64);

/// A text that is no amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an amount in yuan is a number from 0 with at most two decimals")]
pub struct NotAnAmount;

impl Fen {
    /// The largest amount that is kept: a hundred thousand million yuan. More is a slip of the keyboard.
    pub const MAX: Self = Self(10_000_000_000_000);

    /// From 0 to [`Fen::MAX`].
    pub fn is_kept(self) -> bool {
        (0..=Self::MAX.0).contains(&self.0)
    }

    /// So many of this amount; at the ends of the number range it stays there.
    pub const fn times(self, count: i64) -> Self {
        Self(self.0.saturating_mul(count))
    }
}

impl AddAssign for Fen {
    fn add_assign(&mut self, other: Self) {
        self.0 = self.0.saturating_add(other.0);
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        let mut total = Self::default();
        for amount in amounts {
            total += amount;
        }
        total
    }
}

/// Yuan with two decimals, without grouping: `1234.50`.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

/// From yuan as people and spreadsheets write them: `1234.5`, `1,234.50`, `¥１２３`, `500元`.
impl FromStr for Fen {
    type Err = NotAnAmount;

    fn from_str(s: &str) -> Result<Self, NotAnAmount> {
        let text: String = s.chars().map(narrow).collect();
        let text = text.trim().trim_start_matches(['¥', '￥']).trim_end_matches('元').trim();
        let (yuan, rest) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        let mut groups = yuan.split(',');
        let first = groups.next().unwrap_or_default();
        let whole = digits(first)
            && (first.len() <= 3 || !yuan.contains(','))
            && groups.all(|group| group.len() == 3 && digits(group));
        if !whole || !digits(rest) || rest.len() > 2 {
            return Err(NotAnAmount);
        }
        let yuan: i64 = yuan.replace(',', "").parse().map_err(|_| NotAnAmount)?;
        let fen: i64 = format!("{rest:0<2}").parse().map_err(|_| NotAnAmount)?;
        let amount = yuan.checked_mul(100).and_then(|yuan| yuan.checked_add(fen)).map(Self);
        amount.filter(|amount| amount.is_kept()).ok_or(NotAnAmount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_as_people_write_them() {
        for (text, fen) in [
            ("0", 0),
            ("500", 50_000),
            ("500元", 50_000),
            ("¥1,234.5", 123_450),
            ("￥１，２３４．５６", 123_456),
            (" 12,345,678.90 ", 1_234_567_890),
        ] {
            assert_eq!(text.parse(), Ok(Fen(fen)), "{text}");
        }
        for bad in
            ["", "-1", "1.234", "1.", ".5", "1,23", "1234,567", "1e3", "两百", "9999999999999999999", "1 2"]
        {
            assert_eq!(bad.parse::<Fen>(), Err(NotAnAmount), "{bad}");
        }
    }

    #[test]
    fn sums_stay_at_the_end_of_the_range() {
        assert_eq!([Fen(1), Fen(2)].into_iter().sum::<Fen>(), Fen(3));
        assert_eq!([Fen(i64::MAX), Fen(2)].into_iter().sum::<Fen>(), Fen(i64::MAX));
        assert_eq!(Fen(-5).to_string(), "-0.05");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(fen in 0..=Fen::MAX.0) {
            prop_assert_eq!(Fen(fen).to_string().parse::<Fen>(), Ok(Fen(fen)));
        }
    }
}
