//! Tests of the backend against real databases, one fresh database for each test.
//!
//! SQLite always; PostgreSQL when `TEST_DATABASE_URL` names a server where databases may be created
//! (`make test` sets it).

#![allow(clippy::unwrap_used)]

#[macro_use]
mod support;

mod bulk;
mod campaigns;
mod counts;
mod dashboard;
mod db;
mod demo;
mod demo_programmes;
mod drift;
mod figures;
mod hazards;
mod import;
mod lists;
mod merge;
mod migrations;
mod people;
mod places;
mod plans;
mod programmes;
mod purge;
mod reference;
mod registers;
mod relapse;
mod roll_calls;
mod sync;
mod tampering;
