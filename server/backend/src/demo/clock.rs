//! When people work: weekdays by the holiday table, mornings and afternoons.

use super::dice::Dice;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::calendar::{WorkCalendar, day_start, local_date};

/// The instant of a local day and minute.
pub(super) fn at(day: NaiveDate, minute: i64) -> DateTime<Utc> {
    day_start(day) + TimeDelta::minutes(minute)
}

/// The day `n` days later.
pub(super) fn later(day: NaiveDate, n: i64) -> NaiveDate {
    day.checked_add_days(Days::new(n.max(0).unsigned_abs())).unwrap_or(day)
}

/// A minute of the day at which somebody is at work: 8:40 to 11:30 or 13:00 to 17:10.
fn working_minute(dice: &mut Dice) -> i64 {
    if dice.chance(45) { dice.between(520, 690) } else { dice.between(780, 1030) }
}

/// The day, or the next worked one.
pub(super) fn worked(calendar: &WorkCalendar, day: NaiveDate) -> NaiveDate {
    day.iter_days().take(14).find(|day| calendar.is_working(*day)).unwrap_or(day)
}

/// Sometime of a day at which somebody is at work.
pub(super) fn at_work(dice: &mut Dice, day: NaiveDate) -> DateTime<Utc> {
    at(day, working_minute(dice)) + TimeDelta::seconds(dice.between(0, 59))
}

/// Moments of one after the other, for the steps of a hazard.
pub(super) struct Steps<'a> {
    calendar: &'a WorkCalendar,
    /// When the last thing happened.
    last: DateTime<Utc>,
}

impl<'a> Steps<'a> {
    /// Everything comes after `start`.
    pub fn after(calendar: &'a WorkCalendar, start: DateTime<Utc>) -> Self {
        Self { calendar, last: start }
    }

    /// The local day of the last thing.
    pub fn day(&self) -> NaiveDate {
        local_date(self.last)
    }

    /// The next thing, soon: the same day when it is early enough, else the next working day. Never after `latest`.
    pub fn soon(&mut self, dice: &mut Dice, latest: NaiveDate) -> DateTime<Utc> {
        let minutes = (self.last - day_start(self.day())).num_minutes();
        let today = minutes < 960 && self.calendar.is_working(self.day()) && dice.chance(70);
        let day = if today { self.day() } else { self.working(later(self.day(), 1), latest) };
        self.on(dice, day)
    }

    /// The next thing, on a working day from `earliest` to `latest` where there is one.
    pub fn within(&mut self, dice: &mut Dice, earliest: NaiveDate, latest: NaiveDate) -> DateTime<Utc> {
        let earliest = earliest.max(self.day());
        let span = (latest - earliest).num_days().max(0);
        let day = self.working(later(earliest, dice.between(0, span)), latest);
        self.on(dice, day)
    }

    /// That day, or the next working one, but not after `latest`: then rather one before it.
    fn working(&self, day: NaiveDate, latest: NaiveDate) -> NaiveDate {
        let works = |d: &NaiveDate| self.calendar.is_working(*d);
        let next = day.iter_days().take(14).take_while(|d| *d <= latest).find(works);
        let before = || self.day().iter_days().take_while(|d| *d < day.min(latest)).filter(works).last();
        next.or_else(before).unwrap_or_else(|| day.min(latest).max(self.day()))
    }

    fn on(&mut self, dice: &mut Dice, day: NaiveDate) -> DateTime<Utc> {
        let seconds = TimeDelta::seconds(dice.between(0, 59));
        let then = if day > self.day() {
            at(day, working_minute(dice)) + seconds
        } else {
            // the same day: a little later, and not into the night
            let room = (at(self.day(), 1_435) - self.last).num_minutes().max(2);
            self.last + TimeDelta::minutes(dice.between(10, 55).min(room / 2)) + seconds
        };
        self.last = then;
        then
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_go_forward_and_keep_their_limits() {
        let calendar = WorkCalendar::default();
        let start: NaiveDate = "2023-12-27".parse().expect("a day");
        let last = later(start, 4);
        for seed in 0..200 {
            let mut dice = Dice::new(seed, "steps");
            let mut steps = Steps::after(&calendar, at(start, dice.between(520, 1_000)));
            let mut before = steps.last;
            for _ in 0..6 {
                let next = if dice.chance(50) {
                    steps.soon(&mut dice, last)
                } else {
                    steps.within(&mut dice, start, last)
                };
                assert!(next > before, "seed {seed}: {next} after {before}");
                assert!(local_date(next) <= last, "seed {seed}: {next}");
                before = next;
            }
        }
    }
}
