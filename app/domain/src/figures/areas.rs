//! A figure by area, as a map colours it: which figure, which shade each area gets, and what the shades mean.
//!
//! A rate of a small group is shown but not ranked, so it gets no colour: it is hatched. Shades of rates have the same bounds in
//! every area and month, so that two maps can be compared; those of numbers follow from the largest one.

use super::{FigureSet, Figures, Ratio};
use crate::{
    area::AreaRef,
    geo::Outline,
    period::{Month, Period},
    text_enum,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// A figure that a map of areas can show.
    AreaFigure {
        /// A 整改率.
        RateFound = "a",
        /// B 整改率(到期口径).
        RateDue = "b",
        /// 及时率.
        Timely = "timely",
        /// 按期率.
        OnTime = "on_time",
        /// 当场整改占比.
        OnTheSpot = "on_the_spot",
        /// 查出.
        Found = "found",
        /// Reported as rectified, waiting for review.
        Awaiting = "awaiting",
        /// Open at the end of the period (C).
        Open = "open",
        /// Overdue at its end.
        Overdue = "overdue",
        /// Closed in it (C).
        Closed = "closed",
        /// Reopened in it (C).
        Reopened = "reopened",
    }
}

/// How many shades there are.
pub const STEPS: usize = 5;

impl AreaFigure {
    /// Whether it is n of N; else it is a number.
    pub const fn is_rate(self) -> bool {
        matches!(self, Self::RateFound | Self::RateDue | Self::Timely | Self::OnTime | Self::OnTheSpot)
    }

    /// The hazards that it counts: those of a rate's n.
    pub const fn set(self) -> FigureSet {
        match self {
            Self::RateFound => FigureSet::Closed,
            Self::RateDue => FigureSet::DueClosed,
            Self::Timely => FigureSet::Timely,
            Self::OnTime => FigureSet::OnTime,
            Self::OnTheSpot => FigureSet::OnTheSpot,
            Self::Found => FigureSet::Found,
            Self::Awaiting => FigureSet::Awaiting,
            Self::Open => FigureSet::OpenAtEnd,
            Self::Overdue => FigureSet::OverdueAtEnd,
            Self::Closed => FigureSet::FlowClosed,
            Self::Reopened => FigureSet::FlowReopened,
        }
    }

    /// The figure of an area; of a number both parts are that. How many are overdue is not among the kept figures.
    pub const fn of(self, figures: &Figures, overdue: i64) -> Ratio {
        let number = match self {
            Self::RateFound => return figures.rate_found,
            Self::RateDue => return figures.rate_due,
            Self::Timely => return figures.timely,
            Self::OnTime => return figures.on_time,
            Self::OnTheSpot => return figures.on_the_spot,
            Self::Found => figures.rate_found.of,
            Self::Awaiting => figures.awaiting,
            Self::Open => figures.balance.open_at_end,
            Self::Overdue => overdue,
            Self::Closed => figures.balance.closed,
            Self::Reopened => figures.balance.reopened,
        };
        Ratio::new(number, number)
    }
}

/// How an area is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shade {
    /// There is nothing that a rate could be counted from.
    NoBase,
    /// A rate of a group too small to be ranked: hatched, not coloured.
    Small,
    /// One of [`STEPS`] shades, the lightest 0.
    Step(u8),
}

/// What the shades mean: the least of each but the lightest, in percent or as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scale {
    /// In rising order.
    pub from: [i64; STEPS - 1],
    /// In percent.
    pub percent: bool,
}

impl Scale {
    /// The scale for a figure of these areas.
    pub fn of(figure: AreaFigure, amounts: impl IntoIterator<Item = Ratio>) -> Self {
        if figure == AreaFigure::OnTheSpot {
            return Self { from: [20, 40, 60, 80], percent: true };
        }
        if figure.is_rate() {
            // most of them lie near the upper end, where the differences matter
            return Self { from: [60, 80, 90, 95], percent: true };
        }
        let most = amounts.into_iter().map(|amount| amount.n).max().unwrap_or_default();
        let steps = STEPS as i64;
        let bound = |i: i64| ((most * i + steps - 1) / steps).max(i);
        Self { from: [bound(1), bound(2), bound(3), bound(4)], percent: false }
    }

    /// How an area with this figure is drawn.
    pub fn shade(&self, amount: Ratio) -> Shade {
        if self.percent && amount.of <= 0 {
            return Shade::NoBase;
        }
        if self.percent && !amount.is_ranked() {
            return Shade::Small;
        }
        let reached = |bound: &&i64| {
            if self.percent {
                i128::from(amount.n) * 100 >= i128::from(**bound) * i128::from(amount.of)
            } else {
                amount.n >= **bound
            }
        };
        Shade::Step(self.from.iter().filter(reached).count() as u8)
    }

