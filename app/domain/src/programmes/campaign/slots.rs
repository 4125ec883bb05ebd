//! When somebody is at home: the slots of a week in which a door was tried, and one that was not.

use crate::{
    calendar::{SHANGHAI, WorkCalendar, local_date},
    order, text_enum,
};
use chrono::{DateTime, Timelike, Utc};
use std::cmp::Reverse;

/// So many visits that came to nothing count for a suggestion, the newest ones: people's days change.
pub const LOOKED_AT: usize = 20;

text_enum! {
    /// A slot: a worked day or a free one, and a part of the day. The order is that of the suggestions: whoever was not at
    /// home on a morning of the week is most likely there in the evening, then on a free day.
    Slot {
        /// 工作日晚上: from 17:00.
        WeekdayEvening = "weekday_evening",
        /// 休息日上午: before 11:00.
        WeekendMorning = "weekend_morning",
        /// 休息日晚上.
        WeekendEvening = "weekend_evening",
        /// 工作日中午: from 11:00 to 17:00.
        WeekdayNoon = "weekday_noon",
        /// 休息日中午.
        WeekendNoon = "weekend_noon",
        /// 工作日上午.
        WeekdayMorning = "weekday_morning",
    }
}

/// The slot of an instant. Worked and free days are those of the holiday calendar, so a Sunday that is worked in exchange
/// is a weekday here.
pub fn slot_of(at: DateTime<Utc>, calendar: &WorkCalendar) -> Slot {
    let hour = at.with_timezone(&SHANGHAI).hour();
    match (calendar.is_working(local_date(at)), hour) {
        (true, ..11) => Slot::WeekdayMorning,
        (true, 11..17) => Slot::WeekdayNoon,
        (true, 17..) => Slot::WeekdayEvening,
        (false, ..11) => Slot::WeekendMorning,
        (false, 11..17) => Slot::WeekendNoon,
        (false, 17..) => Slot::WeekendEvening,
    }
}

/// The slots of visits that came to nothing, in whatever order they come; the newest first, and no more than
/// [`LOOKED_AT`].
pub fn slots_of(visits: impl IntoIterator<Item = DateTime<Utc>>, calendar: &WorkCalendar) -> Vec<Slot> {
    let mut visits: Vec<DateTime<Utc>> = visits.into_iter().collect();
    order::by_key(&mut visits, |at| Reverse(*at));
    visits.into_iter().take(LOOKED_AT).map(|at| slot_of(at, calendar)).collect()
}

/// The slot to try next: the first that was not tried, else the one tried least.
pub fn suggest(tried: &[Slot]) -> Slot {
    let times = |slot: &Slot| tried.iter().filter(|other| *other == slot).count();
    let mut best = Slot::ALL[0];
    for slot in Slot::ALL {
        if times(slot) < times(&best) {
            best = *slot;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{SpecialDay, day_start};
    use chrono::TimeDelta;
    use proptest::prelude::*;

    #[test]
    fn slots_of_the_week() {
        let sunday = "2023-10-08".parse().expect("day");
        let calendar = WorkCalendar::new([(sunday, SpecialDay::Workday)]);
        for (day, minutes, slot) in [
            ("2023-06-02", 0, Slot::WeekdayMorning),
            ("2023-06-02", 11 * 60 - 1, Slot::WeekdayMorning),
            ("2023-06-02", 11 * 60, Slot::WeekdayNoon),
            ("2023-06-02", 17 * 60, Slot::WeekdayEvening),
            ("2023-06-03", 9 * 60, Slot::WeekendMorning),
            ("2023-06-03", 12 * 60, Slot::WeekendNoon),
            ("2023-06-03", 24 * 60 - 1, Slot::WeekendEvening),
            ("2023-10-08", 18 * 60, Slot::WeekdayEvening),
        ] {
            let at = day_start(day.parse().expect(day)) + TimeDelta::minutes(minutes);
            assert_eq!(slot_of(at, &calendar), slot, "{day} {minutes}");
        }
    }

    #[test]
    fn an_untried_one_first() {
        assert_eq!(suggest(&[]), Slot::WeekdayEvening);
        assert_eq!(suggest(&[Slot::WeekdayMorning]), Slot::WeekdayEvening);
        assert_eq!(suggest(&[Slot::WeekdayEvening]), Slot::WeekendMorning);
        let mut all = Slot::ALL.to_vec();
        all.push(Slot::WeekdayEvening);
        assert_eq!(suggest(&all), Slot::WeekendMorning, "each once, the evening twice");
    }

    #[test]
    fn a_holiday_and_what_was_tried_before_the_last_time_decide_what_comes_next() {
        let holiday = "2023-06-22".parse().expect("day");
        let plain = WorkCalendar::default();
        let known = WorkCalendar::new([(holiday, SpecialDay::Holiday)]);
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("time");
        // the Dragon Boat Festival was a Thursday: 9:00 and 18:00 in Shanghai
        let (morning, evening) = (at("2023-06-22T01:00:00Z"), at("2023-06-22T10:00:00Z"));
        let worked = at("2023-06-20T10:00:00Z");
        for (what, tried, calendar, expected) in [
            ("nothing", vec![], &known, (vec![], Slot::WeekdayEvening)),
            (
                "a holiday nobody told of",
                vec![evening],
                &plain,
                (vec![Slot::WeekdayEvening], Slot::WeekendMorning),
            ),
            ("the same", vec![evening], &known, (vec![Slot::WeekendEvening], Slot::WeekdayEvening)),
            (
                "the evening before and the morning of it",
                vec![worked, morning],
                &known,
                (vec![Slot::WeekendMorning, Slot::WeekdayEvening], Slot::WeekendEvening),
            ),
            ("the last one alone", vec![morning], &known, (vec![Slot::WeekendMorning], Slot::WeekdayEvening)),
        ] {
            let slots = slots_of(tried, calendar);
            let next = suggest(&slots);
            assert_eq!((slots, next), expected, "{what}");
        }
    }

    #[test]
    fn only_the_newest_count() {
        let first = "2023-06-01T10:00:00Z".parse::<DateTime<Utc>>().expect("time");
        let old = (0..9).map(|week| first - TimeDelta::weeks(week + 1));
        let morning = first - TimeDelta::hours(9);
        let mornings =
            (0..LOOKED_AT).map(|week| morning + TimeDelta::weeks(i64::try_from(week).expect("few")));
        let slots = slots_of(old.chain(mornings), &WorkCalendar::default());
        assert_eq!(slots, vec![Slot::WeekdayMorning; LOOKED_AT], "the evenings were before them");
    }

    proptest! {
        #[test]
        fn nothing_untried_is_left_out(tried in prop::collection::vec(0usize..6, 0..12)) {
            let tried: Vec<Slot> = tried.iter().map(|i| Slot::ALL[*i]).collect();
            let untried = Slot::ALL.iter().any(|slot| !tried.contains(slot));
            prop_assert_eq!(tried.contains(&suggest(&tried)), !untried);
        }
    }
}
