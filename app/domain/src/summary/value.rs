//! Values of figures, how they are shown, and how two of them compare.

use super::Lang;
use crate::{figures::Ratio, money::Fen};
use serde::{Deserialize, Serialize};

/// A value of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// So many.
    Count(i64),
    /// n of N.
    Ratio(Ratio),
    /// An amount.
    Money(Fen),
    /// Days in halves, so that a median is exact; `None` when there is nothing to take it of.
    HalfDays(Option<i64>),
}

/// Digits behind the point of every percentage of a summary.
pub const DIGITS: u32 = 1;

impl Value {
    /// Whether it says anything: a ratio without a base and a median of nothing do not.
    pub const fn has_base(self) -> bool {
        match self {
            Self::Count(_) | Self::Money(_) => true,
            Self::Ratio(ratio) => ratio.of > 0,
            Self::HalfDays(days) => days.is_some(),
        }
    }

    /// Whether it is a plain nothing.
    pub const fn is_zero(self) -> bool {
        matches!(self, Self::Count(0) | Self::Money(Fen(0)) | Self::Ratio(Ratio { n: 0, .. }))
    }

    /// Whether there are rows behind it: a plain nothing has none, nor has a rate of which nothing is in the numerator.
    pub const fn has_rows(self) -> bool {
        self.has_base() && !self.is_zero()
    }

    /// As a text states it, without its unit: `1312`, `98.0%`, `1234.50`, `2.5`. Without a base it is the mark of the
    /// official form, `/`, in Chinese and `—` in English; never 100 %.
    pub fn show(self, lang: Lang) -> String {
        let none = || no_base(lang).to_owned();
        match self {
            Self::Count(n) => group(n, lang),
            Self::Ratio(ratio) => ratio.percent(DIGITS).map_or_else(none, |percent| match lang {
                Lang::Zh => format!("{percent}%"),
                Lang::En => format!("{percent} %"),
            }),
            Self::Money(fen) => fen.to_string(),
            Self::HalfDays(None) => none(),
            Self::HalfDays(Some(halves)) if halves % 2 == 0 => (halves / 2).to_string(),
            Self::HalfDays(Some(halves)) => format!("{}.5", halves / 2),
        }
    }

    /// As a cell of a table states it: a ratio with its n/N behind.
    pub fn show_with_base(self, lang: Lang) -> String {
        match self {
            Self::Ratio(ratio) if ratio.of > 0 => format!("{} ({}/{})", self.show(lang), ratio.n, ratio.of),
            other => other.show(lang),
        }
    }
}

/// What stands in place of a figure without a base.
pub const fn no_base(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "/",
        Lang::En => "—",
    }
}

/// A whole number: official Chinese papers write the digits without grouping, English ones group them by thousands.
fn group(n: i64, lang: Lang) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut text = String::from(if n < 0 { "-" } else { "" });
    for (i, digit) in digits.chars().enumerate() {
        if lang == Lang::En && i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// How a value compares with an earlier one. Tenths are those of the shown values, so that a reader can recompute
/// them from the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// 无数据: the earlier value is missing or has no base, or this one has none.
    NoBase,
    /// 持平.
    Same,
    /// A number or amount rose or fell by so much.
    By {
        /// The difference (of money in fen, of days in halves).
        difference: i64,
        /// … in tenths of a percent of the earlier one, towards zero; `None` when that was nothing.
        tenths: Option<i64>,
    },
    /// A rate rose or fell by so many tenths of a percentage point.
    Points(i64),
}

impl Change {
    /// From `before` to `now`.
    pub fn between(before: Option<Value>, now: Value) -> Self {
        let Some(before) = before.filter(|before| before.has_base() && now.has_base()) else {
            return Self::NoBase;
        };
        match (before, now) {
            (Value::Count(before), Value::Count(now))
            | (Value::Money(Fen(before)), Value::Money(Fen(now)))
            | (Value::HalfDays(Some(before)), Value::HalfDays(Some(now))) => Self::by(before, now),
            (Value::Ratio(before), Value::Ratio(now)) => match tenths(now) - tenths(before) {
                0 => Self::Same,
                points => Self::Points(points),
            },
            _ => Self::NoBase,
        }
    }

    fn by(before: i64, now: i64) -> Self {
        let difference = now.saturating_sub(before);
        if difference == 0 {
            return Self::Same;
        }
        let share = |before: i64| i128::from(difference) * 1000 / i128::from(before);
        let tenths = (before > 0).then(|| i64::try_from(share(before)).unwrap_or(i64::MAX));
        Self::By { difference, tenths }
    }
}

/// Tenths of a percent, floored as [`Ratio::percent`] floors them.
fn tenths(ratio: Ratio) -> i64 {
    let tenths = i128::from(ratio.n) * 1000 / i128::from(ratio.of.max(1));
    i64::try_from(tenths).unwrap_or(i64::MAX)
}

/// Tenths as people write them, without a sign: 123 is `12.3`.
pub(super) fn tenths_text(tenths: i64) -> String {
    let tenths = tenths.unsigned_abs();
    format!("{}.{}", tenths / 10, tenths % 10)
}
