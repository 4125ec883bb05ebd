use super::{Ladder, Sent, Stage, Subject, nearest, owed, stands};
use crate::{
    area::AreaCode,
    calendar::{SpecialDay, WorkCalendar},
    hazards::Status,
    ids::{HazardId, UserId},
};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use uuid::Uuid;

const ASSIGNEE: u128 = 1;
const OFFICE: u128 = 2;
const LEADER: u128 = 3;

fn day(s: &str) -> NaiveDate {
    s.parse().expect(s)
}

fn person(n: u128) -> UserId {
    UserId(Uuid::from_u128(n))
}

/// Of a hazard that is due on a Thursday.
fn subject(status: Status) -> Subject {
    Subject {
        hazard: HazardId(Uuid::nil()),
        status,
        due: day("2023-06-15"),
        assignee: Some(person(ASSIGNEE)),
        deputy: None,
        office: vec![person(OFFICE)],
        leaders: vec![person(LEADER)],
    }
}

/// The Dragon Boat Festival of 2023: 22 to 24 June free, Sunday the 25th worked.
fn calendar() -> WorkCalendar {
    let off = ["2023-06-22", "2023-06-23", "2023-06-24"].map(|d| (day(d), SpecialDay::Holiday));
    WorkCalendar::new(off.into_iter().chain([(day("2023-06-25"), SpecialDay::Workday)]))
}

fn on(subject: &Subject, today: &str, sent: &[Sent]) -> Vec<(u128, &'static str)> {
    let owed = owed(subject, day(today), &calendar(), Ladder::default(), sent);
    let mut owed: Vec<_> = owed.iter().map(|o| (o.person.0.as_u128(), o.stage.as_str())).collect();
    owed.sort_unstable();
    owed
}

fn said(person_no: u128, due: &str, stage: Stage) -> Sent {
    Sent { person: person(person_no), due: day(due), stage }
}

/// Runs the rule on each of these days, remembering what it made.
fn lived(subject: &Subject, days: impl IntoIterator<Item = NaiveDate>) -> Vec<(NaiveDate, Sent)> {
    let (calendar, mut made) = (calendar(), Vec::new());
    for today in days {
        let sent: Vec<Sent> = made.iter().map(|(_, sent)| *sent).collect();
        let new = owed(subject, today, &calendar, Ladder::default(), &sent);
        made.extend(new.iter().map(|o| (today, Sent { person: o.person, due: subject.due, stage: o.stage })));
    }
    made
}

fn days(from: &str, n: u64) -> impl Iterator<Item = NaiveDate> {
    let from = day(from);
    (0..n).filter_map(move |i| from.checked_add_days(Days::new(i)))
}

#[test]
fn the_ladder_of_an_assigned_hazard() {
    let made = lived(&subject(Status::Assigned), days("2023-06-01", 40));
    let made: Vec<_> =
        made.iter().map(|(d, s)| (d.to_string(), s.person.0.as_u128(), s.stage.as_str())).collect();
    let expected = [
        ("2023-06-12", ASSIGNEE, "ahead_3"),
        ("2023-06-14", ASSIGNEE, "ahead_1"),
        ("2023-06-15", ASSIGNEE, "due"),
        ("2023-06-16", ASSIGNEE, "overdue"),
        // two working days later, over a weekend
        ("2023-06-19", OFFICE, "office"),
        // Thursday is a holiday, and the Sunday after it is worked
        ("2023-06-25", LEADER, "leader"),
    ];
    assert_eq!(made, expected.map(|(d, p, s)| (d.to_owned(), p, s)));
}

#[test]
fn each_status_has_its_own_ladder() {
    let steps = |status| -> Vec<(u128, &'static str)> {
        let made = lived(&subject(status), days("2023-06-01", 40));
        made.iter().map(|(_, s)| (s.person.0.as_u128(), s.stage.as_str())).collect()
    };
    assert_eq!(
        steps(Status::Registered),
        [(OFFICE, "ahead_3"), (OFFICE, "ahead_1"), (OFFICE, "due"), (OFFICE, "overdue"), (LEADER, "leader")]
    );
    assert_eq!(steps(Status::Rectified), [(OFFICE, "due"), (OFFICE, "overdue"), (LEADER, "leader")]);
    assert_eq!(steps(Status::Transferred), [(OFFICE, "overdue")]);
    assert!(steps(Status::Closed).is_empty());
    assert!(steps(Status::Void).is_empty());
}

