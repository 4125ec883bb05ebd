//! Stoves, devices and users of gas against real databases.

mod behind;
mod devices;
mod door;
mod entries;
mod figures;
mod gas;
mod intake;
mod one_visit;
mod plans;
mod stoves;
mod tablets;

use crate::support::world::{World, noon};
use backend::programmes::{devices as device_services, gas as gas_services, stoves as stove_services};
use chrono::{DateTime, Utc};

/// Noon of the day on which most stories begin.
fn day() -> DateTime<Utc> {
    noon("2023-06-15")
}
