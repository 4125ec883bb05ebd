//! What pages are given about plans, tasks and the targets of a year.

use super::{
    campaign::{ChecklistRef, GivenPage},
    plan::RecurringPlan,
    target::{Pace, YearTarget},
};
use crate::{
    area::AreaRef,
    geo::{Metres, Point, Wgs84},
    ids::{CampaignId, PlanId, SiteId, TargetId, TaskId},
    listing::Key,
    people::PersonRef,
    sites::SiteKind,
    text_enum,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// One plan in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanSummary {
    /// The record.
    pub plan: RecurringPlan,
    /// Its area with its name.
    pub area: AreaRef,
    /// Counts the changes.
    pub version: u32,
    /// The day of its next task.
    pub next: Option<NaiveDate>,
    /// Tasks that wait.
    pub open: i64,
    /// Of these, past their day.
    pub overdue: i64,
    /// Tasks carried out.
    pub done: i64,
}

/// The plans of the person's area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanPage {
    /// A page of the plans, by title.
    pub rows: Vec<PlanSummary>,
    /// Where the next page begins: behind this one.
    pub next: Option<PlanId>,
    /// The checklists to choose from, for whoever may make a plan.
    pub checklists: Vec<ChecklistRef>,
    /// This person may make and change plans.
    pub may_steer: bool,
}

text_enum! {
    /// Whose tasks are shown.
    Whose {
        /// Those of the person who asks.
        Mine = "mine",
        /// Everybody's.
        All = "all",
        /// Those that nobody has been given.
        Nobody = "nobody",
    }
}

/// One task: of a plan, or a door of a campaign that somebody was given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskRow {
    /// Which.
    pub id: TaskId,
    /// What the plan or the campaign is called.
    pub plan: String,
    /// The campaign on whose list the door is; `None`: it is a task of a plan.
    #[serde(default)]
    pub campaign: Option<CampaignId>,
    /// The site.
    pub site: SiteId,
    /// Its kind.
    pub kind: SiteKind,
    /// Its name: in full on a person's own tasks, because the task needs it; otherwise masked for households.
    pub name: String,
    /// Its address, likewise.
    pub address: String,
    /// The committee (or grid).
    pub area: AreaRef,
    /// When it is due; of a campaign its last day.
    pub due: NaiveDate,
    /// Who was given it.
    pub assignee: Option<String>,
    /// When it was carried out.
    pub done_at: Option<DateTime<Utc>>,
    /// Where the site is.
    pub point: Option<Point<Wgs84>>,
    /// Its place in a list: by the day on which it is due.
    pub key: Key,
}

impl TaskRow {
    /// How it stands on a day.
    pub fn standing(&self, today: NaiveDate) -> TaskStanding {
        TaskStanding::of(self.done_at.is_some(), self.due, today)
    }
}

/// The tasks of one day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DayTasks {
    /// Which day.
    pub day: NaiveDate,
    /// Whose.
    pub whose: Whose,
    /// What waits on that day, also from days before, in the order of the walk: of a person also the doors of campaigns that they
    /// were given.
    pub walk: Vec<TaskRow>,
    /// Length of the walk, straight from door to door.
    pub length: Metres,
    /// What was carried out on that day.
    pub done: Vec<TaskRow>,
    /// There are more than are shown.
    pub more: bool,
    /// Where everybody's tasks are shown: the doors of campaigns that people were given, person by person. Each person walks along
    /// their own.
    pub given: GivenPage,
    /// Whom they can be given to, for whoever may do so.
    pub people: Vec<PersonRef>,
}

text_enum! {
    /// Which tasks of a plan.
    TaskStanding {
        /// Those that wait.
        Open = "open",
        /// Those that wait and are past their day.
        Overdue = "overdue",
        /// Those that were carried out.
        Done = "done",
    }
}

impl TaskStanding {
    /// How a task stands on a day. One that waits and is past its day is overdue, and that is what it is called.
    pub fn of(done: bool, due: NaiveDate, today: NaiveDate) -> Self {
        match (done, due < today) {
            (true, _) => Self::Done,
            (false, true) => Self::Overdue,
            (false, false) => Self::Open,
        }
    }
}

/// The place of a task in a plan's list: by the day on which it is due, then by its id. As text `2023-06-15_<id>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskKey {
    /// When it is due.
    pub due: NaiveDate,
    /// Which.
    pub id: TaskId,
}

impl fmt::Display for TaskKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.due, self.id)
    }
}

/// A text that is no [`TaskKey`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the place of a task")]
pub struct NotATaskKey;

impl FromStr for TaskKey {
    type Err = NotATaskKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (due, id) = text.split_once('_').ok_or(NotATaskKey)?;
        Ok(Self { due: due.parse().map_err(|_| NotATaskKey)?, id: id.parse().map_err(|_| NotATaskKey)? })
    }
}

/// One plan with a page of its tasks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanTasks {
    /// The plan, with the numbers of its tasks in the person's area.
    pub plan: PlanSummary,
    /// Which tasks.
    pub standing: TaskStanding,
    /// Those that wait by their day, the earliest first; those that were carried out the latest first.
    pub rows: Vec<TaskRow>,
    /// Where the next page begins: behind this one.
    pub next: Option<TaskKey>,
}

/// One target of the year and how it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetProgress {
    /// The record.
    pub target: YearTarget,
    /// Its area with its name.
    pub area: AreaRef,
    /// Counts the changes.
    pub version: u32,
    /// The figure so far; `None` while nothing in the program counts it.
    pub value: Option<i64>,
    /// Where it should be by the end of today.
    pub should_be: i64,
    /// How it stands.
    pub pace: Option<Pace>,
}

/// The targets of one year in the person's area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearTargets {
    /// Which year.
    pub year: i32,
    /// A page of the targets, by area and name.
    pub rows: Vec<TargetProgress>,
    /// Where the next page begins: behind this one.
    pub next: Option<TargetId>,
    /// This person may set targets.
    pub may_steer: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_place_of_a_task_survives_the_address() {
        let key = TaskKey { due: "2023-06-15".parse().expect("day"), id: TaskId(Uuid::from_u128(7)) };
        assert_eq!(key.to_string().parse(), Ok(key));
        for text in ["", "2023-06-15", "2023-06-15_x", "x_00000000-0000-0000-0000-000000000007"] {
            assert_eq!(text.parse::<TaskKey>(), Err(NotATaskKey), "{text}");
        }
    }
}
