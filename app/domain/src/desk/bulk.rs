//! Something done to many hazards at once: the steps that it takes for each of them, and the guard that says beforehand
//! which of them will not take it and why. The guard is that of the single step.

use crate::{
    actor::{Actor, Right, Role},
    fault::{Code, Fault, FieldCode, FieldFault},
    hazards::{Action, Change, HazardCommand, HazardState, Status},
    ids::{BulkId, EventId, HazardId, UserId, named},
    listing::Param as _,
    text_enum,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Most hazards at once: two pages of the list, so that a person can still look through them, and their ids fit an
/// address.
pub const MOST: usize = 100;

text_enum! {
    /// What can be done to many.
    BulkKind {
        /// 批量派单: to one person.
        Assign = "assign",
        /// 批量催办: whoever has it is reminded.
        Remind = "remind",
        /// 批量延期: to one day, asked for and granted in one.
        Extend = "extend",
        /// 批准延期: each to the day that was asked for.
        Grant = "grant",
    }
}

impl BulkKind {
    /// What a role may do with many at once; nothing for one that only looks.
    pub fn of(role: Role) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |kind| role.has(kind.right()))
    }

    /// The right that it takes.
    pub const fn right(self) -> Right {
        match self {
            // whoever gives out the work chases it
            Self::Assign | Self::Remind => Right::Assign,
            Self::Extend | Self::Grant => Right::DecideExtension,
        }
    }

    /// The first step that it takes in the life of each hazard.
    pub const fn action(self) -> Action {
        match self {
            Self::Assign => Action::Assign,
            Self::Remind => Action::AddNote,
            Self::Extend => Action::AskExtension,
            Self::Grant => Action::DecideExtension,
        }
    }

    /// Whether it can be done to this hazard at all, whomever or whichever day is chosen; otherwise why not.
    pub fn permits(self, state: &HazardState, actor: &Actor) -> Result<(), Fault> {
        // the right is looked at first, but never beyond the area: who may not see a hazard learns nothing of it
        if actor.area.contains(&state.area) && !actor.role.has(self.right()) {
            return Err(Fault::new(Code::Forbidden).with("role", actor.role));
        }
        state.permits(self.action(), actor)?;
        if self == Self::Remind && (state.status != Status::Assigned || state.assignee.is_none()) {
            return Err(Fault::new(Code::NobodyToRemind));
        }
        Ok(())
    }
}

/// What is to be done to each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkAct {
    /// Give it to somebody.
    Assign {
        /// To whom.
        assignee: UserId,
        /// What they should know.
        note: Option<String>,
    },
    /// Remind whoever has it.
    Remind {
        /// What they are told.
        note: String,
    },
    /// Give it a later deadline.
    Extend {
        /// The day.
        until: NaiveDate,
        /// Why.
        reason: String,
    },
    /// Grant the later deadline that was asked for.
    Grant {
        /// Remark.
        note: Option<String>,
    },
}

impl BulkAct {
    /// What kind it is.
    pub const fn kind(&self) -> BulkKind {
        match self {
            Self::Assign { .. } => BulkKind::Assign,
            Self::Remind { .. } => BulkKind::Remind,
            Self::Extend { .. } => BulkKind::Extend,
            Self::Grant { .. } => BulkKind::Grant,
        }
    }

    /// The steps for each hazard, in their order.
    pub fn commands(&self) -> Vec<HazardCommand> {
        match self.clone() {
            Self::Assign { assignee, note } => vec![HazardCommand::Assign { assignee, note }],
            Self::Remind { note } => vec![HazardCommand::AddNote { note, photos: Vec::new() }],
            Self::Extend { until, reason } => vec![
                HazardCommand::AskExtension { until, reason },
                HazardCommand::DecideExtension { grant: true, note: None },
            ],
            Self::Grant { note } => vec![HazardCommand::DecideExtension { grant: true, note }],
        }
    }

    /// Checks what can be checked without any hazard.
    pub fn validate(&self) -> Result<(), Fault> {
        self.commands().iter().try_for_each(HazardCommand::validate)
    }

