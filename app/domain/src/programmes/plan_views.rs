//! What pages are given about plans, tasks and the targets of a year.

use super::{
    campaign::ChecklistRef,
    plan::RecurringPlan,
    target::{Pace, YearTarget},
};
use crate::{
    area::AreaRef,
    geo::{Metres, Point, Wgs84},
    ids::{SiteId, TaskId},
    people::PersonRef,
    sites::SiteKind,
    text_enum,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

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
    /// The plans, by title.
    pub rows: Vec<PlanSummary>,
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

/// One task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskRow {
    /// Which.
    pub id: TaskId,
    /// What the plan is called.
    pub plan: String,
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
    /// When it is due.
    pub due: NaiveDate,
    /// Who was given it.
    pub assignee: Option<String>,
    /// When it was carried out.
    pub done_at: Option<DateTime<Utc>>,
    /// Where the site is.
    pub point: Option<Point<Wgs84>>,
}

/// The tasks of one day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DayTasks {
    /// Which day.
    pub day: NaiveDate,
    /// Whose.
    pub whose: Whose,
    /// What waits on that day, also from days before, in the order of the walk.
    pub walk: Vec<TaskRow>,
    /// Length of the walk, straight from door to door.
    pub length: Metres,
    /// What was carried out on that day.
    pub done: Vec<TaskRow>,
    /// There are more than are shown.
    pub more: bool,
    /// Whom they can be given to, for whoever may do so.
    pub people: Vec<PersonRef>,
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
    /// The targets, by area and name.
    pub rows: Vec<TargetProgress>,
    /// This person may set targets.
    pub may_steer: bool,
}
