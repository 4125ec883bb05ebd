//! Stoves, gas alarms, detectors and chargers, users of gas: their registers, the steps of their lives, their lists, maps
//! and figures, and what vendors tell. See `docs/programmes.md`.

pub(crate) mod chained;
pub mod devices;
pub mod door;
pub(crate) mod export;
pub mod figures;
pub mod gas;
pub(crate) mod life;
mod list;
mod locked;
pub mod prices;
pub(crate) mod route;
pub(crate) mod sets;
pub mod statements;
pub mod stoves;
pub mod unknown;
pub mod vendors;
pub mod wave;