    /// The hazard after all steps, or why they will not be taken: none is taken then. Texts are not looked at.
    pub fn foresee(
        &self,
        state: &HazardState,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<HazardState, Fault> {
        self.kind().permits(state, actor)?;
        if let Self::Assign { assignee, .. } = self
            && state.status == Status::Assigned
            && state.assignee == Some(*assignee)
        {
            return Err(Fault::new(Code::NothingToDo));
        }
        let mut after = state.clone();
        for command in self.commands() {
            after = after.step(&command, actor, now)?.state;
        }
        Ok(after)
    }
}

/// A hazard that was chosen, as it was looked at: `<id>` or `<id>:<version>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picked {
    /// Which.
    pub hazard: HazardId,
    /// The version that the person was looking at; `None` takes whatever is there.
    #[serde(default)]
    pub version: Option<u32>,
}

/// A text that names no hazard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a chosen hazard is its id, or its id and version with a colon between")]
pub struct NotPicked;

impl fmt::Display for Picked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.hazard.fmt(f)?;
        self.version.map_or(Ok(()), |version| write!(f, ":{version}"))
    }
}

impl FromStr for Picked {
    type Err = NotPicked;

    fn from_str(s: &str) -> Result<Self, NotPicked> {
        let (id, version) = match s.split_once(':') {
            Some((id, version)) => (id, Some(version.parse().map_err(|_| NotPicked)?)),
            None => (s, None),
        };
        Ok(Self { hazard: id.parse().map_err(|_| NotPicked)?, version })
    }
}

/// Something to be done to many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bulk {
    /// Made by the caller: sent again, what was done is not done twice.
    pub id: BulkId,
    /// What.
    pub act: BulkAct,
    /// To which.
    pub hazards: Vec<Picked>,
}

impl Bulk {
    /// Checks what can be checked without any hazard.
    pub fn validate(&self) -> Result<(), Fault> {
        self.act.validate()?;
        check_number(self.hazards.len())
    }

    /// The steps of one hazard. Their ids follow from the whole and the hazard, so that the same step comes again with the
    /// same id. Only the first is bound to the version that was looked at: the others follow it.
    pub fn changes(&self, picked: Picked) -> Vec<Change> {
        let one = |(n, command): (usize, HazardCommand)| Change {
            id: EventId(named(&format!("bulk {} {} {n}", self.id, picked.hazard))),
            hazard: picked.hazard,
            base_version: picked.version.filter(|_| n == 0),
            device_at: None,
            position: None,
            command,
        };
        self.act.commands().into_iter().enumerate().map(one).collect()
    }
}

/// Refuses none and too many.
pub(super) fn check_number(n: usize) -> Result<(), Fault> {
    match n {
        0 => Err(Fault::field("hazard", FieldCode::NoneChosen)),
        n if n > MOST => {
            Err(Fault::fields(vec![FieldFault::new("hazard", FieldCode::TooMany).with("max", MOST)]))
        }
        _ => Ok(()),
    }
}

/// What the page before a bulk act, or a list to print, is asked for: its address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// What is to be done; nothing for a list to print.
    pub kind: Option<BulkKind>,
    /// To whom.
    pub assignee: Option<UserId>,
    /// To which day.
    pub until: Option<NaiveDate>,
    /// The chosen hazards, each once.
    pub hazards: Vec<HazardId>,
}

impl Asked {
    /// From the pairs of a query. What is not understood is left out, as in a list's address.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut asked = Self::default();
        for (key, value) in pairs {
            match key {
                "do" => asked.kind = value.parse().ok(),
                "assignee" => asked.assignee = value.parse().ok(),
                "until" => asked.until = value.parse().ok(),
                "hazard" => asked.hazards.read(value),
                _ => {}
            }
        }
        asked
    }

    /// Refuses none and too many.
    pub fn check(&self) -> Result<(), Fault> {
        check_number(self.hazards.len())
    }

    /// What is to be done, as far as it can be foreseen: the texts come with the form.
    pub fn act(&self) -> Option<BulkAct> {
        Some(match self.kind? {
            BulkKind::Assign => BulkAct::Assign { assignee: self.assignee?, note: None },
            BulkKind::Remind => BulkAct::Remind { note: String::new() },
            BulkKind::Extend => BulkAct::Extend { until: self.until?, reason: String::new() },
            BulkKind::Grant => BulkAct::Grant { note: None },
        })
    }
}

#[cfg(test)]
#[path = "bulk_tests.rs"]
mod tests;