#[test]
fn what_is_owed_on_a_day() {
    let assigned = subject(Status::Assigned);
    for (today, sent, expected) in [
        ("2023-06-11", vec![], vec![]),
        ("2023-06-12", vec![], vec![(ASSIGNEE, "ahead_3")]),
        ("2023-06-12", vec![said(ASSIGNEE, "2023-06-15", Stage::Ahead3)], vec![]),
        ("2023-06-13", vec![said(ASSIGNEE, "2023-06-15", Stage::Ahead3)], vec![]),
        // what the office said by hand is no step of the ladder
        ("2023-06-12", vec![said(ASSIGNEE, "2023-06-15", Stage::Chased)], vec![(ASSIGNEE, "ahead_3")]),
        // the server stood still: one reminder, the most urgent
        ("2023-06-15", vec![], vec![(ASSIGNEE, "due")]),
        ("2023-06-21", vec![], vec![(ASSIGNEE, "overdue"), (OFFICE, "office")]),
        ("2023-06-25", vec![], vec![(ASSIGNEE, "overdue"), (OFFICE, "office"), (LEADER, "leader")]),
        // weekends and holidays are silent
        ("2023-06-17", vec![], vec![]),
        ("2023-06-23", vec![], vec![]),
        // a later step was said: no earlier one any more
        ("2023-06-16", vec![said(ASSIGNEE, "2023-06-15", Stage::Overdue)], vec![]),
        // what was said of the deadline before an extension does not count
        ("2023-06-12", vec![said(ASSIGNEE, "2023-06-05", Stage::Overdue)], vec![(ASSIGNEE, "ahead_3")]),
        // given to somebody else meanwhile: the new one has not been told
        ("2023-06-14", vec![said(9, "2023-06-15", Stage::Ahead1)], vec![(ASSIGNEE, "ahead_1")]),
    ] {
        assert_eq!(on(&assigned, today, &sent), expected, "{today} {sent:?}");
    }
}

#[test]
fn what_falls_on_a_day_off_is_said_before() {
    let mut sunday = subject(Status::Assigned);
    // three days before is a Thursday, one day before a Saturday
    sunday.due = day("2023-06-11");
    assert_eq!(on(&sunday, "2023-06-08", &[]), [(ASSIGNEE, "ahead_3")]);
    // both "tomorrow" and "today" fall on the Friday: the more urgent one is said
    assert_eq!(on(&sunday, "2023-06-09", &[]), [(ASSIGNEE, "due")]);
    assert_eq!(on(&sunday, "2023-06-12", &[]), [(ASSIGNEE, "overdue")]);
}

#[test]
fn an_extension_moves_them_and_closing_stops_them() {
    let mut hazard = subject(Status::Assigned);
    let reminder = said(ASSIGNEE, "2023-06-15", Stage::Due);
    assert!(stands(&hazard, &reminder));
    hazard.due = day("2023-07-14");
    assert!(!stands(&hazard, &reminder), "it spoke of the earlier deadline");
    assert!(on(&hazard, "2023-06-16", &[reminder]).is_empty());
    assert_eq!(on(&hazard, "2023-07-11", &[reminder]), [(ASSIGNEE, "ahead_3")]);
    for (status, still) in [
        (Status::Assigned, true),
        (Status::Rectified, false),
        (Status::Transferred, false),
        (Status::Closed, false),
        (Status::Void, false),
    ] {
        assert_eq!(stands(&subject(status), &reminder), still, "{status}");
    }
    let other = Subject { assignee: Some(person(9)), ..subject(Status::Assigned) };
    assert!(!stands(&other, &reminder), "somebody else has it now");
}

