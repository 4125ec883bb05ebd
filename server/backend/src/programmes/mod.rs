//! Stoves, gas alarms, detectors and chargers, users of gas: their registers, the steps of their lives, their lists, maps
//! and figures, and what vendors tell. See `docs/programmes.md`.

pub mod devices;
pub mod door;
pub mod figures;
pub mod gas;
mod life;
mod list;
pub mod stoves;
pub mod vendors;
pub mod wave;
