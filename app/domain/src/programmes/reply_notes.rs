//! Which hotline orders the office is told of, and when: once as the last day for the reply comes near, once when it is over.
//!
//! Pure like the ladder of hazards ([`crate::reminders::rule`]): a server that stood still makes up for what it missed by the later of
//! the two, and one that asks twice says nothing twice, because what was said is known by order, deadline, step and person.

use crate::{
    calendar::{DayCount, DayKind, WorkCalendar},
    text_enum,
};
use chrono::NaiveDate;

text_enum! {
    /// What a note about an order says.
    ReplyStage {
        /// 即将到期: the reply is due by the end of the next working day.
        Ahead = "ahead",
        /// 超期未复: its last day is over.
        Overdue = "overdue",
    }
}

/// The latest deadline of which something may be said on the local day `today`: the next working day. `None` on a day off, on which
/// nobody is told anything.
pub fn reach(today: NaiveDate, calendar: &WorkCalendar) -> Option<NaiveDate> {
    let next = DayCount { days: 1, kind: DayKind::Working };
    calendar.is_working(today).then(|| calendar.add(today, next))
}

/// What is to be said on the local day `today` of an order without a reply whose last day is `due`; a deadline on days off before
/// the next working day is told with it. The day of the deadline belongs to it.
pub fn stage(due: NaiveDate, today: NaiveDate, calendar: &WorkCalendar) -> Option<ReplyStage> {
    let reach = reach(today, calendar)?;
    if due < today {
        return Some(ReplyStage::Overdue);
    }
    (due <= reach).then_some(ReplyStage::Ahead)
}

impl ReplyStage {
    /// Whether a note of this step is still worth reading on the local day `today`: what was said ahead is not, once the day is over.
    pub fn stands(self, due: NaiveDate, today: NaiveDate) -> bool {
        match self {
            Self::Ahead => today <= due,
            Self::Overdue => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::SpecialDay;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect(text)
    }

    /// The Dragon Boat Festival of 2023: Thursday to Saturday off, the Sunday after it worked.
    fn calendar() -> WorkCalendar {
        let off = ["2023-06-22", "2023-06-23", "2023-06-24"].map(|text| (day(text), SpecialDay::Holiday));
        WorkCalendar::new(off.into_iter().chain([(day("2023-06-25"), SpecialDay::Workday)]))
    }

    #[test]
    fn an_order_is_told_of_on_the_working_day_before_and_once_it_is_late() {
        use ReplyStage::{Ahead, Overdue};
        for (due, today, expected) in [
            // a Thursday
            ("2023-06-15", "2023-06-13", None),
            ("2023-06-15", "2023-06-14", Some(Ahead)),
            ("2023-06-15", "2023-06-15", Some(Ahead)),
            ("2023-06-15", "2023-06-16", Some(Overdue)),
            // weekends are silent
            ("2023-06-15", "2023-06-17", None),
            ("2023-06-15", "2023-06-19", Some(Overdue)),
            // Monday is the next working day of Friday, and the Saturday before it is told with it
            ("2023-06-19", "2023-06-15", None),
            ("2023-06-19", "2023-06-16", Some(Ahead)),
            ("2023-06-17", "2023-06-15", None),
            ("2023-06-17", "2023-06-16", Some(Ahead)),
            ("2023-06-17", "2023-06-18", None),
            ("2023-06-17", "2023-06-19", Some(Overdue)),
            // the festival: the next working day of Wednesday is the Sunday
            ("2023-06-25", "2023-06-21", Some(Ahead)),
            ("2023-06-26", "2023-06-21", None),
            ("2023-06-23", "2023-06-23", None),
            ("2023-06-23", "2023-06-25", Some(Overdue)),
        ] {
            assert_eq!(stage(day(due), day(today), &calendar()), expected, "due {due}, on {today}");
        }
    }

    #[test]
    fn nothing_is_said_of_what_is_out_of_reach() {
        let calendar = calendar();
        for today in day("2023-06-01").iter_days().take(40) {
            let reach = reach(today, &calendar);
            assert_eq!(reach.is_some(), calendar.is_working(today), "{today}");
            for due in day("2023-05-25").iter_days().take(50) {
                let said = stage(due, today, &calendar);
                assert_eq!(said.is_some(), reach.is_some_and(|reach| due <= reach), "{due} on {today}");
                assert!(said.is_none_or(|stage| stage.stands(due, today)), "{due} on {today}");
            }
        }
    }

    #[test]
    fn what_was_said_ahead_is_over_with_the_day() {
        let due = day("2023-06-15");
        for (stage, today, stands) in [
            (ReplyStage::Ahead, "2023-06-14", true),
            (ReplyStage::Ahead, "2023-06-15", true),
            (ReplyStage::Ahead, "2023-06-16", false),
            (ReplyStage::Overdue, "2023-06-16", true),
        ] {
            assert_eq!(stage.stands(due, day(today)), stands, "{stage} on {today}");
        }
    }
}
