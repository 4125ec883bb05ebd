//! The rule: which reminders of a hazard are owed on a day.

use crate::{
    area::AreaCode,
    calendar::{DayCount, DayKind, WorkCalendar},
    hazards::Status,
    ids::{HazardId, UserId},
    text_enum,
};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

text_enum! {
    /// The steps of the ladder, the later the more urgent, and before them what somebody's step says.
    Stage {
        /// 已由他人接手: the case was taken from the person, who is told. No step of the ladder either.
        Taken = "taken",
        /// 催办: the office asks after it. No step of the ladder: nothing else is left out because of it.
        Chased = "chased",
        /// Three days before the deadline.
        Ahead3 = "ahead_3",
        /// One day before it.
        Ahead1 = "ahead_1",
        /// On its day.
        Due = "due",
        /// 逾期: on the first working day after it.
        Overdue = "overdue",
        /// 报安全办: still not done some working days later.
        Office = "office",
        /// 报分管领导: still not done more working days later.
        Leader = "leader",
    }
}

/// When the ladder goes up. Working days after the deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ladder {
    /// To the office.
    pub office_after: u16,
    /// To the leader.
    pub leader_after: u16,
}

impl Default for Ladder {
    /// This project's own decision; the configuration changes it.
    fn default() -> Self {
        Self { office_after: 2, leader_after: 5 }
    }
}

/// Whoever a step of the ladder speaks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// The person who is to see it rectified.
    Assignee,
    /// The office of the hazard's area.
    Office,
    /// Its leaders.
    Leader,
}

impl Stage {
    /// Whether it belongs to no ladder: a step of somebody makes it, and the rule never does.
    pub const fn by_hand(self) -> bool {
        matches!(self, Self::Taken | Self::Chased)
    }

    /// The day from which on this step is due. What is said ahead and what falls on a day off comes on the working day
    /// before, so that nobody learns of it too late; what comes after the deadline counts working days.
    pub fn day(self, due: NaiveDate, calendar: &WorkCalendar, ladder: Ladder) -> NaiveDate {
        let ahead = |days| calendar.worked_by(due.checked_sub_days(Days::new(days)).unwrap_or(due));
        let after = |days| calendar.add(due, DayCount { days, kind: DayKind::Working });
        match self {
            // whenever somebody says so
            Self::Taken | Self::Chased => due,
            Self::Ahead3 => ahead(3),
            Self::Ahead1 => ahead(1),
            Self::Due => ahead(0),
            Self::Overdue => after(1),
            Self::Office => after(ladder.office_after),
            Self::Leader => after(ladder.leader_after),
        }
    }

    /// Whom this step speaks to while the hazard stands so; nobody when it is settled.
    pub const fn audience(self, status: Status) -> Option<Audience> {
        match (status, self) {
            // nobody has anything to do because of it
            (Status::Closed | Status::Void, _) | (_, Self::Taken) => None,
            (Status::Assigned, Self::Chased | Self::Ahead3 | Self::Ahead1 | Self::Due | Self::Overdue) => {
                Some(Audience::Assignee)
            }
            (Status::Assigned, Self::Office) => Some(Audience::Office),
            // nobody has been given it: the office is the one to act
            (Status::Registered, Self::Ahead3 | Self::Ahead1 | Self::Due | Self::Overdue) => {
                Some(Audience::Office)
            }
            // reported: what is late is the office's review
            (Status::Rectified, Self::Due | Self::Overdue) => Some(Audience::Office),
            // another body has it: the office asks there once
            (Status::Transferred, Self::Overdue) => Some(Audience::Office),
            (Status::Registered | Status::Assigned | Status::Rectified, Self::Leader) => {
                Some(Audience::Leader)
            }
            (Status::Registered | Status::Rectified | Status::Transferred, _) => None,
        }
    }
}

/// What the rule asks of a hazard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Which.
    pub hazard: HazardId,
    /// Where it stands.
    pub status: Status,
    /// The deadline in force.
    pub due: NaiveDate,
    /// Who is to see it rectified.
    pub assignee: Option<UserId>,
    /// Who does that person's work while they are away.
    pub deputy: Option<UserId>,
    /// The office that answers for its area.
    pub office: Vec<UserId>,
    /// The leaders of its area.
    pub leaders: Vec<UserId>,
}

impl Subject {
    /// The people of an audience. Work whose person is gone falls to the office; that of somebody who is away to the deputy too.
    fn people(&self, audience: Audience) -> Vec<UserId> {
        match (audience, self.assignee) {
            (Audience::Assignee, Some(assignee)) => {
                let deputy = self.deputy.filter(|deputy| *deputy != assignee);
                std::iter::once(assignee).chain(deputy).collect()
            }
            (Audience::Assignee, None) | (Audience::Office, _) => self.office.clone(),
            (Audience::Leader, _) => self.leaders.clone(),
        }
    }
}

/// A reminder of the hazard that was made before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// For whom.
    pub person: UserId,
    /// The deadline it spoke of.
    pub due: NaiveDate,
    /// Which step it was.
    pub stage: Stage,
}

/// A reminder that is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owed {
    /// For whom.
    pub person: UserId,
    /// Which step it is.
    pub stage: Stage,
}

/// The reminders of the hazard that are owed on the local day `today`, each person at most one: the most urgent of the steps
/// whose day has come. Steps that were missed while the server stood still are made up for by the most urgent one, so
/// nobody is told the same thing three times. A step that was said, or a later one, is not said again; what was said of another
/// deadline does not count, so an extension begins anew. Nothing is said on a day off: it is said on the next working day.
pub fn owed(
    subject: &Subject,
    today: NaiveDate,
    calendar: &WorkCalendar,
    ladder: Ladder,
    sent: &[Sent],
) -> Vec<Owed> {
    let mut owed: Vec<Owed> = Vec::new();
    if !calendar.is_working(today) {
        return owed;
    }
    for &stage in Stage::ALL.iter().rev().filter(|stage| !stage.by_hand()) {
        let Some(audience) = stage.audience(subject.status) else { continue };
        if today < stage.day(subject.due, calendar, ladder) {
            continue;
        }
        for person in subject.people(audience) {
            let said = sent.iter().any(|s| s.person == person && s.due == subject.due && s.stage >= stage);
            // from the most urgent down: who owes a later step needs no earlier one
            if !said && owed.iter().all(|other| other.person != person) {
                owed.push(Owed { person, stage });
            }
        }
    }
    owed
}

/// Whether a reminder that was made is still worth saying: the hazard is not settled, its deadline is the same, and the
/// person is still the one to be told.
pub fn stands(subject: &Subject, reminder: &Sent) -> bool {
    if reminder.stage == Stage::Taken {
        // worth saying whatever the deadline is by now, unless the person has it again
        return subject.status.is_open() && subject.assignee != Some(reminder.person);
    }
    let audience = reminder.stage.audience(subject.status);
    reminder.due == subject.due && audience.is_some_and(|a| subject.people(a).contains(&reminder.person))
}

/// Of people with their areas those who answer for `area`: those whose own area holds it, and of these the nearest. A
/// city's office is not told what a subdistrict's office is told already.
pub fn nearest(people: &[(UserId, AreaCode)], area: &AreaCode) -> Vec<UserId> {
    let level = |code: &AreaCode| code.as_str().len();
    let near = || people.iter().filter(|(_, own)| own.contains(area));
    let Some(deepest) = near().map(|(_, own)| level(own)).max() else { return Vec::new() };
    near().filter(|(_, own)| level(own) == deepest).map(|(person, _)| *person).collect()
}