    /// From and up to (not included) of each shade, the lightest first.
    pub fn steps(&self) -> [(i64, Option<i64>); STEPS] {
        let [a, b, c, d] = self.from;
        [(0, Some(a)), (a, Some(b)), (b, Some(c)), (c, Some(d)), (d, None)]
    }
}

/// One area on the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MappedArea {
    /// Which.
    pub area: AreaRef,
    /// The figure.
    pub amount: Ratio,
    /// How it is drawn.
    pub shade: Shade,
    /// Its outline in the picture; none when the installation knows none.
    pub outline: Option<Outline>,
}

/// A figure by area.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AreaMap {
    /// Which figure.
    pub figure: AreaFigure,
    /// All of it.
    pub area: AreaRef,
    /// The period that was asked for.
    pub period: Period,
    /// The month of it that is shown; none is the whole period.
    pub month: Option<Month>,
    /// As of when.
    pub as_of: DateTime<Utc>,
    /// The figure of all of it.
    pub total: Ratio,
    /// What the shades mean.
    pub scale: Scale,
    /// The areas inside, or the area itself where there are none.
    pub areas: Vec<MappedArea>,
}

impl AreaMap {
    /// The days that are shown.
    pub fn shown(&self) -> Period {
        self.month.map_or(self.period, Month::period)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::ratio::SMALLEST_RANKED;
    use proptest::prelude::*;

    #[test]
    fn small_groups_are_hatched_whatever_their_rate() {
        let scale = Scale::of(AreaFigure::RateFound, []);
        for (n, of, expected) in [
            (0, 0, Shade::NoBase),
            (9, 9, Shade::Small),
            (0, 9, Shade::Small),
            (0, 10, Shade::Step(0)),
            (59, 100, Shade::Step(0)),
            (60, 100, Shade::Step(1)),
            (8, 10, Shade::Step(2)),
            (899, 1000, Shade::Step(2)),
            (9, 10, Shade::Step(3)),
            (949, 1000, Shade::Step(3)),
            (19, 20, Shade::Step(4)),
            (563, 563, Shade::Step(4)),
        ] {
            assert_eq!(scale.shade(Ratio::new(n, of)), expected, "{n}/{of}");
        }
    }

    #[test]
    fn numbers_are_never_small_and_their_largest_is_darkest() {
        for (most, from) in [
            (0, [1, 2, 3, 4]),
            (3, [1, 2, 3, 4]),
            (5, [1, 2, 3, 4]),
            (100, [20, 40, 60, 80]),
            (7, [2, 3, 5, 6]),
        ] {
            let amounts = [0, most].map(|n| Ratio::new(n, n));
            let scale = Scale::of(AreaFigure::Overdue, amounts);
            assert_eq!(scale.from, from, "{most}");
            assert_eq!(scale.shade(amounts[0]), Shade::Step(0));
            assert_eq!(scale.shade(amounts[1]), Shade::Step(most.min(4) as u8), "{most}");
        }
    }

    proptest! {
        #[test]
        fn the_legend_says_what_the_shades_are(n in 0_i64..3_000, more in 0_i64..3_000, rate in any::<bool>()) {
            let (figure, amount) = if rate {
                (AreaFigure::Timely, Ratio::new(n, n + more))
            } else {
                (AreaFigure::Found, Ratio::new(n, n))
            };
            let scale = Scale::of(figure, [amount, Ratio::new(more, more)]);
            prop_assert!(scale.from.is_sorted());
            match scale.shade(amount) {
                Shade::NoBase => prop_assert_eq!(amount.of, 0),
                Shade::Small => prop_assert!(rate && amount.of < SMALLEST_RANKED),
                Shade::Step(step) => {
                    let (from, to) = scale.steps()[usize::from(step)];
                    let shown = if rate { amount.n * 100 / amount.of } else { amount.n };
                    prop_assert!(shown >= from && to.is_none_or(|to| shown < to), "{} in {:?}", shown, (from, to));
                }
            }
        }

        #[test]
        fn a_figure_counts_what_it_opens(found in 0_i64..50, closed in 0_i64..50, overdue in 0_i64..50) {
            let mut figures = Figures { rate_found: Ratio::new(closed, found + closed), ..Figures::default() };
            figures.balance.open_at_end = found;
            prop_assert_eq!(AreaFigure::Found.of(&figures, overdue).n, found + closed);
            prop_assert_eq!(AreaFigure::Open.of(&figures, overdue).n, found);
            prop_assert_eq!(AreaFigure::Overdue.of(&figures, overdue).n, overdue);
            prop_assert_eq!(AreaFigure::RateFound.of(&figures, overdue), figures.rate_found);
        }
    }
}