#[test]
fn whoever_lost_a_case_is_told_until_they_have_it_again() {
    let lost = said(9, "2023-06-15", Stage::Taken);
    let mut hazard = subject(Status::Assigned);
    assert!(stands(&hazard, &lost));
    hazard.due = day("2023-07-14");
    assert!(stands(&hazard, &lost), "it speaks of no deadline");
    assert!(!stands(&subject(Status::Closed), &lost));
    let again = Subject { assignee: Some(person(9)), ..subject(Status::Assigned) };
    assert!(!stands(&again, &lost));
    // it stands for no step: whoever has it again is reminded as before
    assert_eq!(on(&again, "2023-06-15", &[lost]), [(9, "due")]);
}

#[test]
fn the_deputy_of_whoever_is_away_is_told_too() {
    let hazard = Subject { deputy: Some(person(9)), ..subject(Status::Assigned) };
    assert_eq!(on(&hazard, "2023-06-15", &[]), [(ASSIGNEE, "due"), (9, "due")]);
    // away since yesterday: the deputy has heard nothing of it yet
    let told = [said(ASSIGNEE, "2023-06-15", Stage::Due)];
    assert_eq!(on(&hazard, "2023-06-15", &told), [(9, "due")]);
    let reminder = said(9, "2023-06-15", Stage::Due);
    assert!(stands(&hazard, &reminder));
    assert!(!stands(&subject(Status::Assigned), &reminder), "back at work");
    // only what speaks to the assignee
    let reported = Subject { deputy: Some(person(9)), ..subject(Status::Rectified) };
    assert_eq!(on(&reported, "2023-06-15", &[]), [(OFFICE, "due")]);
    let same = Subject { deputy: Some(person(ASSIGNEE)), ..subject(Status::Assigned) };
    assert_eq!(on(&same, "2023-06-15", &[]), [(ASSIGNEE, "due")]);
}

#[test]
fn work_without_a_person_falls_to_the_office() {
    let hazard = Subject { assignee: None, ..subject(Status::Assigned) };
    assert_eq!(on(&hazard, "2023-06-15", &[]), [(OFFICE, "due")]);
    // one step for one person: the office has the higher one only
    assert_eq!(on(&hazard, "2023-06-19", &[]), [(OFFICE, "office")]);
}

#[test]
fn the_nearest_office_is_told() {
    let area = |code: &str| code.parse::<AreaCode>().expect(code);
    let people = [
        (person(1), area("31")),
        (person(2), area("310105008")),
        (person(3), area("310105008")),
        (person(4), area("310105009")),
    ];
    assert_eq!(nearest(&people, &area("310105008001")), [person(2), person(3)]);
    assert_eq!(nearest(&people, &area("310106001001")), [person(1)]);
    assert!(nearest(&people[1..], &area("310106001001")).is_empty());
}

proptest! {
    /// Whatever days the server was up, nobody is told a step twice or an earlier step later; and once it was up on a working
    /// day, everybody has been told the step that stands then.
    #[test]
    fn none_twice_and_none_skipped(up in prop::collection::vec(any::<bool>(), 45), again in any::<bool>()) {
        let hazard = subject(Status::Assigned);
        let all: Vec<NaiveDate> = days("2023-06-01", 45).collect();
        let times = if again { 2 } else { 1 };
        let awake = all.iter().zip(&up).filter(|(_, up)| **up).map(|(day, _)| *day);
        let awake: Vec<NaiveDate> = awake.flat_map(|day| std::iter::repeat_n(day, times)).collect();
        let made = lived(&hazard, awake.iter().copied());
        for (i, (_, one)) in made.iter().enumerate() {
            for (_, later) in &made[i + 1..] {
                prop_assert!(one.person != later.person || one.stage < later.stage);
            }
        }
        let last = awake.iter().rev().find(|day| calendar().is_working(**day));
        if let Some(last) = last {
            for (number, stages) in [
                (ASSIGNEE, &[Stage::Ahead3, Stage::Ahead1, Stage::Due, Stage::Overdue][..]),
                (OFFICE, &[Stage::Office][..]),
                (LEADER, &[Stage::Leader][..]),
            ] {
                let due = |stage: &&Stage| stage.day(hazard.due, &calendar(), Ladder::default()) <= *last;
                let expected = stages.iter().rfind(due);
                let told = made.iter().rfind(|(_, sent)| sent.person == person(number));
                prop_assert_eq!(told.map(|(_, sent)| &sent.stage), expected);
            }
        }
    }
}
