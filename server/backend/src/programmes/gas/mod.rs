//! Users of gas: small units, and users of LPG cylinders.

mod cylinders;
pub(crate) mod merge;
pub mod query;
pub mod rows;
pub mod service;

pub use cylinders::CylinderList;

/// An entry `t` of the register. One that is neither went into the entry of the site that its own was merged into.
pub(crate) const KEPT: &str = "(t.is_unit OR t.is_lpg)";
