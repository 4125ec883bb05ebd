//! The programmes 专项工作 and registers: stoves, alarms and detectors, users of gas, campaigns, plans, targets, penalties,
//! hotline orders, fire incidents.
//!
//! Everything here is a rule or a type. The life cycles answer like [`hazards::lifecycle`](crate::hazards::lifecycle): a
//! guard that also explains the greyed button, and a step that brings the event and the state afterwards.

pub mod campaign;
pub mod chain;
pub mod command;
pub mod desk_views;
pub mod device;
pub mod due;
pub mod figures;
pub mod filters;
pub mod gas;
pub mod gear;
pub mod plan;
pub mod plan_views;
pub mod register;
pub mod register_views;
pub mod reply_notes;
pub mod route;
pub mod stove;
pub mod target;
pub mod views;

pub use command::ProgrammeCommand;

use crate::{
    actor::Actor,
    area::AreaCode,
    fault::{Code, Fault},
    ids::EventId,
};
use serde::{Deserialize, Serialize};

/// Keeps an entry of a register that has no life cycle of its own (penalty, hotline order, fire incident, campaign, plan,
/// target): makes it or changes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keep<T> {
    /// This save, made by the caller: the same id with the same content is accepted again.
    pub id: EventId,
    /// The version that the person was looking at; `None` for a new entry.
    #[serde(default)]
    pub base_version: Option<u32>,
    /// The entry as it is to be.
    pub record: T,
}

impl<T> Keep<T> {
    /// Makes an entry; it changes none.
    pub const fn is_new(&self) -> bool {
        self.base_version.is_none()
    }
}

/// Whether somebody else's save stands in the way of one that was based on `base`: the entry has another version `now`
/// (`None`: there is none yet).
pub fn entry_changed(base: Option<u32>, now: Option<u32>) -> bool {
    base != now
}

/// Who may not see a record learns nothing of it.
pub(in crate::programmes) fn seen(actor: &Actor, area: &AreaCode) -> Result<(), Fault> {
    if actor.area.contains(area) { Ok(()) } else { Err(Fault::new(Code::NotFound)) }
}

/// The refusal of a step that the state does not allow: which kind of record, its state, and the steps it allows.
pub(in crate::programmes) fn wrong_state<'a>(
    record: &str,
    state: &str,
    allowed: impl Iterator<Item = &'a str>,
) -> Fault {
    let allowed: Vec<&str> = allowed.collect();
    Fault::new(Code::WrongState)
        .with("record", record)
        .with("state", state)
        .with("allowed", allowed.join(","))
}
