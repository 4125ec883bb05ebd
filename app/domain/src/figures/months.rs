//! The same figures from counters kept per area and month, so that a year of rates costs a few rows.
//!
//! Every hazard contributes whole numbers to some months ([`contributions`]); a write subtracts what the hazard
//! contributed before and adds what it contributes now, in the same transaction. Only what time alone changes
//! (an open hazard's deadline passing) cannot be kept this way and is asked of the open rows ([`LateOpen`]).

use super::{Balance, Figures, HazardFacts, Ratio};
use crate::period::Month;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    ops::{AddAssign, Neg},
};

macro_rules! counters {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {
        /// What the hazards of one area contribute to one month.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct Counters { $($(#[$meta])* pub $name: i64,)+ }

        impl Counters {
            /// The counters' names, which are the columns of the store.
            pub const NAMES: [&'static str; [$(stringify!($name)),+].len()] = [$(stringify!($name)),+];

            /// The values in the order of [`Self::NAMES`].
            pub fn values(&self) -> [i64; Self::NAMES.len()] {
                [$(self.$name),+]
            }

            /// From values in the order of [`Self::NAMES`].
            pub fn from_values(values: [i64; Self::NAMES.len()]) -> Self {
                let [$($name),+] = values;
                Self { $($name),+ }
            }
        }

        impl AddAssign for Counters {
            fn add_assign(&mut self, other: Self) { $(self.$name += other.$name;)+ }
        }

        impl Neg for Counters {
            type Output = Self;
            fn neg(self) -> Self { Self { $($name: -self.$name),+ } }
        }
    };
}

counters! {
    /// By the month of the finding: in the base of A.
    found,
    /// … closed now.
    closed,
    /// … closed now, rectified on the spot.
    on_spot,
    /// … awaiting review now.
    awaiting,
    /// … closed now, by the original deadline.
    timely,
    /// … closed now, by the effective deadline.
    on_time,
    /// By the month of the effective deadline: in the base.
    due,
    /// … closed now.
    due_closed,
    /// Change against the month before in how many were already overdue when the month began.
    carry,
    /// … of which closed now.
    carry_closed,
    /// By the month of the happening: found, whatever became of it.
    flow_found,
    /// Closed.
    flow_closed,
    /// Reopened.
    flow_reopened,
    /// Declared void.
    flow_voided,
}

impl Counters {
    /// Whether nothing is counted.
    pub fn is_zero(&self) -> bool {
        *self == Self::default()
    }
}

/// Open hazards of one month of finding whose deadline has passed: the part of the bases of timely and on time
/// that grows by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateOpen {
    /// Past the original deadline.
    pub original: i64,
    /// Past the effective deadline.
    pub effective: i64,
}

/// What one hazard contributes, with everything that has happened to it so far.
pub fn contributions(h: &HazardFacts) -> BTreeMap<Month, Counters> {
    let mut out: BTreeMap<Month, Counters> = BTreeMap::new();
    out.entry(Month::of(h.found_at)).or_default().flow_found = 1;
    for c in &h.closings {
        out.entry(Month::of(c.closed_at)).or_default().flow_closed += 1;
        if let Some(at) = c.reopened_at {
            out.entry(Month::of(at)).or_default().flow_reopened += 1;
        }
    }
    if let Some((at, _)) = h.voided {
        out.entry(Month::of(at)).or_default().flow_voided += 1;
    }
    if h.voided.is_some_and(|(_, reason)| reason.leaves_the_base()) {
        return out;
    }
    let closed_at = h.closings.last().filter(|c| c.reopened_at.is_none()).map(|c| c.closed_at);
    let by = |due| i64::from(closed_at.is_some_and(|at| at < crate::calendar::day_end(due)));
    let closed = i64::from(closed_at.is_some());
    let found = out.entry(Month::of(h.found_at)).or_default();
    found.found = 1;
    found.closed = closed;
    found.on_spot = i64::from(closed_at.is_some() && h.on_the_spot);
    found.awaiting = i64::from(closed_at.is_none() && h.voided.is_none() && h.awaiting_since.is_some());
    found.timely = by(h.original_due);
    found.on_time = by(h.effective_due);
    let due_month = Month::of_day(h.effective_due);
    let due = out.entry(due_month).or_default();
    due.due = 1;
    due.due_closed = closed;
    for (from, to) in h.open_stretches() {
        // overdue when a month begins: the deadline lies in an earlier month, and it was open just before
        let first = due_month.max(Month::of(from)).next();
        // what happens in the first instant of a month still finds it open "just before" that month
        let after = to.map(|at| Month::of(at).next());
        if after.is_some_and(|after| after <= first) {
            continue;
        }
        let mut change = |month, sign| {
            let c = out.entry(month).or_default();
            c.carry += sign;
            c.carry_closed += sign * closed;
        };
        change(first, 1);
        if let Some(after) = after {
            change(after, -1);
        }
    }
    out.retain(|_, c| !c.is_zero());
    out
}

/// The figures of the whole months `first..=last` as of now.
///
/// `before` is the sum of all counters of earlier months, `months` the counters of the months themselves, `late`
/// the open hazards found in them whose deadline has passed.
pub fn from_months(before: Counters, months: &[Counters], late: LateOpen) -> Figures {
    let mut sum = Counters::default();
    for m in months {
        sum += *m;
    }
    let open_at_start = before.flow_found + before.flow_reopened - before.flow_closed - before.flow_voided;
    let balance = Balance {
        open_at_start,
        found: sum.flow_found,
        reopened: sum.flow_reopened,
        closed: sum.flow_closed,
        voided: sum.flow_voided,
        open_at_end: open_at_start + sum.flow_found + sum.flow_reopened - sum.flow_closed - sum.flow_voided,
    };
    let first = months.first().copied().unwrap_or_default();
    let (carried, carried_closed) = (before.carry + first.carry, before.carry_closed + first.carry_closed);
    Figures {
        rate_found: Ratio::new(sum.closed, sum.found),
        awaiting: sum.awaiting,
        on_the_spot: Ratio::new(sum.on_spot, sum.closed),
        timely: Ratio::new(sum.timely, sum.closed + late.original),
        on_time: Ratio::new(sum.on_time, sum.closed + late.effective),
        rate_due: Ratio::new(sum.due_closed + carried_closed, sum.due + carried),
        balance,
    }
}

/// Whether the hazard is in [`LateOpen`] at `now`, by the original and by the effective deadline.
pub fn late_open(h: &HazardFacts, now: DateTime<Utc>) -> LateOpen {
    let open = h.in_base(now) && h.closed_at(now).is_none();
    let late = |due| i64::from(open && crate::calendar::day_end(due) <= now);
    LateOpen { original: late(h.original_due), effective: late(h.effective_due) }
}

/// One millisecond, the resolution of the store.
pub const TICK: TimeDelta = TimeDelta::milliseconds(1);
