//! Device clocks that are wrong, by minutes or by years.
//!
//! Order and deadlines use server time. What a tablet dates itself is corrected by how far its clock was off when it sent,
//! and kept between two instants that the server knows: when the person first worked on the tablet, and now.

use crate::{
    calendar::{YEARS, day_end, day_start},
    text_enum,
};
use chrono::{DateTime, DurationRound, NaiveDate, TimeDelta, Utc};

/// Below this a clock counts as right: lines and people are slower.
const NEGLIGIBLE: TimeDelta = TimeDelta::minutes(2);

/// What the server knows of a tablet's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// How far it was ahead of the server's at sending.
    pub skew: TimeDelta,
    /// Nothing that this person saved on the tablet can be older: when they first made it ready, if it is known. (When
    /// they last did so says nothing: older work may still have been waiting on it.)
    pub since: Option<DateTime<Utc>>,
    /// Nothing can be newer: server time.
    pub now: DateTime<Utc>,
}

text_enum! {
    /// How sure a corrected time is; the later, the less.
    Doubt {
        /// The clock was right.
        None = "none",
        /// It was off by a known amount, which was taken off.
        Corrected = "corrected",
        /// It says something impossible all the same: the nearest possible instant was taken.
        Bounded = "bounded",
    }
}

/// A time as the server takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Server time.
    pub at: DateTime<Utc>,
    /// How sure.
    pub doubt: Doubt,
}

impl Clock {
    /// The clock of a tablet that said `sent_at` at the server's `now`.
    pub fn new(sent_at: DateTime<Utc>, now: DateTime<Utc>, since: Option<DateTime<Utc>>) -> Self {
        Self { skew: sent_at.signed_duration_since(now), since, now }
    }

    /// Whether the clock is off by more than lines and people explain.
    pub fn is_off(&self) -> bool {
        is_off(self.skew)
    }

    /// The server time of an instant that the device told.
    pub fn server_time(&self, device_at: DateTime<Utc>) -> Told {
        let Some(corrected) = device_at.checked_sub_signed(wrong_by(self.skew)) else {
            return Told { at: self.now, doubt: Doubt::Bounded }; // beyond the end of time
        };
        let earliest = self.since.map(|since| since - NEGLIGIBLE);
        if corrected > self.now {
            // seconds ahead are no doubt
            let doubt = if corrected - self.now > NEGLIGIBLE { Doubt::Bounded } else { Doubt::None };
            Told { at: self.now, doubt }
        } else if let Some(earliest) = earliest.filter(|earliest| corrected < *earliest) {
            Told { at: earliest.min(self.now), doubt: Doubt::Bounded }
        } else {
            Told { at: corrected, doubt: if self.is_off() { Doubt::Corrected } else { Doubt::None } }
        }
    }

    /// The same of a minute that a person has written into a form, such as when it burnt: it may be older than anything
    /// that was saved on the tablet.
    pub fn written(&self, device_at: DateTime<Utc>) -> Told {
        let told = Self { since: None, ..*self }.server_time(device_at);
        if !self.is_off() {
            return told;
        }
        // the clock was known to the second when it was written, and is not known better now
        Told { at: told.at.duration_round(TimeDelta::minutes(1)).unwrap_or(told.at), ..told }
    }
}

/// Whether a clock that is ahead (or, below zero, behind) by so much is wrong.
pub(super) fn is_off(skew: TimeDelta) -> bool {
    skew.abs() > NEGLIGIBLE
}

/// By how much a clock that is ahead (or, below zero, behind) by so much is put right: seconds are left.
pub fn wrong_by(skew: TimeDelta) -> TimeDelta {
    if is_off(skew) { skew } else { TimeDelta::zero() }
}

/// A device's own time as it is kept: what its clock said, as far as it lies in the years that the store keeps.
pub fn kept(device_at: DateTime<Utc>) -> DateTime<Utc> {
    let first = NaiveDate::from_ymd_opt(YEARS.start, 1, 1).unwrap_or(NaiveDate::MIN);
    let last = NaiveDate::from_ymd_opt(YEARS.end - 1, 12, 31).unwrap_or(NaiveDate::MAX);
    device_at.clamp(day_start(first), day_end(last) - TimeDelta::milliseconds(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn at(day: u32, hour: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 6, day, hour, 0, 0).single().expect("valid")
    }

    #[test]
    fn a_wrong_clock_is_corrected_and_an_impossible_time_bounded() {
        let years = TimeDelta::days(365 * 7);
        let hours = TimeDelta::hours(3);
        let (prepared, saved, sent) = (at(1, 8), at(1, 10), at(1, 18));
        for (what, told_save, told_send, expected, doubt) in [
            ("right", saved, sent, saved, Doubt::None),
            ("seven years behind", saved - years, sent - years, saved, Doubt::Corrected),
            ("three hours ahead", saved + hours, sent + hours, saved, Doubt::Corrected),
            // put right between saving and sending: nothing is known of how far it was off
            ("put right, was behind", saved - years, sent, prepared - NEGLIGIBLE, Doubt::Bounded),
            ("put right, was ahead", saved + years, sent, sent, Doubt::Bounded),
            ("seconds ahead", sent + TimeDelta::seconds(40), sent, sent, Doubt::None),
        ] {
            let clock = Clock::new(told_send, sent, Some(prepared));
            assert_eq!(clock.server_time(told_save), Told { at: expected, doubt }, "{what}");
        }
    }

    #[test]
    fn what_a_person_has_written_may_be_older_than_the_tablet() {
        let (hours, last_week) = (TimeDelta::hours(3), at(1, 8) - TimeDelta::days(7));
        let (prepared, sent) = (at(1, 8), at(1, 18));
        for (what, off, doubt) in
            [("right", TimeDelta::zero(), Doubt::None), ("three hours ahead", hours, Doubt::Corrected)]
        {
            let clock = Clock::new(sent + off, sent, Some(prepared));
            assert_eq!(clock.written(last_week + off), Told { at: last_week, doubt }, "{what}");
            if off != TimeDelta::zero() {
                let known = clock.written(last_week + off - TimeDelta::seconds(1));
                assert_eq!(known.at, last_week, "{what}: a minute stays one");
            }
            let tomorrow = clock.written(sent + TimeDelta::days(1) + off);
            assert_eq!(tomorrow, Told { at: sent, doubt: Doubt::Bounded }, "{what}");
        }
    }

    #[test]
    fn the_ends_of_time_are_harmless() {
        let clock = Clock::new(DateTime::<Utc>::MAX_UTC, at(1, 0), None);
        assert_eq!(clock.server_time(DateTime::<Utc>::MIN_UTC), Told { at: at(1, 0), doubt: Doubt::Bounded });
        let clock = Clock::new(at(1, 0), at(1, 0), Some(at(1, 0)));
        assert_eq!(clock.server_time(DateTime::<Utc>::MAX_UTC).at, at(1, 0));
    }

    #[test]
    fn what_is_kept_of_a_clock_lies_in_the_years_that_are_kept() {
        for at in [DateTime::<Utc>::MIN_UTC, at(1, 0), DateTime::<Utc>::MAX_UTC] {
            assert!(crate::calendar::is_kept(crate::calendar::local_date(kept(at))), "{at}");
        }
        assert_eq!(kept(at(1, 8)), at(1, 8));
    }
}
