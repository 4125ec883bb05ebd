//! Hazards 隐患: words, life cycle, deadlines, numbers and the chain of events.

pub mod alike;
pub mod assignment;
pub mod assignment_views;
pub mod chain;
pub mod commands;
pub mod correction;
pub mod deadline;
pub mod history;
pub mod lifecycle;
pub mod number;
pub mod state;
pub mod supervision;
pub mod three_kinds;
mod told;
pub mod views;

pub use chain::{EventContent, GENESIS};
pub use commands::{Change, FiveElements, HazardCommand, Position, RegisterHazard, ReviewItem};
pub use deadline::{DeadlineRule, DeadlineRules};
pub use lifecycle::{Action, Step};
pub use number::{HazardNumber, TypedNumber};
pub use state::{
    Category, EventKind, HazardState, PendingExtension, PointSource, Severity, Source, Status, VoidReason,
};
pub use three_kinds::{FLYING_WIRES, is_three_kinds};
pub use views::{ActionState, EventView, HazardDetail, HazardSummary, NamedHazard};
