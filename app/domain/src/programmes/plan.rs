//! Recurring plans 计划: weekly to yearly tasks for kinds of site in an area.
//!
//! A task is named by its plan, the day on which it falls by the calendar (before any shift) and its site; its id follows
//! from these. So making the tasks of a period twice, or of two periods that overlap, makes none twice.

use crate::{
    area::AreaCode,
    calendar::WorkCalendar,
    fault::{Fault, FieldCode, FieldFault},
    hazards::commands::check_day,
    ids::{ChecklistId, PlanId, SiteId, TaskId, named},
    period::Period,
    programmes::campaign::Candidate,
    sites::SiteKind,
    text::Texts,
    text_enum,
};
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;

text_enum! {
    /// How often.
    Rhythm {
        /// 每周.
        Weekly = "weekly",
        /// 每月.
        Monthly = "monthly",
        /// 每季度.
        Quarterly = "quarterly",
        /// 每半年.
        HalfYearly = "half_yearly",
        /// 每年.
        Yearly = "yearly",
    }
}

impl Rhythm {
    /// Months between two; `None` for weeks.
    const fn months(self) -> Option<u32> {
        match self {
            Self::Weekly => None,
            Self::Monthly => Some(1),
            Self::Quarterly => Some(3),
            Self::HalfYearly => Some(6),
            Self::Yearly => Some(12),
        }
    }
}

/// A recurring plan: the record, and the command that keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecurringPlan {
    /// Made by the caller.
    pub id: PlanId,
    /// Name.
    pub title: String,
    /// How often.
    pub rhythm: Rhythm,
    /// The first day; the later ones fall on its day of the week or month. Where a month is too short, on its last day:
    /// 31 January, 28 February, 31 March.
    pub first: NaiveDate,
    /// No task after this day.
    #[serde(default)]
    pub last: Option<NaiveDate>,
    /// Kinds of site; all when empty.
    #[serde(default)]
    pub kinds: Vec<SiteKind>,
    /// The area; its subtree.
    pub area: AreaCode,
    /// The checklist to follow.
    #[serde(default)]
    pub checklist: Option<ChecklistId>,
    /// A task that falls on a free day is due on the next worked one.
    #[serde(default)]
    pub on_working_days: bool,
}

/// A day of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// The day by the calendar: names the task.
    pub nominal: NaiveDate,
    /// The day on which it is due.
    pub due: NaiveDate,
}

/// What names a task: `plan:2023-06-30:site`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskKey {
    /// The plan.
    pub plan: PlanId,
    /// The day by the calendar.
    pub nominal: NaiveDate,
    /// The site.
    pub site: SiteId,
}

impl fmt::Display for TaskKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.plan, self.nominal, self.site)
    }
}

impl TaskKey {
    /// The task's id: the same for the same key, always.
    pub fn id(&self) -> TaskId {
        TaskId(named(&self.to_string()))
    }
}

/// A task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// What names it.
    pub key: TaskKey,
    /// When it is due.
    pub due: NaiveDate,
    /// Committee or grid of its site.
    pub area: AreaCode,
}

/// Which of a site's open tasks a visit on that day carries out: of each plan those that are due by then, or else the next
/// one. `open` names each by its plan and the day on which it is due.
pub fn carried_out(open: &[(PlanId, NaiveDate)], day: NaiveDate) -> Vec<bool> {
    let is_next = |i: usize, (plan, due): (PlanId, NaiveDate)| {
        let mut others = open.iter().enumerate().filter(|(_, (other, _))| *other == plan);
        others.all(|(j, (_, other))| (due, i) <= (*other, j))
    };
    open.iter().enumerate().map(|(i, task)| task.1 <= day || is_next(i, *task)).collect()
}

impl RecurringPlan {
    /// Checks what can be checked without the store.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::fault::Code::Invalid) with the fields.
    pub fn validate(&self) -> Result<(), Fault> {
        let mut faults = Vec::new();
        Texts::new(&mut faults).line("title", &self.title);
        check_day("first", self.first, &mut faults);
        if let Some(last) = self.last {
            check_day("last", last, &mut faults);
            if last < self.first {
                faults.push(FieldFault::new("last", FieldCode::NotLater).with("than", self.first));
            }
        }
        Fault::check(faults)
    }

    /// The n-th day, from 0; always counted from the first, so that a short month shortens no other.
    fn nominal(&self, n: u32) -> Option<NaiveDate> {
        let day = match self.rhythm.months() {
            None => self.first.checked_add_days(Days::new(7 * u64::from(n))),
            Some(months) => self.first.checked_add_months(Months::new(months.checked_mul(n)?)),
        };
        day.filter(|day| self.last.is_none_or(|last| *day <= last))
    }

    /// The first n whose day may lie at or after `from`; never one too late.
    fn first_at(&self, from: NaiveDate) -> u32 {
        let passed = match self.rhythm.months() {
            None => from.signed_duration_since(self.first).num_days() / 7,
            Some(months) => {
                let in_months = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
                (in_months(from) - in_months(self.first)) / i64::from(months) - 1
            }
        };
        u32::try_from(passed.max(0)).unwrap_or(u32::MAX)
    }

    /// Its days in a period, by their nominal day: periods that follow one another share none and miss none. A due day may
    /// lie behind the period's end.
    pub fn occurrences(&self, period: Period, calendar: &WorkCalendar) -> Vec<Occurrence> {
        let due = |nominal: NaiveDate| {
            let mut due = nominal;
            // no row of free days is that long: the table is wrong, and the task is not to be lost for it
            for _ in 0..31 {
                if !self.on_working_days || calendar.is_working(due) {
                    return due;
                }
                due = due.succ_opt().unwrap_or(due);
            }
            nominal
        };
        (self.first_at(period.from)..)
            .map_while(|n| self.nominal(n))
            .skip_while(|day| *day < period.from)
            .take_while(|day| *day <= period.to)
            .map(|nominal| Occurrence { nominal, due: due(nominal) })
            .collect()
    }

    /// Its tasks of a period for the sites of the register, by day and site.
    pub fn tasks<'a>(
        &self,
        register: impl IntoIterator<Item = &'a Candidate>,
        period: Period,
        calendar: &WorkCalendar,
    ) -> Vec<Task> {
        let days = self.occurrences(period, calendar);
        let wanted = register.into_iter().filter(|site| {
            site.active
                && (self.kinds.is_empty() || self.kinds.contains(&site.kind))
                && self.area.contains(&site.area)
        });
        let mut tasks: Vec<Task> = wanted
            .flat_map(|site| {
                days.iter().map(move |day| {
                    let key = TaskKey { plan: self.id, nominal: day.nominal, site: site.site };
                    Task { id: key.id(), key, due: day.due, area: site.area.clone() }
                })
            })
            .collect();
        tasks.sort_by_key(|task| (task.key.nominal, task.key.site));
        tasks.dedup_by_key(|task| task.key);
        tasks
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
