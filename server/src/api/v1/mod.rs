//! Version 1. Faults are answered as [`domain::fault::Fault`] with the status of their code; a command sent again
//! is answered like the first time, with 200 instead of 201.

pub mod base_tiles;
pub mod boundaries;
pub mod campaigns;
pub mod desk;
pub mod detectors;
pub mod devices;
pub mod field;
pub mod figures;
pub mod files;
pub mod gas_users;
pub mod hazards;
pub mod inspections;
pub mod intake;
pub mod map;
pub mod named;
pub mod papers;
pub mod people;
pub mod photos;
pub mod programmes;
pub mod query;
pub mod sites;
pub mod stoves;
pub mod summaries;
pub mod sync;
pub mod tables;
pub mod tiles;

use crate::http::answer::{Answer, Refusal};
use axum::http::StatusCode;
use domain::fault::{Code, Fault};
use std::str::FromStr;

/// The id in a path. What is no id names nothing.
fn id<T: FromStr>(text: &str) -> Answer<T> {
    text.parse().map_err(|_| Refusal(Fault::new(Code::NotFound)))
}

/// Made now, or there already.
const fn saved(repeated: bool) -> StatusCode {
    if repeated { StatusCode::OK } else { StatusCode::CREATED }
}
